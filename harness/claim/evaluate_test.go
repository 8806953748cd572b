package claim_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/claim"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// speed is a metric as rows use it.
var speed = claim.Metric{Key: "ns/op", Title: "time per task", Unit: chart.Nanoseconds, Of: func(m sample.Measurement) (float64, bool) {
	return m.NSPerTask(), true
}}

func arm(row string) claim.Arm { return claim.Arm{Experiment: "grain", Value: "15us", Row: row} }

// slower claims that a row takes at least 1.5 × as long as the channel.
func slower(row string) claim.Test {
	return claim.Ratio{Metric: speed, Of: arm(row), To: arm("channel"), Bound: claim.Bound{Lo: 1.5}}
}

// part is a part with a test per row.
func part(label string, anyOf bool, rows ...string) claim.Part {
	p := claim.Part{Label: label, Any: anyOf}
	for _, row := range rows {
		p.Tests = append(p.Tests, slower(row))
	}
	return p
}

// decide evaluates one claim.
func decide(b *built, parts ...claim.Part) claim.Result {
	return claim.EvaluateAll(b.table(), []claim.Claim{{ID: "X01", Quote: "it is slower", Parts: parts}})[0]
}

// three are a run in which the channel takes 1 µs, "twice" 2 µs, "same" 1 µs, "maybe" around 1.5.
func three() *built {
	b := newRun()
	b.set(arm("channel"), "ns/op", steady(1000))
	b.set(arm("twice"), "ns/op", steady(2000))
	b.set(arm("same"), "ns/op", steady(1000))
	maybe := target(claim.Bound{Lo: 1.5}, straddling)
	for i := range maybe {
		maybe[i] *= 1000
	}
	b.set(arm("maybe"), "ns/op", maybe)
	return b
}

func TestTestsMakeAPart(t *testing.T) {
	cases := []struct {
		rows string
		all  claim.Verdict
		any  claim.Verdict
	}{
		{"twice", claim.Supported, claim.Supported},
		{"same", claim.Refuted, claim.Refuted},
		{"maybe", claim.Inconclusive, claim.Inconclusive},
		{"gone", claim.NotMeasured, claim.NotMeasured},
		{"twice same", claim.Refuted, claim.Supported},
		{"twice maybe", claim.Inconclusive, claim.Supported},
		{"same maybe", claim.Refuted, claim.Inconclusive},
		{"twice gone", claim.Inconclusive, claim.Supported},
		{"same gone", claim.Refuted, claim.Inconclusive},
		{"twice same maybe gone", claim.Refuted, claim.Supported},
	}
	for _, c := range cases {
		rows := strings.Fields(c.rows)
		assert.Equal(t, c.all, decide(three(), part("", false, rows...)).Verdict, "all of %s", c.rows)
		assert.Equal(t, c.any, decide(three(), part("", true, rows...)).Verdict, "any of %s", c.rows)
	}
}

func TestPartsMakeAClaim(t *testing.T) {
	cases := []struct {
		rows, reason string
		want         claim.Verdict
	}{
		{"twice", "", claim.Supported},
		{"same", "", claim.Refuted},
		{"twice same", "holds for twice; fails for same", claim.Split},
		{"twice same maybe gone", "holds for twice; fails for same; undecided for maybe; not measured: gone (run --all has them)", claim.Split},
		{"twice maybe", "holds for twice; undecided for maybe", claim.Inconclusive},
		{"same maybe", "fails for same; undecided for maybe", claim.Inconclusive},
		{"twice gone", "holds for twice; not measured: gone (run --all has them)", claim.Inconclusive},
		{"same gone", "fails for same; not measured: gone (run --all has them)", claim.Inconclusive},
		{"maybe gone", "undecided for maybe; not measured: gone (run --all has them)", claim.Inconclusive},
	}
	for _, c := range cases {
		var parts []claim.Part
		for _, row := range strings.Fields(c.rows) {
			parts = append(parts, part(row, false, row))
		}
		r := decide(three(), parts...)
		assert.Equal(t, c.want, r.Verdict, c.rows)
		assert.Equal(t, c.reason, r.Reason, c.rows)
	}
}

