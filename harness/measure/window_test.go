package measure

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// The clock stops when the last task has run, not when the last one was handed over: the
// pool holds back a task, and the window is still open when it is released.
func TestTheWindowEndsWithTheLastTask(t *testing.T) {
	const tasks = 10
	for _, submitters := range []int{1, 3} {
		allSubmitted, release := make(chan struct{}), make(chan struct{})
		var count atomic.Int64
		var first atomic.Pointer[time.Time]
		var held sync.WaitGroup
		pool := fakePool{submit: func(task func()) error {
			now := time.Now()
			first.CompareAndSwap(nil, &now)
			if count.Add(1) < tasks {
				return runAtOnce(task)
			}
			held.Go(func() { <-release; task() })
			close(allSubmitted)
			return nil
		}}
		ended := make(chan result)
		go func() { ended <- batch{pool, sevens, submitters, tasks, 0}.run(nil) }()
		<-allSubmitted
		runtime.Gosched() // a window that does not wait would get a chance to end
		select {
		case <-ended:
			t.Fatal("the window ended while a task was held back")
		default:
		}
		released := time.Now()
		close(release)
		r := <-ended
		held.Wait()

		assert.Nil(t, r.check(sevens, tasks))
		assert.False(t, r.tally.end.Before(released), "the last task ended after its release")
		started := r.tally.end.Add(-r.wall)
		assert.False(t, started.After(*first.Load()), "the clock ran before the first task was handed over")
	}
}

// The end is taken in the last task, so it does not contain the time until the harness
// notices: a pool that is slow to return from Submit afterwards costs nothing.
func TestTheWindowEndsBeforeSubmitReturns(t *testing.T) {
	var after time.Time
	pool := fakePool{submit: func(task func()) error {
		task()
		after = time.Now()
		runtime.GC() // takes longer than everything else here
		return nil
	}}
	before := time.Now()
	r := batch{pool, empty, 1, 1, 0}.run(nil)
	assert.False(t, r.tally.end.After(after))
	assert.False(t, r.tally.end.Add(-r.wall).Before(before), "the wall time has nothing of what followed the last task")
}

func TestSubmittersWorkAtTheSameTime(t *testing.T) {
	const submitters = 4
	var arrived sync.WaitGroup
	arrived.Add(submitters)
	pool := fakePool{submit: func(task func()) error {
		arrived.Done()
		arrived.Wait() // opens only if all submitters are inside of Submit at once
		return runAtOnce(task)
	}}
	r := batch{pool, sevens, submitters, submitters, 0}.run(nil)
	assert.Nil(t, r.check(sevens, submitters))
}

func TestTasksAreSharedOutCompletely(t *testing.T) {
	for _, c := range []struct{ submitters, tasks int }{{1, 1}, {1, 7}, {3, 7}, {3, 9}, {5, 2}, {16, 1000}} {
		var ran atomic.Int64
		pool := fakePool{submit: func(task func()) error { ran.Add(1); return runAtOnce(task) }}
		r := batch{pool, sevens, c.submitters, c.tasks, 0}.run(nil)
		assert.Nil(t, r.check(sevens, c.tasks), "%+v", c)
		assert.Equal(t, int64(c.tasks), ran.Load(), "%+v", c)
	}
}

// A backlog of goroutines is seen while it exists: every lookEvery-th submission looks.
func TestPeakGoroutinesShowsABacklog(t *testing.T) {
	const tasks = lookEvery + 50
	gate := make(chan struct{})
	count := 0
	var running sync.WaitGroup
	pool := fakePool{submit: func(task func()) error {
		running.Go(func() { <-gate; task() })
		if count++; count == tasks {
			close(gate)
		}
		return nil
	}}
	r := batch{pool, empty, 1, tasks, 0}.run(nil)
	running.Wait()
	assert.Greater(t, r.peakGoroutines, lookEvery)
}
