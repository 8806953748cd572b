package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

// across marks all cells so far as compared over blocks.
func (s *synthetic) across(change func(*sample.Cell)) *synthetic {
	for i := range s.Run.Plan.Cells {
		s.Run.Plan.Cells[i].Across = true
		if change != nil {
			change(&s.Run.Plan.Cells[i])
		}
	}
	return s
}

// measured changes all samples so far.
func (s *synthetic) measured(change func(*sample.Measurement)) {
	for _, x := range s.Samples {
		if x.Measured != nil {
			change(x.Measured)
		}
	}
}

// sectionOf is the report's section with a heading.
func sectionOf(t *testing.T, text, name string) string {
	t.Helper()
	_, below, found := strings.Cut(text, "\n## "+name+"\n")
	require.True(t, found, name)
	section, _, _ := strings.Cut(below, "\n## ")
	return section
}

func TestGroupsHaveATableEachWithTheirOwnRows(t *testing.T) {
	s := newSynthetic(6)
	s.times("workers/grain=1.5us/workers=1/channel/own", 0, steady(6, 900)...)
	s.times("workers/grain=15us/workers=1/channel/own", 0, steady(6, 8000)...)
	s.times("workers/grain=15us/workers=2/channel/own", 0, steady(6, 7000)...)
	s.times("workers/grain=15us/workers=2/ants/native", 0, steady(6, 7500)...)
	text := sectionOf(t, s.across(nil).render(t), "workers")
	small, large, found := strings.Cut(text, "Time per task, grain = 15us:")
	require.True(t, found)
	assert.Contains(t, tableRow(t, small, "Time per task, grain = 1.5us:", "channel"), "| channel | 900 ns [900 ns, 900 ns] |\n")
	assert.NotContains(t, small, "ants", "a row without a cell in a group is not in its table")
	assert.Contains(t, large, "| channel | 8 µs [8 µs, 8 µs] | 7 µs [7 µs, 7 µs] |\n")
	assert.Contains(t, large, "| ants/native | – | 7.5 µs [7.5 µs, 7.5 µs] |\n")
	assert.Equal(t, 1, strings.Count(text, "<sub>6 rounds · "), "one caption for all groups")
}

func TestGroupsOfOneRowShareATable(t *testing.T) {
	s := newSynthetic(6)
	s.times("transfer/way=pass/size=8B/channel/own", 0, steady(6, 500)...)
	s.times("transfer/way=pass/size=1KiB/channel/own", 0, steady(6, 501)...)
	s.times("transfer/way=copy/size=1KiB/channel/own", 0, steady(6, 900)...)
	text := sectionOf(t, s.across(nil).render(t), "transfer")
	assert.Contains(t, text, "Time per call, channel:\n\n| way | size = 8B | size = 1KiB |\n")
	assert.Contains(t, text, "| pass | 500 ns [500 ns, 500 ns] | 501 ns [501 ns, 501 ns] |\n")
	assert.Contains(t, text, "| copy | – | 900 ns [900 ns, 900 ns] |\n")
}

func TestWideTablesLieOnTheirSide(t *testing.T) {
	s := newSynthetic(1)
	for _, w := range []string{"1", "2", "3", "4", "8", "32"} {
		s.times("waiting/workers="+w+"/channel/own", 0, 100)
	}
	text := sectionOf(t, s.across(nil).render(t), "waiting")
	assert.Contains(t, text, "| workers | channel |\n|:--|--:|\n| 1 | 100 ns [100 ns, 100 ns]")
	assert.Equal(t, 6, strings.Count(text, "| 100 ns"))
}

func TestAStackedTableOnItsSideNamesItsGroups(t *testing.T) {
	s := newSynthetic(1)
	for _, w := range []string{"1", "2", "3", "4", "8", "32"} {
		s.times("workers/grain=1.5us/workers="+w+"/channel/own", 0, 100)
		s.times("workers/grain=15us/workers="+w+"/channel/own", 0, 200)
	}
	text := sectionOf(t, s.across(nil).render(t), "workers")
	assert.Contains(t, text, "Time per task, channel:\n\n| workers | grain = 1.5us | grain = 15us |\n")
}

