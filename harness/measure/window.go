package measure

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"poolbench/harness/workload"
	"poolbench/variants"
)

// lookEvery is how many submissions pass between two looks at the number of goroutines:
// often enough to see a backlog grow, seldom enough to cost less than 0.1 ns per task.
const lookEvery = 256

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

// task returns the function that all tasks of a window are.
func (t *tally) task(work workload.Workload) func() {
	if work.Run == nil {
		return t.finish
	}
	return func() {
		t.answers.Add(work.Run())
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
	work       workload.Workload
	submitters int
	tasks      int
}

// result is what a batch looked like from outside the pool.
type result struct {
	wall           time.Duration
	peakGoroutines int
	tally          *tally
	err            error // the first refusal of a valid task
}

// run is the timed window. With one submitter that is the calling goroutine; with more,
// goroutines that are waiting when the clock starts.
func (b batch) run() result {
	t := newTally(b.tasks)
	task := t.task(b.work)
	peaks := make([]int, b.submitters)
	errs := make([]error, b.submitters)
	if b.submitters == 1 {
		start := time.Now()
		peaks[0], errs[0] = b.submit(task, b.tasks)
		return b.collect(t, start, peaks, errs)
	}
	var ready, submitting sync.WaitGroup
	gate := make(chan struct{})
	for i := range b.submitters {
		share := b.tasks / b.submitters
		if i < b.tasks%b.submitters {
			share++
		}
		ready.Add(1)
		submitting.Go(func() {
			ready.Done()
			<-gate
			peaks[i], errs[i] = b.submit(task, share)
		})
	}
	ready.Wait()
	start := time.Now()
	close(gate)
	submitting.Wait()
	return b.collect(t, start, peaks, errs)
}

// submit hands over n tasks and returns the largest number of goroutines it saw.
func (b batch) submit(task func(), n int) (int, error) {
	ctx, peak := context.Background(), 0
	for i := range n {
		if err := b.pool.Submit(ctx, task); err != nil {
			return peak, err
		}
		if i%lookEvery == 0 {
			peak = max(peak, runtime.NumGoroutine())
		}
	}
	return max(peak, runtime.NumGoroutine()), nil
}

func (b batch) collect(t *tally, start time.Time, peaks []int, errs []error) result {
	r := result{tally: t}
	for i := range peaks {
		r.peakGoroutines = max(r.peakGoroutines, peaks[i])
		if r.err == nil {
			r.err = errs[i]
		}
	}
	if r.err == nil { // a refused task would never end
		<-t.done
		r.wall = t.end.Sub(start)
	}
	return r
}
