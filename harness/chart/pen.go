package chart

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// pen draws on a canvas with y counted downwards from the upper edge, the
// direction in which a chart is laid out. vg counts upwards.
type pen struct {
	canvas draw.Canvas
	height vg.Length // of the whole canvas
}

// xy is a point in the coordinates of a pen.
type xy struct{ x, y vg.Length }

// at converts to the coordinates of the canvas.
func (p pen) at(pt xy) vg.Point { return vg.Point{X: pt.x, Y: p.height - pt.y} }

// points converts a list of points.
func (p pen) points(pts []xy) []vg.Point {
	out := make([]vg.Point, len(pts))
	for i, pt := range pts {
		out[i] = p.at(pt)
	}
	return out
}

// align says which end of a text is at the given x: 0 the left one, 0.5 the
// middle, 1 the right one.
type align vg.Length

const (
	left   align = 0
	centre align = 0.5
	right  align = 1
)

// text writes one line with its baseline at y. It does not use draw.FillText,
// which places the box of a font, with a different offset for each size.
func (p pen) text(sty draw.TextStyle, x, y vg.Length, a align, s string) {
	if s == "" {
		return
	}
	face := sty.Handler.Cache().Lookup(sty.Font, sty.Font.Size)
	p.canvas.SetColor(sty.Color)
	p.canvas.FillString(face, p.at(xy{x - vg.Length(a)*sty.Width(s), y}), s)
}

// middle writes one line that is centred vertically on y.
func (p pen) middle(sty draw.TextStyle, x, y vg.Length, a align, s string) {
	p.text(sty, x, y+sty.Font.Size*capMiddle, a, s)
}

// line draws connected segments through the points.
func (p pen) line(c color.Color, width vg.Length, dashes []vg.Length, pts ...xy) {
	p.canvas.StrokeLines(draw.LineStyle{Color: c, Width: width, Dashes: dashes}, p.points(pts))
}

// polygon fills the area inside the points.
func (p pen) polygon(c color.Color, pts ...xy) {
	p.canvas.FillPolygon(c, p.points(pts))
}

// rect fills the rectangle between two opposite corners.
func (p pen) rect(c color.Color, a, b xy) {
	p.polygon(c, a, xy{b.x, a.y}, b, xy{a.x, b.y})
}

// frame strokes the outline of the rectangle between two opposite corners.
func (p pen) frame(c color.Color, width vg.Length, a, b xy) {
	p.line(c, width, nil, a, xy{b.x, a.y}, b, xy{a.x, b.y}, a)
}

// marker draws the point symbol of a style with a thin white halo, which keeps
// symbols apart where they crowd.
func (p pen) marker(s Style, at xy, radius vg.Length) {
	path := s.Marker.path(p.at(at), radius)
	p.canvas.SetLineStyle(draw.LineStyle{Color: paper, Width: markerHalo})
	p.canvas.Stroke(path)
	if !s.Open {
		p.canvas.SetColor(s.color())
		p.canvas.Fill(path)
		return
	}
	p.canvas.SetColor(paper)
	p.canvas.Fill(path)
	p.canvas.SetLineStyle(draw.LineStyle{Color: s.color(), Width: openStroke})
	p.canvas.Stroke(path)
}

// markerHalo is the width of the white line around a marker, half of which is
// covered by the marker.
const markerHalo = vg.Length(1.4)
