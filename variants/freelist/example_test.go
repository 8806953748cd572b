package freelist_test

import (
	"fmt"
	"sync"
)

// bare matches a stack of idle workers with a queue of tasks.
type bare struct {
	sync.Mutex
	idle  []chan func()
	queue []func()
}

func (p *bare) submit(task func()) {
	p.Lock()
	defer p.Unlock()
	if last := len(p.idle) - 1; last >= 0 {
		p.idle[last] <- task
		p.idle = p.idle[:last]
		return
	}
	p.queue = append(p.queue, task)
}

func (p *bare) work(mine chan func()) {
	for task := range mine {
		for task != nil {
			task()
			task = p.next(mine)
		}
	}
}

// next takes the oldest task, or else lists the worker as idle.
func (p *bare) next(mine chan func()) (task func()) {
	p.Lock()
	defer p.Unlock()
	if len(p.queue) == 0 {
		p.idle = append(p.idle, mine)
		return nil
	}
	task, p.queue = p.queue[0], p.queue[1:]
	return task
}

// The bare pattern is a stack, a queue and a mutex. What it lacks compared with the contract:
//   - a panic in a task ends the process, and a nil task ends the worker's turn so that it
//     is never listed again;
//   - a task that calls runtime.Goexit takes its worker along for good;
//   - nothing bounds the queue, so nothing ever blocks and there is no context to obey;
//   - only a caller that knows all tasks have ended may end the workers, and a submission
//     afterwards panics.
func Example() {
	var p bare
	for range 2 {
		worker := make(chan func(), 1)
		p.idle = append(p.idle, worker)
		go p.work(worker)
		defer close(worker)
	}
	totals := make([]int, 4)
	var running sync.WaitGroup
	for n := range totals {
		running.Add(1)
		p.submit(func() { defer running.Done(); totals[n] = sum(1000 * n) })
	}
	running.Wait()
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
