package claim

import (
	"fmt"
	"math"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Test is a condition on the samples of a run: [Ratio], [Level] and [Rank] are statistical,
// [Kept], [Fewer], [InOrder] and [Control] count.
type Test interface {
	// Arms are the cells that it is about.
	Arms() []Arm
	// String is the condition in words.
	String() string
	look(r *run) finding
}

// finding is a test before it is corrected for the number of all tests of its claim.
type finding struct {
	Finding
	// statistical is true if there are values, or could be, whose scatter decides.
	statistical bool
	// open is true until the p value, compared with all others of the claim, decides.
	open       bool
	comparison stats.Comparison
	holds      bool
	limit      float64
	// floor is the noise floor, as an effect.
	floor float64
}

// Ratio claims that one arm's metric divided by another's is within a bound.
type Ratio struct {
	Metric Metric
	Of, To Arm
	// Plus is added to what is divided by: "at most a microsecond more than".
	Plus  float64
	Bound Bound
}

// Arms returns both.
func (t Ratio) Arms() []Arm { return []Arm{t.Of, t.To} }

func (t Ratio) String() string {
	to := t.To.String()
	if t.Plus != 0 {
		to = fmt.Sprintf("(%s + %s)", to, t.Metric.Unit.Format(t.Plus))
	}
	return fmt.Sprintf("%s: %s ÷ %s %s", t.Metric.Title, t.Of, to, t.Bound.words(chart.Ratio.Format))
}

func (t Ratio) look(r *run) finding {
	return r.statistic(t, t.Bound, scale{unit: chart.Ratio}, r.floor(t.Metric.Key, t.Arms()), func(m []sample.Measurement) (float64, bool) {
		of, okOf := t.Metric.Of(m[0])
		to, okTo := t.Metric.Of(m[1])
		return of / (to + t.Plus), okOf && okTo
	})
}

// Level claims that an arm's metric is within a bound.
type Level struct {
	Metric Metric
	Of     Arm
	Bound  Bound
}

// Arms returns the one.
func (t Level) Arms() []Arm { return []Arm{t.Of} }

func (t Level) String() string {
	return fmt.Sprintf("%s: %s %s", t.Metric.Title, t.Of, t.Bound.words(t.Metric.Unit.Format))
}

func (t Level) look(r *run) finding {
	return r.statistic(t, t.Bound, scale{unit: t.Metric.Unit}, r.floor(t.Metric.Key, t.Arms()), func(m []sample.Measurement) (float64, bool) {
		return t.Metric.Of(m[0])
	})
}

// Rank claims that two lists of arms, in the same order of rows, are ranked alike by a metric:
// that Kendall's tau, which is 1 for the same ranking, 0 for unrelated and −1 for opposite
// ones, is at least so much. Rows of which one arm is missing or has failed are left out.
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
	// Tau may be 0 or negative, and what is compared has to be positive.
	return r.statistic(whole, atLeast(math.Exp(t.Tau)), scale{log: true}, 0, func(m []sample.Measurement) (float64, bool) {
		x, y := make([]float64, len(m)/2), make([]float64, len(m)/2)
		for i := range x {
			var okX, okY bool
			x[i], okX = t.Metric.Of(m[i])
			y[i], okY = t.Metric.Of(m[len(x)+i])
			if !okX || !okY {
				return 0, false
			}
		}
		return math.Exp(kendall(x, y)), true
	})
}

// kendall is Kendall's tau-a: pairs in the same order less those in opposite order, divided by
// all pairs (M. G. Kendall, A new measure of rank correlation, Biometrika 1938).
func kendall(x, y []float64) float64 {
	same, pairs := 0.0, 0.0
	for i := range x {
		for j := range i {
			pairs++
			switch order := (x[i] - x[j]) * (y[i] - y[j]); {
			case order > 0:
				same++
			case order < 0:
				same--
			}
		}
	}
	return same / pairs
}

// statistic collects a value per round and estimates; nothing is decided yet.
func (r *run) statistic(t Test, b Bound, s scale, floor float64, value func([]sample.Measurement) (float64, bool)) finding {
	series, missing, failed := r.index.find(t.Arms())
	if len(missing) > 0 {
		return r.absent(t, fmt.Sprintf("%s is not in the run", missing[0]))
	}
	f := r.start(t)
	f.statistical = true
	if failed != "" {
		f.Verdict, f.Reason = Inconclusive, failed
		return f
	}
	var values []float64
	f.LeftOut = eachRound(series, func(m []sample.Measurement) {
		if v, ok := value(m); ok {
			values = append(values, v)
		}
	})
	f.Rounds = len(values)
	if f.Rounds == 0 && f.LeftOut == 0 {
		f.Verdict, f.Reason, f.statistical = NotMeasured, "the samples have no such number", false
		return f
	}
	f.comparison, f.holds, f.limit = b.judge(values)
	f.floor = floor
	if f.comparison.Invalid == 0 && f.Rounds > 0 {
		f.Effect = newEffect(f.comparison, s)
	}
	f.Claimed = b.words(s.format)
	f.open = true
	r.bar(&f)
	return f
}

// bar decides what no p value can: too few rounds, or values that cannot be compared.
func (r *run) bar(f *finding) {
	planned := r.table.Run.Plan.Rounds
	switch {
	case f.comparison.Invalid > 0:
		f.Reason = fmt.Sprintf("values that are zero, negative or not finite: %d", f.comparison.Invalid)
	case planned < stats.MinRounds:
		// The run's controls say nothing with fewer, so nothing would vouch for a verdict.
		f.Reason, f.Needed = fmt.Sprintf("%d of the %d rounds that a verdict takes", planned, stats.MinRounds), stats.MinRounds
	case !f.comparison.Wide.Bounded:
		f.Reason, f.Needed = fmt.Sprintf("%d of the %d rounds that a 99 %% interval takes", f.Rounds, wideRounds), wideRounds
	default:
		return
	}
	f.Verdict, f.open = Inconclusive, false
}

// wideRounds is the least number of rounds with a 99 % interval: the smallest p value of so
// many is 2 × 2⁻⁸ = 0.8 %.
const wideRounds = 8

// decide turns an open finding into a verdict. adjusted is its p among those of the claim, of
// which there are so many.
func (f *finding) decide(adjusted float64, tests int) {
	if !f.open {
		return
	}
	f.open = false
	c := f.comparison
	f.Adjusted = &adjusted
	switch {
	case c.P >= 1-stats.WideConfidence:
		f.Verdict, f.Reason = Inconclusive, "the 99 % interval holds the threshold"
		f.Needed = roundsFor(c, f.limit)
		if f.Needed == 0 {
			f.Reason += fmt.Sprintf(", and more than %d rounds would be needed", mostRounds)
		}
	case adjusted >= stats.FamilyAlpha:
		f.Verdict = Inconclusive
		f.Reason = fmt.Sprintf("p = %.2g becomes %.2g when corrected for %d tests", c.P, adjusted, tests)
		f.Needed = max(stats.RoundsNeeded(tests), c.Ratio.N+1)
	case stats.Effect(c.Ratio.Mid/f.limit) <= f.floor:
		f.Verdict = Inconclusive
		f.Reason = fmt.Sprintf("nearer to the threshold than the noise floor of %.3g %%", 100*f.floor)
	case f.holds:
		f.Verdict = Supported
	default:
		f.Verdict = Refuted
	}
	if f.Needed > 0 && f.Verdict == Inconclusive {
		f.Reason += fmt.Sprintf(", about %d rounds would be needed", f.Needed)
	}
}
