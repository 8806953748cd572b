package chart

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
)

const (
	// farFence times the distance between the quartiles, beyond them, is the
	// fence outside of which a sample is far from the others of its row
	// (Tukey, Exploratory Data Analysis, 1977: "far out").
	farFence = 3
	// edgeReach is how far the axis follows such samples, as a part of the extent
	// of all others. A sample beyond would take more than half of the axis.
	edgeReach = 1
	// edgeShare is the part of the samples that may lie beyond the axis. If more
	// are that far they are no outliers, and belong on it.
	edgeShare = 0.05
)

// quantile returns the p-quantile of sorted values by linear interpolation
// (definition 7 of Hyndman and Fan, Sample Quantiles in Statistical Packages,
// 1996; the default of R and NumPy). There is at least one value.
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// quartiles returns the quartiles and the median of at least one sorted value.
func quartiles(sorted []float64) Interval {
	// Rounding could put equal numbers out of order.
	mid := quantile(sorted, 0.5)
	return Interval{Lo: min(quantile(sorted, 0.25), mid), Mid: mid, Hi: max(quantile(sorted, 0.75), mid)}
}

// extent is a range of positions on an axis, in logarithms for a logarithmic one.
type extent struct{ lo, hi float64 }

// nothing is the extent of no value.
var nothing = extent{math.Inf(1), math.Inf(-1)}

// hold returns the extent widened to v.
func (e extent) hold(v float64) extent { return extent{min(e.lo, v), max(e.hi, v)} }

// size is the length of the extent.
func (e extent) size() float64 { return e.hi - e.lo }

// near returns the extent of the values of a row that are not far from the
// others. The row is sorted and not empty.
func near(row []float64) extent {
	q := quartiles(row)
	fence := extent{q.Lo - farFence*(q.Hi-q.Lo), q.Hi + farFence*(q.Hi-q.Lo)}
	out := nothing
	for _, v := range row {
		if v >= fence.lo && v <= fence.hi {
			out = out.hold(v)
		}
	}
	return out
}

// axisExtent returns what the axis holds of sorted rows: everything, or what
// remains without a few samples that are very far from all others.
func axisExtent(rows [][]float64) extent {
	all, core, n := nothing, nothing, 0
	for _, row := range rows {
		if len(row) == 0 {
			continue
		}
		n += len(row)
		all = all.hold(row[0]).hold(row[len(row)-1])
		e := near(row)
		core = core.hold(e.lo).hold(e.hi)
	}
	reach := edgeReach * core.size()
	beyond, held := 0, core
	for _, v := range slices.Concat(rows...) {
		if v < core.lo-reach || v > core.hi+reach {
			beyond++
		} else {
			held = held.hold(v)
		}
	}
	if float64(beyond) > max(1, edgeShare*float64(n)) {
		return all
	}
	return held
}

// equalSize is the part of its values below which an extent counts as none:
// ticks within it would be all digits.
const equalSize = 1e-9

// xScale returns the axis around the sorted samples; positions are filled in
// later.
func (d Dots) xScale(rows [][]float64) scale {
	s := scale{norm: plot.Normalizer(plot.LinearScale{})}
	if d.Log {
		s.norm = plot.LogScale{}
		rows = mapped(rows, math.Log)
	}
	e := padded(axisExtent(rows), d.Log)
	s.lo, s.hi = e.lo, e.hi
	if d.Log {
		s.lo, s.hi = math.Exp(e.lo), math.Exp(e.hi)
	}
	return s
}

// mapped returns f of all values.
func mapped(rows [][]float64, f func(float64) float64) [][]float64 {
	out := make([][]float64, len(rows))
	for i, row := range rows {
		for _, v := range row {
			out[i] = append(out[i], f(v))
		}
	}
	return out
}

// padded widens an extent so that no dot lies on the end of the axis. A linear
// axis of positive values stays positive.
func padded(e extent, log bool) extent {
	if e.lo > e.hi {
		e = extent{0, 0} // no samples
	}
	pad := logPad * e.size()
	largest := max(math.Abs(e.lo), math.Abs(e.hi))
	switch {
	case log && e.size() < equalSize:
		pad = math.Log(flatPad)
	case !log && largest == 0:
		pad = 1
	case !log && e.size() <= equalSize*largest:
		pad = largest / flatPad
	}
	lo := e.lo - pad
	if !log && e.lo >= 0 && largest > 0 {
		lo = max(lo, 0)
	}
	return extent{lo, e.hi + pad}
}
