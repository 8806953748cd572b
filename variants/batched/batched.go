// Package batched is a worker pool built for throughput: a mutex around a ring of tasks,
// and three tricks that keep the number of locks and of goroutine switches per task low.
//
// # Idea
//
// The study note's pool pays for every task twice: a message to the worker and a message
// back. Whatever a hand-over costs, it costs less when it is shared by several tasks. This
// package asks how far that goes without giving up any part of the contract.
//
// # Mechanism
//
// Submitters put tasks into a ring under one lock; workers take them out under the same
// lock and wait on a condition variable. A submitter that finds the pool full joins a line
// and gets its place from a worker, in the order of the line. That is the whole pool. Then:
//
//   - Batches. A worker takes its share of the queue with one lock, at most 16 tasks. The
//     batch stays public: before a worker goes to sleep it takes over what others have not
//     started, so no task waits behind a long one while a worker is idle. Starting a task
//     is one compare-and-swap on a counter that normally nobody else touches.
//   - Yielding. Whoever has to wait, a worker for a task or a submitter for a place, first
//     lets other goroutines run, once, and looks again. With tiny tasks they have usually
//     filled or emptied the whole ring in the meantime, and one switch has replaced falling
//     asleep, being woken and, often, waking a thread.
//   - One woken submitter at a time. Places that free while one is on its way go to whoever
//     runs already, and it wakes the next when it arrives. Sixteen submitters woken for
//     sixteen places would be sixteen switches; one of them alone fills the ring.
//
// The last trick lets a running submitter overtake those in the line, and its limit is what
// keeps that fair: nobody overtakes while no submitter is on its way, and the next one on
// its way is always the first of the line.
//
// README.md has the measurements, also of tricks that did not pay and are not here.
//
// # When to use it
//
// When tasks are so small that the pool itself shows up in profiles, and cannot be merged
// into larger ones, which would help more.
//
// # How it fails
//
// It is about three times the code of the channel pool, and from some ten microseconds per
// task on there is hardly anything left to win. One lock is one lock: with many cores that do nothing but
// submit it will be the limit. A worker that looks for others' tasks looks at all workers.
package batched

import (
	"container/list"
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"poolbench/variants"
)

// Traits declare a bounded FIFO queue in front of long-lived workers.
var Traits = variants.Traits{
	Workers: variants.AsConfigured, Queue: variants.AsConfigured,
	Async: true, FIFO: true, Reuses: variants.Always, GoexitSafe: true,
}

// tricks are the settings that the ablation benchmark changes, one at a time. Each is a
// number that the code compares with anyway, so leaving it variable costs nothing.
type tricks struct {
	batch  int // tasks that a worker takes per lock; 1: no batches
	yields int // other goroutines let run before waiting; 0: none
	woken  int // submitters on their way at a time; MaxInt: as many as places free
}

var (
	allTricks     = tricks{batch: 16, yields: 1, woken: 1}
	withoutTricks = tricks{batch: 1, yields: 0, woken: math.MaxInt}
)

type pool struct {
	variants.Failures
	tricks
	size    int       // Config.Queue
	crew    []*worker // all workers, so that each can look at the others' batches
	workers sync.WaitGroup
	wanted  atomic.Bool // whoever starts a task must look after the line; set under the lock

	mu      sync.Mutex
	ring    []func() // tasks in no batch: queued ones, the oldest at head
	head    int
	queued  int
	batched int // at least as many tasks as are in batches and have not started
	idle    int // workers that wait, or have been woken and got no task yet
	wake    sync.Cond
	waking  bool      // a worker has been woken and has not come to the lock yet
	line    list.List // of *waiter: submitters that found the pool full, oldest first
	coming  int       // submitters that were admitted and have not come to the lock yet
	closed  bool
}

// waiter is a blocked Submit.
type waiter struct {
	task   func()
	answer chan error // one place; answered at most once, under the lock
}

var _ variants.Pool = (*pool)(nil)

// Open starts cfg.Workers goroutines behind a queue of cfg.Queue places.
func Open(cfg variants.Config) (variants.Pool, error) { return open(cfg, allTricks) }

