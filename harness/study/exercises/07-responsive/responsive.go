//go:build exercise

// Package responsive is a pool for work that is in no hurry, in a process that answers requests too.
package responsive

import (
	"runtime"
	"sync"
)

// Pool runs tasks in the background, in the order of their submission.
type Pool struct {
	tasks chan func()
	done  sync.WaitGroup
}

// Open starts the workers. Tasks compute and never wait, so a worker per processor
// uses the whole machine.
func Open() *Pool {
	p := &Pool{tasks: make(chan func())}
	for range runtime.GOMAXPROCS(0) {
		p.done.Go(p.work)
	}
	return p
}

func (p *Pool) work() {
	for task := range p.tasks {
		task()
	}
}

// Submit hands a task over. It waits while all workers are busy.
func (p *Pool) Submit(task func()) { p.tasks <- task }

// Close waits until all tasks have ended, and ends the workers. Nothing may be submitted after it.
func (p *Pool) Close() {
	close(p.tasks)
	p.done.Wait()
}
