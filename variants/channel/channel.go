// Package channel is the pool from every Go tutorial, finished: workers that range over
// one buffered channel, with the whole contract.
//
// # Idea
//
// The study note writes a WorkerPool by hand: a list of workers, a queue, and code that
// matches them. In Go the channel is that matching code: it is the queue, the list of idle
// workers (those blocked in receive) and the hand-over at once. It is the baseline that
// the other rows are compared with.
//
// # Mechanism
//
// Workers goroutines receive from a channel with Queue places. A full channel blocks the
// submitter, which is the backpressure. Senders may not race with close(channel), so a
// Submit holds a read lock while it sends, and Close first wakes the blocked ones through
// a second channel, then takes the write lock, and only then closes the queue; the workers
// range on until it is empty, which is the drain.
//
// A worker whose task called runtime.Goexit cannot be saved. It starts its successor in a
// deferred call and dies; the pool's capacity stays.
//
// # When to use it
//
// By default, if you need a bound and want to own the code. It is work-conserving: no task
// waits while a worker is idle.
//
// # How it fails
//
// All submitters and workers meet at one lock inside the channel. With tiny tasks that
// lock is the benchmark, and without a buffer every hand-over is also a goroutine switch.
// The textbook version lacks most of what the contract asks for: see the Example.
package channel

import (
	"context"
	"sync"

	"poolbench/variants"
)

// Traits declare a bounded FIFO queue in front of long-lived workers.
var Traits = variants.Traits{
	Workers: variants.AsConfigured, Queue: variants.AsConfigured,
	Async: true, FIFO: true, Reuses: variants.Always, GoexitSafe: true,
}

type pool struct {
	variants.Failures
	tasks   chan func()
	closing chan struct{}
	sending sync.RWMutex // read: a Submit may be sending on tasks; write: close(tasks)
	workers sync.WaitGroup
	close   sync.Once
}

var _ variants.Pool = (*pool)(nil)

// Open starts cfg.Workers goroutines behind a queue of cfg.Queue places.
func Open(cfg variants.Config) (variants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	p := &pool{tasks: make(chan func(), cfg.Queue), closing: make(chan struct{})}
	p.workers.Add(cfg.Workers)
	for range cfg.Workers {
		go p.work()
	}
	return p, nil
}

func (p *pool) work() {
	drained := false
	defer func() {
		if drained {
			p.workers.Done()
			return
		}
		go p.work() // a task's Goexit is ending this goroutine: the successor takes its place
	}()
	for task := range p.tasks {
		p.Run(task)
	}
	drained = true
}

// Submit sends task to the workers and blocks while the queue is full.
func (p *pool) Submit(ctx context.Context, task func()) error {
	if task == nil {
		return variants.ErrNilTask
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	p.sending.RLock()
	defer p.sending.RUnlock()
	select {
	case <-p.closing:
		return variants.ErrClosed
	default:
	}
	select {
	case p.tasks <- task: // there is room: this select with one case costs a fraction of the next
		return nil
	default:
	}
	select {
	case p.tasks <- task:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-p.closing:
		return variants.ErrClosed
	}
}

// Close drains the queue and waits for the workers.
func (p *pool) Close() error {
	p.close.Do(func() {
		close(p.closing)
		p.sending.Lock() // every Submit has left, and later ones see closing
		close(p.tasks)
		p.sending.Unlock()
		p.workers.Wait()
	})
	return p.Err()
}
