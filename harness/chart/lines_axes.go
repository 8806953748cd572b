package chart

import (
	"math"

	"gonum.org/v1/plot"
)

// logPad widens a logarithmic axis at both ends, as a part of its length, so
// that markers do not lie on its ends.
const logPad = 0.025

// A logarithmic axis over less than the ratio flatRatio is widened by flatPad at
// both ends: a single value has no extent of its own, and differences that small
// would fill the chart.
const (
	flatRatio = 1.05
	flatPad   = 2
)

// padLog returns the limits of a logarithmic axis around lo..hi.
func padLog(lo, hi float64) (float64, float64) {
	if hi/lo < flatRatio {
		return lo / flatPad, hi * flatPad
	}
	pad := math.Pow(hi/lo, logPad)
	return lo / pad, hi * pad
}

// xScale returns the x axis around all points; positions are filled in later.
func (l Lines) xScale() scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range l.Series {
		for _, p := range s.Points {
			lo, hi = min(lo, p.X), max(hi, p.X)
		}
	}
	lo, hi = padLog(lo, hi)
	return scale{lo: lo, hi: hi, norm: plot.LogScale{}}
}

// yScale returns the y axis: the limits of the spec, widened to hold every
// estimate and reference. Without limits it starts from zero and holds the
// bands as well.
func (l Lines) yScale() scale {
	lo, hi := l.YMin, l.YMax
	auto := lo == 0 && hi == 0
	for _, s := range l.Series {
		for _, p := range s.Points {
			lo, hi = min(lo, p.Y.Mid), max(hi, p.Y.Mid)
			if auto {
				lo, hi = min(lo, p.Y.Lo), max(hi, p.Y.Hi)
			}
		}
	}
	for _, r := range l.References {
		lo, hi = min(lo, r.Value), max(hi, r.Value)
	}
	if lo == hi { // all zero, or the caller's limits and every value agree
		hi = lo + max(1, math.Abs(lo))
	}
	return scale{lo: lo, hi: hi, norm: plot.LinearScale{}}
}
