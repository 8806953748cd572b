package measure

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
)

func parkedSpec(way string, tasks int) Spec {
	return Spec{Job: Park, Variant: "spawn", Face: "own", Workload: "park-" + way, Workers: 4, Queue: 64, Submitters: 1, Tasks: tasks}
}

// A goroutine has 2 KiB of stack at least, one whose stack has grown 16 KiB and the smaller ones before it.
// Each way is weighed in a process of its own.
func TestParkedGoroutinesAreWeighed(t *testing.T) {
	const tasks = 4000
	for way, bounds := range map[string][2]float64{"channel": {2 << 10, 6 << 10}, "timer": {2 << 10, 6 << 10}, "stack": {14 << 10, 40 << 10}} {
		outcome := ask(t, parkedSpec(way, tasks))
		require.Nil(t, outcome.Failure, way)
		m := outcome.Measured
		require.NotNil(t, m.Parked, way)
		assert.Equal(t, tasks, m.Tasks, way)
		assert.Positive(t, m.WallNS, way)
		assert.Greater(t, m.PeakGoroutines, tasks, way)
		assert.Nil(t, m.ThreadsAdded, way)
		assert.Positive(t, m.Parked.CycleNS, way)
		assert.GreaterOrEqual(t, m.Parked.CycleCPUNS, int64(0), way)
		bytes, known := m.ResidentPerGoroutine()
		assert.Equal(t, machine.RSS() != nil, known, way)
		if known {
			assert.Greater(t, bytes, bounds[0], way)
			if MemoryLimited { // otherwise the race detector has memory for each goroutine, too
				assert.Less(t, bytes, bounds[1], way)
			}
		}
	}
}

// In this process and repeatedly: all end, in a pool of workers too, and the collector runs as before.
func TestParkedGoroutinesEnd(t *testing.T) {
	before := debug.SetGCPercent(73)
	defer debug.SetGCPercent(before)
	for way := range parkings {
		for _, variant := range []string{"spawn", "channel"} {
			spec := parkedSpec("", 3)
			spec.Workload, spec.Variant = way, variant
			outcome := serve(t, spec)
			require.Nil(t, outcome.Failure, way)
			assert.NotNil(t, outcome.Measured.Parked, way)
			assert.Equal(t, 73, debug.SetGCPercent(73), way)
		}
	}
}

func TestParkedRefusesWhatItCannotMeasure(t *testing.T) {
	for want, change := range map[string]func(*Spec){
		"no row nowhere/own":                        func(s *Spec) { s.Variant = "nowhere" },
		"0 tasks: at least 1 has to block":          func(s *Spec) { s.Tasks = 0 },
		`workload "block-channel" is no way to blo`: func(s *Spec) { s.Workload = "block-channel" },
	} {
		spec := parkedSpec("channel", 2)
		change(&spec)
		outcome := serve(t, spec)
		require.NotNil(t, outcome.Failure, want)
		assert.Equal(t, sample.Refused, outcome.Failure.Kind, want)
		assert.Contains(t, outcome.Failure.Detail, want)
	}
}

func TestWhatIsUnknownDoesNotGrow(t *testing.T) {
	size := func(n uint64) *uint64 { return &n }
	assert.Nil(t, grown(nil, size(1)))
	assert.Nil(t, grown(size(1), nil))
	assert.Equal(t, int64(-3), *grown(size(5), size(2)), "smaller is a finding, too")
}
