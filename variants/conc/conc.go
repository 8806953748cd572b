// Package conc runs tasks on the pool of github.com/sourcegraph/conc.
//
// # Idea
//
// Structured concurrency: a goroutine has an owner, the owner waits for it, and a panic in
// it arrives at the owner. The study note's closest relative is the advice to await every
// promise. conc builds a pool on top of that idea rather than the other way round.
//
// # Mechanism
//
// Workers receive from one unbuffered channel. A second channel counts them: a submitter
// either adds a worker or finds one that is ready to receive, whichever the select picks,
// and blocks while neither is possible. Workers live until Wait.
//
// # When to use it
//
// For a batch that belongs to one function, above all when a panic in a task should be a
// panic of that function and not the end of the process.
//
// # How it fails
//
// What the native face does not promise: a blocked Go cannot be abandoned; Wait panics
// with one of the tasks' panics and the rest is lost; Go after Wait, or a second Wait,
// panics. And a worker can be taken away from the submitter that started it: if another
// submitter's task gets there first and then panics or calls runtime.Goexit, the worker
// ends, and the first submitter blocks until somebody starts another (v0.3.0). The guard
// keeps panics away from the workers, but no wrapper can stop a Goexit: so GoexitSafe is
// false on both faces. Otherwise the guarded face has the whole contract.
package conc

import (
	"context"

	concpool "github.com/sourcegraph/conc/pool"

	"poolbench/variants"
	"poolbench/variants/guard"
)

// Module is the module whose version and date the catalog shows.
const Module = "github.com/sourcegraph/conc"

// Traits hold for both faces: reused workers without a queue.
var Traits = variants.Traits{Workers: variants.AsConfigured, Queue: variants.None, Async: true, FIFO: true, Reuses: variants.Always}

type pool struct{ conc *concpool.Pool }

var _ variants.Pool = (*pool)(nil)

// Open returns the native face: a pool of cfg.Workers. cfg.Queue has no effect.
func Open(cfg variants.Config) (variants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &pool{concpool.New().WithMaxGoroutines(cfg.Workers)}, nil
}

// Submit ignores ctx, as Pool.Go knows none, and blocks while all workers are busy.
func (p *pool) Submit(_ context.Context, task func()) error {
	p.conc.Go(task)
	return nil
}

// Close waits for all tasks and the workers. It panics if a task did, and if it is called
// twice.
func (p *pool) Close() error {
	p.conc.Wait()
	return nil
}

// OpenGuarded returns the same pool behind the guard, which calls Wait once, when no Go is
// under way and none can follow: all that conc asks for.
func OpenGuarded(cfg variants.Config) (variants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	workers := concpool.New().WithMaxGoroutines(cfg.Workers)
	return guard.New(cfg.Workers, guard.Backend{
		Submit: func(task func()) error { workers.Go(task); return nil },
		Close:  func() error { workers.Wait(); return nil },
	}), nil
}