// A run with all cells has no more of them to offer.
func TestWhatIsMissingFromAWholeRun(t *testing.T) {
	b := three()
	b.run.Plan.Mode = "all"
	r := decide(b, part("twice", false, "twice"), part("gone", false, "gone"))
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "holds for twice; not measured: gone", r.Reason)
}

func TestAnyOfSeveralSaysWhich(t *testing.T) {
	assert.Equal(t, "by twice", decide(three(), part("", true, "same", "twice", "maybe")).Reason)
	assert.Empty(t, decide(three(), part("", true, "twice")).Reason, "there is no other")
	assert.Empty(t, decide(three(), part("", true, "same", "same")).Reason)

	b := newRun() // one row at several settings
	p := claim.Part{Any: true}
	for i, factor := range []float64{2, 1, 2} {
		of := claim.Arm{Experiment: "grain", Value: fmt.Sprint(i + 1), Row: "x"}
		to := claim.Arm{Experiment: "grain", Value: of.Value, Row: "channel"}
		b.set(of, "ns/op", steady(1000*factor))
		b.set(to, "ns/op", steady(1000))
		p.Tests = append(p.Tests, claim.Ratio{Metric: speed, Of: of, To: to, Bound: claim.Bound{Lo: 1.5}})
	}
	assert.Equal(t, "by 1, 3", decide(b, p).Reason)
}

// A range of estimates says something if all of them are held against the same threshold.
func TestUnlikeEffectsHaveNoRange(t *testing.T) {
	level := claim.Part{Label: "level", Tests: []claim.Test{claim.Level{Metric: speed, Of: arm("twice"), Bound: claim.Bound{Lo: 1500}}}}
	easier := claim.Part{Label: "easier", Tests: []claim.Test{claim.Ratio{Metric: speed, Of: arm("twice"), To: arm("same"), Bound: claim.Bound{Lo: 1.2}}}}
	assert.Equal(t, "1 of 2 hold, 1× to 2×", decide(three(), part("a", false, "twice"), part("b", false, "same")).Shown())
	assert.Equal(t, "2 of 2 hold", decide(three(), part("a", false, "twice"), level).Shown())
	assert.Equal(t, "2 of 2 hold", decide(three(), part("a", false, "twice"), easier).Shown())
}

func TestADifferenceIsShownAsOne(t *testing.T) {
	for plus, want := range map[float64]claim.Verdict{2000: claim.Supported, 500: claim.Refuted} {
		test := claim.Ratio{Metric: speed, Of: arm("twice"), To: arm("same"), Plus: plus, Bound: claim.Bound{Hi: 1}}
		f := decide(three(), claim.Part{Tests: []claim.Test{test}}).Found[0].Tests[0]
		assert.Equal(t, want, f.Verdict, plus)
		assert.InDelta(t, 1000, f.Effect.Mid, 5, "twice takes 2 µs, and same 1 µs")
		assert.LessOrEqual(t, f.Effect.Lo99, f.Effect.Mid)
		assert.LessOrEqual(t, f.Effect.Mid, f.Effect.Hi99)
		assert.Equal(t, "ns", f.Effect.Unit)
		assert.Equal(t, "≤ "+chart.Nanoseconds.Format(plus), f.Claimed)
		assert.Equal(t, "time per task: grain/15us/twice − grain/15us/same ≤ "+chart.Nanoseconds.Format(plus), f.Test)
	}
}

// None is a good number of threads, and has no logarithm.
func TestThreadsAreShownAsTheyAre(t *testing.T) {
	for added, want := range map[float64]string{-3: "0 [0, 0] ≤ 4", 0: "0 [0, 0] ≤ 4", 8: "8 [8, 8] ≤ 4"} {
		b := newRun()
		b.set(claim.Arm{Experiment: "blocking", Group: "in=socket", Value: "1000", Row: "spawn"}, "threads", steady(added+1))
		f := find(t, claim.Evaluate(b.table()), "S02").Found[0].Tests[0]
		assert.Equal(t, want, f.Shown())
		assert.Equal(t, want[:1], f.Arms[0].Median)
		assert.Equal(t, "threads added: blocking/in=socket/1000/spawn ≤ 4", f.Test)
	}
}

