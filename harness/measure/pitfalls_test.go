package measure

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

func TestEveryRowIsMeasuredWithAMisplacedClock(t *testing.T) {
	for _, row := range catalog.Rows() {
		for _, job := range []Job{SubmitBatch, OpenToClose} {
			for _, submitters := range []int{1, 3} {
				spec := validSpec()
				spec.Job, spec.Variant, spec.Face, spec.Submitters, spec.Tasks = job, row.Variant, string(row.Face), submitters, 301
				outcome := serve(t, spec)
				require.Nil(t, outcome.Failure, "%s, %s", row.Key(), job)
				assert.Zero(t, outcome.Measured.Tasks%301, "all tasks of as many lives as the window takes")
				assert.Equal(t, job == OpenToClose, outcome.Measured.InsideNS > 0)
				assert.Positive(t, outcome.Measured.WallNS)
				assert.Nil(t, outcome.Measured.Latency)
			}
		}
	}
}

// The window is over when all tasks have been handed over, though none of them has run. They
// are waited for nevertheless.
func TestTheEarlyClockDoesNotWait(t *testing.T) {
	const tasks = 10
	for _, submitters := range []int{1, 3} {
		var mu sync.Mutex
		var waiting []func()
		pool := fakePool{submit: func(task func()) error {
			mu.Lock()
			defer mu.Unlock()
			waiting = append(waiting, task)
			return nil
		}}
		r := submissions{batch{pool, sevens, submitters, tasks, 0}}.run(nil)
		require.NoError(t, r.err)
		assert.Positive(t, r.wall)
		assert.True(t, r.early)
		assert.Equal(t, int64(tasks), r.tally.left.Load(), "none has run")
		for _, task := range waiting {
			task()
		}
		assert.Nil(t, r.check(sevens, tasks))
	}
}

// With several submitters the clock stops at the last return.
func TestTheEarlyClockStopsWithTheLastSubmission(t *testing.T) {
	var held atomic.Int64
	pool := fakePool{submit: func(task func()) error {
		task()
		began := time.Now()
		runtime.GC()
		held.Store(max(held.Load(), int64(time.Since(began))))
		return nil
	}}
	r := submissions{batch{pool, sevens, 2, 2, 0}}.run(nil)
	require.Nil(t, r.check(sevens, 2))
	assert.GreaterOrEqual(t, int64(r.wall), held.Load())
}

// Opening, the tasks and closing are inside the window, in this order, and each once.
func TestTheLateClockHasTheWholeLifeOfThePool(t *testing.T) {
	var order []string
	var opened, closed time.Time
	l := &lives{batch: batch{nil, sevens, 1, 2, 0}, open: func() (variants.Pool, error) {
		opened = time.Now()
		order = append(order, "open")
		runtime.GC()
		return fakePool{
			submit: func(task func()) error { order = append(order, "task"); return runAtOnce(task) },
			close: func() error {
				order = append(order, "close")
				runtime.GC()
				closed = time.Now()
				return nil
			},
		}, nil
	}}
	outcome := l.take()
	require.Nil(t, outcome.Failure)
	life := []string{"open", "task", "task", "close"}
	assert.Equal(t, append(life, life...), order, "a warm-up, and a window of no length has one life")
	assert.GreaterOrEqual(t, outcome.Measured.WallNS, closed.Sub(opened).Nanoseconds())
	assert.Less(t, outcome.Measured.InsideNS, outcome.Measured.WallNS, "two collections are outside of the batch")
	assert.GreaterOrEqual(t, outcome.Measured.GCCycles, uint32(2), "counters are of the same span")
}

