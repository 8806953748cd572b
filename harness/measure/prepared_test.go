package measure

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/harness/workload"
)

// kernel is a workload with inputs whose answers are far apart. spoil, if not nil, may
// replace the digest of call number n, which counts from 1 and starts with the preparation.
func kernel(t *testing.T, inputs int, spoil func(call int64, digest uint64) uint64) prepared {
	t.Helper()
	var calls atomic.Int64
	p, err := prepare(workload.Workload{Name: "kernel", Inputs: inputs, Open: func(seed uint64) func(int) uint64 {
		return func(input int) uint64 {
			digest := (seed + uint64(input)) * 0x9e3779b97f4a7c15
			if call := calls.Add(1); spoil != nil {
				digest = spoil(call, digest)
			}
			return digest
		}
	}}, 0, 0)
	require.NoError(t, err)
	return p
}

func TestAKernelIsOpenedOnceAndItsAnswersAreKnown(t *testing.T) {
	opened, computed := 0, []int{}
	p, err := prepare(workload.Workload{Inputs: 3, Open: func(seed uint64) func(int) uint64 {
		assert.Equal(t, uint64(workload.Seed), seed)
		opened++
		return func(input int) uint64 { computed = append(computed, input); return uint64(input + 1) }
	}}, 0, 0)
	require.NoError(t, err)
	assert.Equal(t, 1, opened)
	assert.Equal(t, []int{0, 1, 2}, computed, "each input once, one after the other")
	for _, c := range []struct {
		tasks int
		want  uint64
	}{{0, 0}, {1, 1}, {2, 3}, {3, 6}, {4, 7}, {300, 600}, {302, 603}} {
		assert.Equal(t, c.want, p.total(c.tasks), "%d tasks", c.tasks)
	}
}

func TestTheTotalOfEqualTasksIsAProduct(t *testing.T) {
	assert.Equal(t, uint64(70), sevens.total(10))
	assert.Zero(t, empty.total(10))
}

func TestWhatCannotBePreparedIsRefused(t *testing.T) {
	_, err := prepare(workload.Workload{Name: "none", Open: func(uint64) func(int) uint64 { return nil }}, 0, 0)
	assert.ErrorContains(t, err, `workload "none" has 0 inputs`)
	_, err = prepare(workload.Workload{Name: "stuck", Waits: true}, 0, 0)
	assert.ErrorContains(t, err, `workload "stuck" blocks until it is released`)
}

// Every window starts with the first input, however many tasks were run before.
func TestEveryWindowComputesTheSame(t *testing.T) {
	for _, submitters := range []int{1, 4} {
		for _, tasks := range []int{1, 7, 100, 101} {
			b := batch{fakePool{submit: runAtOnce}, kernel(t, 7, nil), submitters, tasks, 0}
			for range 2 {
				require.Nil(t, b.run(nil).check(b.work, tasks), "%d tasks, %d submitters", tasks, submitters)
			}
			outcome := taken(b)
			require.Nil(t, outcome.Failure, "%d tasks, %d submitters", tasks, submitters)
			assert.Equal(t, tasks, outcome.Measured.Tasks)
		}
	}
}

// The order in which tasks run, and on how many goroutines, makes no difference.
func TestTheTotalDoesNotDependOnTheOrder(t *testing.T) {
	const tasks = 50
	var waiting []func()
	pool := fakePool{submit: func(task func()) error {
		if waiting = append(waiting, task); len(waiting) < tasks {
			return nil
		}
		var running sync.WaitGroup
		for _, task := range waiting {
			running.Go(task)
		}
		running.Wait()
		return nil
	}}
	b := batch{pool, kernel(t, 7, nil), 1, tasks, 0}
	assert.Nil(t, b.run(nil).check(b.work, tasks))
}

func TestBrokenPoolsAreFoundByKernelsToo(t *testing.T) {
	const tasks, inputs = 100, 7
	half := func(call int64) bool { return call == inputs+tasks/2 } // in the window: the warm-up is shorter
	var calls atomic.Int64
	cases := map[string]struct {
		pool fakePool
		work prepared
		want string
	}{
		"runs a task twice": {fakePool{submit: func(task func()) error {
			if half(calls.Add(1)) {
				task()
			}
			return runAtOnce(task)
		}}, kernel(t, inputs, nil), "101 of 100 tasks ran"},
		"tears a task": {fakePool{submit: runAtOnce}, kernel(t, inputs, func(call int64, digest uint64) uint64 {
			if half(call) {
				return digest + 1
			}
			return digest
		}), "the answers add up to "},
	}
	for name, c := range cases {
		for _, submitters := range []int{1, 3} {
			if calls.Store(0); submitters > 1 && name == "tears a task" {
				continue // it counts its calls from the preparation on, and that is over
			}
			outcome := taken(batch{c.pool, c.work, submitters, tasks, 0})
			require.NotNil(t, outcome.Failure, "%s, %d submitters", name, submitters)
			assert.Equal(t, sample.WrongResult, outcome.Failure.Kind, "%s, %d submitters", name, submitters)
			assert.Contains(t, outcome.Failure.Detail, c.want, "%s, %d submitters", name, submitters)
			assert.Nil(t, outcome.Measured)
		}
	}
}

// A task that is skipped ends no window: the time-out of the parent finds it.
func TestAWindowOfAKernelWaitsForASkippedTask(t *testing.T) {
	var skipped func()
	pool := fakePool{submit: func(task func()) error {
		if skipped == nil {
			skipped = task
			return nil
		}
		return runAtOnce(task)
	}}
	b := batch{pool, kernel(t, 3, nil), 1, 10, 0}
	r, _ := b.handOver(nil)
	assert.Equal(t, "wrong result: 9 of 10 tasks ran", r.check(b.work, 10).String())
	select {
	case <-r.tally.done:
		t.Fatal("the window ended without the task")
	default:
	}
	skipped()
	<-r.tally.done
	assert.Nil(t, r.check(b.work, 10))
}

func TestOnlyABatchRunsTasksThatDiffer(t *testing.T) {
	failure := batch{fakePool{submit: runAtOnce}, kernel(t, 7, nil), 1, 10, 0}.uniform()
	require.NotNil(t, failure)
	assert.Equal(t, sample.Failure{Kind: sample.Refused, Detail: `workload "kernel" has 7 inputs: only a batch runs tasks that differ`}, *failure)
	assert.Nil(t, batch{fakePool{submit: runAtOnce}, sevens, 1, 10, 0}.uniform())
}

func TestDrawingAnInputAllocatesNothing(t *testing.T) {
	next := kernel(t, 7, nil).draw()
	assert.Zero(t, testing.AllocsPerRun(1000, func() { next() }))
}