func TestAFindingTellsWhatItRestsOn(t *testing.T) {
	f := decide(three(), part("", false, "twice")).Found[0].Tests[0]
	require.NotNil(t, f.Effect)
	assert.InDelta(t, 2, f.Effect.Mid, 0.01)
	assert.LessOrEqual(t, f.Effect.Lo99, f.Effect.Lo95)
	assert.LessOrEqual(t, f.Effect.Lo95, f.Effect.Mid)
	assert.LessOrEqual(t, f.Effect.Mid, f.Effect.Hi95)
	assert.LessOrEqual(t, f.Effect.Hi95, f.Effect.Hi99)
	assert.False(t, f.Effect.Unbounded)
	assert.Equal(t, "≥ 1.5×", f.Claimed)
	assert.Equal(t, rounds, f.Rounds)
	assert.InDelta(t, 2.0/4096, *f.Adjusted, 1e-12, "12 rounds that agree, and one test")
	assert.Equal(t, "time per task: grain/15us/twice ÷ grain/15us/channel ≥ 1.5×", f.Test)
	require.Len(t, f.Arms, 2)
	assert.Equal(t, claim.ArmValue{Cell: "grain/15us/twice", Median: "2 µs", Parallelism: 0.5}, f.Arms[0])
}

func TestARangeTakesTheWholeInterval(t *testing.T) {
	band := func(lo, hi float64) claim.Part {
		return claim.Part{Tests: []claim.Test{claim.Level{Metric: speed, Of: arm("twice"), Bound: claim.Bound{Lo: lo, Hi: hi}}}}
	}
	for want, p := range map[claim.Verdict]claim.Part{
		claim.Supported: band(1900, 2100), claim.Refuted: band(2100, 2200), claim.Inconclusive: band(2000, 2100),
	} {
		assert.Equal(t, want, decide(three(), p).Verdict, p.Tests[0])
	}
	assert.Equal(t, claim.Refuted, decide(three(), band(1000, 1900)).Verdict, "above it")
	maybe := claim.Part{Tests: []claim.Test{claim.Level{Metric: speed, Of: arm("maybe"), Bound: claim.Bound{Lo: 1400, Hi: 9000}}}}
	assert.Equal(t, claim.Inconclusive, decide(three(), maybe).Verdict, "clearly below one end is not enough")
	f := decide(three(), band(1900, 2100)).Found[0].Tests[0]
	assert.Equal(t, "1.9 µs to 2.1 µs", f.Claimed)
	assert.Equal(t, "2 µs [2 µs, 2 µs]", f.Effect.String())
}

func TestDisturbedRoundsAreLeftOut(t *testing.T) {
	b := three()
	table := b.table()
	disturb := func(row string, from, to int) {
		s := table.Find(cell(arm(row)).Key())
		for i := from; i < to; i++ {
			busy := 4.0
			s.Taken[i].ForeignCPU = &busy
			s.Taken[i].WallNS = 20_000_000 // what would be found if they counted
		}
	}
	disturb("twice", 0, 3)
	disturb("channel", 2, 4)
	ask := func() claim.Finding {
		return claim.EvaluateAll(table, []claim.Claim{{Parts: []claim.Part{part("", false, "twice")}}})[0].Found[0].Tests[0]
	}
	f := ask()
	assert.Equal(t, claim.Supported, f.Verdict)
	assert.Equal(t, []int{8, 4}, []int{f.Rounds, f.LeftOut})

	disturb("twice", 0, 5)
	f = ask()
	assert.Equal(t, claim.Inconclusive, f.Verdict)
	assert.Equal(t, "7 of the 8 rounds that a 99 % interval takes", f.Reason)
	assert.True(t, f.Effect.Unbounded)
}

