package stats

// Unpaired compares two independent samples: the ratio after ÷ before, with the P of "the
// ratio is null". All values and null are positive and finite, or see [Comparison.Invalid].
// With an empty sample P is 1 and there is no estimate.
//
// The estimate is the median of all differences of logarithms between the samples (Hodges &
// Lehmann 1963), P the test of Mann & Whitney, counted exactly up to 2,500 pairs, and the
// intervals are its inversion (L. E. Moses; Hollander & Wolfe, ch. 4). An interval excludes
// null exactly when P is below 1 − its level; ties are handled as in [Paired].
//
// The logarithms are assumed to differ by a shift: same shape, other place. Samples of
// different spread can be told apart by this test although their medians agree.
//
// Two runs differ by more than their samples show: another day, another machine state, all
// of it shared by the whole run. No test can see that from inside; where two rows can be
// measured in the same rounds, [Paired] is the answer.
func Unpaired(before, after []float64, null float64) Comparison {
	if n := invalid(before, after, []float64{null}); n > 0 || len(before) == 0 || len(after) == 0 {
		return Comparison{P: 1, Invalid: n}
	}
	sums := differences(logsAgainst(before, 1), logsAgainst(after, null))
	return compare(sums, mannWhitney(len(before), len(after)), null, min(len(before), len(after)))
}
