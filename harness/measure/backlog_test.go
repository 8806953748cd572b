package measure

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

func backlogSpec(variant, face string) Spec {
	return Spec{Job: HoldBacklog, Variant: variant, Face: face, Workload: "empty", Workers: 2, Queue: 64, Submitters: 1, Tasks: 5000}
}

// Each row holds the whole backlog, in a process of its own, and runs it in the end.
func TestEveryRowHoldsABacklog(t *testing.T) {
	for _, row := range catalog.Rows() {
		if row.Face == catalog.Guarded {
			continue // takes no part in the experiment
		}
		outcome := ask(t, backlogSpec(row.Variant, string(row.Face)))
		require.Nil(t, outcome.Failure, row.Key())
		m := outcome.Measured
		require.NotNil(t, m, row.Key())
		assert.Equal(t, 5000, m.Tasks, row.Key())
		assert.Positive(t, m.WallNS, row.Key())
		assert.Positive(t, m.PeakGoroutines, row.Key())
		require.NotNil(t, m.WaitingBytes, row.Key())
		assert.Positive(t, *m.WaitingBytes, row.Key())
		assert.Positive(t, m.DrainNS, row.Key())
		assert.Less(t, m.DrainNS, m.WallNS, "%s: the tasks were handed over before", row.Key())
		if row.Traits.Queue == variants.None {
			assert.Nil(t, m.Submit, "%s: callers wait until the release", row.Key())
			continue
		}
		require.NotNil(t, m.Submit, row.Key())
		assert.Equal(t, int64(5002), m.Submit.Count, "%s: the tasks that hold the workers, too", row.Key())
		assert.Less(t, m.Submit.MaxNS, m.WallNS, row.Key())
	}
}

// Handing over and draining are apart from each other, and within the whole.
func TestTheDrainStartsWithTheRelease(t *testing.T) {
	outcome := serve(t, backlogSpec("channel", "own"))
	require.Nil(t, outcome.Failure)
	m := outcome.Measured
	assert.LessOrEqual(t, m.DrainNS+int64(m.Submit.MeanNS*float64(m.Submit.Count)), m.WallNS)
}

// What waits as a goroutine has a stack of at least 2 KiB; what waits in a channel is a
// function value of 8 bytes.
func TestABacklogOfGoroutinesCostsStacks(t *testing.T) {
	spawn, channel := ask(t, backlogSpec("spawn", "own")).Measured, ask(t, backlogSpec("channel", "own")).Measured
	assert.Greater(t, waitingBytes(t, spawn), 2048.0)
	assert.Greater(t, spawn.PeakGoroutines, 5000)
	assert.Greater(t, waitingBytes(t, channel), 8.0)
	assert.Less(t, waitingBytes(t, channel), 200.0)
	assert.Less(t, channel.PeakGoroutines, 100)
}

func TestABacklogOfAnUnknownRowIsRefused(t *testing.T) {
	outcome := serve(t, backlogSpec("tunny", "own"))
	require.NotNil(t, outcome.Failure)
	assert.Equal(t, sample.Refused, outcome.Failure.Kind)
}

// waitingBytes is what a waiting task took, which has to be known.
func waitingBytes(t *testing.T, m *sample.Measurement) float64 {
	t.Helper()
	bytes, known := m.WaitingBytesPerTask()
	require.True(t, known)
	return bytes
}
