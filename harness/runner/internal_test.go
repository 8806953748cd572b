package runner

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/measure"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
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

// Where blocks are compared, their cells are measured close together in time, and no block of
// them always as a whole.
func TestBlocksThatAreComparedAreShuffledTogether(t *testing.T) {
	cells := grid()
	for i := range 10 {
		cells[i].Experiment, cells[i].Across = "workers", true
	}
	mixed := false
	for round := 1; round <= 20; round++ {
		sequence := order(cells, 1, round)
		assert.ElementsMatch(t, keys(cells), keys(sequence))
		var neighbours []string
		for _, c := range sequence {
			neighbours = append(neighbours, c.NeighbourKey())
		}
		assert.Len(t, slices.Compact(neighbours), 3, "one experiment and two blocks of another")
		mixed = mixed || len(slices.Compact(blockKeys(sequence))) > 4
	}
	assert.True(t, mixed)
}

func TestFewRoundsAreTheFirstOnes(t *testing.T) {
	plan := sample.Plan{Rounds: 4, MaxRounds: 6, Cells: grid()[:3]}
	plan.Cells[0].Rounds, plan.Cells[1].Rounds = 2, 9
	for round, want := range map[int]int{1: 3, 2: 3, 3: 2, 4: 2} {
		assert.Len(t, due(plan, round), want, "round %d", round)
	}
	r := newRun(sample.Run{Plan: plan}, "", nil)
	assert.True(t, r.fixed(plan.Cells[0]))
	assert.True(t, r.fixed(plan.Cells[1]), "a number of its own, even a large one")
	assert.False(t, r.fixed(plan.Cells[2]))
}

// The number of tasks leaves no processor idle in the last turn, and gives every row the same
// mix of inputs.
func TestTurns(t *testing.T) {
	cases := []struct {
		work           workload.Workload
		by             sample.Division
		workers, procs int
		want           int
	}{
		{workload.Workload{}, sample.Division{}, 2, 2, 2},
		{workload.Workload{}, sample.Division{}, 1, 2, 1},
		{workload.Workload{}, sample.Division{}, 200_000, 2, 2},
		{workload.Workload{Waits: true}, sample.Division{}, 128, 2, 128},
		{workload.Workload{Inputs: 1}, sample.Division{}, 3, 4, 3},
		{workload.Workload{Inputs: 8}, sample.Division{}, 6, 6, 24},
		{workload.Workload{}, sample.Division{By: sample.Chunks, Chunk: 10_000}, 2, 2, 20_000},
		{workload.Workload{}, sample.Division{By: sample.Chunks, Chunk: 10}, 200, 4, 40},
		{workload.Workload{Inputs: 8}, sample.Division{By: sample.Chunks, Chunk: 10}, 2, 2, 40},
		{workload.Workload{}, sample.Division{By: sample.Static}, 6, 4, 6},
		{workload.Workload{Inputs: 8}, sample.Division{By: sample.Claimed}, 2, 2, 8},
	}
	for _, c := range cases {
		n := turn(c.work, c.by, c.workers, c.procs)
		assert.Equal(t, c.want, n, "%+v", c)
		assert.Equal(t, n, whole(1, n))
		assert.Equal(t, n, whole(n, n))
		assert.Equal(t, 2*n, whole(n+1, n))
	}
}

func TestWhatACellDoesNotSetIsThePlans(t *testing.T) {
	r := newRun(sample.Run{Plan: sample.Plan{GOMAXPROCS: 4, Queue: 64}}, "", nil)
	settings := func(c sample.Cell) []int {
		q := r.request(measure.TakeSample, c)
		return []int{q.Workers, q.Queue, q.procs}
	}
	none := 0
	assert.Equal(t, []int{4, 64, 4}, settings(sample.Cell{}))
	assert.Equal(t, []int{9, 0, 4}, settings(sample.Cell{Workers: 9, Queue: &none}), "no queue is a queue of its own")
	assert.Equal(t, []int{4, 64, 2}, settings(sample.Cell{Procs: 2}), "workers do not follow the processors")
}

// A clock in the wrong place is measured over as many tasks as the right one.
func TestEveryShapeIsMeasuredAndCalibratedWithTheRightClock(t *testing.T) {
	for shape, job := range jobs {
		find, try := rehearsed(shape)
		switch shape {
		case experiment.Request:
			assert.Equal(t, []measure.Job{measure.CalibrateRequests, job}, []measure.Job{find, try})
		case experiment.Divided:
			assert.Equal(t, []measure.Job{measure.Calibrate, job}, []measure.Job{find, try})
		case experiment.Batch, experiment.SubmitOnly, experiment.Lifecycle:
			assert.Equal(t, []measure.Job{measure.Calibrate, jobs[experiment.Batch]}, []measure.Job{find, try}, shape)
		}
	}
	for _, e := range experiment.All() {
		for _, b := range e.Blocks {
			shape := cmp.Or(b.Shape, e.Shape)
			assert.Contains(t, jobs, shape, e.Name)
			if shape == experiment.Backlog || shape == experiment.Blocked || shape == experiment.Behaviour {
				assert.Positive(t, b.Tasks, "%s: there is no window to calibrate to", e.Name)
			}
		}
	}
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
		{measure.Outcome{Measured: measured}, measure.CountCompletion, false},
		{measure.Outcome{Measured: measured}, measure.SubmitBatch, true},
		{measure.Outcome{Measured: measured}, measure.OpenToClose, true},
		{measure.Outcome{Measured: measured}, measure.BlockTasks, true},
		{measure.Outcome{Measured: measured}, measure.CheckRule, true},
		{measure.Outcome{Tasks: 1}, measure.CheckRule, false},
	}
	for i, c := range cases {
		assert.Equal(t, c.want, answers(c.outcome, c.job), "case %d", i)
	}
}
