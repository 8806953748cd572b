package stats

import (
	"cmp"
	"math"
	"slices"
)

// Holm corrects p values for their number: it returns, in the order of p, adjusted values
// that may each be held against the level of the whole family. The probability of even one
// wrong rejection then stays below that level, however the comparisons depend on each
// other, and those of one table share a baseline (S. Holm, A simple sequentially rejective
// multiple test procedure, Scandinavian Journal of Statistics 1979). Bonferroni's correction
// promises the same and never finds more.
//
// Adjusted values are at most 1 and keep the order of p. A NaN is no evidence and counts as
// 1; what lies outside of 0 … 1 counts as the nearer end. No p values give an empty slice;
// p is not changed.
func Holm(p []float64) []float64 {
	type test struct {
		p  float64
		at int
	}
	tests := make([]test, len(p))
	for i, v := range p {
		if math.IsNaN(v) {
			v = 1
		}
		tests[i] = test{min(max(v, 0), 1), i}
	}
	slices.SortFunc(tests, func(a, b test) int { return cmp.Compare(a.p, b.p) })
	adjusted := make([]float64, len(p))
	reached := 0.0
	for rank, t := range tests {
		// The smallest p competes with all, the next with those that are left. Once one
		// fails, no larger p may pass: hence the running maximum.
		reached = max(reached, min(1, float64(len(p)-rank)*t.p))
		adjusted[t.at] = reached
	}
	return adjusted
}
