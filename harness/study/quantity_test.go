package study_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/chart"
	"poolbench/harness/study"
)

func TestMedianHasAnIntervalFromSixRoundsOn(t *testing.T) {
	six := newRun(2, 6).times(spawnCell, 100, 101, 102, 104, 105, 106).book(t)
	n := numberOf(t, six, study.Median{Cell: spawnCell, Metric: "ns/op"})
	assert.True(t, n.Bounded)
	assert.Equal(t, 6, n.Rounds)
	assert.Equal(t, "103 ns [100 ns, 106 ns]", n.String())

	five := newRun(2, 5).times(spawnCell, 100, 101, 102, 104, 105).book(t)
	n = numberOf(t, five, study.Median{Cell: spawnCell, Metric: "ns/op"})
	assert.False(t, n.Bounded)
	assert.Equal(t, "102 ns", n.String(), "an interval that claims no confidence is not shown")
}

func TestAnIntervalWithoutWidthIsNotShown(t *testing.T) {
	b := newRun(2, 6).times(spawnCell, 100, 100, 100, 100, 100, 100).book(t)
	assert.Equal(t, "2", numberOf(t, b, study.Median{Cell: spawnCell, Metric: "allocs/op"}).String())
}

// What a round did to both rows cancels: the ratio is exact although both wander.
func TestRatioIsPairedByRound(t *testing.T) {
	b := newRun(2, 6).times(spawnCell, 200, 400, 600, 800, 1000, 1200).times(channelCell, 100, 200, 300, 400, 500, 600).book(t)
	n := numberOf(t, b, study.Ratio{Of: spawnCell, To: channelCell, Metric: "ns/op"})
	assert.InDelta(t, 2, n.Mid, 1e-9)
	assert.InDelta(t, 2, n.Lo, 1e-9)
	assert.Equal(t, "2×", n.String())
	assert.Equal(t, chart.Ratio, n.Unit)
}

func TestRatioLeavesDisturbedRoundsOut(t *testing.T) {
	run := newRun(2, 7).times(spawnCell, 200, 200, 200, 200, 200, 200, 9000).times(channelCell, 100, 100, 100, 100, 100, 100, 100)
	n := numberOf(t, run.disturb(spawnCell, 7).book(t), study.Ratio{Of: spawnCell, To: channelCell, Metric: "ns/op"})
	assert.Equal(t, 6, n.Rounds)
	assert.InDelta(t, 2, n.Hi, 1e-9)

	all := newRun(2, 1).times(spawnCell, 200).times(channelCell, 100)
	n = numberOf(t, all.disturb(spawnCell, 1).book(t), study.Ratio{Of: spawnCell, To: channelCell, Metric: "ns/op"})
	assert.Equal(t, "no ratio: others disturbed every round", n.String())
}

// Medians over the samples that happened to end well would be numbers about survivors.
func TestCellsWithFailuresHaveNoNumber(t *testing.T) {
	b := newRun(2, 7).times(spawnCell, 1, 2, 3, 4, 5, 6, 7).times(channelCell, 1, 2, 3, 4, 5, 6, 7).fails(spawnCell).book(t)
	for q, want := range map[study.Quantity]string{
		study.Median{Cell: spawnCell, Metric: "ns/op"}:                   "crashed 1 of 7",
		study.Ratio{Of: channelCell, To: spawnCell, Metric: "ns/op"}:     "crashed 1 of 7",
		study.Ratio{Of: spawnCell, To: channelCell, Metric: "ns/op"}:     "crashed 1 of 7",
		study.Median{Cell: antsCell, Metric: "ns/op"}:                    study.NotMeasured,
		study.Ratio{Of: channelCell, To: channelCell, Metric: "threads"}: study.NotMeasured,
	} {
		n := numberOf(t, b, q)
		assert.False(t, n.Known())
		assert.Equal(t, want, n.String())
	}
}

func TestDerivedTurnsTheIntervalRound(t *testing.T) {
	b := newRun(2, 6).times(spawnCell, 100, 100, 200, 200, 400, 400).book(t)
	n := numberOf(t, b, study.Derived{Of: study.Median{Cell: spawnCell, Metric: "ns/op"}, Unit: chart.Count,
		By: func(ns float64) float64 { return 1e9 / ns }})
	assert.Equal(t, "5M [2.5M, 10M]", n.String())
}

func TestCellsDependOnTheNumberOfProcessors(t *testing.T) {
	for cell, want := range map[string]string{
		"workers/grain=15us/workers={P}/channel/own":    "workers/grain=15us/workers=8/channel/own",
		"workers/grain=15us/workers={16P}/channel/own":  "workers/grain=15us/workers=128/channel/own",
		"workers/grain=15us/workers={P-1}/channel/own":  "workers/grain=15us/workers=7/channel/own",
		"workers/grain=15us/workers={2P+1}/channel/own": "workers/grain=15us/workers=17/channel/own",
		spawnCell: spawnCell,
	} {
		assert.Equal(t, []string{want}, study.Median{Cell: cell, Metric: "ns/op"}.Cells(8))
	}
	const cell = "scale/procs={P}/channel/own"
	b := newRun(8, 6).times("scale/procs=2/channel/own", 1, 1, 1, 1, 1, 1).times("scale/procs=8/channel/own", 7, 7, 7, 7, 7, 7).book(t)
	assert.Equal(t, "7 ns", numberOf(t, b, study.Median{Cell: cell, Metric: "ns/op"}).String())
}

func TestBracesThatMeanNothingFindNothing(t *testing.T) {
	b := newRun(2, 6).times(spawnCell, 1, 2, 3, 4, 5, 6).book(t)
	for _, cell := range []string{"overhead/submitters={Q}/spawn/own", "overhead/submitters={P/spawn/own", "overhead/submitters={xP}/spawn/own", "overhead/submitters={P+}/spawn/own"} {
		assert.False(t, numberOf(t, b, study.Median{Cell: cell, Metric: "ns/op"}).Known(), cell)
	}
}

// What is stored as one more than it is, so that the ledger can divide it, is divided as it is here: seven
// threads are 3.5 times two of them, and there is no ratio to none.
func TestRatioOfThings(t *testing.T) {
	run := newRun(2, 6)
	for cell, threads := range map[string]int64{spawnCell: 7, channelCell: 2, antsCell: 0} {
		run.times(cell, 100, 100, 100, 100, 100, 100)
		for i := range run.samples {
			if s := &run.samples[i]; s.Cell == cell {
				s.Measured.ThreadsAdded = &threads
			}
		}
	}
	b := run.book(t)
	assert.Equal(t, "7", numberOf(t, b, study.Median{Cell: spawnCell, Metric: "threads"}).String())
	assert.Equal(t, "3.5×", numberOf(t, b, study.Ratio{Of: spawnCell, To: channelCell, Metric: "threads"}).String())
	assert.Equal(t, "no ratio: a value is zero", numberOf(t, b, study.Ratio{Of: spawnCell, To: antsCell, Metric: "threads"}).String())
}
