package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

const (
	// boxShare is the height of a box, as a part of the distance of two rows.
	boxShare = 0.6
	// boxTint is how much of its colour a box keeps inside.
	boxTint = 0.2
	// medianStroke is the width of the line at the median.
	medianStroke = vg.Length(1.5)
)

// draw implements body.
func (pl dotsPlan) draw(p pen, x, y vg.Length) {
	pl.key.draw(p, x, y)
	y += pl.key.total + keyBelow
	panel := pl.moved(xy{x, y})
	panel.draw(p)
	half := pl.list.pitch * boxShare / 2
	for i, at := range panel.rowsAt() {
		s := pl.swarm[i]
		if s.box == nil {
			continue
		}
		drawQuartiles(p, s.style, panel.axis, *s.box, at, half)
		for _, dot := range s.dots {
			pl.dot.draw(p, s.style, xy{x + dot.x, at + dot.y})
		}
		drawMedian(p, panel.axis.at(s.box.Mid), at, half)
		drawEdge(p, s.style, xy{panel.axis.from, at}, -1, s.lo)
		drawEdge(p, s.style, xy{panel.axis.to, at}, +1, s.hi)
	}
	pl.words.draw(p, x, y+panel.height())
}

// draw draws a dot.
func (d dotMark) draw(p pen, s Style, at xy) {
	p.canvas.SetColor(translucent(s.color(), d.alpha))
	p.canvas.Fill(Circle.path(p.at(at), d.radius))
}

// drawQuartiles draws the box of a row, centred on y.
func drawQuartiles(p pen, s Style, axis scale, box Interval, y, half vg.Length) {
	lo, hi := axis.at(axis.clamp(box.Lo)), axis.at(axis.clamp(box.Hi))
	p.rect(tint(s.color(), boxTint), xy{lo, y - half}, xy{hi, y + half})
}

// drawMedian draws the line at a median. It reaches beyond the box, so that it is
// seen where dots crowd.
func drawMedian(p pen, x, y, half vg.Length) {
	const over = vg.Length(2)
	p.line(ink, medianStroke, nil, xy{x, y - half - over}, xy{x, y + half + over})
}

// drawEdge draws an arrow head beyond an end of the axis, and a text beside it;
// dir is -1 at the left and +1 at the right.
func drawEdge(p pen, s Style, end xy, dir vg.Length, text string) {
	if text == "" {
		return
	}
	base := end.x + dir*edgeGap
	tip := base + dir*arrowLength
	p.polygon(s.color(), xy{tip, end.y}, xy{base, end.y - arrowHalf}, xy{base, end.y + arrowHalf})
	a := left
	if dir < 0 {
		a = right
	}
	p.middle(valueText, tip+dir*edgeGap, end.y, a, text)
}

// dotKey explains the marks, and the arrow heads where there are any.
func dotKey(dot dotMark, edges bool) []keyItem {
	neutral := Style{}
	sample := func(p pen, at xy, length vg.Length) {
		for _, x := range []vg.Length{0.2, 0.35, 0.4, 0.8} {
			dot.draw(p, neutral, xy{at.x + x*length, at.y})
		}
	}
	box := func(p pen, at xy, length vg.Length) {
		const half = vg.Length(5)
		axis := scale{hi: 1, from: at.x, to: at.x + length, norm: plot.LinearScale{}}
		drawQuartiles(p, neutral, axis, Interval{Lo: 0, Hi: 1}, at.y, half)
		drawMedian(p, at.x+length/2, at.y, half)
	}
	arrow := func(p pen, at xy, length vg.Length) {
		drawEdge(p, neutral, xy{at.x + length/2, at.y}, +1, " ")
	}
	items := []keyItem{{label: "one dot per sample", paint: sample}, {label: "median and quartiles", paint: box}}
	if edges {
		items = append(items, keyItem{label: "samples beyond the axis, and the farthest value", paint: arrow})
	}
	return items
}
