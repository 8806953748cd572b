package measure

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/variants"
)

// TakeStarted opens spec.Tasks pools of one worker, one after the other. Each computes one task as soon as it is
// there, and all stay open until the last one has. Latency is from the opening to the answer, WallNS from the
// first opening to the last answer. Nothing is warmed up: the first start of a process is one of them.
//
// Started is the memory: the resident set before the first opening, after a garbage collection that gives
// back what it can, and after the last answer, with what opening has left as garbage.
func TakeStarted(spec Spec) Outcome {
	row, work, err := spec.resolve()
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	defer work.release()
	if failure := (batch{work: work}).uniform(); failure != nil {
		return Outcome{Failure: failure}
	}
	config := spec.config()
	config.Workers = 1
	s := starting{open: func() (variants.Pool, error) { return row.Open(config) }, work: work, tasks: spec.Tasks}
	return s.take()
}

// starting is pools that are opened one after the other.
type starting struct {
	open  func() (variants.Pool, error)
	work  prepared
	tasks int
	pools []variants.Pool
}

func (s *starting) take() Outcome {
	debug.FreeOSMemory() // collects first
	var r result
	var before, after *uint64
	m := observe(func(watch *scheduler) time.Duration {
		before = machine.RSS()
		r = s.run(watch)
		after = machine.RSS()
		return 0
	})
	failure := r.check(s.work, s.tasks)
	for _, pool := range s.pools {
		if err := pool.Close(); err != nil && failure == nil {
			failure = refused(fmt.Errorf("close: %w", err))
		}
	}
	if failure != nil {
		return Outcome{Failure: failure}
	}
	m.Tasks, m.WallNS, m.PeakGoroutines = s.tasks, max(r.wall.Nanoseconds(), 1), r.peakGoroutines
	r.describe(m)
	m.Started = newStarted(s.tasks, before, after)
	return Outcome{Measured: m}
}

// run starts all pools, or stops at the first one that cannot be started.
func (s *starting) run(watch *scheduler) result {
	r := result{tally: newTally(s.tasks), latencies: newDurations(s.tasks)}
	task := r.tally.answering(s.work)
	s.pools = make([]variants.Pool, 0, s.tasks)
	start, last := watch.begin(), time.Duration(0)
	for i := range s.tasks {
		answer, err := s.start(task)
		if err != nil {
			r.err = err
			break
		}
		if answer != s.work.Answer {
			r.wrong++
		}
		now := time.Since(start)
		r.latencies[i], last = int64(now-last), now
	}
	r.wall, r.peakGoroutines = last, runtime.NumGoroutine()
	watch.handedOver()
	watch.end()
	return r
}

// start opens a pool and returns what its first task has computed.
func (s *starting) start(task func() (uint64, error)) (uint64, error) {
	pool, err := s.open()
	if err != nil {
		return 0, err
	}
	s.pools = append(s.pools, pool)
	answer, err := variants.Do(context.Background(), pool, task)
	if err != nil {
		return 0, fmt.Errorf("do: %w", err)
	}
	return answer, nil
}

// newStarted is nil unless both sizes are known.
func newStarted(workers int, before, after *uint64) *sample.Started {
	if before == nil || after == nil {
		return nil
	}
	return &sample.Started{Workers: int64(workers), BeforeRSS: *before, AfterRSS: *after}
}