func TestRoundsArePairedByNumber(t *testing.T) {
	table := three().table()
	twice := table.Find(cell(arm("twice")).Key())
	twice.Taken = twice.Taken[2:] // two rounds are missing
	f := claim.EvaluateAll(table, []claim.Claim{{Parts: []claim.Part{part("", false, "twice")}}})[0].Found[0].Tests[0]
	assert.Equal(t, claim.Supported, f.Verdict)
	assert.Equal(t, []int{10, 0}, []int{f.Rounds, f.LeftOut})
	for _, end := range []float64{f.Effect.Lo99, f.Effect.Hi99} {
		assert.InEpsilon(t, 2, end, 1e-9, "paired, what a round did to both cancels")
	}
}

func TestFewRoundsDecideNothing(t *testing.T) {
	b := three()
	b.run.Plan.Rounds = 11
	r := decide(b, part("", false, "twice"))
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "11 of the 12 rounds that a verdict takes", r.Reason)
}

// What a run may not say, it does not say in any of its parts either.
func TestAVoidRunIsTooNoisy(t *testing.T) {
	b := three()
	b.twins(1, 1.3, 0)
	b.outcomes(arm("good"), 3, 0, "")
	kept := claim.Part{Label: "outcome", Tests: []claim.Test{claim.Kept{Of: arm("good")}}}
	table := b.table()
	results := claim.EvaluateAll(table, []claim.Claim{
		{ID: "X01", Parts: []claim.Part{part("", false, "twice"), part("gone", false, "gone")}},
		{ID: "X02", Parts: []claim.Part{kept}},
		{ID: "X03", Parts: []claim.Part{part("", false, "gone")}},
		{ID: "X04", Needs: claim.Needs{Processors: 3}, Parts: []claim.Part{part("", false, "twice")}},
	})
	assert.Equal(t, claim.TooNoisy, results[0].Verdict)
	assert.Contains(t, results[0].Reason, "the baseline differs from itself in overhead/n=twins0 by time per task (1.3")
	assert.Equal(t, claim.TooNoisy, results[0].Found[0].Verdict)
	assert.Equal(t, claim.TooNoisy, results[0].Found[0].Tests[0].Verdict)
	assert.NotNil(t, results[0].Found[0].Tests[0].Effect, "the numbers stay")
	assert.Equal(t, claim.NotMeasured, results[0].Found[1].Verdict)
	assert.Equal(t, claim.Supported, results[1].Verdict, "an outcome does not depend on noise")
	assert.Equal(t, claim.NotMeasured, results[2].Verdict)
	assert.Equal(t, claim.NotTestable, results[3].Verdict)
	assert.Equal(t, claim.Refuted, find(t, claim.Evaluate(table), "H00").Verdict)
}

func TestTheKnownEffectIsShown(t *testing.T) {
	f := find(t, claim.Evaluate(newRun().table()), "H01").Found[0].Tests[0]
	assert.InDelta(t, experiment.KnownEffect, f.Effect.Mid, 0.001)
	assert.Equal(t, "1.1× [1.1×, 1.1×] = 1.1×", f.Shown())
}

// Without an undisturbed round of the control nothing is known about the run: neither that it
// finds the effect, nor that it misses it.
func TestAControlThatWasDisturbedIsOpen(t *testing.T) {
	b := three()
	for i := range b.series[1].Taken {
		busy := 4.0
		b.series[1].Taken[i].ForeignCPU = &busy
	}
	b.set(arm("errgroup/native"), "ns/op", steady(1000))
	results := claim.Evaluate(b.table())
	known := find(t, results, "H01")
	assert.Equal(t, claim.Inconclusive, known.Verdict)
	assert.Equal(t, "= 1.1×", known.Found[0].Tests[0].Claimed)
	assert.Nil(t, known.Found[0].Tests[0].Effect)
	assert.Contains(t, known.Reason, "was not measured in enough undisturbed rounds")
	assert.Equal(t, claim.Supported, find(t, results, "H00").Verdict)
	assert.Equal(t, claim.TooNoisy, find(t, results, "G32").Verdict, find(t, results, "G32").Reason)
}

