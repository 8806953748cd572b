// Package freelist is the worker pool that people write by hand: a list of idle workers, a
// queue of tasks, and code that matches the two.
//
// # Idea
//
// The study note's WorkerPool class, kept as it is and finished: there a worker is a
// thread with a message port, here a goroutine with an inbox.
//
// # Mechanism
//
// One mutex guards three lists, of which at most one kind of waiting is ever present: a
// stack of idle workers, a queue of accepted tasks, and a line of submitters that found
// the queue full. A submitter hands its task to the worker on top of the stack, the one
// that was busy last whose stack is the likeliest to be in a cache. A worker that is done takes the oldest
// task, moves the first submitter of the line into the place that this has freed, and goes
// on the stack only if there is nothing to take.
//
// The naive version puts a worker back on the list in its error handler, because that is
// where it learns that the task is over. But the error has ended the worker: the list now
// holds an inbox that nobody reads, and since it lies on top, the very next task is handed
// to it and hangs for ever. Here only a worker that is alive and looking for work lists
// itself, and one that a task's runtime.Goexit ends starts its successor first. The
// package's test runs both.
//
// [OpenOldestFirst] makes the stack of idle workers a queue and changes nothing else: all
// workers take turns, as they do at a channel. It exists to measure what the choice is worth.
//
// # When to use it
//
// When it matters which worker gets a task, for example because each owns a connection or
// a large buffer. Otherwise a channel does the same with less code.
//
// # How it fails
//
// Every submission and every completion takes the one lock, and a hand-over to an idle
// worker always wakes a goroutine. Recent workers get all the work, so under light load
// the ones at the bottom only hold memory.
package freelist

import (
	"container/list"
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
	workers sync.WaitGroup

	oldestFirst bool // which end of idle the next worker is taken from

	mu     sync.Mutex
	idle   []inbox   // in the order in which they became idle; empty while a task or a submitter waits
	places []inbox   // the array that idle is a part of, from its first place on
	queue  []func()  // a ring of Config.Queue places
	head   int       // where the oldest of the queued tasks is
	queued int       // how many there are
	line   list.List // of *waiter: submitters that found the queue full, oldest first
	closed bool      // nobody joins idle or line any more
}

// inbox is what the pool knows of a worker. It has one place, and an idle worker
// has an empty one, so handing over never blocks. Closing it ends the worker.
type inbox chan func()

// waiter is a blocked Submit.
type waiter struct {
	task   func()
	answer chan error // one place; answered at most once, under the lock
}

var _ variants.Pool = (*pool)(nil)

// Open starts cfg.Workers goroutines behind a queue of cfg.Queue places. Of several idle
// workers the one that was busy last gets the next task. The error is that of cfg.Validate.
func Open(cfg variants.Config) (variants.Pool, error) { return open(cfg, false) }

// OpenOldestFirst is Open with the opposite choice: of several idle workers the one that has
// been idle for longest gets the next task.
func OpenOldestFirst(cfg variants.Config) (variants.Pool, error) { return open(cfg, true) }

func open(cfg variants.Config, oldestFirst bool) (variants.Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	p := &pool{queue: make([]func(), cfg.Queue), oldestFirst: oldestFirst, places: make([]inbox, 0, 2*cfg.Workers)}
	p.idle = p.places
	p.workers.Add(cfg.Workers)
	for range cfg.Workers {
		go p.work(make(inbox, 1))
	}
	return p, nil
}

func (p *pool) work(mine inbox) {
	finished := false
	defer func() {
		if finished {
			p.workers.Done()
			return
		}
		go p.work(mine) // a task's Goexit is ending this goroutine, which is on no list now
	}()
	for task := p.next(mine); task != nil; task = p.next(mine) {
		p.Run(task)
	}
	finished = true
}

// next returns the task that the owner of mine has to run now, as soon as there is one, or
// nil when the pool is closed and drained.
func (p *pool) next(mine inbox) func() {
	p.mu.Lock()
	switch {
	case p.queued > 0:
		defer p.mu.Unlock()
		task := p.queue[p.head]
		p.queue[p.head] = nil // the ring must not keep alive what a task refers to
		p.head = (p.head + 1) % len(p.queue)
		p.queued--
		if p.line.Len() > 0 {
			p.enqueue(p.admit())
		}
		return task
	case p.line.Len() > 0: // without a queue, submitters hand over to the worker itself
		defer p.mu.Unlock()
		return p.admit()
	case p.closed:
		defer p.mu.Unlock()
		return nil
	}
	p.list(mine)
	p.mu.Unlock()
	return <-mine // nil once closed
}

// list adds a worker behind the others that are idle. A queue wanders through its array, and
// moves back to the start once it has come to the end: with twice as many places as there are
// workers that is seldom, and nothing is ever allocated. A stack never gets there.
func (p *pool) list(mine inbox) {
	if len(p.idle) == cap(p.idle) {
		p.idle = append(p.places, p.idle...)
	}
	p.idle = append(p.idle, mine)
}

// take removes an idle worker from the list; there is one.
func (p *pool) take() (worker inbox) {
	if p.oldestFirst {
		worker, p.idle = p.idle[0], p.idle[1:]
		return worker
	}
	last := len(p.idle) - 1
	worker, p.idle = p.idle[last], p.idle[:last]
	return worker
}

// admit accepts the task of the submitter that has waited longest.
func (p *pool) admit() func() {
	first := p.line.Remove(p.line.Front()).(*waiter)
	first.answer <- nil
	return first.task
}

func (p *pool) enqueue(task func()) {
	p.queue[(p.head+p.queued)%len(p.queue)] = task
	p.queued++
}

// Submit hands task to an idle worker or queues it, and blocks while the queue is full.
func (p *pool) Submit(ctx context.Context, task func()) error {
	if task == nil {
		return variants.ErrNilTask
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return variants.ErrClosed
	}
	if len(p.idle) > 0 {
		p.take() <- task
		p.mu.Unlock()
		return nil
	}
	if p.queued < len(p.queue) { // then no submitter waits: each place that frees goes to the line
		p.enqueue(task)
		p.mu.Unlock()
		return nil
	}
	self := &waiter{task, make(chan error, 1)}
	place := p.line.PushBack(self)
	p.mu.Unlock()
	return p.wait(ctx, self, place)
}

// wait returns the answer, or leaves the line when ctx ends before there is one.
func (p *pool) wait(ctx context.Context, self *waiter, place *list.Element) error {
	select {
	case err := <-self.answer:
		return err
	case <-ctx.Done():
	}
	p.mu.Lock()
	p.line.Remove(place) // nothing happens if it has been answered in the meantime
	p.mu.Unlock()
	select {
	case err := <-self.answer:
		return err
	default:
		return ctx.Err()
	}
}

// Close refuses the submitters in the line, ends the idle workers and waits until the
// others have drained the queue.
func (p *pool) Close() error {
	p.mu.Lock()
	p.closed = true
	for p.line.Len() > 0 {
		p.line.Remove(p.line.Front()).(*waiter).answer <- variants.ErrClosed
	}
	for _, worker := range p.idle {
		close(worker)
	}
	p.idle = nil
	p.mu.Unlock()
	p.workers.Wait()
	return p.Err()
}
