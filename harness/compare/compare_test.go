package compare_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/compare"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

const block = "overhead/submitters=1/"

// verdict is what a run says about a row of its block.
func verdict(t *testing.T, b *built, row string) *compare.Pair {
	t.Helper()
	run := compare.Within(b.Table())
	p := run.Find("overhead", "ns/op").Find(block + row)
	require.NotNil(t, p)
	return p
}

func TestVerdictsOfAControlledRun(t *testing.T) {
	b, r := controlled(1, 12)
	b.times(block+"spawn/own", noisy(r, 12, 130, 0.01)...)
	b.times(block+"batched/own", noisy(r, 12, 60, 0.01)...)
	b.times(block+"freelist/own", noisy(r, 12, 100, 0.005)...)
	b.times(block+"ants/native", noisy(r, 12, 104, 0.2)...)
	assert.Equal(t, stats.Slower, verdict(t, b, "spawn/own").Verdict)
	assert.Equal(t, stats.Faster, verdict(t, b, "batched/own").Verdict)
	assert.Equal(t, stats.Same, verdict(t, b, "freelist/own").Verdict)
	assert.Equal(t, stats.NotResolved, verdict(t, b, "ants/native").Verdict)

	run := compare.Within(b.Table())
	assert.Empty(t, run.Trust.Void)
	require.Len(t, run.Trust.Twins, 1)
	require.NotNil(t, run.Trust.Known)
	assert.InDelta(t, experiment.KnownEffect, run.Trust.Known.Ratio.Mid, 0.01)
	family := run.Find("overhead", "ns/op")
	assert.Len(t, family.Pairs, 4, "neither the baseline nor its twin")
	assert.InDelta(t, stats.Effect(run.Trust.Twins[0].Ratio.Mid), family.Floor, 1e-12)
	assert.Equal(t, stats.RoundsNeeded(4), family.Needed)
	assert.Nil(t, run.Find(experiment.Control, "ns/op"), "controls are not among the results")
}

// Every row suffers alike from rounds that get slower by a factor of three in all.
func TestComparisonsArePairedByRound(t *testing.T) {
	b, r := controlled(2, 12)
	b.times(block+"spawn/own", noisy(r, 12, 105, 0.002)...)
	for i := range b.Samples {
		m := b.Samples[i].Measured
		m.WallNS = int64(float64(m.WallNS) * (1 + 0.2*float64(b.Samples[i].Round)))
	}
	p := verdict(t, b, "spawn/own")
	assert.Equal(t, stats.Slower, p.Verdict, "5 % are found although rounds differ by 200 %")
	assert.InDelta(t, 1.05, p.Ratio.Mid, 0.005)
}

func TestNothingBelowTheNoiseFloorIsClaimed(t *testing.T) {
	b, r := controlled(3, 12)
	b.times("overhead/submitters=16/channel/own", noisy(r, 12, 100, 0.002)...)
	b.times("overhead/submitters=16/channel/own+twin", noisy(r, 12, 100, 0.002)...)
	b.times(block+"spawn/own", noisy(r, 12, 104, 0.002)...)
	require.Equal(t, stats.Slower, verdict(t, b, "spawn/own").Verdict)

	// The twin of the other block is off by 20 % in most rounds: no proof of a difference,
	// but a measure of what equals may differ by.
	b.waver("overhead/submitters=16/channel/own+twin")
	p := verdict(t, b, "spawn/own")
	assert.Equal(t, stats.NotResolved, p.Verdict)
	assert.Contains(t, p.Reason, "noise floor")
}

