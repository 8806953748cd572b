//go:build exercise

// A panic is recovered around one task, and not around the loop over all of them.
//
// recover stops a panic in the function that deferred it: that function returns, and so the frame it is
// in decides what is lost. Around the loop that is the worker; around the task it is the task. (To
// start a new worker in place of the dead one keeps the rules too. It is what a task that calls
// runtime.Goexit needs, which no recover stops: see the pool in variants/channel.)

// Package dyingworker is a pool whose tasks may panic.
package dyingworker

import "sync"

// Pool runs tasks in a fixed number of workers. Make it with [Open].
type Pool struct {
	tasks   chan func()
	workers sync.WaitGroup

	mu     sync.Mutex
	panics []any
}

// Open starts so many workers.
func Open(workers int) *Pool {
	p := &Pool{tasks: make(chan func())}
	for range workers {
		p.workers.Go(p.work)
	}
	return p
}

func (p *Pool) work() {
	for task := range p.tasks {
		p.run(task)
	}
}

// run runs one task, and returns also if that panics.
func (p *Pool) run(task func()) {
	defer func() {
		if r := recover(); r != nil {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.panics = append(p.panics, r)
		}
	}()
	task()
}

// Submit hands task to a worker. It blocks until one is free.
func (p *Pool) Submit(task func()) { p.tasks <- task }

// Close waits for all tasks and returns what those that panicked panicked with. Nothing may be
// submitted after it.
func (p *Pool) Close() []any {
	close(p.tasks)
	p.workers.Wait()
	return p.panics
}
