package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

const (
	// rangeGap separates the labels, the data and the values. The arrow head of
	// an interval that ends at the end of the axis fits into it.
	rangeGap = vg.Length(14)
	// rangeTop is the space above the first row.
	rangeTop = vg.Length(2)
	// captionHeight is the space of a line of captions above the data.
	captionHeight = vg.Length(13)
	// leastAxis is the length of axis below which small differences between rows
	// cannot be seen. Texts beside it are cut before it becomes shorter.
	leastAxis = vg.Length(110)
	// manyRows is the number of rows from which ticks are labelled above the data
	// as well: the axis below is then far from the first row.
	manyRows = 25
	// topAxisHeight is the space of those labels, and topAxisDrop the distance
	// from their baseline to the first row.
	topAxisHeight = vg.Length(15)
	topAxisDrop   = vg.Length(5)
)

// rowPanel is what the charts of rows share: labels, an axis with its grid, and
// the values in words. Its positions are relative to the corner of the body
// until it is moved to its place on the page.
type rowPanel struct {
	list   rowList
	values valueTable

	y        vg.Length // upper edge
	labelsTo vg.Length // right edge of the labels
	data     span      // where marks are drawn: the axis, and what lies beyond it
	valuesAt vg.Length // left edge of the values
	axis     scale     // within data
	ticks    []plot.Tick

	// unlabelled leaves the labels out: they stand beside another panel.
	unlabelled bool
	// caption reserves a line above the data, for the heads of values or a label.
	caption bool
}

// valueRoom is the width that remains for values beside the rows of a list.
func valueRoom(list rowList, width vg.Length) vg.Length {
	return width - list.width - 2*rangeGap - leastAxis
}

// newRowPanel places labels, data and values beside each other.
func newRowPanel(list rowList, values valueTable, width vg.Length) rowPanel {
	r := rowPanel{list: list, values: values, labelsTo: list.width, caption: values.headed()}
	r.valuesAt = width - values.width
	r.data = span{list.width + rangeGap, r.valuesAt - rangeGap}
	return r
}

// setAxis lays an axis with logarithmic ticks over the data.
func (r *rowPanel) setAxis(axis scale, u Unit, anchor float64) {
	axis.from, axis.to = r.data.from, r.data.to
	r.axis, r.ticks = axis, logAxisTicks(u, axis, anchor)
}

// moved returns the panel shifted to the right and down.
func (r rowPanel) moved(by xy) rowPanel {
	r.y += by.y
	r.labelsTo += by.x
	r.valuesAt += by.x
	r.data = span{r.data.from + by.x, r.data.to + by.x}
	r.axis.from, r.axis.to = r.axis.from+by.x, r.axis.to+by.x
	return r
}

// many reports whether ticks are labelled above the data as well.
func (r rowPanel) many() bool { return len(r.values.rows) >= manyRows }

// topHeight is the space above the first row.
func (r rowPanel) topHeight() vg.Length {
	h := rangeTop
	if r.caption {
		h += captionHeight
	}
	if r.many() {
		h += topAxisHeight
	}
	return h
}

// height is the space from the caption to the labels of the axis.
func (r rowPanel) height() vg.Length { return r.topHeight() + r.list.total + axisHeight }

// top and bottom are the ends of the rows.
func (r rowPanel) top() vg.Length    { return r.y + r.topHeight() }
func (r rowPanel) bottom() vg.Length { return r.top() + r.list.total }

// rowsAt returns the vertical centres of the rows.
func (r rowPanel) rowsAt() []vg.Length {
	at := r.list.rows()
	for i := range at {
		at[i] += r.top()
	}
	return at
}

// draw paints everything but the marks, which come on top.
func (r rowPanel) draw(p pen) {
	xGrid(p, r.ticks, r.axis, r.top(), r.bottom())
	if !r.unlabelled {
		r.list.draw(p, r.labelsTo, r.top())
	}
	r.values.drawHead(p, r.valuesAt, r.y+captionText.Font.Size)
	for i, y := range r.rowsAt() {
		if r.values.rows[i].cells != nil {
			// A thin guide leads the eye from the label to the value.
			p.line(grid, gridStroke, nil, xy{r.axis.from, y}, xy{r.axis.to, y})
		}
		r.values.draw(p, i, r.valuesAt, y)
	}
	space := span{r.data.from - overhang, r.data.to + overhang}
	xAxis(p, r.ticks, r.axis, r.bottom(), true, space)
	if r.many() {
		tickTexts(p, r.ticks, r.axis, r.top()-topAxisDrop, space)
	}
}
