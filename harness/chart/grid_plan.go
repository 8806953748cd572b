package chart

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

const (
	panelHeight   = vg.Length(135) // of the data of a panel
	lowHeight     = vg.Length(90)  // the same, where panels with the same axes would fill a page
	manyLines     = 3              // lines of panels up to which they do not
	panelTicks    = 4              // labels of its vertical axis
	panelRow      = vg.Length(14)  // distance between two rows
	panelKeyBelow = vg.Length(2)   // between the key of a panel and its data
	cellHeadGap   = vg.Length(5)   // between the texts above the data and the data
	columnSpace   = vg.Length(20)  // between two panels side by side
	lineGap       = vg.Length(15)  // between two lines of panels
	// rowLabelShare is the part of a panel that the labels of rows may take.
	rowLabelShare = 0.42
)

// gridPlan is a measured [Grid].
type gridPlan struct {
	Grid
	key    keyStrip
	panels []panelPlan
	total  vg.Length
}

// panelPlan is a measured [Panel].
type panelPlan struct {
	Panel
	// at is the upper left corner of its space, which has this width.
	at    xy
	width vg.Length
	// head is the space above the data.
	head vg.Length
	// data is the upper left corner of the data, relative to at, and size theirs.
	data, size xy
	key        keyStrip
	// x and y are relative to the data.
	x, y   scale
	xt, yt []plot.Tick
	// labels and values stand beside rows.
	labels, values []string
	inside         []placedReference
	// leftmost and lowest panels carry the labels of shared axes; others always do.
	leftmost, lowest bool
}

// plan implements Spec.
func (g Grid) plan(width vg.Length) body {
	pl := gridPlan{Grid: g}
	n := min(g.Columns, len(g.Panels))
	for i, panel := range g.Panels {
		p := panelPlan{Panel: panel, leftmost: !g.Same || i%n == 0, lowest: !g.Same || i+n >= len(g.Panels)}
		p.size.y = panel.height(len(g.Panels) == 1 || g.Tall)
		if g.Same && len(g.Panels) > manyLines*n {
			p.size.y = lowHeight
		}
		pl.panels = append(pl.panels, p)
	}
	for from := 0; from < len(pl.panels); from += n {
		line := pl.panels[from:min(from+n, len(pl.panels))]
		var highest vg.Length
		for _, p := range line {
			highest = max(highest, p.size.y)
		}
		for i := range line {
			line[i].size.y = highest
		}
	}
	pl.scales()
	pl.widths(n, width)
	pl.keys(width)
	pl.place(n)
	return pl
}

// height is that of the data, where curves are alone or tall, or as high as others.
func (p Panel) height(tall bool) vg.Length {
	rows := vg.Length(len(p.Rows)) * panelRow
	switch {
	case rows > 0:
		return max(rows, min(panelHeight, rows*loosest))
	case tall:
		return singleHeight
	}
	return panelHeight
}

// scales finds the axes of all panels.
func (pl *gridPlan) scales() {
	for i := range pl.panels {
		p := &pl.panels[i]
		around := []Panel{p.Panel}
		if pl.Same {
			around = pl.Panels
			p.X, p.Y = pl.Panels[0].X, pl.Panels[0].Y
		}
		x, y := reach(around)
		p.x, p.y = p.X.xScale(x), p.Y.yScale(y)
		p.y.from = p.size.y
		if p.Rows == nil {
			want := panelTicks
			if p.size.y >= singleHeight {
				want = singleTicks
			}
			p.yt = p.Y.yTicks(p.y, want)
		}
	}
}

// widths divides the width among the columns: equal panels, or equal data where
// the axes are the same.
func (pl *gridPlan) widths(n int, width vg.Length) {
	columns := vg.Length(n)
	sameRows := pl.sameRows(n)
	var shared vg.Length
	switch {
	case pl.Same:
		shared = widest(tickText, tickLabels(pl.panels[0].yt)) + yLabelGap
	case sameRows:
		shared = widest(labelText, pl.panels[0].rowLabels(width*labelShare)) + columnGap
	}
	cell := (width - shared - (columns-1)*columnSpace) / columns
	for i := range pl.panels {
		p := &pl.panels[i]
		column := vg.Length(i % n)
		p.at.x, p.width = shared+column*(cell+columnSpace), cell
		switch {
		case pl.Same:
			p.size.x = cell
		case sameRows:
			if p.measureValues(); column == 0 {
				p.labels = p.rowLabels(width * labelShare)
			}
		case p.Rows != nil:
			p.measureValues()
			p.labels = p.rowLabels(p.width * rowLabelShare)
			p.data.x = widest(labelText, p.labels) + columnGap
			p.size.x -= p.data.x
		default:
			p.data.x = widest(tickText, tickLabels(p.yt)) + yLabelGap
			p.size.x = cell - p.data.x
		}
		p.x.to = p.size.x
		p.xt = p.X.xTicks(p.x)
	}
}

