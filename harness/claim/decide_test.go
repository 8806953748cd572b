package claim_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/claim"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

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

func TestFewRoundsDecideNothing(t *testing.T) {
	b := three()
	b.run.Plan.Rounds = 11
	r := decide(b, part("", false, "twice"))
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "11 of the 12 rounds that a verdict takes", r.Reason)
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
	f := claim.EvaluateClaims(table, []claim.Claim{{Parts: []claim.Part{part("", false, "wide")}}})[0].Found[0].Tests[0]
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
