package report

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

// started is a measurement of so many workers with their median start.
func started(workers int64, startMS float64, before, after uint64) sample.Measurement {
	return sample.Measurement{
		Tasks: int(workers), WallNS: 1, Latency: spread(startMS, startMS, startMS),
		Started: &sample.Started{Workers: workers, BeforeRSS: before, AfterRSS: after},
	}
}

func TestNodeCostHasAPanelPerTaskAndNumberInFlight(t *testing.T) {
	s := newSynthetic(1)
	s.take("node-cost/task=empty/inflight=1/node-pool/own", lasting(20_000)...)
	s.take("node-cost/task=empty/inflight=1/channel/own", lasting(500)...)
	s.take("node-cost/task=empty/inflight=64/node-pool/own", lasting(9_000)...)
	s.lost("node-cost/task=empty/inflight=64/node-spawn/own", sample.OutOfMemory)
	s.take("node-cost/task=1ms/inflight=64/inline/own", lasting(1e6)...)
	s.take("node-cost/task=1ms/inflight=64/node-pool/own", lasting(6e5)...)
	s.lost("node-cost/task=100us/inflight=64/node-pool/own", sample.Crashed)
	s.inNode()
	spec := drawn[chart.Grid](t, s, "node-cost")
	require.Len(t, spec.Panels, 3, "none of failures alone")
	assert.Equal(t, "Empty task, 1 in flight", spec.Panels[0].Title)
	assert.Equal(t, []string{"channel: 500", "inline: –", "node-spawn: –", "node-pool: 2e+04"}, rowsOf(spec.Panels[0].Rows), "the same rows in all panels, Go first")
	assert.Equal(t, []string{"channel: –", "inline: –", "node-spawn: out of memory", "node-pool: 9000"}, rowsOf(spec.Panels[1].Rows))
	assert.Equal(t, spec.Panels[0].X, spec.Panels[1].X, "the same axis for what is compared by eye")
	assert.InDelta(t, 500, spec.Panels[0].X.Min, 0)
	assert.Equal(t, "Task of 1 ms, 64 in flight", spec.Panels[2].Title)
	require.Len(t, spec.Panels[2].Guides, 1)
	assert.InDelta(t, 5e5, spec.Panels[2].Guides[0].From[0], 0, "inline on both processors")
	assert.Empty(t, spec.Panels[0].Guides, "an empty task has nothing to divide")
	assert.Contains(t, spec.Footer, "go1.26.0, Node.js v20.1.2  ·  ")
	assert.Contains(t, spec.Footer, "queue 64 in Go")
}

func TestNodeWorkNamesGosNumbers(t *testing.T) {
	s := newSynthetic(1)
	s.take("node-work//work=sum-integer/inline/own", lasting(30)...)
	s.take("node-work//work=sum-double/inline/own", lasting(90)...)
	s.take("node-work//work=sum-double/node-loop/own", lasting(91)...)
	s.take("node-work//work=sha256-64KiB/node-loop/own", lasting(60)...)
	spec := drawn[chart.Grid](t, s, "node-work")
	require.Len(t, spec.Panels, 2)
	assert.Equal(t, []string{"inline, integers: 30", "inline, doubles: 90", "node-loop: 91"}, rowsOf(spec.Panels[0].Rows))
	assert.Equal(t, []string{"node-loop: 60"}, rowsOf(spec.Panels[1].Rows))
}

func TestNodeMemoryBeginsBeforeTheFirstWorker(t *testing.T) {
	s := newSynthetic(1)
	s.take("node-workers//workers=1/node-pool/own", started(1, 40, 40, 50))
	s.take("node-workers//workers=1/node-cluster/own", started(1, 90, 40, 90))
	s.take("node-workers//workers=16/node-pool/own", started(16, 30, 41, 200))
	s.lost("node-workers//workers=4/node-cluster/own", sample.TimedOut)
	s.take("node-workers//workers=16/node-cluster/own", started(16, 90, 40, 900))
	s.take("node-workers//workers=16/channel/own", started(16, 0.02, 8, 9))
	s.shaped(experiment.Started)
	spec := drawn[chart.Grid](t, s, "node-memory")
	require.Len(t, spec.Panels, 1)
	p := spec.Panels[0]
	assert.Equal(t, []string{"0", "1", "4", "16"}, p.X.Names, "ascending")
	assert.Equal(t, []string{"channel", "node-pool", "node-cluster"}, labels(p.Series))
	assert.Equal(t, []string{"0: 8", "3: 9"}, estimates(p.Series[0]))
	assert.Equal(t, []string{"0: 40", "1: 50", "3: 200"}, estimates(p.Series[1]))
	assert.False(t, p.Series[1].Points[2].Gap, "4 were not in the plan")
	assert.True(t, p.Series[2].Points[2].Gap, "4 failed")
	assert.Contains(t, spec.Subtitle, "No value: node-cluster at 4 (timed out).")
}

