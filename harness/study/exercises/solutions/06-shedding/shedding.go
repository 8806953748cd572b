//go:build exercise

// To look whether there is room and to take it has to be one step.
//
// A select with a default does both: it sends if there is room at that moment, and goes on if not. Asking
// len(tasks) before sending is two steps, and somebody else can take the last place in between: Submit would block
// then, exactly when load is high. A Submit that blocks only moves the queue to its callers, where
// nobody bounds or counts it. What was refused is counted, because a service that sheds without telling
// looks healthy.

// Package shedding is a pool that refuses what it cannot run soon.
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
	select {
	case p.tasks <- task:
		return nil
	default:
		p.rejected.Add(1)
		return ErrFull
	}
}

// Rejected is how many tasks Submit has refused so far.
func (p *Pool) Rejected() int { return int(p.rejected.Load()) }

// Close waits for all accepted tasks. Nothing may be submitted after it.
func (p *Pool) Close() {
	close(p.tasks)
	p.workers.Wait()
}
