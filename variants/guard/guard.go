// Package guard gives the native strategy of a library the whole contract of
// variants.Pool.
//
// # Model
//
// A guard is a semaphore in front of a backend. A task needs one of the semaphore's places
// from its acceptance until it has ended, and it carries a recover with it. That is enough
// for the whole contract:
//   - the places bound what is accepted, and waiting for one can be abandoned, so Submit
//     obeys its context although no library's does;
//   - Close takes all places and keeps them: when it has them, nothing runs, nothing
//     waits, and nobody can enter again; only then is the library shut down;
//   - the recover keeps panics away from the library, whatever it would do with them.
//
// # What it is not
//
// It cannot repair what happens below it. If a library loses a worker when a task calls
// runtime.Goexit, the guarded row declares GoexitSafe false. It does not make a backend
// fair, faster or cancellable.
//
// # Its price
//
// One send and one receive on a channel, a deferred call and a recycled closure per task;
// no allocation in the steady state. The overhead experiment measures every library with
// and without the guard, and the report publishes the difference.
package guard

import (
	"context"
	"sync"

	"poolbench/variants"
)

// Backend is what a guard needs from a library.
type Backend struct {
	// Submit hands task to the library, which runs it exactly once, later or at once. It
	// is called only while fewer tasks than the guard's capacity are under way, and may
	// block only as long as a worker needs to notice that it is free.
	Submit func(task func()) error
	// Close frees the library's goroutines. It is called once, when no task is under way
	// and none can follow. Nil means that there is nothing to free.
	Close func() error
}

type pool struct {
	variants.Failures
	backend  Backend
	places   chan struct{} // one token per task under way; full for ever once closed
	closing  chan struct{}
	jobs     sync.Pool // of *job
	close    sync.Once
	closeErr error
}

var _ variants.Pool = (*pool)(nil)

// New returns a pool that lets at most capacity tasks be under way in backend: running, or
// waiting in its queue. capacity must be at least 1 and no more than backend takes without
// blocking for long. The pool starts no goroutine of its own.
func New(capacity int, backend Backend) variants.Pool {
	p := &pool{backend: backend, places: make(chan struct{}, capacity), closing: make(chan struct{})}
	p.jobs.New = func() any {
		j := &job{pool: p}
		j.run = j.runTask
		return j
	}
	return p
}

// Submit waits for a place and hands task to the library.
func (p *pool) Submit(ctx context.Context, task func()) error {
	if task == nil {
		return variants.ErrNilTask
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := p.enter(ctx); err != nil {
		return err
	}
	j := p.jobs.Get().(*job)
	j.task = task
	if err := p.backend.Submit(j.run); err != nil {
		p.leave()
		return err
	}
	return nil
}

// enter takes a place. A Submit that overlooks a Close beginning just now finds the places
// taken by it, one by one, and is woken by closing.
func (p *pool) enter(ctx context.Context) error {
	select {
	case <-p.closing:
		return variants.ErrClosed
	default:
	}
	select {
	case p.places <- struct{}{}: // room: this select with one case costs a fraction of the next
		return nil
	default:
	}
	select {
	case p.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-p.closing:
		return variants.ErrClosed
	}
}

func (p *pool) leave() { <-p.places }

// Close drains the library, shuts it down and returns the failures of tasks, or else the
// library's own error.
func (p *pool) Close() error {
	p.close.Do(func() {
		close(p.closing)
		for range cap(p.places) {
			p.places <- struct{}{}
		}
		if p.backend.Close != nil {
			p.closeErr = p.backend.Close()
		}
	})
	if err := p.Err(); err != nil {
		return err
	}
	return p.closeErr
}

// job is the function value that a library runs in place of a task. It is recycled, since
// a fresh closure per task was the greater part of the guard's price.
type job struct {
	pool *pool
	task func()
	run  func() // runTask, bound once
}

func (j *job) runTask() {
	p, task := j.pool, j.task
	j.task = nil
	p.jobs.Put(j) // before the task runs: a library calls run once and never looks back
	defer p.leave()
	p.Run(task)
}
