package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

const (
	singleHeight = vg.Length(235) // of the data in a single panel
	smallHeight  = vg.Length(92)  // of the data in a small multiple
	singleTicks  = 5              // labels of the y axis of a single panel
	smallTicks   = 4              // and of a small multiple
	cellGap      = vg.Length(16)  // between two columns of small multiples
	cellHead     = vg.Length(19)  // title of a small multiple
	cellFoot     = vg.Length(9)   // below the data of a small multiple
	keyBelow     = vg.Length(10)  // between the key and the panels
	yTitleHeight = vg.Length(17)  // title of the y axis, above it
	yLabelGap    = vg.Length(5)   // between the labels of the y axis and the data
)

// linesPlan is a measured [Lines]. A single panel is a grid of one cell without
// a title.
type linesPlan struct {
	Lines
	width   vg.Length
	key     keyStrip
	columns int
	cell    xy        // size of the data of a cell
	gutter  vg.Length // space for the labels of the y axis
	x, y    scale     // relative to the data of a cell
	xt, yt  []plot.Tick
	// inside are the references that are labelled within the data.
	inside []placedReference
}

// plan implements Spec.
func (l Lines) plan(width vg.Length) body {
	pl := linesPlan{Lines: l, width: width, columns: 1, cell: xy{0, singleHeight}}
	ticks := singleTicks
	if l.Panels {
		pl.columns, pl.cell.y, ticks = gridColumns(len(l.Series)), smallHeight, smallTicks
	}
	pl.x, pl.y = l.xScale(), l.yScale()
	pl.yt = linearTicks{l.YUnit, ticks}.Ticks(pl.y.lo, pl.y.hi)
	pl.gutter = widest(tickText, tickLabels(pl.yt)) + yLabelGap
	n := vg.Length(pl.columns)
	pl.cell.x = (width - pl.gutter - (n-1)*cellGap) / n
	pl.x.to, pl.y.from = pl.cell.x, pl.cell.y
	pl.xt = logAxisTicks(l.XUnit, pl.x, 0)
	pl.key = newKeyStrip(pl.keyItems(), width)
	return pl
}

// gridColumns returns the number of columns for n small multiples: as many as
// leave the labels of the x axis readable, and few empty cells.
func gridColumns(n int) int {
	switch {
	case n <= 4:
		return min(n, 2)
	case n <= 6 || n == 9:
		return 3
	default:
		return 4
	}
}

// keyItems decides what the key explains. A single panel has all series, and
// the references that find no free place in the data.
func (pl *linesPlan) keyItems() []keyItem {
	var items []keyItem
	if pl.Panels && len(pl.Series) > 1 {
		items = append(items, plainKey("the other series", faded, seriesStroke, nil))
	}
	if !pl.Panels {
		for _, s := range pl.Series {
			items = append(items, seriesKey(s))
		}
	}
	space := referenceSpace{pl.References, pl.Series, pl.x, pl.y, pl.cell.x}
	for i, r := range pl.References {
		if at, ok := space.place(i); ok && !pl.Panels {
			pl.inside = append(pl.inside, at)
		} else {
			items = append(items, referenceKey(r))
		}
	}
	return items
}

// rowCount is the number of rows of cells.
func (pl linesPlan) rowCount() int {
	if !pl.Panels {
		return 1
	}
	return (len(pl.Series) + pl.columns - 1) / pl.columns
}

// cellHeight is the height of a cell with its title.
func (pl linesPlan) cellHeight() vg.Length {
	if !pl.Panels {
		return pl.cell.y
	}
	return cellHead + pl.cell.y + cellFoot
}

// headHeight is the space above the cells.
func (pl linesPlan) headHeight() vg.Length {
	h := pl.key.total
	if h > 0 {
		h += keyBelow
	}
	if pl.YTitle != "" {
		h += yTitleHeight
	}
	return h
}

// height implements body.
func (pl linesPlan) height() vg.Length {
	h := pl.headHeight() + vg.Length(pl.rowCount())*pl.cellHeight() + axisHeight
	if pl.Panels {
		h -= cellFoot // of the last row, where the axis is
	}
	if pl.XTitle != "" {
		h += axisTitleHeight
	}
	return h
}