// What is compared over blocks has no verdicts, and no charts of comparisons with a baseline.
func TestExperimentsAcrossBlocksAreNotComparedWithTheBaseline(t *testing.T) {
	s := newSynthetic(12)
	for _, row := range []string{"channel/own", "channel/own+twin", "spawn/own"} {
		s.times("scale/procs=2/"+row, 0, steady(12, 100)...)
	}
	s.across(nil)
	s.controls(12)
	for i := range s.Run.Plan.Cells[2:] { // what controls added
		s.Run.Plan.Cells[2+i].Across = false
	}
	table := s.Table()
	text := sectionOf(t, s.render(t), "scale")
	assert.NotContains(t, text, "paired by round, with 95 % intervals")
	assert.Contains(t, text, "<sub>12 rounds · noise floor below 0.1 % of time per task (twins to ±0.1 %) · ", "from the twin of one block")
	assert.NotContains(t, text, "The Go scheduler")
	assert.NotContains(t, text, "Effective parallelism")
	for _, f := range newView(table).figures() {
		assert.NotContains(t, []string{"compare-scale", "distribution-scale", "latency-scale"}, f.name)
	}
}

func TestOnlyRowsThatAreComparedAreInTheSummary(t *testing.T) {
	s := newSynthetic(1)
	s.times("stack/depth=20/spawn/own", 0, 10)
	s.across(nil)
	assert.NotContains(t, s.render(t), "## Summary")
	s.times("overhead/submitters=1/channel/own", 0, 40)
	text := sectionOf(t, s.render(t), "Summary")
	assert.Contains(t, text, "| 1 of 1 |\n")
	assert.NotContains(t, text, "| spawn |")
}

func TestScaleComparesARowWithItself(t *testing.T) {
	s := newSynthetic(6)
	s.times("scale/procs=1/channel/own", 0, 100, 110, 120, 130, 140, 150) // a machine that gets slower
	s.times("scale/procs=2/channel/own", 0, 62.5, 68.75, 75, 81.25, 87.5, 93.75)
	s.times("scale/procs=1/inline/own", 0, steady(6, 90)...)
	s.across(func(c *sample.Cell) {
		c.Procs = map[string]int{"1": 1, "2": 2}[c.Value]
	})
	text := sectionOf(t, s.render(t), "scale")
	assert.Contains(t, text, "| strategy | procs | time per task | speed-up | serial fraction |\n")
	assert.Regexp(t, `\| channel \| 1 \| 125 ns .* \| – \| – \|\n`, text)
	assert.Contains(t, text, " | 1.6× [1.6×, 1.6×] | 25% [25%, 25%] |\n", "paired by round, 1.6 = 1 ÷ (0.25 + 0.75 ÷ 2)")
	assert.Contains(t, text, "| inline | 1 | 90 ns [90 ns, 90 ns] | – | – |\n")
}

func TestHandoffShowsHowBusyProcessorsAre(t *testing.T) {
	s := newSynthetic(6)
	s.times("handoff/task=15us.P/buffer=0/channel/own", 0, steady(6, 8000)...)
	s.times("handoff/task=15us.P/buffer=64/spawn/own", 0, steady(6, 7500)...)
	text := sectionOf(t, s.across(nil).render(t), "handoff")
	assert.Contains(t, text, "Time per task, cpu/wall, task = 15us.P:\n\n| strategy | buffer | time per task | cpu/wall |\n")
	assert.Contains(t, text, "| channel | 0 | 8 µs [8 µs, 8 µs] | 2 [2, 2] |\n")
	assert.Equal(t, 1, strings.Count(text, "| spawn |"), "cells that are not planned have no line")
}

func TestBurstsEndInAnOutcome(t *testing.T) {
	s := newSynthetic(6)
	s.times("burst/waiting=1e4/spawn/own", 0, steady(6, 1)...)
	s.fails("burst/waiting=1e7/spawn/own", 2, sample.Failure{Kind: sample.OutOfMemory})
	s.times("burst/waiting=1e7/channel/own", 0, 1, 1, 1)
	s.fails("burst/waiting=1e6/channel/own", 0, sample.Failure{})
	s.Run.Plan.Cells[3].Failure = &sample.Failure{Kind: sample.TimedOut}
	s.Samples = append(s.Samples, sample.Sample{Record: "sample", Cell: "burst/waiting=1e7/spawn/own", Round: 3, Failure: &sample.Failure{Kind: sample.Crashed}})
	s.across(func(c *sample.Cell) {
		c.Shape = "backlog"
		if c.Value != "1e4" {
			c.Rounds = 3
		}
	}).measured(func(m *sample.Measurement) {
		waiting, resident := int64(96*m.Tasks), uint64(4<<20)
		m.WaitingBytes, m.PeakRSS, m.DrainNS = &waiting, &resident, 50*int64(m.Tasks)
	})
	text := sectionOf(t, s.render(t), "burst")
	assert.Contains(t, text, "| spawn | 1e4 | 96 B [96 B, 96 B] | 4 MiB [4 MiB, 4 MiB] | 50 ns [50 ns, 50 ns] | 6 of 6 ran |\n")
	assert.Contains(t, text, "| spawn | 1e7 | – | – | – | out of memory 2 of 3, crashed 1 of 3 |\n")
	assert.Contains(t, text, "| 3 of 3 ran |\n")
	assert.Contains(t, text, "| timed out while it was calibrated |\n")
	assert.Contains(t, text, "<sub>3 to 6 rounds · ", "three rounds are all that were planned")
}

