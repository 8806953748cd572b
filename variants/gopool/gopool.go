// Package gopool runs tasks on gopool of github.com/bytedance/gopkg.
//
// # Idea
//
// A drop-in replacement for the go statement that reuses goroutines and their grown
// stacks: the answer of a company whose servers start very many short goroutines.
//
// # Mechanism
//
// A linked list of tasks behind a mutex, and two counters. A submitter appends its task
// and then, if fewer workers than the capacity are alive, starts one. A worker that finds
// the list empty ends: there are no idle workers to wake, hence no wake-up to pay for
// while tasks keep coming, and no goroutine to end once they stop.
//
// # When to use it
//
// In place of many go statements whose number is bounded elsewhere, for the stacks' sake,
// where nobody ever needs to wait for all of them.
//
// # How it fails
//
// What the native face does not promise: any backpressure, since the list grows as long as
// there is memory; any end, since there is no Close, no Wait and no refusal, so Close here
// returns while tasks are still running; the capacity itself, because submitters look at
// the number of workers and raise it in two steps, so S of them at once can start S-1 too
// many. A panic goes to the log and to nobody else; a nil task is such a panic. A task
// that calls runtime.Goexit takes its worker along without being counted off: that
// capacity is lost, and when all of it is, tasks are accepted and never run. The guarded
// face has the whole contract but for the last point, so there too GoexitSafe is false.
package gopool

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"time"

	"github.com/bytedance/gopkg/util/gopool"

	"poolbench/variants"
	"poolbench/variants/guard"
)

// Module is the module whose version and date the catalog shows.
const Module = "github.com/bytedance/gopkg"

// NativeTraits declare a queue without a limit. Workers is what the library documents; it
// holds for one submitter at a time.
var NativeTraits = variants.Traits{Workers: variants.AsConfigured, Queue: variants.Unbounded, Async: true, FIFO: true, Reuses: variants.WhileTasksWait}

// GuardedTraits are the same but for the queue, which the guard bounds.
var GuardedTraits = variants.Traits{Workers: variants.AsConfigured, Queue: variants.AsConfigured, Async: true, FIFO: true, Reuses: variants.WhileTasksWait}

type pool struct{ gopool gopool.Pool }

var _ variants.Pool = (*pool)(nil)

// open makes the pool that both faces use: one of our own, since the package-level
// functions of gopool share a single pool, without a useful limit, with the whole process.
func open(cfg variants.Config) (gopool.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return gopool.NewPool("poolbench", int32(min(cfg.Workers, math.MaxInt32)), gopool.NewConfig()), nil
}

// Open returns the native face: a pool of cfg.Workers. cfg.Queue has no effect.
func Open(cfg variants.Config) (variants.Pool, error) {
	p, err := open(cfg)
	if err != nil {
		return nil, err
	}
	return &pool{p}, nil
}

// Submit does not block. It ignores ctx: CtxGo would take one, but only to hand it to the
// panic handler.
func (p *pool) Submit(_ context.Context, task func()) error {
	p.gopool.Go(task)
	return nil
}

// Close does nothing, since gopool has nothing to close or to wait for.
func (p *pool) Close() error { return nil }

// OpenGuarded returns the same pool behind the guard. The lock lets one Go at a time look
// at the number of workers and raise it, so that the capacity holds.
func OpenGuarded(cfg variants.Config) (variants.Pool, error) {
	p, err := open(cfg)
	if err != nil {
		return nil, err
	}
	var starting sync.Mutex
	return guard.New(cfg.Workers+cfg.Queue, guard.Backend{
		Submit: func(task func()) error {
			starting.Lock()
			defer starting.Unlock()
			p.Go(task)
			return nil
		},
		Close: func() error { return awaitWorkers(p) },
	}), nil
}

// endTimeout bounds the wait for workers that have only their last look at an empty list
// left. It passes only if a Goexit has made the count wrong for good.
const endTimeout = time.Second

// awaitWorkers returns when the workers have ended. gopool tells nobody when one does, so
// this has to ask again and again; but they are running already, and yielding the
// processor to them a few times is nearly always enough.
func awaitWorkers(p gopool.Pool) error {
	const yields = 100
	deadline := time.Now().Add(endTimeout)
	for asked := 0; p.WorkerCount() > 0; asked++ {
		switch {
		case asked < yields:
			runtime.Gosched()
		case time.Now().Before(deadline):
			time.Sleep(time.Millisecond)
		default:
			return fmt.Errorf("gopool: %d workers have not ended; did a task call runtime.Goexit?", p.WorkerCount())
		}
	}
	return nil
}
