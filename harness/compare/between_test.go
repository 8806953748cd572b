package compare_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/compare"
	"poolbench/harness/sample"
)

// two returns two runs of the same rows, spawn at 300 ns and freelist at 80 ns.
func two(seed uint64, rounds int, noise float64) (before, after *built) {
	runs := make([]*built, 2)
	for i := range runs {
		b, r := controlled(seed+uint64(i), rounds)
		b.times(block+"spawn/own", noisy(r, rounds, 300, noise)...)
		b.times(block+"freelist/own", noisy(r, rounds, 80, noise)...)
		runs[i] = b
	}
	return runs[0], runs[1]
}

// scale multiplies all times of a cell.
func (b *built) scale(cell string, factor float64) {
	for i := range b.Samples {
		if s := &b.Samples[i]; s.Cell == cell {
			s.Measured.WallNS = int64(float64(s.Measured.WallNS) * factor)
		}
	}
}

func outcomes(t *testing.T, before, after *built, threshold float64) map[string]compare.Outcome {
	t.Helper()
	runs, err := compare.Between(before.Table(), after.Table(), threshold, false)
	require.NoError(t, err)
	found := map[string]compare.Outcome{}
	for _, c := range runs.Changes {
		found[c.Cell.RowKey()] = c.Outcome
		if c.Outcome == compare.Undecided && c.Ratio.N == 0 {
			assert.NotEmpty(t, c.Reason)
		}
	}
	return found
}

func TestEqualRunsAreBelowTheThreshold(t *testing.T) {
	before, after := two(1, 12, 0.01)
	assert.Equal(t, map[string]compare.Outcome{"channel": compare.Below, "spawn": compare.Below, "freelist": compare.Below},
		outcomes(t, before, after, 0), "controls are not compared")
}

func TestARegressionIsFound(t *testing.T) {
	before, after := two(2, 12, 0.01)
	after.scale(block+"spawn/own", 1.2)
	found := outcomes(t, before, after, 0)
	assert.Equal(t, compare.Above, found["spawn"])
	assert.Equal(t, compare.Below, found["freelist"])
	assert.Equal(t, compare.Below, outcomes(t, before, after, 0.3)["spawn"], "+20 % is allowed where +30 % is")
	assert.Equal(t, compare.Below, outcomes(t, after, before, 0)["spawn"], "getting faster is fine")
}

func TestAnIntervalAcrossTheThresholdIsUndecided(t *testing.T) {
	before, after := two(3, 12, 0.03)
	after.scale(block+"spawn/own", 1.05)
	assert.Equal(t, compare.Undecided, outcomes(t, before, after, 0.05)["spawn"])
}

// With six samples each the smallest possible p, corrected for many cells, is no proof.
func TestTooFewSamplesAreUndecided(t *testing.T) {
	before, after := two(4, 3, 0.001)
	after.scale(block+"spawn/own", 3)
	for row, outcome := range outcomes(t, before, after, 0) {
		assert.Equal(t, compare.Undecided, outcome, row)
	}
}

func TestItFailsClosed(t *testing.T) {
	cases := map[string]struct {
		harm   func(before, after *built)
		reason string
	}{
		"missing in the new run": {func(_, after *built) { after.drop(block + "spawn/own") }, "the new run does not have it"},
		"missing in the old run": {func(before, _ *built) { before.drop(block + "spawn/own") }, "the old run does not have it"},
		"failed in the new run": {func(_, after *built) {
			after.Samples[len(after.Samples)-13].Measured = nil
			after.Samples[len(after.Samples)-13].Failure = &sample.Failure{Kind: sample.Crashed, Detail: "boom"}
		}, "failed in the new run: crashed: boom"},
		"different work":            {func(_, after *built) { after.Run.Plan.Cells[4].Workload = "spin" }, "the runs gave it different work"},
		"other rate":                {func(before, after *built) { before.Run.Plan.Cells[4].Rate, after.Run.Plan.Cells[4].Rate = 1000, 1100 }, "tasks arrived at 1000 and at 1100 per second"},
		"more workers":              {func(_, after *built) { after.Run.Plan.Cells[4].Workers = 7 }, "the runs gave it different work"},
		"other processors":          {func(_, after *built) { after.Run.Plan.Cells[4].Procs = 1 }, "the runs gave it different work"},
		"a queue of its own":        {func(_, after *built) { after.Run.Plan.Cells[4].Queue = new(int) }, "the runs gave it different work"},
		"more iterations":           {func(_, after *built) { after.Run.Plan.Cells[4].Iterations = 7 }, "the runs gave it different work"},
		"void new run":              {func(_, after *built) { after.scale(block+"channel/own+twin", 1.5) }, "the baseline differs from itself"},
		"void old run":              {func(before, _ *built) { before.scale("control/effect=known/inline/own+slower", 2) }, "an effect of 10 %"},
		"disturbed all of the time": {func(_, after *built) { after.disturb(block, 1) }, "0 undisturbed samples are too few"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			before, after := two(5, 12, 0.005)
			c.harm(before, after)
			runs, err := compare.Between(before.Table(), after.Table(), 0, false)
			require.NoError(t, err)
			for _, change := range runs.Changes {
				if change.Cell.Variant == "spawn" {
					assert.Equal(t, compare.Undecided, change.Outcome)
					assert.Contains(t, change.Reason, c.reason)
				}
			}
		})
	}
}

