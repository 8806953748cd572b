package batched_test

import (
	"fmt"
	"sync"
)

// bare is a bounded queue between submitters and workers.
type bare struct {
	mu                sync.Mutex
	notEmpty, notFull sync.Cond
	ring              []func()
	head, queued      int
	closed            bool
	workers           sync.WaitGroup
}

func (p *bare) submit(task func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.queued == len(p.ring) {
		p.notFull.Wait()
	}
	p.ring[(p.head+p.queued)%len(p.ring)] = task
	p.queued++
	p.notEmpty.Signal()
}

func (p *bare) work() {
	for task := p.next(); task != nil; task = p.next() {
		task()
	}
}

func (p *bare) next() func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.queued == 0 {
		if p.closed {
			return nil
		}
		p.notEmpty.Wait()
	}
	task := p.ring[p.head]
	p.head = (p.head + 1) % len(p.ring)
	p.queued--
	p.notFull.Signal()
	return task
}

func (p *bare) close() {
	p.mu.Lock()
	p.closed = true
	p.notEmpty.Broadcast()
	p.mu.Unlock()
	p.workers.Wait()
}

// The bare pattern is a ring, a mutex and two condition variables. What it lacks compared
// with the contract:
//   - a panic in a task ends the process;
//   - a nil task, or one that calls runtime.Goexit, takes its worker along for good;
//   - a submitter blocked in a condition variable cannot be abandoned;
//   - after close a submission is queued, if there is room, and never runs, or blocks.
func Example() {
	p := bare{ring: make([]func(), 64)}
	p.notEmpty.L, p.notFull.L = &p.mu, &p.mu
	for range 2 {
		p.workers.Go(p.work)
	}
	totals := make([]int, 4)
	for n := range totals {
		p.submit(func() { totals[n] = sum(1000 * n) })
	}
	p.close()
	fmt.Println(totals)
	// Output: [0 499500 1999000 4498500]
}

// sum is the task: the numbers from 0 to n-1, added up.
func sum(n int) (total int) {
	for i := range n {
		total += i
	}
	return total
}
