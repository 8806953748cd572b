package channel_test

import (
	"fmt"
	"sync"
)

// The bare pattern is in every tutorial. What it lacks compared with the contract:
//   - a panic in a task ends the process;
//   - a nil task is such a panic;
//   - a task that calls runtime.Goexit ends a worker, and when the last one has gone, tasks
//     are queued and never run;
//   - a blocked send cannot be abandoned;
//   - a send after close panics, and so does one that is blocked when close comes: only a
//     sender that knows all the others have finished may close;
//   - a second close panics.
func Example() {
	tasks := make(chan func(), 64)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for task := range tasks {
				task()
			}
		})
	}

	totals := make([]int, 4)
	for n := range totals {
		tasks <- func() { totals[n] = sum(1000 * n) }
	}
	close(tasks)
	workers.Wait()
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
