package claim_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/claim"
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
