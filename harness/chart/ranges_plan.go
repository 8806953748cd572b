package chart

import (
	"cmp"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// rangesPlan is a measured [Ranges].
type rangesPlan struct {
	Ranges
	panels []rangesPanel
	words  axisWords
	total  vg.Length // height of the panels
}

// rangesPanel is a panel with its rows: one group of them, or all.
type rangesPanel struct {
	rowPanel
	title  string // above the panel
	rows   []RangeRow
	detail textDetail
	marks  rangeMarks
}

// plan implements Spec.
func (r Ranges) plan(width vg.Length) body {
	pl := rangesPlan{Ranges: r}
	if r.Columns > 1 {
		pl.panels = r.panelGrid(width)
	} else {
		pl.panels = []rangesPanel{r.singlePanel(width)}
	}
	first, last := pl.panels[0], pl.panels[0]
	for _, p := range pl.panels {
		if p.data.to > last.data.to {
			last = p
		}
		pl.total = max(pl.total, p.y+p.height())
	}
	pl.words = newAxisWords(r.XTitle, r.LoLabel, r.HiLabel, span{first.data.from, last.data.to})
	return pl
}

// singlePanel draws all groups below each other.
func (r Ranges) singlePanel(width vg.Length) rangesPanel {
	groups := make([]labelGroup, len(r.Groups))
	for i, g := range r.Groups {
		groups[i] = g.labels()
	}
	list := newRowList(groups, width*labelShare)
	rows := r.rows()
	values := r.valueTable(rows, wholeText, min(valueRoom(list, width), width*tableShare))
	p := rangesPanel{rowPanel: newRowPanel(list, values, width), rows: rows, marks: fullMarks}
	p.caption = r.captioned()
	p.setAxis(r.xScale(), r.XUnit, r.Reference)
	return p
}

// captioned reports whether a label stands above the rows.
func (r Ranges) captioned() bool {
	return r.bandLabelled() || r.Reference != 0 && r.ReferenceLabel != ""
}

// bandLabelled reports whether a label stands above the band.
func (r Ranges) bandLabelled() bool { return r.Band != nil && r.BandLabel != "" }

// labels returns what the layout needs to know of a group.
func (g RangeGroup) labels() labelGroup {
	out := labelGroup{title: g.Title}
	for _, row := range g.Rows {
		out.add(row.Label, row.Faint)
	}
	return out
}

// tableShare is the part of the width that values and notes may take.
const tableShare = 0.5

// textDetail says how much of a value is printed beside its row.
type textDetail int

const (
	wholeText    textDetail = iota // estimate, interval, note
	withoutNote                    // estimate and interval
	estimateOnly                   // estimate
)

// valueTable writes the values of rows, at most in the given width.
func (r Ranges) valueTable(rows []RangeRow, detail textDetail, most vg.Length) valueTable {
	out := make([]valueRow, len(rows))
	for i, row := range rows {
		out[i] = r.valueRow(row, detail)
	}
	return newValueTable([]valueColumn{{align: right}, {align: left}}, out, most)
}

// valueRow writes the value of a row. The note of a row without a value stands
// in place of its marks where the values are not written whole.
func (r Ranges) valueRow(row RangeRow, detail textDetail) valueRow {
	v := valueRow{faint: row.Faint}
	if detail == wholeText {
		v.note = row.note()
	}
	if row.Value != nil {
		mid, interval := r.XUnit.intervalOn(r.xScale(), *row.Value, row.OpenLo, row.OpenHi)
		if detail == estimateOnly {
			interval = ""
		}
		v.cells = []string{mid, interval}
	}
	return v
}

// rows returns the rows of all groups in order.
func (r Ranges) rows() []RangeRow {
	var out []RangeRow
	for _, g := range r.Groups {
		out = append(out, g.Rows...)
	}
	return out
}

// referenceRoom is the factor by which the axis goes beyond the reference on
// both sides at least. It also keeps differences of a few percent from filling
// the chart.
const referenceRoom = 1.05

// xScale returns the axis; positions are filled in later. An end that the spec
// leaves open holds all intervals, and one that it sets at least all estimates.
func (r Ranges) xScale() scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, row := range r.rows() {
		v := row.Value
		if v == nil {
			continue
		}
		lo, hi = min(lo, v.Mid), max(hi, v.Mid)
		if r.XMin == 0 {
			lo = min(lo, v.Lo)
		}
		if r.XMax == 0 {
			hi = max(hi, v.Hi)
		}
	}
	if lo > hi { // no row has a value
		lo = cmp.Or(r.XMin, r.XMax, r.Reference, 1)
		hi = cmp.Or(r.XMax, lo)
	}
	if r.Reference != 0 {
		lo, hi = min(lo, r.Reference/referenceRoom), max(hi, r.Reference*referenceRoom)
	}
	if r.Band != nil {
		lo, hi = min(lo, r.Band.Lo), max(hi, r.Band.Hi)
	}
	s := scale{norm: plot.LogScale{}}
	s.lo, s.hi = padLog(lo, hi)
	if r.XMin != 0 && r.XMin <= lo && r.XMin < s.hi {
		s.lo = r.XMin
	}
	if r.XMax != 0 && r.XMax >= hi && r.XMax > s.lo {
		s.hi = r.XMax
	}
	return s
}

// height implements body.
func (pl rangesPlan) height() vg.Length { return pl.total + pl.words.height() }
