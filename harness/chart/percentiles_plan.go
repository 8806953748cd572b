package chart

import (
	"cmp"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// percentileMark is how one value of a row is drawn.
type percentileMark struct {
	label  string
	marker Marker
	open   bool
}

// percentileMarks has one mark per value, in the order of values.
var percentileMarks = [...]percentileMark{
	{label: "p50", marker: Circle},
	{label: "p99", marker: Diamond},
	{label: "p99.9", marker: Triangle},
	{label: "max", marker: bar},
	{label: "mean", marker: Square, open: true},
}

// meanMark is the index of the mean, which is no percentile: it is drawn but not
// written, because it invites to ignore the tail.
const meanMark = len(percentileMarks) - 1

// missing is written for a value that a row does not have.
const missing = "–"

// percentilesPlan is a measured [Percentiles].
type percentilesPlan struct {
	Percentiles
	rowPanel
	key   keyStrip
	words axisWords
}

// plan implements Spec.
func (c Percentiles) plan(width vg.Length) body {
	pl := percentilesPlan{Percentiles: c}
	groups := make([]labelGroup, len(c.Groups))
	for i, g := range c.Groups {
		groups[i].title = g.Title
		for _, r := range g.Rows {
			groups[i].add(r.Label, r.Faint)
		}
	}
	list := newRowList(groups, width*labelShare)
	values := c.valueTable(min(valueRoom(list, width), width*tableShare))
	pl.rowPanel = newRowPanel(list, values, width)
	pl.setAxis(c.xScale(), c.XUnit, 0)
	pl.key = newKeyStrip(c.keyItems(), width)
	pl.words = newAxisWords(c.XTitle, "", "", pl.data)
	return pl
}

// rows returns the rows of all groups in order.
func (c Percentiles) rows() []PercentileRow {
	var out []PercentileRow
	for _, g := range c.Groups {
		out = append(out, g.Rows...)
	}
	return out
}

// used reports of each mark whether some row has a value for it.
func (c Percentiles) used() [len(percentileMarks)]bool {
	var out [len(percentileMarks)]bool
	for _, r := range c.rows() {
		for i, v := range r.values() {
			out[i] = out[i] || v != 0
		}
	}
	return out
}

// keyItems explains the marks that are used.
func (c Percentiles) keyItems() []keyItem {
	var items []keyItem
	for i, used := range c.used() {
		if used {
			m := percentileMarks[i]
			items = append(items, keyItem{label: m.label, style: m.style(Style{}), width: percentileStroke})
		}
	}
	return items
}

// style is the style of a mark in a row.
func (m percentileMark) style(row Style) Style {
	return Style{Color: row.Color, Marker: m.marker, Open: m.open}
}

// valueTable writes the percentiles of all rows, in a column for each that is
// used.
func (c Percentiles) valueTable(most vg.Length) valueTable {
	var columns []valueColumn
	used := c.used()
	for i, m := range percentileMarks[:meanMark] {
		if used[i] {
			columns = append(columns, valueColumn{head: m.label, align: right})
		}
	}
	var out []valueRow
	for _, r := range c.rows() {
		v := valueRow{note: r.Note, faint: r.Faint}
		if r.values() == (PercentileRow{}).values() {
			v.note = cmp.Or(r.Note, noValue)
		} else {
			v.cells = c.cells(r, used[:meanMark])
		}
		out = append(out, v)
	}
	return newValueTable(columns, out, most)
}

// cells writes the values of a row in the columns that are used.
func (c Percentiles) cells(r PercentileRow, used []bool) []string {
	out := []string{}
	for i, use := range used {
		switch v := r.values()[i]; {
		case use && v != 0:
			out = append(out, c.XUnit.Format(v))
		case use:
			out = append(out, missing)
		}
	}
	return out
}

// xScale returns the axis around all values; positions are filled in later.
func (c Percentiles) xScale() scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, r := range c.rows() {
		for _, v := range r.values() {
			if v != 0 {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	if lo > hi { // no row has a value
		lo, hi = 1, 1
	}
	lo, hi = padLog(lo, hi)
	return scale{lo: lo, hi: hi, norm: plot.LogScale{}}
}

// headHeight is the space of the key.
func (pl percentilesPlan) headHeight() vg.Length {
	if pl.key.total == 0 {
		return 0
	}
	return pl.key.total + keyBelow
}

// height implements body.
func (pl percentilesPlan) height() vg.Length {
	return pl.headHeight() + pl.rowPanel.height() + pl.words.height()
}
