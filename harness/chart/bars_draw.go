package chart

import (
	"math"

	"gonum.org/v1/plot/vg"
)

const (
	// barShare is the part of the distance between two rows that a bar fills.
	barShare = 0.64
	// faintTint is how much of its colour a hollow bar keeps inside.
	faintTint = 0.18
	// capShare is the height of the caps of a whisker, as a part of the bar.
	capShare = 0.5
	// overhang is how far a label of the axis may reach beyond its panel: less
	// than half of the gap between two panels, and than the margin of the page.
	overhang = vg.Length(12)
	// breakSlant is how far the strokes of a break mark lean to the right.
	breakSlant = vg.Length(3.5)
)

// draw implements body.
func (pl barsPlan) draw(p pen, x, y vg.Length) {
	top := y + pl.headHeight()
	pl.list.draw(p, x+pl.list.width, top)
	first := x + pl.list.width + columnGap
	for i := range pl.Panels {
		pl.drawPanel(p, i, first+vg.Length(i)*(pl.panel+panelGap), y)
	}
	if !math.IsInf(pl.limit, 1) {
		base := top + pl.list.total + axisHeight + axisTitleHeight - 4
		p.text(captionText, first, base, left, breakKey)
	}
}

// breakKey explains the mark of a bar that is cut short.
const breakKey = "//  bar cut short: its value, printed beside it, lies beyond the axis"

// drawPanel draws the i-th panel with its upper left corner at x, y.
func (pl barsPlan) drawPanel(p pen, i int, x, y vg.Length) {
	base := y
	if pl.titles {
		base += lineHeight(headingText)
		p.text(headingText, x, base-3, left, elide(headingText, pl.Panels[i], pl.panel))
	}
	if pl.Caption != "" {
		p.text(captionText, x, base+captionText.Font.Size, left, elide(captionText, pl.Caption, pl.panel))
	}
	top := y + pl.headHeight()
	bottom := top + pl.list.total
	axis := pl.axis
	axis.from, axis.to = x+axis.from, x+axis.to
	xGrid(p, pl.ticks, axis, top, bottom)
	xAxis(p, pl.ticks, axis, bottom, true, span{x - columnGap, x + pl.panel + overhang})
	at := pl.list.rows()
	for j, r := range pl.rows() {
		pl.drawBar(p, r, i, axis, top+at[j])
	}
	// The zero line, over the bars: it is what their lengths are read from.
	p.line(muted, spineStroke, nil, xy{x, top}, xy{x, bottom})
}

// drawBar draws the bar of a row in a panel, centred on y, with its whisker and
// its label; or the note alone.
func (pl barsPlan) drawBar(p pen, r BarRow, panel int, axis scale, y vg.Length) {
	note := pl.cutNote(r, panel)
	v := r.Values[panel]
	if v == nil {
		p.middle(captionText, axis.from+whiskerGap, y, left, note)
		return
	}
	half := pl.list.pitch * barShare / 2
	end := axis.at(v.Mid)
	labelAt := axis.at(v.Hi) + whiskerGap
	if v.Mid > pl.limit {
		labelAt = axis.from + pl.panel - pl.labelWidth(r, panel)
		end = labelAt - whiskerGap
	}
	drawBox(p, r, xy{axis.from, y - half}, xy{end, y + half})
	switch {
	case v.Mid > pl.limit:
		drawBreak(p, end-breakRoom/2, y, half)
	case !v.exact():
		drawWhisker(p, axis.at(v.Lo), axis.at(v.Hi), y, half*capShare)
	}
	value := pl.Unit.Format(v.Mid)
	// The label interrupts the grid lines behind it.
	p.rect(paper, xy{labelAt - 1, y - half}, xy{labelAt + pl.labelWidth(r, panel) + 1, y + half})
	p.middle(valueText, labelAt, y, left, value)
	p.middle(captionText, labelAt+valueText.Width(value)+whiskerGap, y, left, note)
}

// drawBox draws a solid bar, or a hollow one for a faint row.
func drawBox(p pen, r BarRow, a, b xy) {
	if !r.Faint {
		p.rect(r.Style.color(), a, b)
		return
	}
	p.rect(tint(r.Style.color(), faintTint), a, b)
	const stroke = vg.Length(0.9)
	inset := min(stroke/2, (b.x-a.x)/2)
	p.frame(r.Style.color(), stroke, xy{a.x + inset, a.y + stroke/2}, xy{b.x - inset, b.y - stroke/2})
}

// drawWhisker draws a confidence interval from lo to hi at y, with caps. A white
// halo keeps it visible on a bar of any colour.
func drawWhisker(p pen, lo, hi, y, half vg.Length) {
	for _, s := range []struct {
		width vg.Length
		grow  vg.Length
		white bool
	}{{3, 0.9, true}, {1.2, 0, false}} {
		c := ink
		if s.white {
			c = paper
		}
		p.line(c, s.width, nil, xy{lo - s.grow, y}, xy{hi + s.grow, y})
		for _, x := range []vg.Length{lo, hi} {
			p.line(c, s.width, nil, xy{x, y - half - s.grow}, xy{x, y + half + s.grow})
		}
	}
}

// drawBreak draws the mark of a bar that is cut short: a slanted white gap with
// two strokes, at x.
func drawBreak(p pen, x, y, half vg.Length) {
	const gap, over = vg.Length(2.5), vg.Length(2.5) // half the gap; beyond the bar
	h := half + over
	slant := func(dx vg.Length) (lower, upper xy) {
		return xy{x + dx - breakSlant, y + h}, xy{x + dx + breakSlant, y - h}
	}
	a, b := slant(-gap)
	c, d := slant(gap)
	p.polygon(paper, a, b, d, c)
	p.line(ink, 1.1, nil, a, b)
	p.line(ink, 1.1, nil, c, d)
}
