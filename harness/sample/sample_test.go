package sample_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/sample"
)

func TestKeys(t *testing.T) {
	native := sample.Cell{Experiment: "overhead", Parameter: "submitters", Value: "1", Variant: "ants", Face: "native"}
	assert.Equal(t, antsCell, native.Key())
	assert.Equal(t, "overhead/submitters=1", native.BlockKey())
	assert.Equal(t, "ants/native", native.RowKey())

	own := sample.Cell{Variant: "channel", Face: "own"}
	assert.Equal(t, "channel", own.RowKey(), "a hand-rolled variant has one face, so it is not named")
}

func TestMetricsOfAMeasurement(t *testing.T) {
	m := sample.Measurement{Tasks: 1000, WallNS: 50_000, UserNS: 70_000, SystemNS: 20_000}
	assert.InDelta(t, 50, m.NSPerTask(), 1e-9)
	assert.InDelta(t, 90, m.CPUPerTask(), 1e-9)
	assert.InDelta(t, 1.8, m.EffectiveParallelism(), 1e-9)
}

func TestPlannedLeavesOutWhatCouldNotBeCalibrated(t *testing.T) {
	plan := plannedRun().Plan
	assert.Equal(t, 5*2, plan.Planned(), "five of six cells, two rounds")
	assert.Len(t, plan.Cells, 6, "counting must not change the plan")
}

func TestFailureIsOneLine(t *testing.T) {
	assert.Equal(t, "crashed: exit status 2", sample.Failure{Kind: sample.Crashed, Detail: " exit status 2\n"}.String())
}
