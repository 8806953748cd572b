package measure

import (
	"fmt"
	"runtime"
	"sync/atomic"

	"poolbench/harness/sample"
)

// TakeDivided measures a batch of spec.Tasks items, which become tasks by spec.Division. All else
// is as for [Take]: the clock, the counters, the warm-up with a share of the items, the check.
// Tasks of the measurement are items, so its times are per item.
//
// Which items a task computes is known before the window opens, by the position at which it is
// handed over. Were it drawn when a task begins, as the inputs of a batch are, a strategy that runs
// the last task first would not meet the items in that order either, and whether heavy items come
// first or last is what there is to see. So each task that differs from others has a function of its
// own, made before the window. Only sample.Claimed draws items, as that is what it is.
//
// A task adds up the answers of its items by itself and counts them once, in the end: counting costs
// nothing per item.
func TakeDivided(spec Spec) Outcome {
	b, failure := spec.items()
	if failure != nil {
		return Outcome{Failure: failure}
	}
	outcome := b.take(newDivided(b.part(), spec.Division), newDivided(b, spec.Division))
	if outcome.Failure == nil { // otherwise workers may still be there
		b.work.release()
	}
	return outcome
}

// items is batch for items that become tasks.
func (s Spec) items() (batch, *sample.Failure) {
	if err := s.checkDivision(); err != nil {
		return batch{}, refused(err)
	}
	return s.batch()
}

func (s Spec) checkDivision() error {
	d := s.Division
	switch d.By {
	case sample.Each, sample.Static, sample.Claimed:
		if d.Chunk != 0 {
			return fmt.Errorf("division %q with chunks of %d items: only %q has a chunk", d.By, d.Chunk, sample.Chunks)
		}
	case sample.Chunks:
		if d.Chunk < 1 {
			return fmt.Errorf("chunks of %d items: at least 1 is needed", d.Chunk)
		}
	default:
		return fmt.Errorf("unknown division %q: allowed are %s, %s, %s and %s", d.By, sample.Each, sample.Chunks, sample.Static, sample.Claimed)
	}
	if s.Workers < 1 {
		return fmt.Errorf("%d workers: at least 1 has to have items", s.Workers)
	}
	return nil
}

// ownWorkers is how many workers have a task of their own; 0 if tasks do not belong to workers.
func (s Spec) ownWorkers() int {
	if s.Division.By == sample.Static || s.Division.By == sample.Claimed {
		return s.Workers
	}
	return 0
}

// divided is a batch of items, which runs once. The tasks of the batch are the number of items.
type divided struct {
	batch
	tally *tally   // of tasks
	queue []func() // the tasks, in the order in which they are handed over
	// ran tells of each task whether it did, where each has a function of its own; nil where they are
	// alike, and only their number says anything.
	ran []bool
}

func newDivided(b batch, by sample.Division) *divided {
	d := &divided{batch: b}
	switch by.By {
	case sample.Static:
		d.own(b.workers, func(k int) func() uint64 {
			compute, from, to := b.work.span(k), k*b.tasks/b.workers, (k+1)*b.tasks/b.workers
			return func() uint64 { return compute(from, to) }
		})
	case sample.Claimed:
		claim := claiming(b.tasks)
		d.own(b.workers, func(k int) func() uint64 {
			compute := b.work.span(k)
			return func() uint64 { return claim(compute) }
		})
	default:
		d.chunks(max(by.Chunk, 1))
	}
	return d
}

// own makes n tasks, each with a function of its own.
func (d *divided) own(n int, compute func(k int) func() uint64) {
	d.tally, d.ran = newTally(n), make([]bool, n)
	for k := range n {
		compute := compute(k)
		d.queue = append(d.queue, d.tally.adding(func() uint64 {
			answer := compute()
			d.ran[k] = true
			return answer
		}))
	}
}

// chunks makes tasks of so many items in a row. Those of items that are all the same are one and the
// same function too, as in a batch: a million small tasks would be as many functions for the garbage
// collector to mark. The list of them is on the heap during the window, a word per task. The last one may be shorter.
func (d *divided) chunks(items int) {
	n, compute := (d.tasks+items-1)/items, d.work.span(0)
	span := func(k int) func() uint64 {
		from, to := k*items, min((k+1)*items, d.tasks)
		return func() uint64 { return compute(from, to) }
	}
	if d.work.kernel != nil {
		d.own(n, span)
		return
	}
	d.tally, d.queue = newTally(n), make([]func(), n)
	alike := d.tally.adding(span(0))
	for k := range d.queue {
		d.queue[k] = alike
	}
	d.queue[n-1] = d.tally.adding(span(n - 1))
}

// claiming returns a function that has items computed one after the other, as long as nobody else has
// claimed them. Their counter has a cache line of its own, or rather two: what a task reads must not
// change along with it.
func claiming(items int) func(compute func(from, to int) uint64) uint64 {
	claimed := new(struct {
		_    [64]byte
		next atomic.Int64
		_    [64]byte
	})
	return func(compute func(from, to int) uint64) (sum uint64) {
		for {
			i := int(claimed.next.Add(1) - 1)
			if i >= items {
				return sum
			}
			sum += compute(i, i+1)
		}
	}
}

// span returns what computes items from … to−1 and adds up their answers, modulo 2^64. worker says
// whose items they are, where workers have something of their own.
func (p prepared) span(worker int) func(from, to int) uint64 {
	run := p.Run
	switch {
	case p.kernel != nil:
		return func(from, to int) (sum uint64) {
			for i := from; i < to; i++ {
				sum += p.kernel(i % len(p.digests))
			}
			return sum
		}
	case p.items != nil:
		run = p.items[worker]
	case run == nil:
		return func(int, int) uint64 { return 0 }
	}
	return func(from, to int) (sum uint64) {
		for range to - from {
			sum += run()
		}
		return sum
	}
}

func (d *divided) run(watch *scheduler) result {
	handed := d.batch
	handed.tasks = len(d.queue)
	r := handed.complete(watch, d.tally, d.queue)
	r.handed, r.ran = len(d.queue), d.ran
	runtime.KeepAlive(d.work.ballast)
	return r
}

var _ shape = (*divided)(nil)
