//go:build exercise

// Package shedding is a pool that is to refuse what it cannot run soon.
package shedding

import (
	"errors"
	"sync"
	"sync/atomic"
)

// ErrFull is returned by Submit when as many tasks wait as may.
var ErrFull = errors.New("shedding: too many tasks wait")

// Pool runs tasks in a fixed number of workers. Make it with [Open].
type Pool struct {
	tasks    chan func()
	workers  sync.WaitGroup
	rejected atomic.Int64
}

// Open starts so many workers behind a queue in which at most queue tasks wait, at least one.
func Open(workers, queue int) *Pool {
	p := &Pool{tasks: make(chan func(), queue)}
	for range workers {
		p.workers.Go(func() {
			for task := range p.tasks {
				task()
			}
		})
	}
	return p
}

// Submit accepts task, which then runs exactly once, and returns nil; or it refuses the task with
// [ErrFull], and the task never runs. It never blocks. It may be called by many goroutines at once.
func (p *Pool) Submit(task func()) error {
	p.tasks <- task
	return nil
}

// Rejected is how many tasks Submit has refused so far.
func (p *Pool) Rejected() int { return int(p.rejected.Load()) }

// Close waits for all accepted tasks. Nothing may be submitted after it.
func (p *Pool) Close() {
	close(p.tasks)
	p.workers.Wait()
}
