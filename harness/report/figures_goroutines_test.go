package report

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

// waits are measurements of so many waiting goroutines that take bytes each.
func waits(n int, bytes ...int64) []sample.Measurement {
	var all []sample.Measurement
	for _, b := range bytes {
		resident := b * int64(n)
		all = append(all, sample.Measurement{Tasks: n, WallNS: 1, Parked: &sample.Parked{ResidentBytes: &resident, CycleNS: 1000 * int64(n)}})
	}
	return all
}

func TestMemoryOfOneGoroutineIsNotDrawn(t *testing.T) {
	s := newSynthetic(1)
	s.take("memory/in=channel/goroutines=1/spawn/own", waits(1, 40_000)...)
	s.Run.Plan.Cells[0].Tasks = 1
	s.take("memory/in=channel/goroutines=1e4/spawn/own", waits(10_000, 2700)...)
	s.lost("memory/in=stack/goroutines=1e4/spawn/own", sample.OutOfMemory)
	spec := drawn[chart.Grid](t, s, "memory")
	require.Len(t, spec.Panels, 2, "nobody knows the processor time")
	assert.Equal(t, []string{"1, channel: of one: too little to tell", "10k, channel: 2700", "10k, channel, stack had grown: out of memory"}, rowsOf(spec.Panels[0].Rows))
	assert.Equal(t, []string{"1, channel: 1000", "10k, channel: 1e+07", "10k, channel, stack had grown: out of memory"}, rowsOf(spec.Panels[1].Rows))
}

// burst is a pool that had peak goroutines and then as many as counted, a quarter of the pause apart.
func burst(peak int64, counted ...int64) sample.Measurement {
	c := &sample.Churned{Peak: peak, SecondNS: 500, Spaced: 1000, SpacedOn: 3}
	for i, n := range counted {
		c.Course = append(c.Course, sample.GoroutinesAt{NS: 1 + int64(i)*250, Goroutines: n})
		c.Left = n
	}
	return sample.Measurement{Tasks: 64, WallNS: 1000, Churned: c}
}

func TestChurnHasAPanelPerRow(t *testing.T) {
	s := newSynthetic(3)
	s.take("churn//idle=none/spawn/own", burst(64, 64, 0, 0, 0, 0), burst(64, 60, 0, 0, 0, 0), burst(64, 62, 0, 0, 0, 0))
	s.take("churn//idle=1s/ants/native", burst(66, 66, 66, 66, 2, 2))
	s.lost("churn//idle=2s/gammazero/native", sample.Crashed)
	for i := range s.Run.Plan.Cells {
		s.Run.Plan.Cells[i].IdleNS = map[string]int64{"none": 1000, "1s": 3e9}[s.Run.Plan.Cells[i].Value]
	}
	spec := drawn[chart.Grid](t, s, "churn")
	require.Len(t, spec.Panels, 2)
	spawn, ants := spec.Panels[0], spec.Panels[1]
	assert.Equal(t, "spawn, 1 µs (64 → 0)", spawn.Title)
	assert.Equal(t, []string{"0: 64", "0.001: 62", "0.251: 0", "0.501: 0", "0.751: 0", "1: 0"}, estimates(spawn.Series[0]), "medians, and no time after the end of the pause")
	assert.Empty(t, spawn.Guides, "nothing is said about its idle workers")
	assert.Equal(t, "ants/native, 3 s (66 → 2)", ants.Title)
	assert.InDelta(t, 1.0/3, ants.Guides[0].From[0], 1e-9)
	assert.Contains(t, spec.Subtitle, "No value: gammazero/native (crashed).")
}

func TestChurnNeedsAPause(t *testing.T) {
	s := newSynthetic(1)
	s.take("churn//idle=none/spawn/own", burst(64, 64, 0))
	assert.Empty(t, newView(s.Table()).experimentFigures())
}

// answering are measurements of a service whose processes answered so many requests in a second.
func answering(each ...int64) sample.Measurement {
	served := &sample.Served{Rejected: 50}
	for _, n := range each {
		served.Answered += n
	}
	if len(each) > 1 {
		served.PerProcess = each
	}
	rss := uint64(len(each)) << 24
	served.ProcessesRSS = &rss
	return sample.Measurement{
		Tasks: int(served.Answered + served.Rejected), WallNS: 1e9, Served: served, Latency: &sample.Latency{P50NS: 2e6, P99NS: 9e6},
	}
}

func TestClusterComparesProcesses(t *testing.T) {
	s := newSynthetic(1)
	for _, load := range []string{"150pct", "80pct"} {
		s.take("cluster/load="+load+"/processes=1xP/channel/own", answering(100))
		s.take("cluster/load="+load+"/processes=Px1/channel/own", answering(75, 25))
		s.lost("cluster/load="+load+"/processes=PxP/channel/own", sample.Crashed)
	}
	for i := range s.Run.Plan.Cells {
		c := &s.Run.Plan.Cells[i]
		c.Processes = map[string]int{"1xP": 1, "Px1": 2, "PxP": 2}[c.Value]
		c.Workers = map[string]int{"1xP": 2, "Px1": 1, "PxP": 2}[c.Value]
		c.Procs = map[string]int{"Px1": 1}[c.Value]
		if c.Group == "load=150pct" {
			c.Admission = 32
		}
	}
	spec := drawn[chart.Grid](t, s, "cluster")
	require.Len(t, spec.Panels, 4)
	rate, latency, balance, memory := spec.Panels[0], spec.Panels[1], spec.Panels[2], spec.Panels[3]
	assert.Equal(t, "Answers per second at 150 % load", rate.Title)
	assert.Equal(t, "higher is better; 32 requests let in", rate.Y.Title)
	assert.Equal(t, []string{"1 × 2 workers, GOMAXPROCS 2: 100", "2 × 1 worker, GOMAXPROCS 1: 100", "2 × 2 workers, GOMAXPROCS 2: crashed"}, rowsOf(rate.Rows))
	assert.Equal(t, "Latency at 80 % load, p50 to p99", latency.Title)
	assert.Equal(t, chart.Interval{Lo: 2e6, Mid: 9e6, Hi: 9e6}, *latency.Rows[0].Value)
	assert.Equal(t, []string{"1 × 2 workers, GOMAXPROCS 2: –", "2 × 1 worker, GOMAXPROCS 1: 1.5", "2 × 2 workers, GOMAXPROCS 2: crashed"}, rowsOf(balance.Rows))
	assert.InDelta(t, 2<<24, memory.Rows[1].Value.Mid, 0)
}
