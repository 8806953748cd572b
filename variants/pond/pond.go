// Package pond runs tasks on github.com/alitto/pond/v2.
//
// # Idea
//
// The study note ends at a tuned library pool and counts what it does for its user: a
// queue with a limit, results, statistics. pond is a Go library with a long list of
// such features, and the only library here whose queue can be bounded.
//
// # Mechanism
//
// One mutex guards a linked list of buffers, which is the queue, and the number of
// workers. A submitter that finds fewer workers than the limit starts one with its task;
// otherwise it queues the task, and if the queue is full it waits on a channel with one
// place for the news that a task was taken. A worker that finds the queue empty ends, so
// an idle pool has no goroutines, and goroutines are reused only while tasks are waiting:
// with no queue at all every task gets a new one.
//
// # When to use it
//
// When the results of tasks matter to somebody (futures, groups, the first error), when
// the pool must be resized, divided into subpools or watched.
//
// # How it fails
//
// What the native face does not promise: a blocked Go cannot be abandoned by its caller; a
// panic is recovered, and with Go only a counter knows of it; a nil task is accepted and
// counts as a panic; a Go that was blocked while the pool stopped may return
// context.Canceled in place of ErrPoolStopped. The guarded face has the whole contract.
package pond

import (
	"context"
	"errors"

	"github.com/alitto/pond/v2"

	"poolbench/variants"
	"poolbench/variants/guard"
)

// Module is the module whose version and date the catalog shows.
const Module = "github.com/alitto/pond/v2"

// Traits hold for both faces: bounded workers behind a bounded queue.
var Traits = variants.Traits{Workers: variants.AsConfigured, Queue: variants.AsConfigured, Async: true, FIFO: true, Reuses: variants.WhileTasksWait, GoexitSafe: true}

type pool struct{ pond pond.Pool }

var _ variants.Pool = (*pool)(nil)

// open makes the pool that both faces use. WithQueueSize(0) switches the queue off, which
// is what Queue 0 means here too; without the option the queue would be unbounded. Pools
// of pond block when they are full unless told otherwise.
func open(cfg variants.Config) (pond.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return pond.NewPool(cfg.Workers, pond.WithQueueSize(cfg.Queue)), nil
}

// Open returns the native face: a pool of cfg.Workers behind a queue of cfg.Queue.
func Open(cfg variants.Config) (variants.Pool, error) {
	p, err := open(cfg)
	if err != nil {
		return nil, err
	}
	return &pool{p}, nil
}

// Submit ignores ctx, which pond knows per pool and not per task, and blocks while the
// queue is full. It calls Go, pond's method for tasks that nobody waits for. pond's Submit
// would make a future and a context for each task, and here nobody takes them.
// The library's word for a pool that is closed is translated, so that names do not count
// as behaviour.
func (p *pool) Submit(_ context.Context, task func()) error {
	err := p.pond.Go(task)
	if errors.Is(err, pond.ErrPoolStopped) {
		return variants.ErrClosed
	}
	return err
}

// Close stops the pool and waits for all tasks, the queued ones included.
func (p *pool) Close() error {
	p.pond.StopAndWait()
	return nil
}

// OpenGuarded returns the same pool behind the guard.
func OpenGuarded(cfg variants.Config) (variants.Pool, error) {
	p, err := open(cfg)
	if err != nil {
		return nil, err
	}
	return guard.New(cfg.Workers+cfg.Queue, guard.Backend{
		Submit: p.Go,
		Close:  func() error { p.StopAndWait(); return nil },
	}), nil
}
