package claim

import (
	"fmt"

	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Rank claims that two lists of arms, in the same order of rows, are ranked alike by a metric:
// that Kendall's tau is at least so much. It is 1 for the same ranking, 0 for unrelated and −1
// for opposite ones: pairs of rows in the same order less those in opposite order, divided by
// all pairs (M. G. Kendall, A new measure of rank correlation, Biometrika 1938).
//
// A pair of rows is ordered in a list if their ratio, paired by round, is decided: p < 0.01,
// and below [stats.FamilyAlpha] after Holm's correction for all pairs of that list. A pair that
// is not ordered in both lists may be in the same order or in the opposite one, so that tau
// lies between two bounds. The claim is supported if the lower one is at least Tau, refuted if
// the upper one is below it. A tau of medians would be nearer to 0 than the truth, since rows
// that do not differ are in either order by chance.
//
// The 5 % are for each list, so up to 10 % for the claim. Rows of which one arm is missing or
// has failed are left out.
type Rank struct {
	Metric Metric
	A, B   []Arm
	Tau    float64
}

// leastRanked is the fewest rows of which a ranking says something: of 4 there are 24 rankings.
const leastRanked = 4

// Arms returns both lists, one after the other.
func (t Rank) Arms() []Arm { return append(append([]Arm{}, t.A...), t.B...) }

func (t Rank) String() string {
	name := func(a Arm) string { return place{a.Experiment, a.Group, a.Value}.row("*").String() }
	return fmt.Sprintf("Kendall's tau of the rankings by %s in %s and %s ≥ %g", t.Metric.Title, name(t.A[0]), name(t.B[0]), t.Tau)
}

func (t Rank) look(r *run) finding {
	whole := Rank{Metric: t.Metric, Tau: t.Tau}
	for i := range t.A {
		if _, missing, failed := r.index.find([]Arm{t.A[i], t.B[i]}); len(missing) == 0 && failed == "" {
			whole.A, whole.B = append(whole.A, t.A[i]), append(whole.B, t.B[i])
		}
	}
	if len(whole.A) < leastRanked {
		return r.absent(t, fmt.Sprintf("%d rows have both arms, and a ranking takes %d", len(whole.A), leastRanked))
	}
	f := r.start(whole)
	f.statistical = true
	lower, upper, open := taus(r.orders(t.Metric, whole.A), r.orders(t.Metric, whole.B))
	f.Rounds = len(whole.A) * (len(whole.A) - 1) / 2
	f.Tally = fmt.Sprintf("tau %.2f to %.2f, claimed ≥ %g", lower, upper, t.Tau)
	switch planned := r.table.Run.Plan.Rounds; {
	case planned < r.least:
		f.Verdict, f.Reason, f.Needed = Inconclusive, few(planned, r.least, "rounds that a verdict"), r.least
	case lower >= t.Tau:
		f.Verdict = Supported
	case upper < t.Tau:
		f.Verdict = Refuted
	default:
		f.Verdict = Inconclusive
		f.Reason = fmt.Sprintf("tau is between %.2f and %.2f: %d of %d pairs of rows are not ordered in both", lower, upper, open, f.Rounds)
	}
	return f
}

// orders is, for each pair of arms, 1 or −1 where the run tells which takes more, and 0 where it
// does not.
func (r *run) orders(m Metric, arms []Arm) []int {
	var pairs []stats.Comparison
	var p []float64
	for i := range arms {
		for j := range i {
			c := r.pair(m, arms[i], arms[j])
			pairs, p = append(pairs, c), append(p, c.P)
		}
	}
	orders := make([]int, len(pairs))
	for i, adjusted := range stats.Holm(p) {
		switch c := pairs[i]; {
		case c.P >= 1-stats.WideConfidence || adjusted >= stats.FamilyAlpha:
		case c.Ratio.Mid > 1:
			orders[i] = 1
		default:
			orders[i] = -1
		}
	}
	return orders
}

// pair compares two arms. Rounds in which one of the two was disturbed are left out of this pair
// and not of others.
func (r *run) pair(m Metric, a, b Arm) stats.Comparison {
	var ratios []float64
	eachRound([]*sample.Series{r.index[a], r.index[b]}, func(both []sample.Measurement) {
		x, okX := m.Of(both[0])
		y, okY := m.Of(both[1])
		if okX && okY {
			ratios = append(ratios, x/y)
		}
	})
	return stats.Paired(ratios)
}

// taus are the bounds of Kendall's tau of two lists of orders, and the number of pairs that are
// not ordered in both.
func taus(a, b []int) (lower, upper float64, open int) {
	same := 0
	for i := range a {
		same += a[i] * b[i]
		if a[i]*b[i] == 0 {
			open++
		}
	}
	return float64(same-open) / float64(len(a)), float64(same+open) / float64(len(a)), open
}