func TestWhatTheMachineLacks(t *testing.T) {
	needs := claim.Claim{ID: "X01", Needs: claim.Needs{Processors: 4}, Parts: []claim.Part{part("", false, "twice")}}
	r := claim.EvaluateAll(three().table(), []claim.Claim{needs})[0]
	assert.Equal(t, claim.NotTestable, r.Verdict)
	assert.Equal(t, "needs 4 processors, and the run had 2", r.Reason)
	needs.Needs.Processors = 2
	assert.Equal(t, claim.Supported, claim.EvaluateAll(three().table(), []claim.Claim{needs})[0].Verdict)
}

// 12 rounds that agree have p = 0.00049: enough for 102 tests at 5 %, and not for 103.
func TestTheTestsOfAClaimAreCorrectedTogether(t *testing.T) {
	for n, want := range map[int]claim.Verdict{102: claim.Supported, 103: claim.Inconclusive} {
		b := newRun()
		b.set(arm("channel"), "ns/op", steady(1000))
		var parts []claim.Part
		for i := range n {
			row := fmt.Sprint("row", i)
			b.set(arm(row), "ns/op", steady(2000))
			parts = append(parts, part(row, false, row))
		}
		r := decide(b, parts...)
		assert.Equal(t, want, r.Verdict, "%d tests", n)
		if want == claim.Inconclusive {
			f := r.Found[0].Tests[0]
			assert.Equal(t, "p = 0.00049 becomes 0.05 when corrected for 103 tests, about 13 rounds would be needed if the estimate stays", f.Reason)
			assert.Equal(t, 13, f.Needed)
		}
	}
}

func TestRoundsThatWouldBeNeeded(t *testing.T) {
	spread := func(centre, factor float64) []float64 {
		values := steady(1000 * centre)
		for i := range values {
			if i%2 == 0 {
				values[i] *= factor
			} else {
				values[i] /= factor
			}
		}
		return values
	}
	needed := func(centre, factor float64) claim.Finding {
		b := newRun()
		b.set(arm("channel"), "ns/op", steady(1000))
		b.set(arm("wide"), "ns/op", spread(centre, factor))
		f := decide(b, part("", false, "wide")).Found[0].Tests[0]
		require.Equal(t, claim.Inconclusive, f.Verdict)
		return f
	}
	// Half-width of about log 1.2, distance log 1.1: 12 × (0.18 / 0.095)² = 44.
	f := needed(1.65, 1.2)
	assert.InDelta(t, 44, f.Needed, 3)
	assert.Contains(t, f.Reason, fmt.Sprintf("the 99 %% interval holds the threshold, about %d rounds would be needed", f.Needed))
	assert.InDelta(t, f.Needed, needed(1.5/1.1, 1.2).Needed, 3, "as many on the other side")
	far := needed(1.501, 1.2)
	assert.Zero(t, far.Needed)
	assert.Contains(t, far.Reason, "more than 1000 rounds would be needed")
}

// Of 8 rounds 9 would do for the interval, but 12 is what a verdict takes.
func TestNoFewerRoundsAreNeededThanAVerdictTakes(t *testing.T) {
	b := newRun()
	b.set(arm("channel"), "ns/op", steady(1000))
	b.set(arm("wide"), "ns/op", steady(1000*1.5*1.19))
	alternate(b, arm("wide"), 1.2)
	table := b.table()
	busy := 4.0
	for r := 8; r < rounds; r++ {
		table.Find(cell(arm("wide")).Key()).Taken[r].ForeignCPU = &busy
	}
	f := claim.EvaluateAll(table, []claim.Claim{{Parts: []claim.Part{part("", false, "wide")}}})[0].Found[0].Tests[0]
	assert.Equal(t, 8, f.Rounds)
	assert.Equal(t, "the 99 % interval holds the threshold, about 12 rounds would be needed if the estimate stays", f.Reason)
	assert.Equal(t, stats.MinRounds, f.Needed)
}

