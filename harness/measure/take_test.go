package measure

import (
	"errors"
	"math"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
)

var (
	empty  = prepared{Workload: workload.Workload{Name: "empty"}}
	sevens = prepared{Workload: workload.Workload{Name: "sevens", Answer: 7, Run: func() uint64 { return 7 }}}
)

func runAtOnce(task func()) error { task(); return nil }

// taken measures a whole sample of a batch.
func taken(b batch) Outcome { return b.take(b.part(), b) }

func TestTakeOfAPoolThatWorks(t *testing.T) {
	for _, submitters := range []int{1, 4} {
		var ran atomic.Int64
		pool := fakePool{submit: func(task func()) error { ran.Add(1); task(); return nil }}
		outcome := taken(batch{pool, sevens, submitters, 1000, 0})
		require.Nil(t, outcome.Failure)
		assert.Equal(t, 1000, outcome.Measured.Tasks)
		assert.Equal(t, machine.Threads() != nil, outcome.Measured.Threads != nil)
		assert.GreaterOrEqual(t, ran.Load(), int64(1000+1000/warmUpShare), "the warm-up is a part of the tasks, untimed")
		assert.Less(t, ran.Load(), int64(2000))
	}
}

func TestTheHarnessDoesNotAllocatePerTask(t *testing.T) {
	outcome := taken(batch{fakePool{submit: runAtOnce}, empty, 1, 100_000, 0})
	require.Nil(t, outcome.Failure)
	assert.Less(t, outcome.Measured.Allocs, uint64(5_000), "what is counted must be the pool's")

	wasteful := fakePool{submit: func(task func()) error {
		garbage.Store(new([64]byte))
		return runAtOnce(task)
	}}
	outcome = taken(batch{wasteful, empty, 1, 100_000, 0})
	require.Nil(t, outcome.Failure)
	assert.GreaterOrEqual(t, outcome.Measured.Allocs, uint64(100_000))
	assert.GreaterOrEqual(t, outcome.Measured.Bytes, uint64(6_400_000))
}

var garbage atomic.Pointer[[64]byte] // so that the compiler cannot keep it on the stack

// Each broken pool is one that a sample must not be accepted from.
func TestBrokenPoolsAreFound(t *testing.T) {
	const tasks = 100
	refusal, failure := errors.New("queue is full"), errors.New("a task failed")
	var calls atomic.Int64
	var last func()
	cases := map[string]struct {
		pool fakePool
		work prepared
		want sample.Failure
	}{
		"runs a task twice": {
			fakePool{submit: func(task func()) error {
				if calls.Add(1) == tasks/2 { // in the window, behind the warm-up
					task()
				}
				return runAtOnce(task)
			}}, sevens, sample.Failure{Kind: sample.WrongResult, Detail: "101 of 100 tasks ran"},
		},
		"runs a task again after the window": {
			fakePool{
				submit: func(task func()) error { last = task; return runAtOnce(task) },
				close:  func() error { last(); return nil },
			}, sevens, sample.Failure{Kind: sample.WrongResult, Detail: "101 of 100 tasks ran"},
		},
		"returns another answer": {
			fakePool{submit: runAtOnce}, prepared{Workload: workload.Workload{Answer: 7, Run: func() uint64 {
				if calls.Add(1) == tasks/2 {
					return 8
				}
				return 7
			}}}, sample.Failure{Kind: sample.WrongResult, Detail: "the answers add up to 701, not 700"},
		},
		"refuses a task": {
			fakePool{submit: func(task func()) error {
				if calls.Add(1) > tasks/2 {
					return refusal
				}
				return runAtOnce(task)
			}}, sevens, sample.Failure{Kind: sample.Refused, Detail: "submit: queue is full"},
		},
		"refuses every task": {
			fakePool{submit: func(func()) error { return refusal }}, sevens,
			sample.Failure{Kind: sample.Refused, Detail: "submit: queue is full"},
		},
		"fails to close": {
			fakePool{submit: runAtOnce, close: func() error { return failure }}, sevens,
			sample.Failure{Kind: sample.Refused, Detail: "close: a task failed"},
		},
	}
	for name, c := range cases {
		for _, submitters := range []int{1, 3} {
			calls.Store(0)
			if submitters > 1 && name == "runs a task again after the window" {
				continue // its variable is for one goroutine
			}
			outcome := taken(batch{c.pool, c.work, submitters, tasks, 0})
			assert.Equal(t, Outcome{Failure: &c.want}, outcome, "%s, %d submitters", name, submitters)
		}
	}
}

// A lost task ends no window: the time-out of the parent finds it. A window that ended
// nevertheless is looked at.
func TestCheckComparesWithWhatWasAskedFor(t *testing.T) {
	done := func(left int64, answers uint64) result {
		r := result{tally: newTally(0)}
		r.tally.left.Store(left)
		r.tally.answers.Store(answers)
		return r
	}
	assert.Nil(t, done(0, 70).check(sevens, 10))
	assert.Equal(t, "wrong result: 7 of 10 tasks ran", done(3, 49).check(sevens, 10).String())
	assert.Equal(t, "wrong result: 12 of 10 tasks ran", done(-2, 84).check(sevens, 10).String())
	assert.Equal(t, "wrong result: the answers add up to 71, not 70", done(0, 71).check(sevens, 10).String())

	large := prepared{Workload: workload.Workload{Answer: math.MaxUint64 - 2}}
	answer := large.Answer
	assert.Nil(t, done(0, answer*10).check(large, 10), "sums wrap around on both sides alike")
}
