package measure

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"poolbench/variants"
)

// TakeRequests measures one sample of a closed loop: spec.Submitters callers, together
// spec.Tasks tasks; each caller calls [variants.Do] and waits for the answer before its
// next call. Latency is from the call to its return, WallNS from the opening of the window
// to the last caller's last return.
//
// There are never more tasks in the pool than callers, so a slow pool is asked less often.
// What a task waits that arrives regardless of the others is for [TakeArrivals] to say.
// Do makes a channel and two closures per call, which every row pays and Allocs contains.
func TakeRequests(spec Spec) Outcome {
	b, failure := spec.loop()
	if failure != nil {
		return Outcome{Failure: failure}
	}
	return b.take(newClosedLoop(b.part()), newClosedLoop(b))
}

// closedLoop has each caller wait for its result before it asks again. The first call of
// each is its own, so that nobody is left out of the result; the others are drawn from one
// counter. Were they shared out, callers whom the scheduler favours would be through early,
// and leave the pool to the rest, who then wait less than among so many.
//
// With Go's scheduler that is no small matter: a goroutine that another one has just made
// ready runs next, in the time slice of that one (p.runnext in runtime/runtime2.go, Go
// 1.26). So a caller and its worker can hand each other a processor for 10 ms, while other
// callers wait in the queue for it.
type closedLoop struct {
	batch
	tally     *tally
	task      func() (uint64, error) // one function value for all tasks
	latencies []int64                // by call; each is written once

	_     [64]byte // every call changes what follows
	drawn atomic.Int64
	_     [64]byte
}

func newClosedLoop(b batch) *closedLoop {
	c := &closedLoop{batch: b, tally: newTally(b.tasks), latencies: newDurations(b.tasks)}
	c.task = c.tally.answering(b.work)
	c.drawn.Store(int64(b.submitters))
	return c
}

// answering returns the function that all tasks of a closed loop are.
func (t *tally) answering(work prepared) func() (uint64, error) {
	return func() (answer uint64, _ error) {
		if work.Run != nil {
			answer = work.Run()
			t.answers.Add(answer)
		}
		t.finish()
		return answer, nil
	}
}

// caller is what one caller found.
type caller struct {
	last  time.Duration // when its last call returned, since the window opened
	peak  int
	wrong int
	err   error
}

func (c *closedLoop) run(watch *scheduler) result {
	callers := make([]caller, c.submitters)
	together(c.submitters, watch, func(i int, start time.Time) { callers[i] = c.call(i, start, watch) })
	watch.end()
	r := result{tally: c.tally, latencies: c.latencies}
	for _, found := range callers {
		r.saw(found.peak, found.err)
		r.wrong += found.wrong
		r.wall = max(r.wall, found.last)
	}
	return r
}

// call makes caller i's calls. The clock is read once per call, since the return of one
// is the start of the next: a caller thinks about nothing in between. The first one starts
// with the window, when all callers want to call: how long the scheduler keeps a caller
// from its first call is waiting, too.
func (c *closedLoop) call(i int, start time.Time, watch *scheduler) (found caller) {
	ctx := context.Background()
	for k := int64(i); k < int64(c.tasks); k = c.drawn.Add(1) - 1 {
		if k == int64(c.tasks)-1 { // now, since the call does not return before the task has ended
			watch.handedOver()
		}
		answer, err := variants.Do(ctx, c.pool, c.task)
		if err != nil {
			found.err = fmt.Errorf("do: %w", err)
			return found
		}
		now := time.Since(start)
		c.latencies[k] = int64(now - found.last)
		found.last = now
		if answer != c.work.Answer {
			found.wrong++
		}
		if k%lookEvery == 0 {
			found.peak = max(found.peak, runtime.NumGoroutine())
		}
	}
	return found
}