func open(cfg variants.Config, with tricks) (variants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	p := &pool{tricks: with, size: cfg.Queue, ring: make([]func(), cfg.Queue+cfg.Workers)}
	p.wake.L = &p.mu
	for range cfg.Workers {
		p.crew = append(p.crew, &worker{batch: make([]func(), 0, with.batch)})
	}
	p.workers.Add(cfg.Workers)
	for _, w := range p.crew {
		go p.work(w)
	}
	return p, nil
}

// Submit puts task into the ring and blocks while the pool is full.
func (p *pool) Submit(ctx context.Context, task func()) error {
	if task == nil {
		return variants.ErrNilTask
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	p.mu.Lock()
	for yielded := 0; !p.closed; yielded++ {
		if !p.wanted.Load() && p.room() {
			p.put(task)
			p.wakeWorker()
			p.mu.Unlock()
			return nil
		}
		if yielded == p.yields {
			return p.wait(ctx, task)
		}
		p.mu.Unlock()
		runtime.Gosched()
		p.mu.Lock()
	}
	p.mu.Unlock()
	return variants.ErrClosed
}

// wait joins the line and returns when the task has been admitted, or the pool closed, or
// ctx ended. It is called with the lock and returns without it.
func (p *pool) wait(ctx context.Context, task func()) error {
	self := &waiter{task, make(chan error, 1)}
	place := p.line.PushBack(self)
	p.settle()
	p.mu.Unlock()

	select {
	case err := <-self.answer:
		return p.arrive(err)
	case <-ctx.Done():
	}
	p.mu.Lock()
	p.line.Remove(place) // nothing happens if it has been answered in the meantime
	p.mu.Unlock()
	select {
	case err := <-self.answer:
		return p.arrive(err)
	default:
		return ctx.Err()
	}
}

// arrive passes err on and, if it is nil, lets the next submitter be woken.
func (p *pool) arrive(err error) error {
	if err == nil {
		p.mu.Lock()
		p.coming--
		p.settle()
		p.mu.Unlock()
	}
	return err
}

// settle does what a change of the pool's state may call for. It is called with the lock.
func (p *pool) settle() {
	p.admit()
	p.wakeWorker()
}

// admit gives free places to the line, as far as submitters may be woken. It is called
// with the lock whenever a place may have become free or a submitter has arrived.
func (p *pool) admit() {
	for p.line.Len() > 0 && p.coming < p.woken {
		// First wanted, then room; whoever starts a task first makes room and then looks
		// at wanted. So one of the two always sees the other.
		p.wanted.Store(true)
		if !p.room() {
			return
		}
		first := p.line.Remove(p.line.Front()).(*waiter)
		p.put(first.task)
		p.coming++
		first.answer <- nil
	}
	if p.wanted.Load() {
		p.wanted.Store(false)
	}
}

// room reports whether one more task may wait. Beyond the queue each idle worker has a
// place, since it will take a task at once; with a queue of 0 these are the only ones.
func (p *pool) room() bool {
	places := p.size + p.idle - p.queued
	return places > p.batched || places > p.unstarted() // counting only if it matters
}

func (p *pool) put(task func()) {
	at := p.head + p.queued
	if at >= len(p.ring) {
		at -= len(p.ring)
	}
	p.ring[at] = task
	p.queued++
}

// wakeWorker wakes one worker if there is one asleep and none on its way. One that finds
// more than it takes wakes the next, so a burst wakes as many as it keeps busy.
func (p *pool) wakeWorker() {
	if p.idle > 0 && !p.waking && (p.queued > 0 || p.unstarted() > 0) {
		p.waking = true
		p.wake.Signal()
	}
}

// Close refuses the submitters in the line and waits until the workers have drained the
// ring and their batches.
func (p *pool) Close() error {
	p.mu.Lock()
	p.closed = true
	for p.line.Len() > 0 {
		p.line.Remove(p.line.Front()).(*waiter).answer <- variants.ErrClosed
	}
	p.wanted.Store(false)
	p.wake.Broadcast()
	p.mu.Unlock()
	p.workers.Wait()
	return p.Err()
}
