package gopool_test

import (
	"fmt"
	"sync"

	"github.com/bytedance/gopkg/util/gopool"
)

// The bare pattern is a pool in place of the go statement. What it lacks compared with the
// contract:
//   - there is no Close and no Wait, so nothing is ever refused and the WaitGroup is ours;
//   - nothing bounds the queue: Go accepts tasks as long as there is memory;
//   - several goroutines that call Go at once can start more workers than the capacity;
//   - a panic in a task is logged, unless a handler is set, and a nil task is such a panic;
//   - a task that calls runtime.Goexit takes its worker along for good.
func Example() {
	pool := gopool.NewPool("example", 2, gopool.NewConfig())
	totals := make([]int, 4)
	var running sync.WaitGroup
	for n := range totals {
		running.Add(1)
		pool.Go(func() {
			defer running.Done()
			totals[n] = sum(1000 * n)
		})
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
