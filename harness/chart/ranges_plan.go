package chart

import (
	"cmp"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

const (
	// valueShare is the part of the width that a note may take.
	valueShare = 0.3
	// rangeGap separates the labels, the axis and the values. The arrow head of
	// an interval that ends at the end of the axis fits into it.
	rangeGap = vg.Length(14)
	// rangeTop is the space between the title block and the first row.
	rangeTop = vg.Length(2)
)

// rangeText is what stands at the right of a row.
type rangeText struct{ mid, interval, note string }

// rangesPlan is a measured [Ranges].
type rangesPlan struct {
	Ranges
	width vg.Length
	list  rowList
	texts []rangeText
	mid   vg.Length // width of the column of estimates
	axis  scale     // relative to the left edge of the body
	ticks []plot.Tick
}

// plan implements Spec.
func (r Ranges) plan(width vg.Length) body {
	titles := make([]string, len(r.Groups))
	labels := make([][]string, len(r.Groups))
	for i, g := range r.Groups {
		titles[i] = g.Title
		for _, row := range g.Rows {
			labels[i] = append(labels[i], row.Label)
		}
	}
	pl := rangesPlan{Ranges: r, width: width, list: newRowList(titles, labels, width)}
	values := pl.planTexts()
	pl.axis = r.xScale()
	pl.axis.from = pl.list.width + rangeGap
	pl.axis.to = width - values - rangeGap
	pl.ticks = logAxisTicks(r.XUnit, pl.axis)
	return pl
}

// planTexts writes the values of all rows and returns the width they need.
func (pl *rangesPlan) planTexts() vg.Length {
	for _, r := range pl.rows() {
		t := rangeText{note: elide(captionText, r.Note, pl.width*valueShare)}
		switch {
		case r.Value != nil:
			t.mid, t.interval = pl.XUnit.interval(*r.Value, r.OpenLo, r.OpenHi)
		case t.note == "":
			t.note = noValue
		}
		pl.texts = append(pl.texts, t)
		pl.mid = max(pl.mid, valueText.Width(t.mid))
	}
	var w vg.Length
	for _, t := range pl.texts {
		w = max(w, pl.noteAt(t)+captionText.Width(t.note))
	}
	return w
}

// noteAt is where the note of a row starts in the column of values: after the
// value, or at the left without one.
func (pl rangesPlan) noteAt(t rangeText) vg.Length {
	if t.mid == "" {
		return 0
	}
	at := pl.mid
	if t.interval != "" {
		at += columnGap + valueText.Width(t.interval)
	}
	if t.note != "" {
		at += columnGap
	}
	return at
}

// rows returns the rows of all groups in order.
func (r Ranges) rows() []RangeRow {
	var out []RangeRow
	for _, g := range r.Groups {
		out = append(out, g.Rows...)
	}
	return out
}

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
		lo = cmp.Or(r.XMin, r.XMax, 1)
		hi = cmp.Or(r.XMax, lo)
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
func (pl rangesPlan) height() vg.Length {
	h := rangeTop + pl.list.total + axisHeight
	if pl.XTitle != "" {
		h += axisTitleHeight
	}
	return h
}
