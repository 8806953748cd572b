package measure

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRoundUpKeepsThreeDigits(t *testing.T) {
	cases := []struct {
		tasks float64
		want  int
	}{
		{0.09, 1}, {1, 1}, {1.2, 2}, {99.5, 100}, {100, 100}, {998.2, 999}, {999.5, 1000},
		{1000, 1000}, {1000.1, 1010}, {123_456, 124_000}, {412_000, 412_000}, {9_999_999, 10_000_000},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, roundUp(c.tasks), "%v", c.tasks)
	}
}

func TestTasksAreFoundForAWindow(t *testing.T) {
	for _, variant := range []string{"inline", "spawn", "channel"} {
		spec := validSpec()
		spec.Job, spec.Variant, spec.Workload = Calibrate, variant, "spin-15us"
		outcome := ask(t, spec)
		require.Nil(t, outcome.Failure, variant)
		assert.Greater(t, outcome.Tasks, 1, variant)
		assert.Equal(t, roundUp(float64(outcome.Tasks)), outcome.Tasks, "%s: three digits", variant)
		assert.Greater(t, outcome.PerTaskNS, 500.0, "%s: two processors share 14,000 multiplications, one after the other", variant)
	}
}

// A task that is longer than the window still has to reach every submitter and worker:
// otherwise the window would time a pool of which a part has nothing to do.
func TestLongTasksReachEverySubmitterAndWorker(t *testing.T) {
	spec := validSpec()
	spec.Job, spec.Variant, spec.Workload, spec.Window = Calibrate, "inline", "spin-1.5ms", time.Microsecond
	spec.Submitters, spec.Workers = 5, 2
	assert.Equal(t, 5, serve(t, spec).Tasks)
	spec.Submitters, spec.Workers = 1, 3
	assert.Equal(t, 3, serve(t, spec).Tasks)
}

// The window needs more tasks than the smallest probe by several steps of growth.
func TestCalibrationGrowsToTheWindow(t *testing.T) {
	spec := validSpec()
	spec.Job, spec.Variant, spec.Window = Calibrate, "inline", 20*time.Millisecond
	assert.Greater(t, serve(t, spec).Tasks, 1000, "empty tasks take far less than 20 µs each")
}

func TestCountingHasACost(t *testing.T) {
	spec := validSpec()
	spec.Job = CountCompletion
	outcome := serve(t, spec)
	require.NotNil(t, outcome.Counting)
	assert.Positive(t, outcome.Counting.AloneNS)
	assert.Positive(t, outcome.Counting.SharedNS)
}

func TestMoreTasksFillTheWindow(t *testing.T) {
	assert.Equal(t, 2300, MoreTasks(1000, 50*time.Millisecond, 100*time.Millisecond), "twice as many and some headroom")
	assert.Equal(t, 4, MoreTasks(3, 99*time.Millisecond, 100*time.Millisecond), "always more")
	assert.Positive(t, MoreTasks(1, 0, time.Millisecond), "however short it was")
}