func TestFailedControlsVoidEveryVerdict(t *testing.T) {
	factors := map[string]struct {
		cell   string
		factor float64
		want   string
	}{
		"baseline differs from itself": {block + "channel/own+twin", 1.05, "the baseline differs from itself in overhead/submitters=1 by time per task"},
		"known effect not found":       {"control/effect=known/inline/own+slower", 1 / experiment.KnownEffect, "an effect of 10 % that is there was not found"},
		"known effect overestimated":   {"control/effect=known/inline/own+slower", 1.05, "an effect of 10 % was measured as 1.15"},
	}
	for name, c := range factors {
		t.Run(name, func(t *testing.T) {
			b, r := controlled(4, 12)
			b.times(block+"spawn/own", noisy(r, 12, 300, 0.002)...)
			for i := range b.Samples {
				if s := &b.Samples[i]; s.Cell == c.cell {
					s.Measured.WallNS = int64(float64(s.Measured.WallNS) * c.factor)
				}
			}
			run := compare.Within(b.Table())
			assert.Contains(t, run.Trust.Void, c.want)
			p := verdict(t, b, "spawn/own")
			assert.Equal(t, stats.NoVerdict, p.Verdict)
			assert.Equal(t, run.Trust.Void, p.Reason)
			assert.InDelta(t, 3, p.Ratio.Mid, 0.05, "the number is still there to be looked at")
		})
	}
}

// The control can lose its rounds while everything else keeps them.
func TestAKnownEffectThatWasNotMeasuredVoidsTheRun(t *testing.T) {
	for name, harm := range map[string]func(b *built){
		"disturbed": func(b *built) { b.disturb("control/effect=known/inline/own+slower", 5) },
		"absent":    func(b *built) { b.drop("control/effect=known/inline/own+slower") },
		"failed": func(b *built) {
			for i := range b.Samples {
				if s := &b.Samples[i]; s.Cell == "control/effect=known/inline/own+slower" && s.Round > 10 {
					s.Measured, s.Failure = nil, &sample.Failure{Kind: sample.Crashed}
				}
			}
		},
	} {
		b, r := controlled(11, 12)
		b.times(block+"spawn/own", noisy(r, 12, 300, 0.002)...)
		harm(b)
		assert.Contains(t, compare.Within(b.Table()).Trust.Void, "was not measured in enough undisturbed rounds", name)
		assert.Equal(t, stats.NoVerdict, verdict(t, b, "spawn/own").Verdict, name)
	}
}

// One dissenting round, or one that was left out, must not save a twin that is off by 30 %,
// however many other twins there are.
func TestATwinThatIsFarOffVoidsTheRunWithOneDissentingRound(t *testing.T) {
	b, r := controlled(12, 12)
	for _, experiment := range []string{"sum", "grain", "other"} {
		for _, value := range []string{"1", "2", "3", "4", "5"} {
			key := experiment + "/n=" + value + "/channel/own"
			b.times(key, noisy(r, 12, 100, 0.002)...)
			b.times(key+"+twin", noisy(r, 12, 100, 0.002)...)
		}
	}
	for i := range b.Samples {
		if s := &b.Samples[i]; s.Cell == "sum/n=3/channel/own+twin" && s.Round > 1 {
			s.Measured.WallNS = s.Measured.WallNS * 130 / 100
		}
	}
	assert.Contains(t, compare.Within(b.Table()).Trust.Void, "the baseline differs from itself in sum/n=3")
	b.disturb("sum/n=3/channel/own+twin", 12)
	assert.Contains(t, compare.Within(b.Table()).Trust.Void, "the baseline differs from itself in sum/n=3")
}

// The rounds that a failing row is left with were selected by their outcome.
func TestARowThatFailsHasNoVerdict(t *testing.T) {
	b, r := controlled(13, 14)
	b.times(block+"batched/own", noisy(r, 14, 50, 0.002)...)
	b.Samples[len(b.Samples)-1].Measured, b.Samples[len(b.Samples)-1].Failure = nil, &sample.Failure{Kind: sample.TimedOut}
	p := verdict(t, b, "batched/own")
	assert.Equal(t, stats.NoVerdict, p.Verdict)
	assert.Equal(t, "failed samples of the two rows: 1", p.Reason)
	assert.Equal(t, 13, p.Ratio.N)
}

func TestWithoutATwinThereIsNoVerdict(t *testing.T) {
	b, r := controlled(5, 12)
	b.times(block+"spawn/own", noisy(r, 12, 300, 0.002)...)
	b.disturb(block+"channel/own+twin", 1)
	p := verdict(t, b, "spawn/own")
	assert.Equal(t, stats.NoVerdict, p.Verdict)
	assert.Contains(t, p.Reason, "the block has no twin")
}

