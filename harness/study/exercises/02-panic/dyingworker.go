//go:build exercise

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
	defer func() {
		if r := recover(); r != nil {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.panics = append(p.panics, r)
		}
	}()
	for task := range p.tasks {
		task()
	}
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
