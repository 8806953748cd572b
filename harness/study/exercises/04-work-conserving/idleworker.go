//go:build exercise

// Package idleworker is a pool without contention: each worker has a queue of its own.
package idleworker

import (
	"sync"
	"sync/atomic"
)

// places is how many tasks can wait for one worker.
const places = 64

// Pool runs tasks in a fixed number of workers. Make it with [Open].
type Pool struct {
	queues  []chan func()
	next    atomic.Int64
	workers sync.WaitGroup
}

// Open starts so many workers.
func Open(workers int) *Pool {
	p := &Pool{}
	for range workers {
		queue := make(chan func(), places)
		p.queues = append(p.queues, queue)
		p.workers.Go(func() {
			for task := range queue {
				task()
			}
		})
	}
	return p
}

// Submit gives task to the next worker in turn: each gets as many as the others. It blocks while
// the queue is full. It may be called by many goroutines at once.
func (p *Pool) Submit(task func()) {
	n := int(p.next.Add(1)) % len(p.queues)
	p.queues[n] <- task
}

// Close waits for all tasks. Nothing may be submitted after it.
func (p *Pool) Close() {
	for _, queue := range p.queues {
		close(queue)
	}
	p.workers.Wait()
}
