package measure

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/harness/workload"
)

// divisions are all there are.
var divisions = []sample.Division{{By: sample.Each}, {By: sample.Chunks, Chunk: 1}, {By: sample.Chunks, Chunk: 30}, {By: sample.Static}, {By: sample.Claimed}}

// takenDivided measures a whole sample of items with a fake pool of 3 workers.
func takenDivided(pool fakePool, work prepared, items int, by sample.Division) Outcome {
	b := batch{pool, work, 1, items, 3}
	return b.take(newDivided(b.part(), by), newDivided(b, by))
}

// dividedSpec asks for items, handed over by 2 submitters to 3 workers.
func dividedSpec(row, work string, items int, by sample.Division) Spec {
	spec := validSpec()
	spec.Job, spec.Variant, spec.Face, spec.Workload, spec.Division = Divide, row, "own", work, by
	spec.Workers, spec.Submitters, spec.Tasks = 3, 2, items
	return spec
}

func assertMeasured(t *testing.T, spec Spec) {
	t.Helper()
	outcome := serve(t, spec)
	require.Nil(t, outcome.Failure, "%+v", spec)
	assert.Equal(t, spec.Tasks, outcome.Measured.Tasks, "items, not tasks")
	assert.Positive(t, outcome.Measured.WallNS)
}

// With fewer items than workers too, with less than a chunk, and with chunks of which the last is shorter.
func TestEveryDivisionIsMeasured(t *testing.T) {
	for _, by := range divisions {
		for _, items := range []int{1, 2, 100, 301} {
			for _, row := range []string{"inline", "spawn", "channel"} {
				assertMeasured(t, dividedSpec(row, "spin-150ns", items, by))
			}
		}
		assertMeasured(t, dividedSpec("channel", "empty", 301, by))
		assertMeasured(t, dividedSpec("channel", "blur", 101, by))
	}
	for _, by := range []sample.Divider{sample.Static, sample.Claimed} {
		for _, work := range []string{"scratch-own-64B", "pingpong", "pingpong.locked"} { // goleak in TestMain finds partners that are left
			assertMeasured(t, dividedSpec("channel", work, 301, sample.Division{By: by}))
		}
	}
}

// How many tasks the window hands over, and that a share of the items warmed up.
func TestItemsBecomeTasks(t *testing.T) {
	for _, c := range []struct {
		by          sample.Division
		warm, tasks int
	}{
		{by: sample.Division{By: sample.Each}, warm: 50, tasks: 1000},
		{by: sample.Division{By: sample.Chunks, Chunk: 1}, warm: 50, tasks: 1000},
		{by: sample.Division{By: sample.Chunks, Chunk: 30}, warm: 2, tasks: 34},
		{by: sample.Division{By: sample.Static}, warm: 3, tasks: 3},
		{by: sample.Division{By: sample.Claimed}, warm: 3, tasks: 3},
	} {
		handed := 0
		pool := fakePool{submit: func(task func()) error { handed++; return runAtOnce(task) }}
		require.Nil(t, takenDivided(pool, sevens, 1000, c.by).Failure, c.by)
		assert.Equal(t, c.warm+c.tasks, handed, c.by)
	}
}

// computed tells which items each task computes, in the order in which they are handed over.
func computed(t *testing.T, items int, by sample.Division) [][]int {
	t.Helper()
	var mine []int
	work, err := prepare(workload.Workload{Inputs: items, Open: func(uint64) func(int) uint64 {
		return func(input int) uint64 { mine = append(mine, input); return 1 }
	}}, 0, 0)
	require.NoError(t, err)
	var tasks [][]int
	pool := fakePool{submit: func(task func()) error {
		mine = nil
		task()
		tasks = append(tasks, slices.Clone(mine))
		return nil
	}}
	b := batch{pool, work, 1, items, 3}
	require.Nil(t, newDivided(b, by).run(nil).check(work, items))
	return tasks
}

func TestItemsAreDividedInOrder(t *testing.T) {
	assert.Equal(t, [][]int{{0}, {1}, {2}, {3}}, computed(t, 4, sample.Division{By: sample.Each}))
	assert.Equal(t, [][]int{{0, 1, 2}, {3, 4, 5}, {6, 7}}, computed(t, 8, sample.Division{By: sample.Chunks, Chunk: 3}))
	assert.Equal(t, [][]int{{0, 1}, {2, 3, 4}, {5, 6, 7}}, computed(t, 8, sample.Division{By: sample.Static}))
	assert.Equal(t, [][]int{{0, 1, 2, 3, 4, 5, 6, 7}, nil, nil}, computed(t, 8, sample.Division{By: sample.Claimed}), "who comes first takes all that nobody else wants")
}