// drop removes a cell and its samples.
func (b *built) drop(cell string) {
	var cells []sample.Cell
	for _, c := range b.Run.Plan.Cells {
		if c.Key() != cell {
			cells = append(cells, c)
		}
	}
	b.Run.Plan.Cells = cells
	var samples []sample.Sample
	for _, s := range b.Samples {
		if s.Cell != cell {
			samples = append(samples, s)
		}
	}
	b.Samples = samples
}

func TestTheNoiseFloorRaisesTheDefaultThreshold(t *testing.T) {
	before, after := two(6, 12, 0.002)
	before.waver(block + "channel/own+twin")
	before.scale(block+"channel/own+twin", 1.06)
	after.scale(block+"spawn/own", 1.08)
	runs, err := compare.Between(before.Table(), after.Table(), 0, false)
	require.NoError(t, err)
	for _, c := range runs.Changes {
		assert.Greater(t, c.Threshold, compare.DefaultThreshold)
		want := compare.Below
		if c.Cell.Variant == "spawn" {
			want = compare.Undecided // noise is no excuse for an all-clear
		}
		assert.Equal(t, want, c.Outcome, "8 %% slower where equals differ by %.0f %%", c.Threshold*100)
	}
	assert.Equal(t, compare.Above, outcomes(t, before, after, 0.05)["spawn"], "a threshold that was asked for stays")
}

// Where blocks are compared there is no family, but the twin's noise floor counts all the same.
func TestTheNoiseFloorHoldsWhereBlocksAreCompared(t *testing.T) {
	before, after := two(11, 12, 0.002)
	for seed, b := range []*built{before, after} {
		b.across(rand.New(rand.NewPCG(uint64(seed), 2)), 12)
		b.Run.Plan.Cells[len(b.Run.Plan.Cells)-1].Queue = new(int)
	}
	before.waver("workers/workers=2/channel/own+twin")
	before.scale("workers/workers=2/channel/own+twin", 1.06)
	after.scale("workers/workers=8/channel/own", 1.08)
	runs, err := compare.Between(before.Table(), after.Table(), 0, false)
	require.NoError(t, err)
	seen := 0
	for _, c := range runs.Changes {
		if c.Cell.Experiment == "workers" {
			seen++
			assert.Greater(t, c.Threshold, compare.DefaultThreshold)
			want := compare.Below // the same queue of its own in both runs
			if c.Cell.Value == "8" {
				want = compare.Undecided
			}
			assert.Equal(t, want, c.Outcome, c.Cell.Key())
		} else {
			assert.InDelta(t, compare.DefaultThreshold, c.Threshold, 0, c.Cell.Key())
		}
	}
	assert.Equal(t, 3, seen)
}

func TestRunsOfTwoMachinesAreRefused(t *testing.T) {
	before, after := two(7, 12, 0.01)
	after.Run.Machine.CPU = "B CPU"
	_, err := compare.Between(before.Table(), after.Table(), 0, false)
	require.ErrorIs(t, err, compare.ErrOtherMachine)
	_, err = compare.Between(before.Table(), after.Table(), 0, true)
	require.NoError(t, err)
}

func TestRunsWithNothingInCommonAreRefused(t *testing.T) {
	before, after := two(8, 12, 0.01)
	for _, key := range []string{"channel/own", "spawn/own", "freelist/own"} {
		after.drop(block + key)
	}
	after.times("sum/n=1e5/channel/own", 1, 2, 3)
	_, err := compare.Between(before.Table(), after.Table(), 0, false)
	require.EqualError(t, err, "the runs have no cell in common")
}

func TestRunsWithOtherSettingsAreRefused(t *testing.T) {
	for name, change := range map[string]func(*sample.Plan){
		"workers": func(p *sample.Plan) { p.GOMAXPROCS = 8 },
		"queue":   func(p *sample.Plan) { p.Queue = 1024 },
	} {
		before, after := two(9, 12, 0.01)
		change(&after.Run.Plan)
		_, err := compare.Between(before.Table(), after.Table(), 0, false)
		require.ErrorIs(t, err, compare.ErrOtherSettings, name)
		_, err = compare.Between(before.Table(), after.Table(), 0, true)
		require.NoError(t, err, name)
	}
	before, after := two(10, 12, 0.01)
	after.Run.Build.Go = "go1.99"
	runs, err := compare.Between(before.Table(), after.Table(), 0, false)
	require.NoError(t, err)
	assert.Len(t, runs.Warnings, 1)
}
