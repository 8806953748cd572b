package stats

import "math"

// WideConfidence is the level of the intervals that verdicts rest on. It is above
// [Confidence] because a table has many of them: of 100 intervals at 95 % some five miss,
// of 100 at 99 % one.
const WideConfidence = 0.99

// Comparison is how one row relates to another: their ratio, its intervals, and the p value
// of a null ratio (1 with [Paired]). The zero Comparison is none at all; without data P is 1.
type Comparison struct {
	// Ratio is the estimate with a 95 % interval, for display. N is the number of rounds;
	// of two samples, the size of the smaller one.
	Ratio Estimate
	// Wide is the same estimate with a 99 % interval, for verdicts. Bounded is false, as in
	// Ratio, if N is too small for the level (below 8 and 6 rounds): Lo and Hi are then the
	// extremes of what was measured, and no confidence is claimed.
	Wide Estimate
	// P is the probability, if the null ratio is the true one, of data that speak against
	// it at least as clearly as these do, in either direction.
	P float64
	// Invalid counts the values that are no ratio or no measurement: NaN, infinite, zero or
	// negative. If there are any, nothing is compared: P is 1 and the estimates are zero.
	// Leaving out just these values would select rounds by their outcome.
	Invalid int
}

// invalid counts the values of all lists that have no logarithm.
func invalid(lists ...[]float64) int {
	n := 0
	for _, values := range lists {
		for _, v := range values {
			if !(v > 0) || math.IsInf(v, 1) { // written so that NaN counts
				n++
			}
		}
	}
	return n
}

// compare is the rank test and its inversion, common to both designs. sums are all pairwise
// estimates of the log ratio relative to null, rank the distribution, if null is true, of
// how many of them lie on a given side of 0, and n the rounds to report.
//
// A sum of exactly 0 counts on both sides. That is the conservative choice: however such
// ties were broken, neither side would hold more. It also makes test and interval one
// thing: the interval excludes null exactly when P is below 1 − its level, since "fewer
// than k sums are at most 0" and "the k-th smallest sum is above 0" are the same statement.
func compare(sums pairwise, rank tail, null float64, n int) Comparison {
	extreme := min(sums.atMost(0), sums.size()-sums.atMost(-math.SmallestNonzeroFloat64))
	size := sums.size()
	mid := ratio((sums.smallest((size+1)/2)+sums.smallest(size/2+1))/2, null)
	interval := func(alpha float64) Estimate {
		k := rank.outside(size, alpha)
		e := Estimate{Mid: mid, N: n, Bounded: k > 0}
		k = max(k, 1) // the extremes, if nothing can be left out
		// min and max, since math.Exp may be off by its last digit and so out of order.
		e.Lo = min(mid, ratio(sums.smallest(k), null))
		e.Hi = max(mid, ratio(sums.smallest(size+1-k), null))
		return e
	}
	return Comparison{
		Ratio: interval(1 - Confidence), Wide: interval(1 - WideConfidence),
		P: min(1, 2*rank(extreme)),
	}
}

// ratio turns a log ratio relative to null back. Rounding must not move a result across
// null, or the interval would contradict P; and no finite data give 0 or infinity.
func ratio(log, null float64) float64 {
	r := math.Exp(log + math.Log(null))
	r = min(max(r, math.SmallestNonzeroFloat64), math.MaxFloat64)
	switch {
	case log > 0:
		return max(r, math.Nextafter(null, math.Inf(1)))
	case log < 0:
		return min(r, math.Nextafter(null, 0))
	}
	return null
}
