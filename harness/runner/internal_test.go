package runner

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/measure"
	"poolbench/harness/sample"
)

// grid is a plan of four blocks with five cells each.
func grid() []sample.Cell {
	var cells []sample.Cell
	for block := range 4 {
		for variant := range 5 {
			cells = append(cells, sample.Cell{
				Experiment: "overhead", Parameter: "submitters", Value: fmt.Sprint(block), Variant: fmt.Sprint(variant), Face: "own",
			})
		}
	}
	return cells
}

func keys(cells []sample.Cell) []string {
	var keys []string
	for _, c := range cells {
		keys = append(keys, c.Key())
	}
	return keys
}

func TestTheOrderFollowsFromSeedAndRound(t *testing.T) {
	cells := grid()
	assert.Equal(t, order(cells, 1, 1), order(cells, 1, 1))
	assert.NotEqual(t, order(cells, 1, 1), order(cells, 1, 2), "every round has an order of its own")
	assert.NotEqual(t, order(cells, 1, 1), order(cells, 2, 1))
	assert.NotEqual(t, order(cells, 1, 2), order(cells, 2, 1), "a seed is no offset of the round")
	assert.Equal(t, grid(), cells, "the plan keeps its order")
}

func TestARoundHasEveryCellOnceAndKeepsBlocksTogether(t *testing.T) {
	for round := 1; round <= 20; round++ {
		sequence := order(grid(), 1, round)
		assert.ElementsMatch(t, keys(grid()), keys(sequence))
		blocks := slices.Compact(blockKeys(sequence))
		assert.Len(t, blocks, 4, "the cells of a block are compared, so they are measured close together in time")
	}
}

func blockKeys(cells []sample.Cell) []string {
	var keys []string
	for _, c := range cells {
		keys = append(keys, c.BlockKey())
	}
	return keys
}

// Nobody is always first: over many rounds each block and each cell of it leads about
// equally often. The seed is fixed, so the counts are.
func TestNoCellIsPreferred(t *testing.T) {
	first := map[string]int{}
	const rounds = 2000
	for round := 1; round <= rounds; round++ {
		first[order(grid(), 1, round)[0].Key()]++
	}
	require.Len(t, first, 20)
	for key, n := range first {
		assert.InDelta(t, rounds/20, n, 50, "%s: five standard deviations of a fair lottery", key)
	}
}

func TestWhatCouldNotBeCalibratedIsLeftOut(t *testing.T) {
	cells := grid()
	cells[3].Failure = &sample.Failure{}
	assert.ElementsMatch(t, append(keys(grid()[:3]), keys(grid()[4:])...), keys(order(cells, 1, 1)))
}

func TestOnlyAnAnswerToTheRequestIsAccepted(t *testing.T) {
	failure := &sample.Failure{Kind: sample.Refused}
	measured, counted := &sample.Measurement{Tasks: 1, WallNS: 1}, &sample.Counting{}
	cases := []struct {
		outcome measure.Outcome
		job     measure.Job
		want    bool
	}{
		{measure.Outcome{Failure: failure}, measure.TakeSample, true},
		{measure.Outcome{Failure: failure, Measured: measured}, measure.TakeSample, false},
		{measure.Outcome{Failure: failure, Tasks: 3}, measure.Calibrate, false},
		{measure.Outcome{Measured: measured}, measure.TakeSample, true},
		{measure.Outcome{Measured: &sample.Measurement{Tasks: 1}}, measure.TakeSample, false},
		{measure.Outcome{Measured: measured}, measure.HoldBacklog, true},
		{measure.Outcome{}, measure.HoldBacklog, false},
		{measure.Outcome{Measured: measured}, measure.Calibrate, false},
		{measure.Outcome{Tasks: 3}, measure.Calibrate, true},
		{measure.Outcome{Tasks: 3}, measure.CalibrateRequests, true},
		{measure.Outcome{Measured: measured}, measure.RequestReply, true},
		{measure.Outcome{}, measure.Arrive, false},
		{measure.Outcome{Tasks: -3}, measure.Calibrate, false},
		{measure.Outcome{Counting: counted}, measure.CountCompletion, true},
		{measure.Outcome{}, measure.CountCompletion, false},
	}
	for i, c := range cases {
		assert.Equal(t, c.want, answers(c.outcome, c.job), "case %d", i)
	}
}