func TestThreadsAndLatenciesHaveTablesOfTheirOwn(t *testing.T) {
	s := newSynthetic(6)
	s.times("blocking/in=channel/tasks=1000/spawn/own", 0, steady(6, 1)...)
	s.times("blocking/in=syscall/tasks=8/spawn/own", 0, steady(6, 1)...)
	threads := int64(0)
	s.across(func(c *sample.Cell) { c.Shape = "blocked" }).measured(func(m *sample.Measurement) { m.ThreadsAdded = &threads })
	blocking := s.render(t)
	assert.Contains(t, sectionOf(t, blocking, "blocking"), "Threads added, spawn:\n\n| in | tasks = 8 | tasks = 1000 |\n|:--|--:|--:|\n| channel | – | 0 [0, 0] |\n")
	assert.NotContains(t, blocking, "windows were shorter", "blocked tasks are not timed")

	s = newSynthetic(6)
	s.times("queueing/buffer=1/channel/own", 0, steady(6, 1)...)
	s.across(func(c *sample.Cell) { c.Shape, c.Rate = "arrivals", 1000 }).measured(func(m *sample.Measurement) {
		m.Latency = &sample.Latency{Count: 9, P50NS: 200_000, P99NS: 900_000}
	})
	text := s.render(t)
	assert.Contains(t, sectionOf(t, text, "queueing"), "| channel | 1 | 200 µs [200 µs, 200 µs] | 900 µs [900 µs, 900 µs] | 0 of 6 rounds |\n")
	assert.NotContains(t, text, "p99.9", "no tables of percentiles")
	for _, f := range newView(s.Table()).figures() {
		assert.NotEqual(t, "latency-queueing", f.name)
	}
}

func TestPitfallsStandBesideTheRightWay(t *testing.T) {
	s := newSynthetic(6)
	s.times("pitfalls/mistake=submission/measured=completed/spawn/own", 0, 800, 820, 840, 860, 880, 900)
	s.times("pitfalls/mistake=submission/measured=submitted/spawn/own", 0, 200, 205, 210, 215, 220, 225)
	s.times("pitfalls/mistake=limit/measured=before/errgroup/native", 0, steady(6, 700)...)
	s.times("pitfalls/mistake=limit/measured=inside/spawn/own", 0, steady(6, 900)...)
	s.times("pitfalls/mistake=teardown/measured=lifecycle/spawn/own", 0, steady(6, 0.1)...)
	s.Run.Plan.WindowNS = 2e7
	text := s.across(nil).render(t)
	section := sectionOf(t, text, "pitfalls")
	assert.Contains(t, section, "| strategy | measured = completed | measured = submitted | submitted ÷ completed |\n")
	assert.Contains(t, section, " | 0.25× [0.25×, 0.25×] |\n", "paired by round")
	assert.Contains(t, section, "| errgroup/native | before | 700 ns [700 ns, 700 ns] | 3 [3, 3] |\n", "this one is about goroutines")
	assert.NotContains(t, section, "inside ÷ before", "no row has both")
	assert.NotContains(t, text, "of 30 windows were shorter", "a number of tasks that is given makes windows of any length")
}

func TestWorkloadsShowTheSpeedUpOverInline(t *testing.T) {
	s := newSynthetic(6)
	s.times("workloads/kernel=sha256/inline/own", 0, 100, 110, 120, 130, 140, 150)
	s.times("workloads/kernel=sha256/channel/own", 0, 50, 55, 60, 65, 70, 75)
	text := sectionOf(t, s.render(t), "workloads")
	assert.Contains(t, tableRow(t, text, "Speed-up over inline, paired by round:", "channel"), "| 2× [2×, 2×] |")
	assert.Contains(t, tableRow(t, text, "Time per task:", "channel"), "| 62.5 ns [50 ns, 75 ns]")
}
