package experiment_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

func TestEveryExperimentIsComplete(t *testing.T) {
	for _, e := range experiment.All() {
		assert.NotEmpty(t, e.Question, e.Name)
		assert.NotEmpty(t, e.Reading, e.Name)
		assert.NotEmpty(t, e.Parameter, e.Name)
		assert.Contains(t, []experiment.Shape{
			experiment.Batch, experiment.Backlog, experiment.Request, experiment.Arrivals, experiment.Blocked, experiment.Behaviour,
			experiment.Probed, experiment.Served, experiment.Leak, experiment.RoundTrip,
			experiment.Divided, experiment.Parked, experiment.Churn,
			experiment.Started, experiment.Health, experiment.Erratum,
		}, e.Shape, e.Name)
		assert.True(t, e.Across || e.Reference == experiment.Reference{}, "%s: every block has its twin", e.Name)
		values := map[string]bool{}
		for _, b := range e.Blocks {
			assert.Positive(t, b.Submitters, e.Name)
			assert.NotEmpty(t, e.Rows(b, true), "%s/%s/%s has no rows", e.Name, b.Group, b.Value)
			assert.Equal(t, e.Faces == nil, b.Rows != nil, "%s: faces or rows say who takes part", e.Name)
			assert.NotEmpty(t, b.Workload.Name, e.Name)
			assert.Regexp(t, "^[A-Za-z0-9][A-Za-z0-9._-]*$", b.Value, "benchstat has to read it")
			switch e.Shape {
			case experiment.Arrivals:
				assert.Positive(t, b.Load, e.Name)
				assert.Less(t, b.Load, 1.0, "%s: no pool keeps up with more", e.Name)
				assert.Equal(t, 1, b.Submitters, "%s: there is one generator", e.Name)
				assert.Zero(t, b.Tasks, "%s: they follow from the rate", e.Name)
			case experiment.Served: // more than it can answer is what one of them is about
				assert.Positive(t, b.Load, e.Name)
				assert.Zero(t, b.Tasks, "%s: they follow from the rate", e.Name)
			case experiment.Divided:
				assert.NotEmpty(t, b.Division.By, e.Name)
				assert.Equal(t, b.Division.By == sample.Chunks, b.Division.Chunk > 0, e.Name)
			case experiment.Churn:
				assert.Positive(t, b.Idle, e.Name)
			case experiment.Started: // of one worker each, so their number is what varies
				assert.Equal(t, []any{fmt.Sprint(b.Tasks), 1}, []any{b.Value, b.Workers}, e.Name)
			case experiment.Health:
				assert.Equal(t, b.Value, fmt.Sprint(b.Busy.Tasks), "%s: so many callers", e.Name)
				assert.InDelta(t, experiment.HealthWindow.Seconds(), float64(b.Tasks)/b.Rate, 1e-9, e.Name)
			case experiment.Erratum:
				assert.Contains(t, experiment.Errata, b.Value, e.Name)
				assert.Equal(t, strings.TrimPrefix(b.Group, "code=")+"/"+b.Value, b.Workload.Name, e.Name)
			case experiment.Probed, experiment.Leak:
				assert.Positive(t, b.Rate, e.Name)
				assert.Positive(t, b.Tasks, e.Name)
			default:
				assert.Zero(t, b.Load, e.Name)
			}
			if b.Group != "" {
				assert.Regexp(t, "^[a-z]+=[A-Za-z0-9][A-Za-z0-9._-]*$", b.Group)
			}
			assert.False(t, values[b.Group+"/"+b.Value], "%s has %s/%s twice", e.Name, b.Group, b.Value)
			values[b.Group+"/"+b.Value] = true
		}
	}
}

func TestEveryShapeHasAMetricThatItsMeasurementsCarry(t *testing.T) {
	bytes := int64(3000)
	latency := &sample.Latency{P50NS: 5, P99NS: 7, P999NS: 9}
	m := sample.Measurement{
		Tasks: 10, WallNS: 100, WaitingBytes: &bytes, Latency: latency, Probed: &sample.Probed{Health: &sample.Latency{P99NS: 8}, Units: 4}, GoroutinesLeft: &bytes,
		Parked: &sample.Parked{ResidentBytes: &bytes, CycleNS: 40}, Churned: &sample.Churned{Left: 3, SecondNS: 60},
		Started: &sample.Started{Workers: 4, BeforeRSS: 1000, AfterRSS: 1400},
	}
	want := map[experiment.Shape][]float64{
		experiment.Batch: {10}, experiment.Backlog: {300}, experiment.Request: {10, 9}, experiment.Arrivals: {5, 7}, "unheard of": {10},
		experiment.Parked: {300, 40}, experiment.Churn: {3, 60},
		experiment.Served: {5, 7}, experiment.Probed: {5, 7, 8, 25}, experiment.Leak: {3000}, experiment.RoundTrip: {10},
		experiment.Started: {5, 100}, experiment.Health: {5, 7}, experiment.Erratum: {10},
	}
	for shape, values := range want {
		metrics := shape.Metrics()
		require.Len(t, metrics, len(values), shape)
		for i, metric := range metrics {
			value, ok := metric.Of(m)
			assert.True(t, ok)
			assert.InDelta(t, values[i], value, 1e-9, metric.Key)
			assert.NotEmpty(t, metric.Title)
		}
	}
	_, ok := experiment.Arrivals.Metrics()[0].Of(sample.Measurement{Tasks: 1, WallNS: 1})
	assert.False(t, ok, "a missing latency is unknown, not zero")
}

func TestControlsHaveTwinsAndEffectsAndNothingElse(t *testing.T) {
	arms := map[string][]sample.Role{}
	iterations := map[sample.Role]float64{}
	for _, c := range experiment.Controls() {
		block := c.Experiment + "/" + c.Block.Value
		arms[block] = append(arms[block], c.Role)
		if c.Experiment == experiment.Control {
			iterations[c.Role] = float64(c.Workload.Iterations)
		}
	}
	pair := []sample.Role{sample.Compared, sample.Twin}
	assert.Equal(t, map[string][]sample.Role{
		"control/known": {sample.Same, sample.Slower, sample.Twin, sample.SlightlySlower},
		"overhead/1":    pair, "overhead/16": pair, "grain/1.5us": pair, "grain/150us": pair,
	}, arms)
	assert.InDelta(t, iterations[sample.Same], iterations[sample.Twin], 0)
	assert.InDelta(t, experiment.SmallKnownEffect, iterations[sample.SlightlySlower]/iterations[sample.Same], 1e-12)
}
