package chart

import "gonum.org/v1/plot/vg"

const (
	// bandAlpha is the opacity of a confidence band.
	bandAlpha = 0.16
	// smallMarker and smallStroke are the marks of a small multiple.
	smallMarker = vg.Length(2.5)
	smallStroke = vg.Length(1.5)
	// fadedStroke is the width of the other series behind a small multiple.
	fadedStroke = vg.Length(1)
)

// cellFrame is a cell of the grid with the scales moved to its place.
type cellFrame struct {
	x, y scale
	// leftmost and lowest cells carry the labels of the axes.
	leftmost, lowest bool
}

// draw implements body.
func (pl linesPlan) draw(p pen, x, y vg.Length) {
	pl.key.draw(p, x, y)
	top := y + pl.headHeight()
	if pl.YTitle != "" {
		p.text(captionText, x, top-axisTitleHeight/2, left, elide(captionText, pl.YTitle, pl.width))
	}
	cells := 1
	if pl.Panels {
		cells = len(pl.Series)
	}
	for i := range cells {
		pl.drawCell(p, i, pl.frameOf(i, cells, x+pl.gutter, top))
	}
	if pl.XTitle != "" {
		p.text(captionText, x+pl.gutter+(pl.width-pl.gutter)/2, y+pl.height()-4, centre,
			elide(captionText, pl.XTitle, pl.width-pl.gutter))
	}
}

// frameOf returns the place of the i-th of n cells; x, y is the upper left
// corner of the first.
func (pl linesPlan) frameOf(i, n int, x, y vg.Length) cellFrame {
	col, row := i%pl.columns, i/pl.columns
	x += vg.Length(col) * (pl.cell.x + cellGap)
	y += vg.Length(row) * pl.cellHeight()
	if pl.Panels {
		y += cellHead
	}
	f := cellFrame{x: pl.x, y: pl.y, leftmost: col == 0, lowest: i+pl.columns >= n}
	f.x.from, f.x.to = x, x+pl.cell.x
	f.y.from, f.y.to = y+pl.cell.y, y
	return f
}

// drawCell draws the i-th cell: one series before all others, or all of them.
func (pl linesPlan) drawCell(p pen, i int, f cellFrame) {
	pl.drawAxes(p, f)
	if !pl.Panels {
		drawReferences(p, pl.References, pl.inside, f)
		for _, s := range pl.Series {
			drawBand(p, s, f)
		}
		for _, s := range pl.Series {
			drawSeries(p, s, f, seriesStroke, markerRadius)
		}
		drawBeyond(p, pl.Series, f)
		return
	}
	for j, s := range pl.Series {
		if j != i {
			drawCurve(p, Series{Style: Style{Color: faded}, Points: s.Points}, f, fadedStroke)
		}
	}
	drawReferences(p, pl.References, pl.inside, f)
	s := pl.Series[i]
	drawBand(p, s, f)
	drawSeries(p, s, f, smallStroke, smallMarker)
	drawBeyond(p, pl.Series[i:i+1], f)
	drawCellTitle(p, s, f, pl.cell.x)
}

// drawCellTitle writes the name of a series beside its mark, above its cell.
func drawCellTitle(p pen, s Series, f cellFrame, width vg.Length) {
	const sample, gap = vg.Length(18), vg.Length(5)
	y := f.y.to - cellHead/2 - 1
	drawSample(p, seriesKey(s), xy{f.x.from, y}, sample)
	p.middle(groupText, f.x.from+sample+gap, y, left, elide(groupText, s.Label, width-sample-gap))
}

// drawAxes draws the grid and the axes of a cell.
func (pl linesPlan) drawAxes(p pen, f cellFrame) {
	yGrid(p, pl.yt, f.y, span{f.x.from, f.x.to})
	if f.leftmost {
		yLabels(p, pl.yt, f.y, f.x.from-yLabelGap)
	}
	// The labels may use half of the gap to the next cell on each side.
	xAxis(p, pl.xt, f.x, f.y.from, f.lowest, span{f.x.from - cellGap/2, f.x.to + cellGap/2})
}

// drawBand draws the confidence band of a series, cut at the ends of the y axis;
// for a single point, a whisker.
func drawBand(p pen, s Series, f cellFrame) {
	for _, part := range s.parts() {
		n := len(part)
		pts := make([]xy, 2*n)
		for i, pt := range part {
			x := f.x.at(pt.X)
			pts[i] = xy{x, f.y.at(f.y.clamp(pt.Y.Hi))}
			pts[2*n-1-i] = xy{x, f.y.at(f.y.clamp(pt.Y.Lo))}
		}
		if n == 1 {
			p.line(s.Style.color(), seriesStroke, nil, pts...)
		} else {
			p.polygon(translucent(s.Style.color(), bandAlpha), pts...)
		}
	}
}

// parts returns the points between gaps.
func (s Series) parts() [][]Point {
	var parts [][]Point
	for i, pt := range s.Points {
		if i == 0 || pt.Gap {
			parts = append(parts, nil)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], pt)
	}
	return parts
}

// drawSeries draws the curve of a series and its markers.
func drawSeries(p pen, s Series, f cellFrame, stroke, radius vg.Length) {
	drawCurve(p, s, f, stroke)
	for _, pt := range s.Points {
		if !pt.Beyond {
			p.marker(s.Style, xy{f.x.at(pt.X), f.y.at(pt.Y.Mid)}, radius)
		}
	}
}

// beyondStep is the distance between the arrows of several series at one point.
const beyondStep = 2*arrowHalf + 1.5

// drawBeyond draws an arrow head upwards for every point beyond its value. Those
// of several series that would cover each other stand side by side.
func drawBeyond(p pen, series []Series, f cellFrame) {
	count := map[[2]float64]int{}
	for _, s := range series {
		for _, pt := range s.Points {
			if pt.Beyond {
				count[[2]float64{pt.X, pt.Y.Mid}]++
			}
		}
	}
	drawn := map[[2]float64]int{}
	for _, s := range series {
		for _, pt := range s.Points {
			if !pt.Beyond {
				continue
			}
			at := [2]float64{pt.X, pt.Y.Mid}
			n := vg.Length(count[at])
			row := (n - 1) * beyondStep
			start := min(max(f.x.at(pt.X)-row/2, f.x.from), f.x.to-row)
			x, y := start+vg.Length(drawn[at])*beyondStep, f.y.at(pt.Y.Mid)
			drawn[at]++
			p.polygon(paper, xy{x, y - arrowLength - 2}, xy{x - arrowHalf - 1.2, y + 0.8}, xy{x + arrowHalf + 1.2, y + 0.8})
			p.polygon(s.Style.color(), xy{x, y - arrowLength}, xy{x - arrowHalf, y}, xy{x + arrowHalf, y})
		}
	}
}

// drawCurve connects the estimates of a series between gaps, up to the first one
// that lies beyond; a single point has no curve.
func drawCurve(p pen, s Series, f cellFrame, stroke vg.Length) {
	for _, part := range s.parts() {
		var pts []xy
		for i, pt := range part {
			if i > 0 && part[i-1].Beyond {
				break
			}
			pts = append(pts, xy{f.x.at(pt.X), f.y.at(pt.Y.Mid)})
		}
		if len(pts) > 1 {
			p.line(s.Style.color(), stroke, s.Style.Dashes, pts...)
		}
	}
}
