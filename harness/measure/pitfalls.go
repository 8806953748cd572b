package measure

import (
	"fmt"
	"time"

	"poolbench/variants"
)

// TakeSubmissions measures a batch as [Take] does, but with a clock that stops when the last
// call of Submit has returned. A pool with an unbounded queue looks infinitely fast that
// way; one without a queue hardly changes.
//
// All counters are of the same span. The tasks that are still waiting then run afterwards,
// and are checked like any others.
func TakeSubmissions(spec Spec) Outcome {
	b, failure := spec.batch()
	if failure != nil {
		return Outcome{Failure: failure}
	}
	return b.take(b.part(), submissions{b})
}

// submissions is a batch whose window ends too early.
type submissions struct{ batch }

func (s submissions) run(watch *scheduler) result {
	r, _ := s.handOver(watch)
	watch.end()
	r.early = true
	r.wall = max(r.wall, 1) // a coarse clock may not have moved
	return r
}

// TakeLifecycle measures a batch with a clock that starts before the pool is opened and
// stops after it has been closed. In between the last task is waited for, as everybody does
// who uses a pool. There is no warm-up, since that would need an open pool: who opens one
// per batch pays for goroutines, stacks and cold caches every time.
//
// Counters are of the same span. The scheduler's Runnable and Waiting are not read.
func TakeLifecycle(spec Spec) Outcome {
	row, work, err := spec.resolve()
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	return lifecycle{
		batch: batch{work: work, submitters: spec.Submitters, tasks: spec.Tasks},
		open:  func() (variants.Pool, error) { return row.Open(spec.config()) },
	}.take()
}

// lifecycle is a batch whose pool is opened and closed inside the window.
type lifecycle struct {
	batch // its pool is nil
	open  func() (variants.Pool, error)
}

func (l lifecycle) take() Outcome {
	r, measured := l.measure(l)
	if failure := r.check(l.work, l.tasks); failure != nil {
		return Outcome{Failure: failure}
	}
	return Outcome{Measured: measured}
}

func (l lifecycle) run(watch *scheduler) (r result) {
	defer watch.end()
	start := watch.begin()
	pool, err := l.open()
	if err != nil {
		return result{err: err}
	}
	l.pool = pool
	r = l.batch.run(nil) // this window is watched already
	if r.err != nil {
		return r
	}
	if err := pool.Close(); err != nil {
		r.err = fmt.Errorf("close: %w", err)
	}
	r.wall = max(time.Since(start), 1)
	return r
}

var _, _ shape = submissions{}, lifecycle{}
