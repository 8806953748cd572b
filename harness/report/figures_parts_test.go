package report

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

func TestPrimitivesSideBySide(t *testing.T) {
	s := newSynthetic(2)
	s.take("primitives/workers=1/operation=count.adjacent/channel/own", lasting(4, 8)...)
	s.take("primitives/workers=1/operation=count.padded/channel/own", lasting(4, 8)...)
	s.take("primitives/workers=1/operation=pingpong/channel/own", lasting(300)...)
	s.take("primitives/workers=P/operation=count.adjacent/channel/own", lasting(12, 24)...)
	s.take("primitives/workers=P/operation=count.padded/channel/own", lasting(2, 4)...)
	spec := drawn[chart.Grid](t, s, "primitives")
	require.Len(t, spec.Panels, 3)
	assert.Equal(t, []string{"own counters, same cache line: 6", "own counters, padded: 6", "ping-pong: 300"}, rowsOf(spec.Panels[0].Rows))
	assert.Equal(t, []string{"own counters, same cache line: 18", "own counters, padded: 3", "ping-pong: –"}, rowsOf(spec.Panels[1].Rows))
	assert.Equal(t, []string{"own counters, same cache line: 3", "own counters, padded: 0.5", "ping-pong: –"}, rowsOf(spec.Panels[2].Rows), "paired by round")
	assert.Equal(t, spec.Panels[0].X, spec.Panels[1].X, "the same axis for what is compared by eye")
	assert.InDelta(t, 2, spec.Panels[0].X.Min, 0)
	assert.InDelta(t, 300, spec.Panels[0].X.Max, 0)
	assert.InDelta(t, 0.5, spec.Panels[2].Guides[0].From[0], 0, "the ideal of two processors")

	alone := newSynthetic(1)
	alone.take("primitives/workers=P/operation=gosched/channel/own", lasting(40)...)
	panels := drawn[chart.Grid](t, alone, "primitives").Panels
	require.Len(t, panels, 1)
	assert.Equal(t, "P = 2 workers", panels[0].Title)
}

func TestMonitoringIsRelativeToTheSameRowUnwatched(t *testing.T) {
	s := newSynthetic(2)
	s.take("monitoring/task=15us/monitor=none/spawn/own", lasting(100, 200)...)
	s.take("monitoring/task=15us/monitor=trace/spawn/own", lasting(110, 220)...)
	s.lost("monitoring/task=15us/monitor=none/channel/own", sample.Crashed)
	s.take("monitoring/task=15us/monitor=trace/channel/own", lasting(90)...)
	s.lost("monitoring/task=15us/monitor=profile/channel/own", sample.TimedOut)
	spec := drawn[chart.Ranges](t, s, "monitoring")
	require.Len(t, spec.Groups, 1, "the unwatched rows are what others are divided by, and a group of failures is none")
	assert.Equal(t, "execution trace, 15 µs tasks", spec.Groups[0].Title)
	assert.Equal(t, []string{"spawn: 1.1", "channel: unwatched: crashed"}, rowsOf(spec.Groups[0].Rows))
	assert.Nil(t, spec.Band, "no twins, no floor")
}

// The twin of the baseline differs by 2 %, so that much is noise.
func TestMonitoringShowsTheNoiseFloor(t *testing.T) {
	s := newSynthetic(12)
	for _, key := range []string{"monitoring/task=15us/monitor=none/channel/own", "monitoring/task=15us/monitor=none/channel/own+twin", "monitoring/task=15us/monitor=trace/channel/own"} {
		ns := map[bool]float64{true: 102_000, false: 100_000}[key != "monitoring/task=15us/monitor=none/channel/own"]
		s.times(key, 1, steady(12, ns)...)
	}
	s.across(nil)
	s.controls(12)
	spec := drawn[chart.Ranges](t, s, "monitoring")
	require.NotNil(t, spec.Band)
	assert.InDelta(t, 1.02, spec.Band.Hi, 1e-6)
	assert.Contains(t, spec.BandLabel, "2.0 %")
	assert.Contains(t, spec.Footer, "noise floor 2.0 % of time per task")
}