// What a row and itself differ by cannot decide between two sides of a threshold.
func TestNothingIsClaimedWithinTheNoiseFloor(t *testing.T) {
	for factor, want := range map[float64]claim.Verdict{1.02: claim.Inconclusive, 1.001: claim.Supported} {
		b := newRun()
		b.twins(1, factor, 0)
		at := func(row string) claim.Arm { return claim.Arm{Experiment: "overhead", Value: "1", Row: row} }
		b.set(at("channel"), "ns/op", steady(1000))
		b.set(at("near"), "ns/op", steady(1515))
		test := claim.Ratio{Metric: speed, Of: at("near"), To: at("channel"), Bound: claim.Bound{Lo: 1.5}}
		r := decide(b, claim.Part{Tests: []claim.Test{test}})
		assert.Equal(t, want, r.Verdict, r.Reason)
		if want == claim.Inconclusive {
			assert.Equal(t, "nearer to the threshold than the noise floor of 2 %", r.Reason)
		}
	}
}

// Without a twin nobody knows the noise of a time: then it is 3 %, and nothing for sizes.
func TestTheNoiseFloorWithoutATwin(t *testing.T) {
	size := speed
	size.Counted = true
	busy := claim.Metric{Key: "cpu/wall", Unit: chart.Ratio, Twins: "ns/op", Of: func(m sample.Measurement) (float64, bool) {
		return m.EffectiveParallelism(), true
	}}
	for name, c := range map[string]struct {
		metric     claim.Metric
		experiment string
		value      float64
		want       claim.Verdict
	}{
		"2 % of a time":                      {speed, "grain", 1530, claim.Inconclusive},
		"4 % of a time":                      {speed, "grain", 1560, claim.Supported},
		"2 % of a size":                      {size, "grain", 1530, claim.Supported},
		"2 % of a time with twins":           {speed, "overhead", 1530, claim.Supported},
		"processors, twins of another kind":  {busy, "overhead", 1530, claim.Supported},
		"processors, and no twins of a kind": {busy, "grain", 1530, claim.Inconclusive},
	} {
		b := newRun()
		of := claim.Arm{Experiment: c.experiment, Value: "1", Row: "x"}
		b.set(of, c.metric.Key, steady(c.value))
		r := decide(b, claim.Part{Tests: []claim.Test{claim.Level{Metric: c.metric, Of: of, Bound: claim.Bound{Lo: 1500}}}})
		assert.Equal(t, c.want, r.Verdict, "%s: %s", name, r.Reason)
		if c.want == claim.Inconclusive {
			assert.Equal(t, "nearer to the threshold than the noise floor of 3 %", r.Reason, name)
		}
	}
}

func TestAFailedArmDecidesNothing(t *testing.T) {
	b := three()
	table := b.table()
	s := table.Find(cell(arm("twice")).Key())
	s.Failures = append(s.Failures, sample.Failure{Kind: sample.OutOfMemory})
	r := claim.EvaluateAll(table, []claim.Claim{{Parts: []claim.Part{part("", false, "twice")}}})[0]
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "grain/15us/twice failed in 1 of 13 samples: out of memory", r.Reason)
}