// A pool that runs the last task first meets the last items first. Were they drawn when tasks begin,
// every pool would start with the first.
func TestItemsFollowTheOrderInWhichTasksRun(t *testing.T) {
	for _, by := range []sample.Division{{By: sample.Each}, {By: sample.Chunks, Chunk: 3}} {
		var order []int
		work, err := prepare(workload.Workload{Inputs: 9, Open: func(uint64) func(int) uint64 {
			return func(input int) uint64 { order = append(order, input); return uint64(input) }
		}}, 0, 0)
		require.NoError(t, err)
		var stack []func()
		b := batch{fakePool{submit: func(task func()) error { stack = append(stack, task); return nil }}, work, 1, 9, 3}
		d := newDivided(b, by)
		b.tasks = len(d.queue)
		order = nil
		r, _ := b.hand(nil, d.tally, d.queue)
		for _, task := range slices.Backward(stack) {
			task()
		}
		assert.Equal(t, max(by.Chunk, 1), 9-order[0], by)
		assert.Nil(t, r.check(work, 9), "in whichever order, the items and their answers are the same")
	}
}

// A worker that has a long item takes no others: here the first item ends when two of three workers are
// through with all the rest.
func TestClaimedItemsAreForThoseWhoAreFree(t *testing.T) {
	release := make(chan struct{})
	work := kernelOf(t, 50, func(input int) {
		if input == 0 {
			<-release
		}
	})
	var running sync.WaitGroup
	var ended atomic.Int64
	pool := fakePool{submit: func(task func()) error {
		running.Go(func() {
			task()
			if ended.Add(1) == 2 {
				close(release)
			}
		})
		return nil
	}}
	r := newDivided(batch{pool, work, 1, 50, 3}, sample.Division{By: sample.Claimed}).run(nil)
	running.Wait()
	assert.Nil(t, r.check(work, 50))
}

// kernelOf has digests that differ, and calls visit with each input.
func kernelOf(t *testing.T, inputs int, visit func(input int)) prepared {
	t.Helper()
	ready := atomic.Bool{}
	p, err := prepare(workload.Workload{Name: "kernel", Inputs: inputs, Open: func(uint64) func(int) uint64 {
		return func(input int) uint64 {
			if ready.Load() {
				visit(input)
			}
			return uint64(input+1) * 0x9e3779b97f4a7c15
		}
	}}, 0, 0)
	require.NoError(t, err)
	ready.Store(true)
	return p
}

// Pools that run a task twice, and that run one twice and another never, so that the number is right.
func TestBrokenPoolsAreFoundByItemsToo(t *testing.T) {
	own, err := prepare(workload.Workload{Name: "own", Answer: 7, PerWorker: func(n int) ([]func() uint64, func()) {
		return slices.Repeat([]func() uint64{func() uint64 { return 7 }}, n), func() {}
	}}, 3, 0)
	require.NoError(t, err)
	const items = 300
	for _, by := range divisions {
		for name, work := range map[string]prepared{"alike": sevens, "kernel": kernelOf(t, 300, func(int) {}), "own": own} {
			if name == "own" && by.By != sample.Static && by.By != sample.Claimed {
				continue
			}
			b := batch{work: work, submitters: 1, tasks: items, workers: 3}
			warm := len(newDivided(b.part(), by).queue)
			handed := 0
			b.pool = fakePool{submit: func(task func()) error {
				if handed++; handed == warm+1 {
					task()
				}
				return runAtOnce(task)
			}}
			failure := b.take(newDivided(b.part(), by), newDivided(b, by)).Failure
			require.NotNil(t, failure, "%v, %s: a task runs twice", by, name)
			assert.Equal(t, sample.WrongResult, failure.Kind)

			if name == "alike" && (by.By == sample.Each || by.By == sample.Chunks) {
				continue // one function: nobody can tell which of its calls is missing
			}
			handed = 0
			var before func()
			b.pool = fakePool{submit: func(task func()) error {
				if handed++; handed == warm+2 {
					return runAtOnce(before) // instead of the second one
				}
				before = task
				return runAtOnce(task)
			}}
			failure = b.take(newDivided(b.part(), by), newDivided(b, by)).Failure
			require.NotNil(t, failure, "%v, %s: one task twice, another never", by, name)
			assert.Equal(t, sample.WrongResult, failure.Kind)
		}
	}
}

// A lost task ends no window, although with sample.Claimed others have computed its items: the
// time-out of the parent finds it.
func TestAWindowOfItemsWaitsForALostTask(t *testing.T) {
	for _, by := range divisions {
		lost := 0
		b := batch{fakePool{submit: func(task func()) error {
			if lost++; lost == 2 {
				return nil
			}
			return runAtOnce(task)
		}}, sevens, 1, 300, 3}
		d := newDivided(b, by)
		handed := b
		handed.tasks = len(d.queue)
		handed.hand(nil, d.tally, d.queue)
		select {
		case <-d.tally.done:
			t.Fatalf("%v: the window ended without the task", by)
		default:
			assert.Equal(t, int64(1), d.tally.left.Load(), by)
		}
	}
}

