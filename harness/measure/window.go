package measure

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"poolbench/variants"
)

// lookEvery is how many submissions pass between two looks at the number of goroutines:
// often enough to see a backlog grow, seldom enough to cost less than 0.1 ns per task.
const lookEvery = 256

// shape is a load on a pool that is ready to run once.
type shape interface {
	// run is the timed window. It returns when the last task has ended, or when the pool has
	// refused one; with a clock that stops early when that has stopped.
	run(watch *scheduler) result
}

// result is what a window looked like from outside the pool.
type result struct {
	wall           time.Duration
	peakGoroutines int
	tally          *tally
	err            error // the first refusal of a valid task
	wrong          int   // answers that reached a caller and are not the known one
	early          bool  // the clock stopped while tasks may still have been running

	// Of items only: how many tasks they became, and which of those ran, if they can be told apart.
	handed int
	ran    []bool

	// What follows is recorded by the loops only.
	latencies     []int64 // one per task
	submits, lags []int64 // of an open loop
	schedule      time.Duration
}

// tally counts finished tasks and adds up their answers. Both words change with every
// task, so they share a cache line on purpose: the second update finds it at hand. The
// padding keeps everything else away from that line.
type tally struct {
	_       [64]byte
	left    atomic.Int64
	answers atomic.Uint64
	_       [64]byte
	end     time.Time     // when the last task ended; read after done
	done    chan struct{} // closed by the last task
}

func newTally(tasks int) *tally {
	t := &tally{done: make(chan struct{})}
	t.left.Store(int64(tasks))
	return t
}

// task returns the function that all tasks of a batch are.
func (t *tally) task(work prepared) func() {
	switch {
	case work.kernel != nil:
		return t.adding(work.draw())
	case work.Run != nil:
		return t.adding(work.Run)
	default:
		return t.finish
	}
}

func (t *tally) adding(run func() uint64) func() {
	return func() {
		t.answers.Add(run())
		t.finish()
	}
}

// finish takes the end time in the last task itself: waking the waiting goroutine would
// add its own delay. A task too many makes the counter negative and is found afterwards.
func (t *tally) finish() {
	if t.left.Add(-1) == 0 {
		t.end = time.Now()
		close(t.done)
	}
}

// batch hands over tasks from several submitters and waits for all of them.
type batch struct {
	pool       variants.Pool
	work       prepared
	submitters int
	tasks      int
	workers    int // of the pool, that the warm-up has a task for each
}

// first is the first of submitter i's tasks. They end where the next one's begin.
func (b batch) first(i int) int { return i * b.tasks / b.submitters }

func (b batch) run(watch *scheduler) result {
	t := newTally(b.tasks)
	return b.complete(watch, t, []func(){t.task(b.work)})
}

// complete hands over tasks, as hand does, and waits until t has counted all of them.
func (b batch) complete(watch *scheduler, t *tally, tasks []func()) result {
	r, start := b.hand(watch, t, tasks)
	if r.err == nil { // a refused task would never end
		<-r.tally.done
		r.wall = r.tally.end.Sub(start)
	}
	watch.end()
	return r
}

// handOver opens the window and submits all tasks. It returns the time of the opening, and a
// result whose wall time ends with the last return of Submit.
func (b batch) handOver(watch *scheduler) (result, time.Time) {
	t := newTally(b.tasks)
	return b.hand(watch, t, []func(){t.task(b.work)})
}

// hand does that with tasks that t counts: b.tasks of them, or one function that all of them are.
func (b batch) hand(watch *scheduler, t *tally, tasks []func()) (result, time.Time) {
	r := result{tally: t}
	peaks := make([]int, b.submitters)
	errs := make([]error, b.submitters)
	walls := make([]time.Duration, b.submitters)
	start := together(b.submitters, watch, func(i int, start time.Time) {
		peaks[i], errs[i] = b.submit(tasks, b.first(i), b.first(i+1))
		walls[i] = time.Since(start)
		if i == 0 {
			watch.handedOver()
		}
	})
	for i := range peaks {
		r.saw(peaks[i], errs[i])
		r.wall = max(r.wall, walls[i])
	}
	return r, start
}

// together opens the window, calls f for 0 … n−1 at the same time and returns the time of
// the opening once all calls have returned. One call is made in the calling goroutine;
// more are, in goroutines that are waiting when the clock starts.
func together(n int, watch *scheduler, f func(i int, start time.Time)) time.Time {
	if n == 1 {
		start := watch.begin()
		f(0, start)
		return start
	}
	var start time.Time
	var ready, running sync.WaitGroup
	gate := make(chan struct{})
	for i := range n {
		ready.Add(1)
		running.Go(func() {
			ready.Done()
			<-gate
			f(i, start)
		})
	}
	ready.Wait()
	start = watch.begin()
	close(gate)
	running.Wait()
	return start
}

// submit hands over the tasks at from … to−1, or the only one as often, and returns the largest number
// of goroutines it saw.
func (b batch) submit(tasks []func(), from, to int) (int, error) {
	ctx, peak := context.Background(), 0
	step := min(len(tasks)-1, 1) // 0 stays at the only one
	for i := range to - from {
		if err := b.pool.Submit(ctx, tasks[(from+i)*step]); err != nil {
			return peak, fmt.Errorf("submit: %w", err)
		}
		if i%lookEvery == 0 {
			peak = max(peak, runtime.NumGoroutine())
		}
	}
	return max(peak, runtime.NumGoroutine()), nil
}

// saw adds what one submitter saw.
func (r *result) saw(peak int, err error) {
	r.peakGoroutines = max(r.peakGoroutines, peak)
	if r.err == nil {
		r.err = err
	}
}