// sameRows reports whether all panels have the same rows, of which some stand beside
// each other.
func (pl *gridPlan) sameRows(n int) bool {
	return n > 1 && !slices.ContainsFunc(pl.Panels, func(p Panel) bool {
		return len(p.Rows) == 0 || !slices.EqualFunc(p.Rows, pl.Panels[0].Rows, func(a, b RangeRow) bool { return a.Label == b.Label })
	})
}

// rowLabels are those of the rows, cut where they are longer than most.
func (p *panelPlan) rowLabels(most vg.Length) []string {
	var labels []string
	for _, r := range p.Rows {
		labels = append(labels, elide(labelText, r.Label, most))
	}
	return labels
}

// measureValues writes the texts at the right of rows; labels and data get the rest of the
// width.
func (p *panelPlan) measureValues() {
	for _, r := range p.Rows {
		value := ""
		if r.Value != nil {
			value, _ = p.X.Unit.intervalOn(p.x, *r.Value, false, false)
		}
		p.values = append(p.values, value)
	}
	p.size.x = p.width - widest(valueText, p.values) - columnGap
}

// keys decides what the keys explain: first curves, then lines. A label is
// explained once.
func (pl *gridPlan) keys(width vg.Length) {
	var curves, lines []keyItem
	behind := false
	for i := range pl.panels {
		p := &pl.panels[i]
		var own []keyItem
		for _, s := range p.Series {
			own = append(own, seriesKey(s))
		}
		switch {
		case p.Named:
		case p.Keyed:
			p.key = newKeyStrip(once(own), p.width)
		default:
			curves = append(curves, own...)
		}
		behind = behind || len(p.Behind) > 0
		lines = append(lines, p.lineKeys()...)
	}
	if behind {
		curves = append(curves, plainKey(pl.BehindLabel, faded, seriesStroke, nil))
	}
	pl.key = newKeyStrip(once(append(curves, lines...)), width)
}

// lineKeys labels the references that have room in the data, and returns the
// entries of the other lines.
func (p *panelPlan) lineKeys() []keyItem {
	var items []keyItem
	space := referenceSpace{p.References, p.Series, p.x, p.y, p.size.x}
	for i, r := range p.References {
		if at, ok := space.place(i); ok {
			p.inside = append(p.inside, at)
		} else {
			items = append(items, referenceKey(r))
		}
	}
	for _, g := range p.Guides {
		items = append(items, referenceKey(Reference{Label: g.Label}))
	}
	return items
}

// once returns the entries without those whose label another one before has.
func once(items []keyItem) []keyItem {
	var out []keyItem
	for _, it := range items {
		if !slices.ContainsFunc(out, func(o keyItem) bool { return o.label == it.label }) {
			out = append(out, it)
		}
	}
	return out
}

// place puts the panels below each other, line by line.
func (pl *gridPlan) place(n int) {
	y := pl.key.total
	if y > 0 {
		y += keyBelow
	}
	if pl.Same && pl.Panels[0].Y.Title != "" {
		y += axisTitleHeight
	}
	for from := 0; from < len(pl.panels); from += n {
		if from > 0 {
			y += lineGap
		}
		line := pl.panels[from:min(from+n, len(pl.panels))]
		var head, foot vg.Length
		for i := range line {
			head, foot = max(head, pl.headOf(line[i])), max(foot, pl.footOf(line[i]))
		}
		for i := range line {
			line[i].at.y, line[i].head, line[i].data.y = y, head, head
		}
		y += head + line[0].size.y + foot
	}
	if pl.Same && pl.Panels[0].X.Title != "" {
		y += axisTitleHeight
	}
	pl.total = y
}

// headOf is the space that the texts above the data of a panel need.
func (pl *gridPlan) headOf(p panelPlan) vg.Length {
	var h vg.Length
	if p.Title != "" {
		h += lineHeight(groupText)
	}
	if !pl.Same && p.Y.Title != "" {
		h += lineHeight(captionText)
	}
	if p.key.total > 0 {
		h += p.key.total + panelKeyBelow
	}
	return h + cellHeadGap
}

// footOf is the space below the data of a panel.
func (pl *gridPlan) footOf(p panelPlan) vg.Length {
	h := axisHeight
	if !p.lowest {
		h = cellFoot
	}
	if !pl.Same && p.X.Title != "" {
		h += axisTitleHeight
	}
	return h
}

// height implements body.
func (pl gridPlan) height() vg.Length { return pl.total }
