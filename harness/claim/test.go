package claim

import (
	"fmt"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Test is a condition on the samples of a run: [Ratio] and [Level] estimate, [Rank], [InOrder]
// and [Control] count what estimates say, [Kept] and [Fewer] how samples ended.
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
	// Plus, if not 0, is added to what is divided by: with a bound of 1 the claim is then about
	// the difference, "at most a microsecond more than". Texts show it as that, computed from
	// the ratio and the median of To.
	Plus  float64
	Bound Bound
}

// Arms returns both.
func (t Ratio) Arms() []Arm { return []Arm{t.Of, t.To} }

func (t Ratio) String() string {
	if t.Plus != 0 {
		return fmt.Sprintf("%s: %s − %s %s", t.Metric.Title, t.Of, t.To, t.Bound.words(scale{t.Metric.Unit, t.Plus, 0}.format))
	}
	return fmt.Sprintf("%s: %s ÷ %s %s", t.Metric.Title, t.Of, t.To, t.Bound.words(chart.Ratio.Format))
}

// scale turns ratios into differences where there is something to add: (To + Plus) × 1 is To
// and Plus.
func (t Ratio) scale(r *run) scale {
	if t.Plus == 0 {
		return scale{unit: chart.Ratio, times: 1}
	}
	to := stats.Median(t.Metric.values(r.index[t.To])).Mid
	return scale{t.Metric.Unit, to + t.Plus, to}
}

func (t Ratio) look(r *run) finding {
	return r.statistic(t, t.Metric, t.Bound, t.scale(r), func(m []sample.Measurement) (float64, bool) {
		of, okOf := t.Metric.Of(m[0])
		to, okTo := t.Metric.Of(m[1])
		return of / (to + t.Plus), okOf && okTo
	})
}

// Level claims that an arm's metric is within a bound. Nothing cancels as it does in a [Ratio]:
// the interval says how rounds of this run scatter, and not how another run would come out.
type Level struct {
	Metric Metric
	Of     Arm
	Bound  Bound
}

// Arms returns the one.
func (t Level) Arms() []Arm { return []Arm{t.Of} }

func (t Level) String() string {
	return fmt.Sprintf("%s: %s %s", t.Metric.Title, t.Of, t.Bound.words(t.Metric.format))
}

func (t Level) look(r *run) finding {
	return r.statistic(t, t.Metric, t.Bound, scale{t.Metric.Unit, 1, t.Metric.Plus}, func(m []sample.Measurement) (float64, bool) {
		return t.Metric.Of(m[0])
	})
}

// statistic collects a value per round and estimates; nothing is decided yet.
func (r *run) statistic(t Test, m Metric, b Bound, s scale, value func([]sample.Measurement) (float64, bool)) finding {
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
	f.floor = r.floor(m, t.Arms())
	if f.comparison.Invalid == 0 && f.Rounds > 0 {
		f.Effect = newEffect(f.comparison, s)
		f.Effect.about = fmt.Sprintf("%T %s %v", t, m.Key, b)
	}
	f.Claimed = b.words(s.format)
	f.open = true
	r.tooLittle(&f)
	return f
}

// tooLittle decides what no p value can: too few rounds, or values that cannot be compared.
func (r *run) tooLittle(f *finding) {
	planned := r.table.Run.Plan.Rounds
	switch {
	case f.comparison.Invalid > 0:
		f.Reason = fmt.Sprintf("values that are zero, negative or not finite: %d", f.comparison.Invalid)
	case planned < r.least:
		// The run's controls say nothing with fewer, so nothing would vouch for a verdict.
		f.Reason, f.Needed = few(planned, r.least, "rounds that a verdict"), r.least
	case !f.comparison.Wide.Bounded:
		f.Reason, f.Needed = few(f.Rounds, stats.WideRounds, "rounds that a 99 % interval"), stats.WideRounds
	default:
		return
	}
	f.Verdict, f.open = Inconclusive, false
}

// few is the reason where there are fewer of what something takes.
func few(have, needed int, what string) string {
	return fmt.Sprintf("%d of the %d %s takes", have, needed, what)
}

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
		if f.Needed = roundsFor(c, f.limit); f.Needed == 0 {
			f.Reason += fmt.Sprintf(", and more than %d rounds would be needed if the estimate stays", mostRounds)
		} else {
			f.Needed = max(f.Needed, stats.RoundsNeeded(tests))
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
		f.Reason += fmt.Sprintf(", about %d rounds would be needed if the estimate stays", f.Needed)
	}
}
