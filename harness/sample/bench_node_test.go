package sample_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/sample"
)

// Of a system in Node.js, what the Go runtime counts is not known, and not 0.
func TestExportOfSystemsInNode(t *testing.T) {
	c := sample.Cell{Experiment: "node-cost", Group: "task=1ms", Parameter: "inflight", Value: "64", Shape: "request"}
	units := []string{"B/op", "allocs/op", "peak-goroutines"}
	for _, row := range node.Rows() {
		c.Variant, c.Face = row.Variant, string(row.Face)
		all := one(t, c, unchanged)
		require.Len(t, all, 1, row.Key())
		base, parts := all[0].Name.Parts()
		assert.Equal(t, "Node-cost", string(base))
		require.Len(t, parts, 5)
		assert.Equal(t, "/variant="+row.Variant, string(parts[0]), "a hyphen stays in the name")
		assert.Equal(t, "-2", string(parts[4]))
		for _, unit := range units {
			_, known := all[0].Value(unit)
			assert.False(t, known, "%s: %s", row.Key(), unit)
		}
		_, known := all[0].Value("sec/op")
		assert.True(t, known, "everything else is there")
	}
	c.Variant, c.Face = "channel", "own"
	for _, unit := range units {
		_, known := one(t, c, unchanged)[0].Value(unit)
		assert.True(t, known, "of a strategy in Go it is known: %s", unit)
	}
}

// The names of all cells can be exported; a run would fail at its end otherwise.
func TestEveryCellWithNodeCanBeExported(t *testing.T) {
	cells, err := experiment.Select(experiment.Selection{Node: true})
	require.NoError(t, err)
	exported := 0
	for _, planned := range cells {
		c := sample.Cell{
			Experiment: planned.Experiment, Group: planned.Block.Group, Parameter: planned.Parameter, Value: planned.Block.Value,
			Variant: planned.Row.Variant, Face: string(planned.Row.Face), Role: planned.Role, Shape: string(planned.Shape),
		}
		if planned.Shape == experiment.Erratum {
			assert.Empty(t, one(t, c, unchanged), "a mistake has no numbers")
			continue
		}
		exported += len(one(t, c, unchanged))
	}
	assert.Positive(t, exported)
}

func TestExportOfStartsAndOfHealth(t *testing.T) {
	fill := func(m *sample.Measurement) {
		m.Tasks, m.PeakRSS = 4, nil
		m.Latency = &sample.Latency{Count: 4, MeanNS: 3, P50NS: 1, P99NS: 5, P999NS: 6, MaxNS: 7}
		m.Lag = &sample.Latency{P99NS: 2}
		m.Started = &sample.Started{Workers: 4, BeforeRSS: 1000, AfterRSS: 9000}
	}
	for shape, want := range map[experiment.Shape]map[string]float64{
		experiment.Started: {"RSS-B/worker": 2000, "mean-sec": 3e-9, "p50-sec": 1e-9, "p99-sec": 5e-9, "p99.9-sec": 6e-9, "max-sec": 7e-9},
		experiment.Health:  {"lag-p99-sec": 2e-9, "mean-sec": 3e-9, "p50-sec": 1e-9, "p99-sec": 5e-9, "p99.9-sec": 6e-9, "max-sec": 7e-9},
	} {
		all := one(t, sample.Cell{Experiment: "node", Parameter: "workers", Value: "4", Shape: string(shape)}, fill)
		require.Len(t, all, 1, shape)
		assert.Len(t, all[0].Values, len(want), "%s: nothing else", shape)
		for unit, value := range want {
			got, ok := all[0].Value(unit)
			assert.True(t, ok, "%s: %s", shape, unit)
			assert.InDelta(t, value, got, 1e-12, "%s: %s", shape, unit)
		}
	}
}