func TestTooFewRoundsGiveNoVerdict(t *testing.T) {
	b, r := controlled(6, 6)
	b.times(block+"spawn/own", noisy(r, 6, 300, 0.002)...)
	p := verdict(t, b, "spawn/own")
	assert.Equal(t, stats.NoVerdict, p.Verdict)
	assert.Contains(t, p.Reason, "6 of the 12 rounds needed")
	assert.Empty(t, compare.Within(b.Table()).Trust.Void, "six rounds cannot fail a control either")
}

func TestDisturbedRoundsAreLeftOut(t *testing.T) {
	b, r := controlled(7, 14)
	b.times(block+"spawn/own", noisy(r, 14, 300, 0.002)...)
	b.disturb(block+"spawn/own", 13)
	p := verdict(t, b, "spawn/own")
	assert.Equal(t, stats.Slower, p.Verdict)
	assert.Equal(t, 2, p.LeftOut)
	assert.Equal(t, 12, p.Ratio.N)

	b.disturb(block+"channel/own", 12)
	p = verdict(t, b, "spawn/own")
	assert.Equal(t, stats.NoVerdict, p.Verdict, "what is left has to be enough")
	assert.Equal(t, 3, p.LeftOut)
}

func TestGateCounts(t *testing.T) {
	b, _ := controlled(8, 12)
	b.disturb(block+"channel/own+twin", 9)
	b.Samples[0].Measured.ForeignCPU = nil
	b.Dropped = append(b.Dropped, sample.Sample{Cell: b.Samples[0].Cell, Round: 1, Dropped: "others", Measured: b.Samples[0].Measured})
	assert.Equal(t, compare.GateCounts{Kept: 48, Disturbed: 4, Unknown: 1, Dropped: 1}, compare.Within(b.Table()).Trust.Gate)
}

// All samples take a second of the clock each, so position and time are known.
func TestDriftAndTheTimeOutsideOfWindows(t *testing.T) {
	b := newRun(20)
	for round := 1; round <= 20; round++ {
		for position, key := range []string{"channel/own", "inline/own", "spawn/own"} {
			if round == 1 {
				b.plan(block + key)
			}
			quiet, at := 0.0, len(b.Samples)
			ns := 100 * (1 + 0.1*float64(at)/59) * (1 - 0.03*float64(position)/2)
			b.Samples = append(b.Samples, sample.Sample{
				Cell: block + key, Round: round, Started: start.Add(time.Duration(at) * time.Second),
				Measured: &sample.Measurement{Tasks: 8_000_000, WallNS: int64(ns * 8_000_000), ForeignCPU: &quiet},
			})
		}
	}
	trust := compare.Within(b.Table()).Trust
	assert.InDelta(t, 0.1, trust.Time.Mid, 0.01, "10 % slower at the end")
	// Cells keep their position here, so what depends on it cannot be told from the cell.
	assert.False(t, trust.Position.Bounded)
	assert.InDelta(t, 1-0.8*1.05*0.985, trust.Outside, 0.02, "windows of 0.8 s and a bit, one per second")

	empty := compare.Within((&sample.File{}).Table()).Trust
	assert.True(t, math.IsNaN(empty.Outside))
}

func TestLatencyIsAFamilyOfItsOwn(t *testing.T) {
	b, r := controlled(9, 12)
	for _, key := range []string{"request/callers=1/channel/own", "request/callers=1/channel/own+twin", "request/callers=1/spawn/own"} {
		b.times(key, noisy(r, 12, 100, 0.001)...)
	}
	for i := range b.Run.Plan.Cells {
		if c := &b.Run.Plan.Cells[i]; c.Experiment == "request" {
			c.Shape = string(experiment.Request)
		}
	}
	for i := range b.Samples {
		if s := &b.Samples[i]; s.Cell == "request/callers=1/spawn/own" {
			s.Measured.Latency = &sample.Latency{P999NS: int64(2000 + s.Round)}
		} else {
			s.Measured.Latency = &sample.Latency{P999NS: int64(1000 + s.Round%3)}
		}
	}
	run := compare.Within(b.Table())
	assert.Equal(t, stats.Same, run.Find("request", "ns/op").Pairs[0].Verdict)
	assert.Equal(t, stats.Slower, run.Find("request", "p99.9-ns").Pairs[0].Verdict, "same throughput, worse tail")
}

