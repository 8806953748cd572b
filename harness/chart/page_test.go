package chart

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

// A page is what a chart draws, without its pixels: the tests read there what
// stands where.

// element is a text or a shape on a page.
type element struct {
	// text is empty for a shape.
	text string
	size vg.Length // of the font
	bold bool
	// stroke is the width of a line; 0 for an area.
	stroke vg.Length
	dashes []vg.Length
	color  color.NRGBA
	// box holds the element, in points from the upper left corner. A text has
	// the height of its capitals, and its baseline at max.y.
	min, max xy
}

// page returns everything that a spec draws, in order.
func page(spec Spec) (elements []element, height vg.Length) {
	f := newFrame(spec)
	var rec recorder.Canvas
	f.draw(pen{canvas: draw.NewCanvas(&rec, pageWidth, f.height()), height: f.height()})
	now := element{color: color.NRGBA{A: 255}}
	for _, action := range rec.Actions {
		e := now
		switch a := action.(type) {
		case *recorder.SetColor:
			now.color = color.NRGBAModel.Convert(a.Color).(color.NRGBA)
			continue
		case *recorder.SetLineWidth:
			now.stroke = a.Width
			continue
		case *recorder.SetLineDash:
			now.dashes = a.Dashes
			continue
		case *recorder.FillString:
			e.text, e.size, e.bold, e.stroke, e.dashes = a.String, a.Size, a.Font.Weight > 0, 0, nil
			face := plot.DefaultTextHandler.Cache().Lookup(a.Font, a.Size)
			e.min = xy{a.Point.X, f.height() - a.Point.Y - 2*capMiddle*a.Size}
			e.max = xy{a.Point.X + face.Width(a.String), f.height() - a.Point.Y}
		case *recorder.Stroke:
			e.min, e.max = bounds(a.Path, f.height())
		case *recorder.Fill:
			e.stroke, e.dashes = 0, nil
			e.min, e.max = bounds(a.Path, f.height())
		default:
			continue
		}
		elements = append(elements, e)
	}
	return elements, f.height()
}

// bounds returns the smallest rectangle around a path.
func bounds(path vg.Path, height vg.Length) (lo, hi xy) {
	inf := vg.Length(math.Inf(1))
	lo, hi = xy{inf, inf}, xy{-inf, -inf}
	for _, c := range path {
		if c.Type == vg.CloseComp {
			continue
		}
		lo = xy{min(lo.x, c.Pos.X-c.Radius), min(lo.y, height-c.Pos.Y-c.Radius)}
		hi = xy{max(hi.x, c.Pos.X+c.Radius), max(hi.y, height-c.Pos.Y+c.Radius)}
	}
	return lo, hi
}

// hex is how a golden file names a colour.
func hex(c color.NRGBA) string {
	if c.A < 255 {
		return fmt.Sprintf("#%02x%02x%02x/%02x", c.R, c.G, c.B, c.A)
	}
	return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
}

// String writes an element for a golden file, with positions to a tenth of a
// point.
func (e element) String() string {
	c := hex(e.color)
	switch {
	case e.text != "":
		style := ""
		if e.bold {
			style = " bold"
		}
		return fmt.Sprintf("text %s %s %v%s %q", at(e.min.x, e.max.y), c, e.size, style, e.text)
	case e.stroke > 0:
		s := fmt.Sprintf("line %s %s %v", at(e.min.x, e.min.y, e.max.x, e.max.y), c, e.stroke)
		if e.dashes != nil {
			s += fmt.Sprintf(" %v", e.dashes)
		}
		return s
	default:
		return fmt.Sprintf("area %s %s", at(e.min.x, e.min.y, e.max.x, e.max.y), c)
	}
}

// at writes positions. Rounding twice gives the same digits where the last bit of
// a position depends on the machine.
func at(positions ...vg.Length) string {
	var out []string
	for _, v := range positions {
		out = append(out, fmt.Sprintf("%.1f", math.Round(float64(v)*1e4)/1e4+0)) // + 0: no minus zero
	}
	return strings.Join(out, ",")
}

// data reports whether the element stands for a measurement: it has none of the
// colours of the axes.
func (e element) data() bool {
	switch e.color {
	case grid, paper, shade, spine, muted:
		return false
	}
	return e.text == ""
}

// covers reports whether two elements share more than a rounding error of space.
func (e element) covers(o element) bool {
	const slack = 0.01
	return e.min.x+slack < o.max.x && o.min.x+slack < e.max.x && e.min.y+slack < o.max.y && o.min.y+slack < e.max.y
}
