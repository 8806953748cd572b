package chart

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

const (
	// rangeStroke is the width of an interval.
	rangeStroke = vg.Length(2.2)
	// rangeMarker is the size of the mark of an estimate.
	rangeMarker = vg.Length(3.5)
	// capHalf is half the height of the closed end of an interval.
	capHalf = vg.Length(3)
	// arrowLength and arrowHalf are the size of the head of an open end.
	arrowLength = vg.Length(6.5)
	arrowHalf   = vg.Length(4)
)

// draw implements body.
func (pl rangesPlan) draw(p pen, x, y vg.Length) {
	top := y + rangeTop
	bottom := top + pl.list.total
	axis := pl.axis
	axis.from, axis.to = x+axis.from, x+axis.to
	xGrid(p, pl.ticks, axis, top, bottom)
	pl.list.draw(p, x+pl.list.width, top)
	values := axis.to + rangeGap
	at := pl.list.rows()
	for i, r := range pl.rows() {
		row := top + at[i]
		if r.Value != nil {
			// A thin guide leads the eye from the label to the value.
			p.line(grid, gridStroke, nil, xy{axis.from, row}, xy{axis.to, row})
			drawRange(p, r, axis, row)
		}
		pl.drawText(p, pl.texts[i], values, row)
	}
	xAxis(p, pl.ticks, axis, bottom, true, span{x, x + pl.width})
	if pl.XTitle != "" {
		p.text(captionText, (axis.from+axis.to)/2, y+pl.height()-4, centre,
			elide(captionText, pl.XTitle, axis.to-axis.from))
	}
}

// drawText writes the value of a row: estimates end at one position, so that
// their digits stand below each other, and intervals start at one.
func (pl rangesPlan) drawText(p pen, t rangeText, x, y vg.Length) {
	p.middle(valueText, x+pl.mid, y, right, t.mid)
	p.middle(valueText, x+pl.mid+columnGap, y, left, t.interval)
	p.middle(captionText, x+pl.noteAt(t), y, left, t.note)
}

// drawRange draws an estimate and its interval. An end that is open, or that
// lies beyond the axis, gets an arrow head.
func drawRange(p pen, r RangeRow, axis scale, y vg.Length) {
	v, c := *r.Value, r.Style.color()
	lo, hi := axis.at(axis.clamp(v.Lo)), axis.at(axis.clamp(v.Hi))
	p.line(c, rangeStroke, nil, xy{lo, y}, xy{hi, y})
	drawEnd(p, c, lo, y, -1, r.OpenLo || v.Lo < axis.lo, v.exact())
	drawEnd(p, c, hi, y, +1, r.OpenHi || v.Hi > axis.hi, v.exact())
	p.marker(r.Style, xy{axis.at(v.Mid), y}, rangeMarker)
}

// drawEnd draws one end of an interval; dir is -1 at the left and +1 at the
// right. The tip of an arrow lies beyond the end, which is the last value that
// was measured.
func drawEnd(p pen, c color.Color, x, y, dir vg.Length, open, exact bool) {
	switch {
	case open:
		tip := x + dir*arrowLength
		if exact {
			// The marker would cover the head.
			tip += dir * rangeMarker
		}
		base := tip - dir*arrowLength
		p.line(c, rangeStroke, nil, xy{x, y}, xy{base, y})
		p.polygon(c, xy{tip, y}, xy{base, y - arrowHalf}, xy{base, y + arrowHalf})
	case !exact:
		p.line(c, rangeStroke*0.7, nil, xy{x, y - capHalf}, xy{x, y + capHalf})
	}
}
