// Package gammazero runs tasks on github.com/gammazero/workerpool.
//
// # Idea
//
// The study note's second library is the simple one: as many workers as you say, and a
// list for whatever they have no time for. gammazero/workerpool is that in Go: it limits
// how many tasks run, and on purpose not how many wait.
//
// # Mechanism
//
// One dispatcher goroutine owns everything. A submitter sends its task to it through an
// unbuffered channel; the dispatcher passes it on to an idle worker through a second one,
// or starts a worker, or appends the task to its deque. So the list needs no lock, and each
// task makes two hand-overs instead of one. An idle worker is ended every two seconds.
//
// # When to use it
//
// When submitters must never wait (they serve an event loop, or hold a lock) and the
// number of tasks is bounded by something else.
//
// # How it fails
//
// What the native face does not promise: any backpressure, since the deque grows as long
// as there is memory; a panic in a task ends the process; a nil task is dropped and
// reported as a success. A task that calls runtime.Goexit takes its worker along, and the
// dispatcher goes on counting it: the capacity is lost, and StopWait waits for that worker
// for ever. The guarded face has the whole contract but for the last point, which lies
// below it: so there GoexitSafe is false, and after a Goexit Close hangs.
package gammazero

import (
	"context"
	"errors"

	"github.com/gammazero/workerpool"

	"poolbench/variants"
	"poolbench/variants/guard"
)

// Module is the module whose version and date the catalog shows.
const Module = "github.com/gammazero/workerpool"

// NativeTraits declare a queue without a limit.
var NativeTraits = variants.Traits{Workers: variants.AsConfigured, Queue: variants.Unbounded, Async: true, FIFO: true, Reuses: variants.Always}

// GuardedTraits are the same but for the queue, which the guard bounds.
var GuardedTraits = variants.Traits{Workers: variants.AsConfigured, Queue: variants.AsConfigured, Async: true, FIFO: true, Reuses: variants.Always}

type pool struct{ workers *workerpool.WorkerPool }

var _ variants.Pool = (*pool)(nil)

// Open returns the native face: a pool of cfg.Workers. cfg.Queue has no effect.
func Open(cfg variants.Config) (variants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &pool{workerpool.New(cfg.Workers)}, nil
}

// Submit ignores ctx, as the library knows none, and never blocks for long. It calls Do,
// as the README of v1.3.0 does: the older Submit is the same method, except that it panics
// where Do returns ErrStopped.
// The library's word for a pool that is closed is translated, so that names do not count
// as behaviour.
func (p *pool) Submit(_ context.Context, task func()) error {
	err := p.workers.Do(task)
	if errors.Is(err, workerpool.ErrStopped) {
		return variants.ErrClosed
	}
	return err
}

// Close waits for all tasks, the queued ones included. The library's Stop would drop those.
func (p *pool) Close() error {
	p.workers.StopWait()
	return nil
}

// OpenGuarded returns the same pool behind the guard, whose places are the only bound on
// the queue. With Do an error of the library, should there ever be one, reaches the
// submitter; with the library's Submit it would be a panic in somebody else's goroutine.
func OpenGuarded(cfg variants.Config) (variants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	workers := workerpool.New(cfg.Workers)
	return guard.New(cfg.Workers+cfg.Queue, guard.Backend{
		Submit: workers.Do,
		Close:  func() error { workers.StopWait(); return nil },
	}), nil
}