func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		good, failed            int
		kind                    sample.FailureKind
		verdict, broken, memory claim.Verdict
		reason                  string
	}{
		{3, 0, "", claim.Supported, claim.Refuted, claim.Supported, ""},
		{0, 3, sample.RuleBroken, claim.Refuted, claim.Supported, claim.Inconclusive, "in 3 of 3: rule broken: as it was told to"},
		{2, 1, sample.RuleBroken, claim.Refuted, claim.Inconclusive, claim.Inconclusive, "in 1 of 3: rule broken: as it was told to"}, // a race
		{0, 3, sample.Crashed, claim.Refuted, claim.Inconclusive, claim.Inconclusive, "in 3 of 3: crashed: as it was told to"},
		{0, 3, sample.TimedOut, claim.Refuted, claim.Inconclusive, claim.Inconclusive, "in 3 of 3: timed out: as it was told to"},
		{1, 2, sample.WrongResult, claim.Refuted, claim.Inconclusive, claim.Inconclusive, "in 2 of 3: wrong result: as it was told to"},
		{0, 3, sample.OutOfMemory, claim.Inconclusive, claim.Inconclusive, claim.Refuted, "in 3 of 3: out of memory: as it was told to"},
		{0, 3, sample.Refused, claim.Inconclusive, claim.Inconclusive, claim.Inconclusive, "in 3 of 3: refused: as it was told to"}, // nothing was asked
		{1, 0, "", claim.Inconclusive, claim.Inconclusive, claim.Inconclusive, "1 of the 2 samples that an outcome takes"},
		{0, 0, "", claim.NotMeasured, claim.NotMeasured, claim.NotMeasured, "grain/15us/x is not in the run"},
	} {
		for want, test := range map[*claim.Verdict]claim.Kept{
			&c.verdict: {Of: arm("x")}, &c.broken: {Of: arm("x"), Broken: true}, &c.memory: {Of: arm("x"), Refutes: []sample.FailureKind{sample.OutOfMemory}},
		} {
			b := newRun()
			b.outcomes(arm("x"), c.good, c.failed, c.kind)
			r := decide(b, claim.Part{Tests: []claim.Test{test}})
			assert.Equal(t, *want, r.Verdict, "%+v of %+v", test, c)
			assert.Equal(t, c.reason, r.Reason, "%+v of %+v", test, c)
		}
	}
}

func TestOneBreachIsEnough(t *testing.T) {
	b := newRun()
	b.outcomes(arm("x"), 1, 1, sample.OutOfMemory)
	s := b.series[len(b.series)-1]
	s.Failures = append(s.Failures, sample.Failure{Kind: sample.RuleBroken})
	assert.Equal(t, claim.Refuted, decide(b, claim.Part{Tests: []claim.Test{claim.Kept{Of: arm("x")}}}).Verdict)
}

func TestTheMemoryLimitIsShown(t *testing.T) {
	b := newRun()
	b.run.Plan.MemoryLimit = 2 << 30
	b.outcomes(arm("x"), 1, 2, sample.OutOfMemory)
	fits := claim.Kept{Of: arm("x"), Refutes: []sample.FailureKind{sample.OutOfMemory}}
	assert.Equal(t, "1 of 3 end well within 2 GiB", decide(b, claim.Part{Tests: []claim.Test{fits}}).Shown())
	b = newRun()
	b.outcomes(arm("x"), 3, 0, "")
	assert.Equal(t, "3 of 3 end well", decide(b, claim.Part{Tests: []claim.Test{fits}}).Shown())
}

func TestALibraryMayBreakAsManyRules(t *testing.T) {
	rules := func(row string) []claim.Arm {
		return []claim.Arm{{Experiment: "behaviour", Value: "a", Row: row}, {Experiment: "behaviour", Value: "b", Row: row}}
	}
	test := claim.Fewer{Of: rules("ants/native"), Than: rules("channel")}
	for name, c := range map[string]struct {
		of, than int // how many are broken
		want     claim.Verdict
		shown    string
	}{
		"none":  {0, 0, claim.Supported, "0 of 2 broken, channel 0 of 2"},
		"equal": {1, 1, claim.Supported, "1 of 2 broken, channel 1 of 2"},
		"more":  {2, 1, claim.Refuted, "2 of 2 broken, channel 1 of 2"},
		"fewer": {0, 2, claim.Supported, "0 of 2 broken, channel 2 of 2"},
	} {
		b := newRun()
		for i := range 2 {
			b.rule(test.Of[i], opposite, i < c.of, false)
			b.rule(test.Than[i], opposite, i < c.than, false)
		}
		r := decide(b, claim.Part{Tests: []claim.Test{test}})
		assert.Equal(t, c.want, r.Verdict, name)
		assert.Equal(t, c.shown, r.Shown(), name)
	}

	b := newRun()
	for i := range 2 {
		b.rule(test.Of[i], claimed, true, false)
		b.rule(test.Than[i], claimed, false, false)
	}
	b.series[len(b.series)-1].Failures = []sample.Failure{{Kind: sample.OutOfMemory}}
	r := decide(b, claim.Part{Tests: []claim.Test{test}})
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Contains(t, r.Reason, "behaviour/b/channel was not asked: out of memory")
}

