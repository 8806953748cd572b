package gammazero_test

import (
	"fmt"

	"github.com/gammazero/workerpool"
)

// The bare pattern is the library's README. What it lacks compared with the contract:
//   - nothing bounds the queue: Do accepts tasks as long as there is memory;
//   - a panic in a task ends the process;
//   - a task that calls runtime.Goexit takes a worker along for good, and StopWait then
//     waits for it for ever;
//   - a nil task is dropped, and Do returns nil.
func Example() {
	pool := workerpool.New(2)
	totals := make([]int, 4)
	for n := range totals {
		if err := pool.Do(func() { totals[n] = sum(1000 * n) }); err != nil {
			fmt.Println(err)
		}
	}
	pool.StopWait()
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
