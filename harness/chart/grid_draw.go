package chart

import "gonum.org/v1/plot/vg"

// draw implements body.
func (pl gridPlan) draw(p pen, x, y vg.Length) {
	pl.key.draw(p, x, y)
	for _, panel := range pl.panels {
		panel.at.x += x
		panel.at.y += y
		pl.drawPanel(p, panel)
	}
	if !pl.Same {
		return
	}
	first := pl.Panels[0]
	left1, right1 := x+pl.panels[0].at.x, x+bodyWidth
	p.text(captionText, x, y+pl.panels[0].at.y-cellHeadGap, left, elide(captionText, first.Y.Title, right1-x))
	p.text(captionText, (left1+right1)/2, y+pl.total-4, centre, elide(captionText, first.X.Title, right1-left1))
}

// drawPanel draws a panel from its title down to its horizontal axis.
func (pl gridPlan) drawPanel(p pen, panel panelPlan) {
	panel.drawHead(p, pl.Same)
	f := panel.frame()
	if panel.Rows != nil {
		xGrid(p, panel.xt, f.x, f.y.to, f.y.from)
	}
	yGrid(p, panel.yt, f.y, span{f.x.from, f.x.to})
	if panel.leftmost {
		yLabels(p, panel.yt, f.y, f.x.from-yLabelGap)
	}
	xAxis(p, panel.xt, f.x, f.y.from, panel.lowest, span{panel.at.x - columnSpace/2, panel.at.x + panel.width + columnSpace/2})
	if !pl.Same {
		p.text(captionText, (f.x.from+f.x.to)/2, f.y.from+axisHeight+axisTitleHeight-4, centre,
			elide(captionText, panel.X.Title, panel.size.x))
	}
	for _, s := range panel.Behind {
		drawCurve(p, Series{Style: Style{Color: faded}, Points: s.Points}, f, fadedStroke)
	}
	drawReferences(p, panel.References, panel.inside, f)
	for _, g := range panel.Guides {
		p.line(muted, referenceStroke, referenceDashes, f.clamped(g.From), f.clamped(g.To))
	}
	panel.drawSeries(p, f)
	panel.drawRows(p, f)
}

// titleSample is the length of the mark of a series before the title of its panel.
const titleSample = vg.Length(18)

// drawHead writes what stands above the data, from the upper end of its space, so
// that the titles of a line of panels stand beside each other.
func (p panelPlan) drawHead(pn pen, same bool) {
	y := p.at.y
	if p.Title != "" {
		y += lineHeight(groupText)
		x := p.at.x
		if p.Named && len(p.Series) > 0 {
			drawSample(pn, seriesKey(p.Series[0]), xy{x, y - 3 - groupText.Font.Size/3}, titleSample)
			x += titleSample + keyPad
		}
		pn.text(groupText, x, y-3, left, elide(groupText, p.Title, p.at.x+p.width-x))
	}
	if !same && p.Y.Title != "" {
		y += lineHeight(captionText)
		pn.text(captionText, p.at.x, y-3, left, elide(captionText, p.Y.Title, p.width))
	}
	p.key.draw(pn, p.at.x, y)
}

// frame returns the scales moved to the place of the panel.
func (p panelPlan) frame() cellFrame {
	f := cellFrame{x: p.x, y: p.y, leftmost: p.leftmost, lowest: p.lowest}
	left, top := p.at.x+p.data.x, p.at.y+p.data.y
	f.x.from, f.x.to = left, left+p.size.x
	f.y.from, f.y.to = top+p.size.y, top
	return f
}

// clamped returns the position of a point, moved into the data where it lies
// outside.
func (f cellFrame) clamped(at [2]float64) xy {
	return xy{f.x.at(f.x.clamp(at[0])), f.y.at(f.y.clamp(at[1]))}
}

// drawSeries draws the curves of a panel, and their bands behind all of them.
func (p panelPlan) drawSeries(pn pen, f cellFrame) {
	stroke, radius := seriesStroke, markerRadius
	if p.size.y < singleHeight {
		stroke, radius = smallStroke, smallMarker
	}
	for _, s := range p.Series {
		drawBand(pn, s, f)
	}
	for _, s := range p.Series {
		drawSeries(pn, s, f, stroke, radius)
	}
	drawBeyond(pn, p.Series, f)
}

// drawRows draws the rows of a panel with the texts beside them.
func (p panelPlan) drawRows(pn pen, f cellFrame) {
	pitch := min(p.size.y/vg.Length(max(len(p.Rows), 1)), panelRow*loosest)
	for i, r := range p.Rows {
		y := f.y.to + pitch*(vg.Length(i)+0.5)
		label, value := labelText, valueText
		if r.Faint {
			label, value = faintLabelText, captionText
		}
		if p.labels != nil {
			pn.middle(label, f.x.from-columnGap, y, right, p.labels[i])
		}
		pn.line(grid, gridStroke, nil, xy{f.x.from, y}, xy{f.x.to, y})
		if r.Value == nil {
			drawInside(pn, r.note(), f.x, y)
			continue
		}
		smallMarks.draw(pn, r, f.x, y)
		pn.middle(value, p.at.x+p.width, y, right, p.values[i])
	}
}

// loosest is how far apart rows are drawn at most where they do not fill a
// panel, as a multiple of the usual distance.
const loosest = 2.6
