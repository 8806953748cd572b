package stats

import (
	"math"
	"slices"

	"golang.org/x/perf/benchmath"
)

// Confidence is the level of every interval that is shown, as benchstat uses it.
const Confidence = 0.95

// MinSamples is how many samples an interval at Confidence needs: with 5 the whole range
// covers the median with 94 % at most.
const MinSamples = 6

// Estimate is a central value and its confidence interval.
type Estimate struct {
	Lo, Mid, Hi float64
	// N is the number of measurements behind it.
	N int
	// Bounded is false if there were too few for the level, for a median fewer than
	// MinSamples: Lo and Hi are then the smallest and the largest value, and no confidence
	// is claimed.
	Bounded bool
}

// Median returns the median of values with its interval. No values give the zero
// Estimate. values is not changed.
func Median(values []float64) Estimate {
	if len(values) == 0 {
		return Estimate{}
	}
	sorted := slices.Clone(values) // benchmath sorts in place
	summary := benchmath.AssumeNothing.Summary(benchmath.NewSample(sorted, &benchmath.DefaultThresholds), Confidence)
	e := Estimate{Lo: summary.Lo, Mid: summary.Center, Hi: summary.Hi, N: len(values), Bounded: len(values) >= MinSamples}
	if !e.Bounded {
		e.Lo, e.Hi = sorted[0], sorted[len(sorted)-1]
	}
	return e
}

// Spread is how far the interval reaches from the median, relative to the median, on its
// wider side: 0.05 is ±5 %. A median of 0 has no spread.
func (e Estimate) Spread() float64 {
	if e.Mid == 0 {
		return 0
	}
	return max(e.Hi-e.Mid, e.Mid-e.Lo) / math.Abs(e.Mid)
}