// What is counted must be the pool's: tasks are made before the window.
func TestDividingDoesNotAllocateInTheWindow(t *testing.T) {
	for _, by := range divisions {
		outcome := takenDivided(fakePool{submit: runAtOnce}, kernelOf(t, 7, func(int) {}), 100_000, by)
		require.Nil(t, outcome.Failure, by)
		assert.Less(t, outcome.Measured.Allocs, uint64(5_000), by)
	}
}

func TestDivisionsThatMakeNoSenseAreRefused(t *testing.T) {
	for want, change := range map[string]func(*Spec){
		`unknown division "": allowed are each, chunks, static and claimed`:     func(s *Spec) { s.Division = sample.Division{} },
		`unknown division "guided": allowed are each`:                           func(s *Spec) { s.Division.By = "guided" },
		`chunks of 0 items: at least 1 is needed`:                               func(s *Spec) { s.Division.By = sample.Chunks },
		`division "static" with chunks of 3 items: only "chunks" has a chunk`:   func(s *Spec) { s.Division = sample.Division{By: sample.Static, Chunk: 3} },
		`0 workers: at least 1 has to have items`:                               func(s *Spec) { s.Workers = 0 },
		`workload "pingpong" needs workers with something of their own: only "`: func(s *Spec) { s.Workload = "pingpong" },
		`0 tasks: at least 1 has to run`:                                        func(s *Spec) { s.Tasks = 0 },
		`workload "park-timer" blocks until it is released`:                     func(s *Spec) { s.Workload = "park-timer" },
	} {
		spec := validSpec()
		spec.Job, spec.Division = Divide, sample.Division{By: sample.Each}
		change(&spec)
		outcome := serve(t, spec)
		require.NotNil(t, outcome.Failure, want)
		assert.Equal(t, sample.Refused, outcome.Failure.Kind)
		assert.Contains(t, outcome.Failure.Detail, want)
	}
}

// Every other shape says why it cannot run items of workers. The service does so itself where it is asked.
func TestItemsOfWorkersAreForDividedOnly(t *testing.T) {
	for _, job := range []Job{TakeSample, RequestReply, Arrive, SubmitBatch, OpenToClose, Calibrate, CalibrateRequests, Probe, WorkApart, BlockTasks, CountLeaks} {
		spec := validSpec()
		spec.Job, spec.Workload, spec.Rate, spec.Busy = job, "scratch-own-16B", 100, sample.Busy{Tasks: 1, Units: 1}
		outcome := serve(t, spec)
		require.NotNil(t, outcome.Failure, job)
		assert.Equal(t, sample.Refused, outcome.Failure.Kind, job)
		assert.Contains(t, outcome.Failure.Detail, `scratch-own-16B"`, job)
	}
}

func TestItemsAreFoundForAWindow(t *testing.T) {
	for work, by := range map[string]sample.Division{
		"spin-150ns": {By: sample.Chunks, Chunk: 1000}, "scratch-make-1KiB": {By: sample.Static}, "count.padded": {By: sample.Static}, "spin-15us": {By: sample.Claimed},
	} {
		spec := validSpec()
		spec.Job, spec.Workload, spec.Division, spec.Window = Calibrate, work, by, 10*time.Millisecond
		outcome := ask(t, spec)
		require.Nil(t, outcome.Failure, work)
		assert.Greater(t, outcome.Tasks, 3, "%s: more than the first probe has", work)
		assert.Positive(t, outcome.PerTaskNS, work)
	}
	spec := validSpec()
	spec.Job, spec.Workload = Calibrate, "count.padded"
	require.NotNil(t, ask(t, spec).Failure, "without a division there are no such workers")
}

// What the seed decides is different in every round, and the same for all rows of one.
func TestWorkThatIsReseededFollowsTheRound(t *testing.T) {
	answers := func(reseeded bool, seed uint64) []uint64 {
		work, err := prepare(workload.Workload{Inputs: 2, Reseeded: reseeded, Open: func(seed uint64) func(int) uint64 {
			return func(input int) uint64 { return 10*seed + uint64(input) }
		}}, 0, seed)
		require.NoError(t, err)
		return work.digests
	}
	assert.Equal(t, []uint64{70, 71}, answers(true, 7))
	assert.Equal(t, []uint64{10 * workload.Seed, 10*workload.Seed + 1}, answers(false, 7))
}