// across adds an experiment whose blocks are compared with each other: two rows in one block,
// with a twin, and one of them in another.
func (b *built) across(r *rand.Rand, n int) {
	first := len(b.Run.Plan.Cells)
	for _, key := range []string{"workers/workers=2/channel/own", "workers/workers=2/channel/own+twin", "workers/workers=8/channel/own"} {
		b.times(key, noisy(r, n, 100, 0.002)...)
	}
	b.times("workers/workers=2/spawn/own", noisy(r, n, 300, 0.002)...)
	for i := range b.Run.Plan.Cells[first:] {
		b.Run.Plan.Cells[first+i].Across = true
	}
}

func TestBlocksThatAreComparedHaveControlsAndNoVerdicts(t *testing.T) {
	b, r := controlled(14, 12)
	b.times(block+"spawn/own", noisy(r, 12, 300, 0.002)...)
	b.across(r, 12)
	run := compare.Within(b.Table())
	assert.Nil(t, run.Find("workers", "ns/op"), "nothing is compared with the baseline of its block")
	require.Len(t, run.Families, 1)
	assert.Len(t, run.Trust.Twins, 2)
	assert.Len(t, compare.Controls(b.Table()), 3)
	assert.Equal(t, stats.Slower, verdict(t, b, "spawn/own").Verdict)

	b.scale("workers/workers=2/channel/own+twin", 1.05)
	assert.Contains(t, compare.Within(b.Table()).Trust.Void, "the baseline differs from itself in workers/workers=2")
}

// That a rule is broken is an answer. Neither its failures nor its times mean anything else.
func TestRulesAreNoMeasurements(t *testing.T) {
	b, r := controlled(15, 12)
	b.times(block+"spawn/own", noisy(r, 12, 300, 0.002)...)
	want := compare.Within(b.Table())
	for _, key := range []string{"behaviour/rule=close.drains/channel/own", "behaviour/rule=close.drains/ants/native"} {
		b.times(key, 1000, 2000, 90_000)
		c := &b.Run.Plan.Cells[len(b.Run.Plan.Cells)-1]
		c.Shape, c.Across, c.Rounds = string(experiment.Behaviour), true, 3
	}
	b.times("blocking/tasks=8/spawn/own", noisy(r, 12, 7e6, 0.9)...)
	b.Run.Plan.Cells[len(b.Run.Plan.Cells)-1].Shape = string(experiment.Blocked)
	for i := range b.Samples {
		if s := &b.Samples[i]; s.Cell == "behaviour/rule=close.drains/ants/native" {
			s.Measured, s.Failure = nil, &sample.Failure{Kind: sample.Crashed}
		}
	}
	run := compare.Within(b.Table())
	require.Len(t, run.Families, 1)
	assert.Equal(t, want.Families[0].Pairs[0].Judgement, run.Families[0].Pairs[0].Judgement)
	assert.Equal(t, want.Trust.Gate, run.Trust.Gate)
	assert.Equal(t, want.Trust.Void, run.Trust.Void)
	assert.Equal(t, []stats.Estimate{want.Trust.Time, want.Trust.Position}, []stats.Estimate{run.Trust.Time, run.Trust.Position})

	runs, err := compare.Between(b.Table(), b.Table(), 0, false)
	require.NoError(t, err)
	for _, c := range runs.Changes {
		assert.Equal(t, "overhead", c.Cell.Experiment, "rules and threads have no time to compare")
	}
	assert.Len(t, runs.Changes, 2)
}

func TestControlsAreListedWithTheirRoles(t *testing.T) {
	b, _ := controlled(10, 12)
	controls := compare.Controls(b.Table())
	require.Len(t, controls, 2)
	assert.Equal(t, sample.Slower, controls[0].Cell.Role)
	assert.Equal(t, sample.Twin, controls[1].Cell.Role)
}