func TestNodeStartIsGroupedByWorkers(t *testing.T) {
	s := newSynthetic(3)
	s.take("node-workers//workers=16/node-pool/own", started(16, 30, 1, 1), started(16, 32, 1, 1), started(16, 50, 1, 1))
	s.take("node-workers//workers=1/node-pool/own", started(1, 40, 1, 1))
	s.take("node-workers//workers=1/channel/own", started(1, 0.02, 1, 1))
	s.lost("node-workers//workers=64/node-pool/own", sample.OutOfMemory)
	s.shaped(experiment.Started)
	spec := drawn[chart.Ranges](t, s, "node-start")
	require.Len(t, spec.Groups, 2, "a group of failures is none")
	assert.Equal(t, "1 worker", spec.Groups[0].Title)
	assert.Equal(t, []string{"channel: 2e+04", "node-pool: 4e+07"}, rowsOf(spec.Groups[0].Rows))
	assert.Equal(t, "16 workers", spec.Groups[1].Title)
	assert.Equal(t, chart.Interval{Lo: 30e6, Mid: 32e6, Hi: 50e6}, *spec.Groups[1].Rows[0].Value)
}

func TestNodeHealthIdleAndBusy(t *testing.T) {
	s := newSynthetic(1)
	s.take("node-health/workers=P/callers=0/node-loop/own", answers(1)...)
	s.take("node-health/workers=P/callers=8/node-loop/own", working(80, 190)...)
	s.lost("node-health/workers=P/callers=8/node-cluster/own", sample.Crashed)
	s.take("node-health/workers=P-1/callers=8/channel/own", working(2, 95)...)
	s.take("node-health/task=20ms/callers=8/channel/own", working(20, 48)...)
	s.lost("node-health/task=20ms/callers=8/spawn/own", sample.Crashed)
	s.shaped(experiment.Health)
	spec := drawn[chart.Grid](t, s, "node-health")
	require.Len(t, spec.Panels, 3)
	assert.Equal(t, []string{"node-loop, idle: 1e+06", "node-loop, 8 callers: 8e+07", "node-cluster, 8 callers: crashed", "channel, 8 callers, W = P−1: 2e+06", "channel, 8 callers, tasks of 20 ms: 2e+07", "spawn, 8 callers, tasks of 20 ms: crashed"}, rowsOf(spec.Panels[0].Rows))
	assert.Equal(t, []string{"node-loop, idle: 2e+06", "node-loop, 8 callers: 1.6e+08", "node-cluster, 8 callers: crashed", "channel, 8 callers, W = P−1: 4e+06", "channel, 8 callers, tasks of 20 ms: 4e+07", "spawn, 8 callers, tasks of 20 ms: crashed"}, rowsOf(spec.Panels[1].Rows))
	assert.Equal(t, []string{"node-loop, idle: –", "node-loop, 8 callers: 190", "node-cluster, 8 callers: crashed", "channel, 8 callers, W = P−1: 95", "channel, 8 callers, tasks of 20 ms: other tasks", "spawn, 8 callers, tasks of 20 ms: crashed"}, rowsOf(spec.Panels[2].Rows))
	assert.Equal(t, spec.Panels[0].X, spec.Panels[1].X)
	assert.Contains(t, spec.Subtitle, "by a schedule, 400 a round;")
	assert.Contains(t, spec.Subtitle, "No value: node-cluster at workers=P, callers 8 (crashed), spawn at task=20ms, callers 8 (crashed).")

	idle := newSynthetic(1)
	idle.take("node-health/workers=P/callers=0/channel/own", answers(1)...)
	assert.Len(t, drawn[chart.Grid](t, idle.shaped(experiment.Health), "node-health").Panels, 2, "nothing was computed")
}

func TestNodeTransferHasACurvePerWayAndLanguage(t *testing.T) {
	s := newSynthetic(1)
	s.take("node-transfer/way=copy/size=1KiB/node-pool/own", lasting(30)...)
	s.take("node-transfer/way=copy/size=64KiB/node-pool/own", lasting(60)...)
	s.take("node-transfer/way=transfer/size=1KiB/channel/own", lasting(1)...)
	s.take("node-transfer/way=transfer/size=64KiB/node-pool/own", lasting(31)...)
	s.lost("node-transfer/way=share/size=64KiB/node-pool/own", sample.Crashed)
	spec := drawn[chart.Grid](t, s, "node-transfer")
	p := spec.Panels[0]
	assert.Equal(t, []string{"channel, handed over", "node-pool, cloned", "node-pool, transferred"}, labels(p.Series), "a language's ways side by side")
	assert.Equal(t, []string{"1024: 30", "65536: 60"}, estimates(p.Series[1]))
	assert.Equal(t, p.Series[0].Style.Marker, p.Series[2].Style.Marker, "a way has the same mark in both")
	assert.NotEqual(t, p.Series[1].Style.Marker, p.Series[2].Style.Marker)
	assert.Contains(t, spec.Subtitle, "No value: node-pool at share 64KiB (crashed).")
}
