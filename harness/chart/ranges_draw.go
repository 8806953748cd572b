package chart

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

const (
	// capHalf is half the height of the closed end of an interval.
	capHalf = vg.Length(3)
	// endShare is the width of that end, as a part of the width of the interval.
	endShare = 0.7
	// arrowLength and arrowHalf are the size of the head of an open end.
	arrowLength = vg.Length(6.5)
	arrowHalf   = vg.Length(4)
)

// rangeMarks are the sizes of the marks of a row.
type rangeMarks struct {
	stroke vg.Length // width of an interval
	radius vg.Length // of the mark of an estimate
}

// The marks of a single panel, and those of one in a grid, whose short axis has
// short intervals.
var (
	fullMarks  = rangeMarks{stroke: 2.2, radius: 3.5}
	smallMarks = rangeMarks{stroke: 1.8, radius: 2.6}
)

// draw implements body.
func (pl rangesPlan) draw(p pen, x, y vg.Length) {
	for i, panel := range pl.panels {
		panel.rowPanel = panel.moved(xy{x, y})
		pl.drawPanel(p, panel)
		if i == 0 {
			pl.drawCaption(p, panel)
		}
	}
	pl.words.draw(p, x, y+pl.total)
}

// drawPanel draws a panel from back to front.
func (pl rangesPlan) drawPanel(p pen, panel rangesPanel) {
	axis := panel.axis
	p.text(headingText, axis.from, panel.y-5, left, elide(headingText, panel.title, panel.valuesAt+panel.values.width-axis.from))
	if b := pl.Band; b != nil {
		p.rect(shade, xy{axis.at(b.Lo), panel.top()}, xy{axis.at(b.Hi), panel.bottom()})
	}
	panel.draw(p)
	if pl.Reference != 0 {
		at := axis.at(pl.Reference)
		p.line(muted, referenceStroke, nil, xy{at, panel.top()}, xy{at, panel.bottom()})
	}
	at := panel.rowsAt()
	for i, r := range panel.rows {
		switch {
		case r.Value != nil:
			panel.marks.draw(p, r, axis, at[i])
		case panel.detail != wholeText:
			drawInside(p, r.note(), axis, at[i])
		}
	}
}

// drawInside writes a note in place of marks. It interrupts the lines behind it.
func drawInside(p pen, note string, axis scale, y vg.Length) {
	note = elide(captionText, note, axis.to-axis.from-2*whiskerGap)
	half := captionText.Font.Size / 2
	p.rect(paper, xy{axis.from + whiskerGap/2, y - half}, xy{axis.from + 2*whiskerGap + captionText.Width(note), y + half})
	p.middle(captionText, axis.from+whiskerGap, y, left, note)
}

// drawCaption writes the label of the band above it, or that of the reference,
// within the data.
func (pl rangesPlan) drawCaption(p pen, panel rangesPanel) {
	axis := panel.axis
	if !pl.captioned() {
		return
	}
	label, middle := pl.ReferenceLabel, axis.at(pl.Reference)
	if pl.bandLabelled() {
		label, middle = pl.BandLabel, (axis.at(pl.Band.Lo)+axis.at(pl.Band.Hi))/2
	}
	label = elide(captionText, label, axis.to-axis.from)
	half := captionText.Width(label) / 2
	middle = min(max(middle, axis.from+half), axis.to-half)
	p.text(captionText, middle, panel.y+captionText.Font.Size, centre, label)
}

// draw draws an estimate and its interval. An end that is open, or that lies
// beyond the axis, gets an arrow head.
func (m rangeMarks) draw(p pen, r RangeRow, axis scale, y vg.Length) {
	v, s := *r.Value, r.style()
	mid := xy{axis.at(v.Mid), y}
	lo, hi := axis.at(axis.clamp(v.Lo)), axis.at(axis.clamp(v.Hi))
	p.line(s.color(), m.stroke, nil, xy{lo, y}, xy{hi, y})
	p.marker(s, mid, m.radius)
	m.drawEnd(p, s.color(), mid, -1, mid.x-lo, r.OpenLo || v.Lo < axis.lo)
	m.drawEnd(p, s.color(), mid, +1, hi-mid.x, r.OpenHi || v.Hi > axis.hi)
}

// drawEnd draws the end of an interval that is away from its estimate at mid; dir
// is -1 at the left and +1 at the right. The tip of an arrow lies beyond the end,
// which is the last value that was measured, and beyond the marker. The cap of a
// short interval lies on the halo of the marker; within the marker there is none.
func (m rangeMarks) drawEnd(p pen, c color.Color, mid xy, dir, away vg.Length, open bool) {
	y := mid.y
	switch {
	case open:
		base := mid.x + dir*max(away, m.radius)
		p.polygon(c, xy{base + dir*arrowLength, y}, xy{base, y - arrowHalf}, xy{base, y + arrowHalf})
	case away > m.radius:
		x := mid.x + dir*away
		p.line(c, m.stroke*endShare, nil, xy{x, y - capHalf}, xy{x, y + capHalf})
	}
}
