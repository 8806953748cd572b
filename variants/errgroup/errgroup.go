// Package errgroup runs tasks on golang.org/x/sync/errgroup with a limit.
//
// # Idea
//
// The study note's readers would reach for Promise.all over a bounded list. In Go that is
// an errgroup with SetLimit: it is not a pool but a gate in front of the go statement.
//
// # Mechanism
//
// Go blocks until fewer than the limit are running, then starts a goroutine for the task.
// No goroutine is reused and there is no queue: a submitter always waits for a running
// task to end, so it sleeps and wakes once per task when tasks are short.
//
// # When to use it
//
// For a batch with a beginning and an end that belongs to one caller, above all when the
// first error should cancel the rest. It is the smallest dependency that bounds anything.
//
// # How it fails
//
// What the native face does not promise: a panic in a task ends the process; a blocked Go
// cannot be abandoned; after Wait the group can be used again, so nothing is ever refused
// as closed; a nil task is a nil dereference in a worker. The guarded face has the whole
// contract.
package errgroup

import (
	"context"

	"golang.org/x/sync/errgroup"

	"poolbench/variants"
	"poolbench/variants/guard"
)

// Module is the module whose version and date the catalog shows.
const Module = "golang.org/x/sync"

// Traits hold for both faces: bounded workers, no queue, a goroutine per task.
var Traits = variants.Traits{Workers: variants.AsConfigured, Queue: variants.None, Async: true, FIFO: true, GoexitSafe: true, Reuses: variants.Never}

type pool struct{ group errgroup.Group }

var _ variants.Pool = (*pool)(nil)

// Open returns the native face: a group limited to cfg.Workers. cfg.Queue has no effect,
// since an errgroup has no queue.
func Open(cfg variants.Config) (variants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	p := &pool{}
	p.group.SetLimit(cfg.Workers)
	return p, nil
}

// Submit ignores ctx, as Group.Go knows none, and blocks while the limit is reached.
func (p *pool) Submit(_ context.Context, task func()) error {
	p.group.Go(func() error { task(); return nil })
	return nil
}

// Close waits for all tasks. The group stays usable.
func (p *pool) Close() error { return p.group.Wait() }

// OpenGuarded returns the same group behind the guard.
func OpenGuarded(cfg variants.Config) (variants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	var group errgroup.Group
	group.SetLimit(cfg.Workers)
	return guard.New(cfg.Workers, guard.Backend{
		Submit: func(task func()) error {
			group.Go(func() error { task(); return nil })
			return nil
		},
		Close: group.Wait,
	}), nil
}
