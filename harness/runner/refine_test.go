package runner_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/runner"
	"poolbench/harness/sample"
)

const (
	inline1   = "overhead/submitters=1/inline/own"
	channel16 = "overhead/submitters=16/channel/own"
)

// steady makes every sample of a small run take exactly the same time per task, so that all
// intervals have width zero, except for the cells that are troubled otherwise.
func steady(more ...string) string {
	all := []string{"sample inline/own/empty 1 steady", "sample channel/own/empty 1 steady", "sample inline/own/empty 16 steady", "sample channel/own/empty 16 steady",
		"sample inline/own/spin-150us 1 steady", "sample inline/own/spin-165us 1 steady"}
	return strings.Join(append(all, more...), ";")
}

func rounds(t *testing.T, dir string) map[string]int {
	t.Helper()
	file, err := sample.Read(dir)
	require.NoError(t, err)
	n := map[string]int{}
	for _, s := range file.Samples {
		n[s.Cell]++
	}
	return n
}

func TestOnlyWideBlocksGetMoreRounds(t *testing.T) {
	t.Setenv(troubles, steady("sample inline/own/empty 16 wide"))
	o := small(filepath.Join(t.TempDir(), "latest"))
	o.Rounds, o.MaxRounds, o.Precision = 6, 9, 0.05
	var phases []string
	o.Report = func(p runner.Progress) {
		if len(phases) == 0 || phases[len(phases)-1] != p.Phase {
			phases = append(phases, p.Phase)
		}
		assert.LessOrEqual(t, p.Done, p.Total)
	}
	require.NoError(t, runner.Run(t.Context(), o))
	n := rounds(t, o.Out)
	assert.Equal(t, 6, n[inline1])
	assert.Equal(t, 9, n[channel16], "the whole block, so that it stays paired")
	assert.Equal(t, 9, n["overhead/submitters=16/inline/own"])
	assert.Equal(t, 9, n["overhead/submitters=16/channel/own+twin"])
	assert.Equal(t, []string{"calibrating", "measuring", "refining"}, phases)
}

// The difference between the arms of the control is certain and of zero width: were rounds
// decided by whether a difference is found, that block would be the first to stop or go on.
func TestNarrowBlocksStopWhateverTheyShow(t *testing.T) {
	t.Setenv(troubles, steady())
	o := small(filepath.Join(t.TempDir(), "latest"))
	o.Rounds, o.MaxRounds, o.Precision = 6, 9, 0.05
	require.NoError(t, runner.Run(t.Context(), o))
	for cell, n := range rounds(t, o.Out) {
		assert.Equal(t, 6, n, cell)
	}
}

func TestABudgetEndsTheExtraRounds(t *testing.T) {
	t.Setenv(troubles, steady("sample inline/own/empty 16 wide"))
	o := small(filepath.Join(t.TempDir(), "latest"))
	o.Rounds, o.MaxRounds, o.Precision, o.Budget = 6, 1000, 0.001, time.Nanosecond
	require.NoError(t, runner.Run(t.Context(), o))
	for cell, n := range rounds(t, o.Out) {
		assert.Equal(t, 6, n, "%s: the planned rounds are taken whatever they cost, and no more", cell)
	}
}

func TestAnInterruptedExtraRoundIsCompleted(t *testing.T) {
	t.Setenv(troubles, steady("sample inline/own/empty 16 wide"))
	o := small(filepath.Join(t.TempDir(), "latest"))
	o.Rounds, o.MaxRounds, o.Precision = 6, 8, 0.05
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.Report = func(p runner.Progress) {
		if p.Phase == "refining" && p.Done == 1 { // one of three cells of the seventh round
			cancel()
		}
	}
	require.ErrorIs(t, runner.Run(ctx, o), runner.ErrInterrupted)
	part := rounds(t, runner.Unfinished(o.Out))
	require.NoError(t, runner.Resume(t.Context(), o.Out, nil, noWarning(t)))
	whole := rounds(t, o.Out)
	for cell, n := range part {
		assert.GreaterOrEqual(t, whole[cell], n)
	}
	assert.Equal(t, 8, whole[channel16])
	assert.Equal(t, 6, whole[inline1])
}

func TestADisturbedSampleIsTakenAgainABoundedNumberOfTimes(t *testing.T) {
	t.Setenv(troubles, steady("sample inline/own/empty 1 disturbed", "sample inline/own/empty 16 disturbed", "sample inline/own/spin-150us 1 disturbed"))
	o := small(filepath.Join(t.TempDir(), "latest"))
	require.NoError(t, runner.Run(t.Context(), o))
	file, err := sample.Read(o.Out)
	require.NoError(t, err)
	assert.Len(t, file.Samples, smallSamples, "every sample counts in the end")
	// 3 cells in 2 rounds could have 12 retries, but a run of 16 samples may have 4 only.
	assert.Len(t, file.Dropped, smallSamples/4)
	for _, s := range file.Dropped {
		assert.Equal(t, "others used 1000.00 of a processor", s.Dropped)
		assert.Contains(t, s.Cell, "inline/own")
		assert.NotNil(t, s.Measured, "what was measured is kept all the same")
	}
	gate, _ := file.Of(inline1)[0].Gate()
	assert.Equal(t, sample.Disturbed, gate, "the last attempt counts, and is known to be bad")
}

// A failure is a result of the variant, and not of a neighbour.
func TestAFailureIsNotTakenAgain(t *testing.T) {
	t.Setenv(troubles, steady("sample inline/own/empty 16 exit")) // the rest is undisturbed, whatever else runs here
	o := small(filepath.Join(t.TempDir(), "latest"))
	require.NoError(t, runner.Run(t.Context(), o))
	file, err := sample.Read(o.Out)
	require.NoError(t, err)
	assert.Len(t, file.Failures("overhead/submitters=16/inline/own"), 2)
	assert.Empty(t, file.Dropped)
}