// Lives follow each other until the window has passed, and the tasks of all of them count.
func TestManyLivesFillTheWindow(t *testing.T) {
	lived := 0
	l := &lives{batch: batch{nil, sevens, 1, 2, 0}, window: time.Millisecond, open: func() (variants.Pool, error) {
		lived++
		return fakePool{submit: runAtOnce}, nil
	}}
	outcome := l.take()
	require.Nil(t, outcome.Failure)
	assert.Greater(t, lived, 2)
	assert.Equal(t, 2*(lived-1), outcome.Measured.Tasks, "without the warm-up")
	assert.GreaterOrEqual(t, outcome.Measured.WallNS, time.Millisecond.Nanoseconds())
}

// Each broken pool is found, wherever the clock stops.
func TestBrokenPoolsAreFoundWithAMisplacedClock(t *testing.T) {
	const tasks = 100
	refusal, failure := errors.New("queue is full"), errors.New("a task failed")
	var calls atomic.Int64
	var last func()
	cases := map[string]struct {
		pool fakePool
		want sample.Failure
	}{
		"runs a task twice": {fakePool{submit: func(task func()) error {
			if calls.Add(1) == tasks/2 { // in the window, behind the warm-up
				task()
			}
			return runAtOnce(task)
		}}, sample.Failure{Kind: sample.WrongResult, Detail: "101 of 100 tasks ran"}},
		"runs a task again after the last one": {fakePool{
			submit: func(task func()) error { last = task; return runAtOnce(task) },
			close:  func() error { last(); return nil },
		}, sample.Failure{Kind: sample.WrongResult, Detail: "101 of 100 tasks ran"}},
		"refuses a task": {fakePool{submit: func(task func()) error {
			if calls.Add(1) > tasks/2 {
				return refusal
			}
			return runAtOnce(task)
		}}, sample.Failure{Kind: sample.Refused, Detail: "submit: queue is full"}},
		"fails to close": {
			fakePool{submit: runAtOnce, close: func() error { return failure }},
			sample.Failure{Kind: sample.Refused, Detail: "close: a task failed"},
		},
	}
	for name, c := range cases {
		b := batch{c.pool, sevens, 1, tasks, 0}
		calls.Store(0)
		assert.Equal(t, Outcome{Failure: &c.want}, b.take(b.part(), submissions{b}), "%s, early clock", name)
		calls.Store(0)
		late := &lives{batch: batch{nil, sevens, 1, tasks, 0}, open: func() (variants.Pool, error) { return c.pool, nil }}
		assert.Equal(t, Outcome{Failure: &c.want}, late.take(), "%s, late clock", name)
	}
	refuses := &lives{batch: batch{nil, sevens, 1, tasks, 0}, open: func() (variants.Pool, error) { return nil, refusal }}
	assert.Equal(t, Outcome{Failure: &sample.Failure{Kind: sample.Refused, Detail: "queue is full"}}, refuses.take())
}

// A sample is not over while a task is missing, although its window may be: the time-out of
// the parent ends it, if the task never comes.
func TestASampleWithAMisplacedClockWaitsForEveryTask(t *testing.T) {
	const tasks = 100
	for name, take := range map[string]func(batch) Outcome{
		"early": func(b batch) Outcome { return b.take(b.part(), submissions{b}) },
		"late": func(b batch) Outcome {
			return (&lives{batch: b, open: func() (variants.Pool, error) { return b.pool, nil }}).take()
		},
	} {
		lost := make(chan func(), 1)
		var calls atomic.Int64
		pool := fakePool{submit: func(task func()) error {
			if calls.Add(1) == tasks/2 { // in the window, behind the warm-up
				lost <- task
				return nil
			}
			return runAtOnce(task)
		}}
		ended := make(chan Outcome)
		go func() { ended <- take(batch{pool, sevens, 1, tasks, 0}) }()
		task := <-lost
		runtime.Gosched() // a sample that does not wait would get a chance to end
		select {
		case <-ended:
			t.Fatal("the sample ended without the task: " + name)
		default:
		}
		task()
		outcome := <-ended
		require.Nil(t, outcome.Failure, name)
		assert.Equal(t, tasks, outcome.Measured.Tasks, name)
	}
}
