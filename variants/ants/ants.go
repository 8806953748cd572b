// Package ants runs tasks on github.com/panjf2000/ants/v2.
//
// # Idea
//
// The study note ends at Piscina, a tuned library pool, and at the advice to prefer one.
// ants is the Go library most often named in that role.
//
// # Mechanism
//
// A stack of idle workers, most recently used first, each a goroutine with an inbox of its
// own. Submit pops a worker and sends the task to its inbox, starts a new worker while
// there are fewer than the capacity, or else waits on a condition variable for a worker to
// come back. A second goroutine ends workers that were idle for a second. There is no
// queue of tasks.
//
// # When to use it
//
// When you want a pool that grows and shrinks, can be retuned while it runs, reports how
// many workers are busy, and recovers panics, without writing any of it.
//
// # How it fails
//
// What the native face does not promise: Release does not wait, neither for running tasks
// nor for goroutines; Submit does not know contexts, so a blocked one can only be woken by
// Release; a nil task silently ends the worker that receives it; a panic goes to the log
// and to nobody else. The guarded face has the whole contract.
package ants

import (
	"context"
	"errors"
	"time"

	"github.com/panjf2000/ants/v2"

	"poolbench/variants"
	"poolbench/variants/guard"
)

// Module is the module whose version and date the catalog shows.
const Module = "github.com/panjf2000/ants/v2"

// releaseTimeout bounds how long the guarded face waits for idle workers to end. They have
// nothing left to do, so it is long for them and only keeps a defect from hanging Close.
const releaseTimeout = 10 * time.Second

// Traits hold for both faces: reused workers without a queue of tasks.
var Traits = variants.Traits{Workers: variants.AsConfigured, Queue: variants.None, Async: true, FIFO: true, Reuses: variants.Always, GoexitSafe: true}

type pool struct{ ants *ants.Pool }

var _ variants.Pool = (*pool)(nil)

// open makes the pool that both faces use: all defaults, as the README of ants constructs
// it. So Submit blocks when all workers are busy, and the purging of idle workers is on.
// (Without purging a blocked Submit can miss the only wake-up: see variants/README.md.)
func open(cfg variants.Config) (*ants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return ants.NewPool(cfg.Workers)
}

// Open returns the native face: a pool of cfg.Workers. cfg.Queue has no effect.
func Open(cfg variants.Config) (variants.Pool, error) {
	p, err := open(cfg)
	if err != nil {
		return nil, err
	}
	return &pool{p}, nil
}

// Submit ignores ctx, which Pool.Submit of ants does not know, and blocks while all
// workers are busy.
// The library's word for a pool that is closed is translated, so that names do not count
// as behaviour.
func (p *pool) Submit(_ context.Context, task func()) error {
	err := p.ants.Submit(task)
	if errors.Is(err, ants.ErrPoolClosed) {
		return variants.ErrClosed
	}
	return err
}

// Close releases the pool and does not wait.
func (p *pool) Close() error {
	p.ants.Release()
	return nil
}

// OpenGuarded returns the same pool behind the guard.
func OpenGuarded(cfg variants.Config) (variants.Pool, error) {
	p, err := open(cfg)
	if err != nil {
		return nil, err
	}
	return guard.New(cfg.Workers, guard.Backend{
		Submit: p.Submit,
		Close:  func() error { return p.ReleaseTimeout(releaseTimeout) },
	}), nil
}
