package main

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/compare"
	"poolbench/harness/experiment"
	"poolbench/harness/machine"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Somebody else keeps a processor busy during the whole run. Whatever the run then says has
// to be true: here the truth is known, for an empty task costs more behind a channel than
// inline, a tenth more work takes longer, and the baseline does not differ from itself.
func TestABusyNeighbourLeadsToNoWrongVerdict(t *testing.T) {
	if machine.Read().CPU == nil {
		t.Skip("this system does not tell what others do")
	}
	var stop atomic.Bool
	var neighbour sync.WaitGroup
	neighbour.Go(func() {
		for !stop.Load() { // as busy as can be
		}
	})
	defer neighbour.Wait()
	defer stop.Store(true)

	out := t.TempDir() + "/latest"
	require.NoError(t, runner.Run(t.Context(), runner.Options{
		Out: out, Mode: "custom", Rounds: stats.MinRounds, Seed: 1, Window: runner.Window, Timeout: runner.Timeout,
		Cells: oneBlock(t),
	}))
	table, err := sample.Load(out)
	require.NoError(t, err)
	run := compare.Within(table)
	assert.Positive(t, run.Trust.Gate.Dropped, "the gate has seen him")
	for _, family := range run.Families {
		for _, p := range family.Pairs {
			assert.NotContains(t, []stats.Verdict{stats.Slower, stats.Same}, p.Verdict, "%s: %v", p.Cell.Key(), p.Ratio)
		}
	}
	for _, twin := range run.Trust.Twins {
		assert.True(t, run.Trust.Void != "" || twin.Adjusted >= 0.01, "a baseline that differs from itself voids the run")
	}
}

// oneBlock are inline, channel and its twin with one submitter, and the control.
func oneBlock(t *testing.T) []experiment.Cell {
	t.Helper()
	all, err := experiment.Select(experiment.Selection{Quick: true, Experiments: []string{"overhead"}, Variants: []string{"inline"}})
	require.NoError(t, err)
	require.Len(t, all, 5)
	return all
}