// A drift of the machine is found by whoever measures one after the other, and not by rounds.
func TestDriftIsTakenForADifference(t *testing.T) {
	b := newRun()
	b.twins(30, 1, 0.5)
	r := decide(b, claim.Part{Tests: []claim.Test{claim.InOrder{Share: 0.05}}})
	assert.Equal(t, claim.Refuted, r.Verdict)
	assert.Equal(t, "30 of 30 differ, interleaved 0", r.Shown())

	b = newRun()
	b.twins(89, 1, 0)
	r = decide(b, claim.Part{Tests: []claim.Test{claim.InOrder{Share: 0.05}}})
	assert.Equal(t, "89 cases are too few to tell, if none differed 90 would do", r.Reason)
}

// Of 15 cases with a chance of 5 % each, 3 or more happen with a probability of 3.6 %, and 4 or
// more with one of 0.55 %.
func TestAFewDifferencesAreChance(t *testing.T) {
	for drifting, want := range map[int]claim.Verdict{3: claim.Inconclusive, 4: claim.Refuted} {
		b := newRun()
		b.twins(15-drifting, 1, 0)
		for i := range drifting {
			b.twin(fmt.Sprint("drifting", i), 1, 0.5)
		}
		r := decide(b, claim.Part{Tests: []claim.Test{claim.InOrder{Share: 0.05}}})
		assert.Equal(t, want, r.Verdict)
		assert.Equal(t, fmt.Sprintf("%d of 15 differ, interleaved 0", drifting), r.Shown())
	}
}

// A verdict takes a 99 % interval that excludes the threshold. Of 12 rounds one is on the other
// side: with rank 7 of 12 the exact p is 0.9 %, with rank 8 it is 1.2 %.
func TestAVerdictTakesThe99PercentInterval(t *testing.T) {
	for rank, want := range map[int]claim.Verdict{7: claim.Supported, 8: claim.Inconclusive} {
		b := newRun()
		values := make([]float64, rounds)
		for i := range values {
			distance := 0.03 * float64(i+1)
			if i+1 == rank {
				distance = -distance
			}
			values[i] = 1000 * math.Exp(distance)
		}
		b.set(arm("x"), "ns/op", values)
		r := decide(b, claim.Part{Tests: []claim.Test{claim.Level{Metric: speed, Of: arm("x"), Bound: claim.Bound{Lo: 1000}}}})
		assert.Equal(t, want, r.Verdict, r.Reason)
	}
}

func TestZerosAreNoRatio(t *testing.T) {
	b := three()
	b.set(arm("twice"), "ns/op", make([]float64, rounds))
	r := decide(b, part("", false, "twice"))
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "values that are zero, negative or not finite: 12", r.Reason)
}

func TestResultsAsJSON(t *testing.T) {
	text, err := json.Marshal(decide(three(), part("a", false, "twice"), part("b", true, "same", "gone")))
	require.NoError(t, err)
	var r struct {
		ID, Claim, Verdict, Run string
		Parts                   []struct {
			Label, Verdict string
			Any            bool
			Tests          []struct {
				Verdict string
				Effect  *struct{ Mid, Lo99 float64 }
				Rounds  int
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &r))
	assert.Equal(t, []string{"X01", "it is slower", "inconclusive", "synthetic"}, []string{r.ID, r.Claim, r.Verdict, r.Run})
	require.Len(t, r.Parts, 2)
	assert.Equal(t, rounds, r.Parts[0].Tests[0].Rounds)
	assert.InDelta(t, 2, r.Parts[0].Tests[0].Effect.Mid, 0.01)
	assert.Equal(t, "not measured", r.Parts[1].Tests[1].Verdict)
}
