package sample_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

// What is asked of goroutines that wait, or come and go, is not how long a task takes.
func TestExportOfGoroutines(t *testing.T) {
	resident := int64(2_800_000)
	fill := func(m *sample.Measurement) {
		m.Tasks, m.WallNS, m.PeakRSS = 1000, 400, nil
		m.Parked = &sample.Parked{ResidentBytes: &resident, CycleNS: 5000, CycleCPUNS: 9000}
		m.Churned = &sample.Churned{SecondNS: 600, Peak: 66, Left: 65, Spaced: 1000, SpacedOn: 64}
	}
	for shape, want := range map[string]map[string]float64{
		"parked": {"RSS-B/goroutine": 2800, "gc-sec": 5e-6, "gc-cpu-sec": 9e-6},
		"churn": {
			"workers-left": 65, "first-burst-sec": 4e-7, "second-burst-sec": 6e-7, "second/first": 1.5, "spaced-goroutines": 64,
		},
	} {
		all := one(t, sample.Cell{Experiment: "goroutines", Parameter: "idle", Value: "1s", Shape: shape}, fill)
		require.Len(t, all, 1, shape)
		assert.Len(t, all[0].Values, len(want), "%s: nothing else", shape)
		for unit, value := range want {
			got, ok := all[0].Value(unit)
			assert.True(t, ok, "%s: %s", shape, unit)
			assert.InDelta(t, value, got, 1e-12, "%s: %s", shape, unit)
		}
	}
}

// Where the system does not tell the resident set, the time of a collection is still known.
func TestExportWithoutAResidentSet(t *testing.T) {
	c := sample.Cell{Experiment: "goroutines", Parameter: "tasks", Value: "1", Shape: "parked"}
	all := one(t, c, func(m *sample.Measurement) { m.PeakRSS, m.Parked = nil, &sample.Parked{CycleNS: 5} })
	_, known := all[0].Value("RSS-B/goroutine")
	assert.False(t, known)
	_, known = all[0].Value("gc-sec")
	assert.True(t, known)
}
