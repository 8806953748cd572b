package sample_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

// Of what is asked from outside time per request follows from the schedule, and is no result.
func TestExportOfWhatIsAskedFromOutside(t *testing.T) {
	left := int64(200)
	fill := func(m *sample.Measurement) {
		m.Tasks, m.WallNS, m.GoroutinesLeft = 400, 1e9, &left
		m.Latency = &sample.Latency{Count: 400, MeanNS: 3, P50NS: 1, P99NS: 5, P999NS: 6, MaxNS: 7}
		m.Lag = &sample.Latency{P99NS: 2}
		m.Probed = &sample.Probed{Health: &sample.Latency{P50NS: 8, P99NS: 9}, Units: 5000}
		m.Served = &sample.Served{Answered: 300, Rejected: 100, Early: &sample.Latency{P50NS: 10}, Late: &sample.Latency{P50NS: 40}}
	}
	for shape, want := range map[string]map[string]float64{
		"probed": {"p50-sec": 1e-9, "p99-sec": 5e-9, "health-p99-sec": 9e-9, "lag-p99-sec": 2e-9, "sec/unit": 2e-4},
		"served": {"p99-sec": 5e-9, "answered/sent": 0.75, "late/early": 4},
		"leak":   {"goroutines-left": 200},
	} {
		all := one(t, sample.Cell{Experiment: "asked", Parameter: "load", Value: "20pct", Shape: shape}, fill)
		require.Len(t, all, 1, shape)
		for unit, value := range want {
			got, ok := all[0].Value(unit)
			assert.True(t, ok, "%s: %s", shape, unit)
			assert.InDelta(t, value, got, 1e-12, "%s: %s", shape, unit)
		}
		_, timed := all[0].Value("sec/op")
		assert.False(t, timed, shape)
	}
}
