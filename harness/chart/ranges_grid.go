package chart

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

const (
	// gridGap separates two panels of a grid, beside and below each other.
	gridGap = vg.Length(18)
	// gridSide is rangeGap in a panel of a grid: just enough for an arrow head.
	gridSide = vg.Length(9)
	// gridAxis is the length of axis for which texts beside it are left out.
	gridAxis = vg.Length(130)
	// panelTitle is the space of a title above a panel of a grid.
	panelTitle = vg.Length(16)
)

// rangesGrid is the measure of a grid of panels. All have the same axis, as wide
// in all, so that positions in one can be compared with those around it.
type rangesGrid struct {
	groups  []RangeGroup
	columns int
	// shared labels stand only beside the first panel of a line.
	shared bool
	lists  []rowList
	values []valueTable
	detail textDetail
	// labels and texts are the widths beside the data.
	labels, texts vg.Length
	axis          vg.Length
}

// panelGrid draws one panel per group, Columns of them side by side.
func (r Ranges) panelGrid(width vg.Length) []rangesPanel {
	g := rangesGrid{groups: slices.DeleteFunc(slices.Clone(r.Groups), func(g RangeGroup) bool { return len(g.Rows) == 0 })}
	g.columns = min(r.Columns, len(g.groups))
	g.measureLabels(width)
	for g.detail = wholeText; ; g.detail++ {
		g.measureTexts(r, width)
		if g.axis >= gridAxis || g.detail == estimateOnly {
			return g.place(r)
		}
	}
}

// line returns the groups of the panels in the same line as the i-th.
func (g rangesGrid) line(i int) []RangeGroup {
	from := i - i%g.columns
	return g.groups[from:min(from+g.columns, len(g.groups))]
}

// measureLabels lays out the rows of all panels.
func (g *rangesGrid) measureLabels(width vg.Length) {
	g.shared = true
	for i := range g.groups {
		g.shared = g.shared && slices.EqualFunc(g.groups[i].Rows, g.line(i)[0].Rows,
			func(a, b RangeRow) bool { return a.Label == b.Label })
	}
	most := width * labelShare
	if !g.shared {
		most /= vg.Length(g.columns)
	}
	for i, group := range g.groups {
		labels := group.labels()
		labels.title = "" // stands above the panel
		if g.shared {
			labels.faint = faintInAll(g.line(i))
		}
		g.lists = append(g.lists, newRowList([]labelGroup{labels}, most))
		g.labels = max(g.labels, g.lists[i].width)
	}
}

// faintInAll reports of each row whether it is faint in all panels of a line: a
// label that belongs to several marks is grey only if all of them are.
func faintInAll(line []RangeGroup) []bool {
	out := make([]bool, len(line[0].Rows))
	for i := range out {
		out[i] = !slices.ContainsFunc(line, func(g RangeGroup) bool { return !g.Rows[i].Faint })
	}
	return out
}

// measureTexts writes the values in the current detail, and finds the length of
// the axes that remains.
func (g *rangesGrid) measureTexts(r Ranges, width vg.Length) {
	g.values, g.texts = nil, 0
	for _, group := range g.groups {
		t := r.valueTable(group.Rows, g.detail, width*tableShare)
		g.values = append(g.values, t)
		g.texts = max(g.texts, t.width)
	}
	n := vg.Length(g.columns)
	labels := n * g.labels
	if g.shared {
		labels = g.labels
	}
	g.axis = (width-labels-(n-1)*gridGap)/n - g.texts - 2*gridSide
}

// place puts the panels into their cells, line by line.
func (g rangesGrid) place(r Ranges) []rangesPanel {
	panels := make([]rangesPanel, len(g.groups))
	var y, next vg.Length
	for i, group := range g.groups {
		column := i % g.columns
		if column == 0 {
			y, next = next, 0
		}
		p := rangesPanel{title: group.Title, rows: group.Rows, detail: g.detail, marks: smallMarks}
		p.list, p.values = g.lists[i], g.values[i]
		p.unlabelled = g.shared && column > 0
		p.caption = i < g.columns && r.captioned()
		p.data = span{gridSide, gridSide + g.axis}
		p.valuesAt = p.data.to + gridSide
		p.setAxis(r.xScale(), r.XUnit, r.Reference)
		step := g.texts + 2*gridSide + g.axis + gridGap
		if !g.shared {
			step += g.labels
		}
		top := y
		if g.titled() {
			top += panelTitle
		}
		p.rowPanel = p.moved(xy{g.labels + vg.Length(column)*step, top})
		panels[i] = p
		next = max(next, p.y+p.height()+gridGap)
	}
	return panels
}

// titled reports whether some panel has a title.
func (g rangesGrid) titled() bool {
	return slices.ContainsFunc(g.groups, func(g RangeGroup) bool { return g.Title != "" })
}
