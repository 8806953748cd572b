//go:build exercise

// Why this is right: Go lends processors (GOMAXPROCS of them) to goroutines, and takes one back
// only when a goroutine waits, ends, or has run for 10 ms or more. A worker per processor lends all
// of them to tasks that never wait. A request that arrives then is noticed late, since the poller is
// asked by processors that look for work, and otherwise by sysmon once in 10 ms
// (https://go.dev/src/runtime/proc.go), and then it waits for its turn. With one worker less there is
// always a processor that looks for work: it waits in the poller for the next request. The pool loses
// that processor's share of its throughput: it is the price, and one has to say so.

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

// Open starts the workers, one less than there are processors: the last one is for those who ask.
// With one processor there is one worker all the same, and whoever asks waits for it.
func Open() *Pool {
	p := &Pool{tasks: make(chan func())}
	for range max(1, runtime.GOMAXPROCS(0)-1) {
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
