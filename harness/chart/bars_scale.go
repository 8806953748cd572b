package chart

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

const (
	// breakFactor times the largest median of a panel is the value beyond which
	// a bar may be cut short. Below it, half of the bars are longer than a tenth
	// of the axis, and can be compared.
	breakFactor = 10
	// breakShare is the part of the bars that may be cut. If more are that long
	// they are no outliers, and cutting them would hide a result.
	breakShare = 0.25
	// breakRoom is the length of bar that is drawn beyond the end of the axis
	// for one that is cut, so that it ends clearly after the others.
	breakRoom = vg.Length(34)
	// whiskerGap separates a bar or its whisker from the value label.
	whiskerGap = vg.Length(5)
)

// breakLimit returns the value beyond which bars are cut short, or +Inf if none
// are. values holds the estimates of each panel.
func breakLimit(values [][]float64) float64 {
	var limit float64
	var all []float64
	for _, panel := range values {
		if len(panel) > 0 {
			limit = max(limit, breakFactor*median(panel))
			all = append(all, panel...)
		}
	}
	beyond := 0
	for _, v := range all {
		if v > limit {
			beyond++
		}
	}
	if limit == 0 || beyond == 0 || float64(beyond) > math.Max(1, breakShare*float64(len(all))) {
		return math.Inf(1)
	}
	return limit
}

// median returns the median of at least one value.
func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// mids returns the estimates of each panel that has any.
func (b Bars) mids() [][]float64 {
	out := make([][]float64, len(b.Panels))
	for _, r := range b.rows() {
		for i, v := range r.Values {
			if v != nil {
				out[i] = append(out[i], v.Mid)
			}
		}
	}
	return out
}

// rows returns the rows of all groups in order.
func (b Bars) rows() []BarRow {
	var out []BarRow
	for _, g := range b.Groups {
		out = append(out, g.Rows...)
	}
	return out
}
