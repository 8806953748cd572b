package claim

import (
	"fmt"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// InOrder claims that measuring all of A and then all of B finds as few differences where there
// are none as its level allows. It is computed from the run's twins: the first half of the
// baseline's rounds against the second half of its twin's, unpaired, as one would compare them if
// they had been measured one after the other.
type InOrder struct {
	// Share is the largest share of 95 % intervals that may exclude 1.
	Share float64
}

// Arms returns none: it is about controls.
func (t InOrder) Arms() []Arm { return nil }

func (t InOrder) String() string {
	return fmt.Sprintf("the baseline's first rounds and its twin's last ones differ in ≤ %g %% of cases", 100*t.Share)
}

func (t InOrder) look(r *run) finding {
	cases, apart, interleaved := 0, 0, 0
	base := map[string]*sample.Series{}
	for _, s := range r.table.Series {
		if experiment.IsBaseline(s.Cell) {
			base[s.Cell.BlockKey()] = s
		}
	}
	for _, s := range r.table.Series {
		if s.Cell.Role != sample.Twin || base[s.Cell.BlockKey()] == nil {
			continue
		}
		if inOrder, paired := bothWays(base[s.Cell.BlockKey()], s); inOrder.Ratio.Bounded {
			cases++
			apart += different(inOrder)
			interleaved += different(paired)
		}
	}
	if cases == 0 {
		return r.absent(t, fmt.Sprintf("no twin with %d undisturbed rounds in each half", stats.MinSamples))
	}
	f := r.start(t)
	f.statistical = true
	f.Rounds = cases
	f.Tally = fmt.Sprintf("%d of %d differ, interleaved %d", apart, cases, interleaved)
	f.Verdict = Inconclusive
	f.Reason = fmt.Sprintf("%d cases are too few to tell, if none differed %d would do", cases, allGood(t.Share))
	switch {
	case 1-binomial(apart-1, cases, t.Share) < 1-stats.WideConfidence: // so many or more
		f.Verdict, f.Reason = Refuted, ""
	case binomial(apart, cases, t.Share) < 1-stats.WideConfidence: // so few or fewer
		f.Verdict, f.Reason = Supported, ""
	}
	return f
}

// bothWays compares a twin with its base as if they had been measured one after the other, and
// as they were.
func bothWays(base, twin *sample.Series) (inOrder, paired stats.Comparison) {
	metric := experiment.Shape(base.Cell.Shape).Metrics()[0]
	var first, second, ratios []float64
	sample.Pairs(base, twin, func(a, b sample.Taken) {
		x, okX := metric.Of(a.Measurement)
		y, okY := metric.Of(b.Measurement)
		if okX && okY && !a.Disturbed() && !b.Disturbed() {
			first, second, ratios = append(first, x), append(second, y), append(ratios, y/x)
		}
	})
	half := len(ratios) / 2
	return stats.Unpaired(first[:half], second[len(second)-half:], 1), stats.Paired(ratios)
}

// different is 1 if the 95 % interval of a comparison excludes 1.
func different(c stats.Comparison) int {
	if c.Ratio.Lo > 1 || c.Ratio.Hi < 1 {
		return 1
	}
	return 0
}

// binomial is the probability of k or fewer of n, each with probability p.
func binomial(k, n int, p float64) float64 {
	sum, each := 0.0, 1.0
	for range n {
		each *= 1 - p
	}
	for i := 0; i <= min(k, n); i++ {
		sum += each
		each *= float64(n-i) / float64(i+1) * p / (1 - p)
	}
	return sum
}

// allGood is how many cases without any difference would support a share.
func allGood(share float64) int {
	n := 1
	for binomial(0, n, share) >= 1-stats.WideConfidence {
		n++
	}
	return n
}
