// Package inline runs each task in the goroutine that submits it, one at a time: no
// worker, no queue, no parallelism.
//
// # Idea
//
// The study note starts with a Node.js server whose only thread computes while every
// other request waits: the blocked event loop. This is the same program with nothing
// taken away from it. Here it is also the serial reference: its time per task is the work
// itself plus one uncontended admission, so every other row's efficiency is computed
// against it.
//
// # Mechanism
//
// A semaphore with one place, made of a channel so that waiting for it can be abandoned
// when the context ends or the pool closes; a mutex cannot be abandoned. Close takes the
// place and never gives it back: that is both the drain and the lock on the door.
//
// # When to use it
//
// When the task is shorter than handing it over would cost (the break-even chart says
// where that is), when there is one core, or while debugging: stack traces lead from the
// submitter straight into the task.
//
// # How it fails
//
// It uses one core of however many there are. One slow task delays all submitters. A task
// that submits to its own pool waits for itself, until its context ends. runtime.Goexit in
// a task ends the submitter's goroutine, since that is the one that runs it.
package inline

import (
	"context"
	"sync"

	"poolbench/variants"
)

// Traits declare what inline does differently: one task at a time, run by its submitter.
var Traits = variants.Traits{Workers: variants.One, Queue: variants.None, FIFO: true, Reuses: variants.Never}

type pool struct {
	variants.Failures
	turn    chan struct{} // holds one token while a task runs, and for ever once closed
	closing chan struct{}
	close   sync.Once
}

var _ variants.Pool = (*pool)(nil)

// Open returns a pool without goroutines. cfg must be valid, but beyond that it has no
// influence: one task runs at a time and none waits.
func Open(cfg variants.Config) (variants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &pool{turn: make(chan struct{}, 1), closing: make(chan struct{})}, nil
}

// Submit runs task and returns when it has ended.
func (p *pool) Submit(ctx context.Context, task func()) error {
	if task == nil {
		return variants.ErrNilTask
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-p.closing:
		return variants.ErrClosed
	default:
	}
	select {
	case p.turn <- struct{}{}: // the usual case alone: a select with one case is several times cheaper
	default:
		select {
		case p.turn <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		case <-p.closing:
			return variants.ErrClosed
		}
	}
	defer p.leave() // deferred: after a Goexit the next submitter must still get its turn
	p.Run(task)
	return nil
}

func (p *pool) leave() { <-p.turn }

// Close waits for the running task, if any.
func (p *pool) Close() error {
	p.close.Do(func() {
		close(p.closing)
		p.turn <- struct{}{}
	})
	return p.Err()
}
