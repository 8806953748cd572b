//go:build exercise

// One queue for all workers: who is free takes the next task.
//
// To deal out tasks in turn gives each worker as many tasks, and not as much work: whoever gets the
// long ones has a queue while others have nothing to do. It is decided when the task arrives, and only when a
// worker is free is it known which one is. A pool in which no task waits while a worker is
// idle is called work-conserving. One queue is that by itself; queues of their own need stealing, as the
// scheduler of Go has it, and are worth it where the lock of the one queue is what limits.

// Package idleworker is a pool without idle workers.
package idleworker

import "sync"

// places is how many tasks can wait.
const places = 64

// Pool runs tasks in a fixed number of workers. Make it with [Open].
type Pool struct {
	tasks   chan func()
	workers sync.WaitGroup
}

// Open starts so many workers.
func Open(workers int) *Pool {
	p := &Pool{tasks: make(chan func(), places)}
	for range workers {
		p.workers.Go(func() {
			for task := range p.tasks {
				task()
			}
		})
	}
	return p
}

// Submit gives task to the worker that is free next. It blocks while the queue is full. It may be
// called by many goroutines at once.
func (p *Pool) Submit(task func()) { p.tasks <- task }

// Close waits for all tasks. Nothing may be submitted after it.
func (p *Pool) Close() {
	close(p.tasks)
	p.workers.Wait()
}
