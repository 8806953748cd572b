package report

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

// titles are those of the panels of a grid.
func titles(g chart.Grid) []string {
	var all []string
	for _, p := range g.Panels {
		all = append(all, p.Title)
	}
	return all
}

func TestOverviewHasTheBestSixPanels(t *testing.T) {
	spec := drawn[chart.Grid](t, wholeRun(2, 1, true), "overview")
	assert.Equal(t, []string{
		"Cost of one empty task, 1 submitter", "Parallel efficiency against task size", "Speed-up of real work over inline, channel",
		"Memory per waiting task", "Latency of an echo while k goroutines compute", "Throughput against the number of workers, grain 15us",
	}, titles(spec))
	for _, i := range []int{1, 5} {
		for _, s := range spec.Panels[i].Series {
			assert.NotContains(t, s.Label, "/", "libraries are in grey")
		}
		assert.NotEmpty(t, spec.Panels[i].Behind)
	}
	for _, r := range spec.Panels[0].Rows {
		assert.NotContains(t, r.Label, "guarded")
	}
	assert.Contains(t, spec.Footer, "queue 64 unless shown")
}

// Four panels fill a page; a page with fewer says no more than the figures.
func TestOverviewNeedsPanels(t *testing.T) {
	without := func(names ...string) *synthetic {
		whole := wholeRun(2, 1, false)
		s := newSynthetic(1)
		keep := map[string]bool{}
		for _, c := range whole.Run.Plan.Cells {
			keep[c.Key()] = true
			for _, name := range names {
				keep[c.Key()] = keep[c.Key()] && c.Experiment != name
			}
			if keep[c.Key()] {
				s.Run.Plan.Cells = append(s.Run.Plan.Cells, c)
			}
		}
		for _, x := range whole.Samples {
			if keep[x.Cell] {
				s.Samples = append(s.Samples, x)
			}
		}
		return s
	}
	assert.Len(t, drawn[chart.Grid](t, without("workloads"), "overview").Panels, mostPanels, "the tail of latency takes its place")
	assert.Equal(t, "Processors in use against the buffer, tasks of 15 µs", drawn[chart.Grid](t, without("responsive"), "overview").Panels[4].Title)
	assert.Len(t, drawn[chart.Grid](t, without("workloads", "handoff", "workers", "responsive"), "overview").Panels, fewestPanels)
	for _, f := range newView(without("workloads", "handoff", "workers", "responsive", "grain").Table()).experimentFigures() {
		assert.NotEqual(t, "overview", f.name)
	}
}

func TestRowsAreOrderedOwnFirst(t *testing.T) {
	s := newSynthetic(1)
	s.take("overhead//submitters=1/spawn/own", lasting(300)...)
	s.take("overhead//submitters=1/channel/own", lasting(60)...)
	s.take("overhead//submitters=1/ants/native", lasting(50)...)
	s.take("overhead//submitters=1/ants/guarded", lasting(20)...)
	s.lost("overhead//submitters=1/pond/native", sample.Crashed)
	p, _ := newView(s.Table()).costPanel()
	assert.Equal(t, []string{"channel: 60", "spawn: 300", "ants/native: 50", "pond/native: crashed"}, rowsOf(p.Rows))
}

func TestOverviewSaysWhatIsMissing(t *testing.T) {
	s := wholeRun(2, 1, false)
	for i := range s.Samples {
		if x := &s.Samples[i]; x.Cell == "grain/grain=15us/spawn/own" {
			x.Measured, x.Failure = nil, &sample.Failure{Kind: sample.Crashed}
		}
	}
	spec := drawn[chart.Grid](t, s, "overview")
	assert.Contains(t, spec.Subtitle, "No value: spawn at grain 15us (crashed).")
	spawn := spec.Panels[1].Series[0]
	assert.Equal(t, "spawn", spawn.Label)
	var gaps []bool
	for _, p := range spawn.Points {
		gaps = append(gaps, p.Gap)
	}
	assert.Equal(t, []bool{false, false, true, false}, gaps, "150 ns and 1.5 µs, 150 µs and 1.5 ms")
}

// A run in which every cell failed, or none was measured yet, has no figure and no panic.
func TestFiguresOfNothing(t *testing.T) {
	whole := wholeRun(2, 1, true)
	failed, empty := newSynthetic(1), newSynthetic(1)
	failed.Run.Plan.Cells, empty.Run.Plan.Cells = whole.Run.Plan.Cells, whole.Run.Plan.Cells
	for _, x := range whole.Samples {
		x.Measured, x.Failure = nil, &sample.Failure{Kind: sample.Crashed}
		failed.Samples = append(failed.Samples, x)
	}
	for _, s := range []*synthetic{failed, empty} {
		for _, f := range newView(s.Table()).experimentFigures() {
			assert.Fail(t, "a figure of nothing", f.name)
		}
	}
}

// A chart that no run writes any more would stay in plots forever.
func TestStaleFiguresAreKnown(t *testing.T) {
	for _, f := range newView(wholeRun(2, 1, true).Table()).experimentFigures() {
		assert.Contains(t, chartFiles, f.name+".png")
	}
}
