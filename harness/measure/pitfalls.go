package measure

import (
	"cmp"
	"fmt"
	"time"

	"poolbench/harness/sample"
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

// TakeLifecycle opens a pool, has it run spec.Tasks tasks and closes it, again and again until
// spec.Window has passed. WallNS is the time of all these lives and InsideNS the part of it
// that lies between a pool's opening and its closing, from the first Submit to the end of the
// last task: two clocks of one and the same work. Tasks are those of all lives.
//
// One life goes before, as a warm-up. The last task is waited for before Close, as everybody
// does who uses a pool. Counters are of the whole; the scheduler's Runnable and Waiting are
// not read.
func TakeLifecycle(spec Spec) Outcome {
	row, work, err := spec.resolve()
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	return (&lives{
		batch:  batch{work: work, submitters: spec.Submitters, tasks: spec.Tasks},
		open:   func() (variants.Pool, error) { return row.Open(spec.config()) },
		window: spec.Window,
	}).take()
}

// lives are batches that each have a pool of their own.
type lives struct {
	batch  // its pool is nil
	open   func() (variants.Pool, error)
	window time.Duration

	// What the window found.
	number  int
	inside  time.Duration
	failure *sample.Failure // of any but the last
}

func (l *lives) take() Outcome {
	if failure := l.live().check(l.work, l.tasks); failure != nil {
		return Outcome{Failure: failure}
	}
	r, measured := l.measure(l)
	if failure := cmp.Or(l.failure, r.check(l.work, l.tasks)); failure != nil {
		return Outcome{Failure: failure}
	}
	measured.Tasks, measured.InsideNS = l.number*l.tasks, max(l.inside.Nanoseconds(), 1)
	return Outcome{Measured: measured}
}

// run lives until the window has passed, once at least.
func (l *lives) run(watch *scheduler) (r result) {
	defer watch.end()
	start := watch.begin()
	for {
		r = l.live()
		l.number++
		l.inside += r.wall
		r.wall = max(time.Since(start), 1)
		if r.err != nil || r.wall >= l.window {
			return r
		}
		if l.failure = r.check(l.work, l.tasks); l.failure != nil {
			return r
		}
	}
}

// live is one life of a pool. Its wall time is that of the batch alone.
func (l *lives) live() (r result) {
	pool, err := l.open()
	if err != nil {
		return result{err: err}
	}
	b := l.batch
	b.pool = pool
	r = b.run(nil) // the window is watched as a whole
	if r.err != nil {
		return r
	}
	if err := pool.Close(); err != nil {
		r.err = fmt.Errorf("close: %w", err)
	}
	return r
}

var _, _ shape = submissions{}, (*lives)(nil)
