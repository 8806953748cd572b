package ants_test

import (
	"fmt"
	"sync"

	"github.com/panjf2000/ants/v2"
)

// The bare pattern is a pool and a WaitGroup beside it. What it lacks compared with the
// contract:
//   - Release does not wait: without the WaitGroup it would leave tasks running;
//   - a blocked Submit cannot be abandoned;
//   - a panic in a task is logged, and nobody who could act on it is told;
//   - Submit accepts a nil task, which ends a worker and is never run.
func Example() {
	pool, err := ants.NewPool(2)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer pool.Release()

	totals := make([]int, 4)
	var running sync.WaitGroup
	for n := range totals {
		running.Add(1)
		if err := pool.Submit(func() {
			defer running.Done()
			totals[n] = sum(1000 * n)
		}); err != nil {
			running.Done()
		}
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
