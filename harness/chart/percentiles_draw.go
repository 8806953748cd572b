package chart

import "gonum.org/v1/plot/vg"

const (
	// percentileRadius is the size of the marks.
	percentileRadius = vg.Length(3.2)
	// percentileStroke is the width of the line that joins them.
	percentileStroke = vg.Length(1.2)
)

// draw implements body.
func (pl percentilesPlan) draw(p pen, x, y vg.Length) {
	pl.key.draw(p, x, y)
	panel := pl.moved(xy{x, y + pl.headHeight()})
	panel.draw(p)
	rows := pl.rows()
	for i, at := range panel.rowsAt() {
		drawPercentiles(p, rows[i], panel.axis, at)
	}
	pl.words.draw(p, x, panel.y+panel.height())
}

// drawPercentiles draws the marks of a row at y, and the line that joins them.
// Lower percentiles lie on top: where marks coincide, the more common case shows.
func drawPercentiles(p pen, r PercentileRow, axis scale, y vg.Length) {
	style := r.Style.muted(r.Faint)
	values := r.values()
	ends := nothing
	for _, v := range values {
		if v != 0 {
			ends = ends.hold(float64(axis.at(v)))
		}
	}
	if ends.lo < ends.hi {
		p.line(style.color(), percentileStroke, nil, xy{vg.Length(ends.lo), y}, xy{vg.Length(ends.hi), y})
	}
	for i := meanMark - 1; i >= 0; i-- {
		drawPercentile(p, i, values[i], style, axis, y)
	}
	drawPercentile(p, meanMark, values[meanMark], style, axis, y)
}

// drawPercentile draws the i-th mark at v, unless the value is missing.
func drawPercentile(p pen, i int, v float64, style Style, axis scale, y vg.Length) {
	if v != 0 {
		p.marker(percentileMarks[i].style(style), xy{axis.at(v), y}, percentileRadius)
	}
}
