// Package spawn starts one goroutine per task and sets no limit.
//
// # Idea
//
// The study note's second server creates a new Worker for each request and then warns
// against it: a worker there is an operating-system thread with an engine of its own. A
// goroutine is a few kilobytes and a place in the scheduler's run queue, so the same
// pattern is Go's default answer. Whether the warning still holds is what we measure.
//
// # Mechanism
//
// A go statement, and a WaitGroup that Close waits for. The read lock around the counter
// keeps a Submit that races with Close from adding to a WaitGroup that is already waiting.
//
// # When to use it
//
// When something outside bounds the number of tasks (a request limit, a short list), when
// tasks wait more than they compute, or when the code must stay obvious.
//
// # How it fails
//
// There is no backpressure. A submitter that is faster than the cores piles up
// goroutines, and each waiting task costs a whole stack instead of one slot of a queue.
// All of them share the cores at once, so no task is early and every task is late, and
// the order of execution is the scheduler's choice. The bare pattern dies from a panic in
// any task; this one recovers.
package spawn

import (
	"context"
	"sync"

	"poolbench/variants"
)

// Traits declare that spawn bounds nothing: every accepted task runs, none waits in a
// queue of the pool's (they wait in the scheduler's).
var Traits = variants.Traits{Workers: variants.Unbounded, Queue: variants.Unbounded, Async: true, GoexitSafe: true, Reuses: variants.Never}

type pool struct {
	variants.Failures
	mu      sync.RWMutex // held for writing only to close
	closed  bool
	running sync.WaitGroup
}

var _ variants.Pool = (*pool)(nil)

// Open returns a pool that starts no goroutine until a task comes. cfg must be valid, but
// it has no influence.
func Open(cfg variants.Config) (variants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &pool{}, nil
}

// Submit starts a goroutine for task. It never blocks.
func (p *pool) Submit(ctx context.Context, task func()) error {
	if task == nil {
		return variants.ErrNilTask
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.closed {
		return variants.ErrClosed
	}
	p.running.Add(1)
	go func() {
		defer p.running.Done()
		p.Run(task)
	}()
	return nil
}

// Close waits for all tasks.
func (p *pool) Close() error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.running.Wait()
	return p.Err()
}
