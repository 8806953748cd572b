package pond_test

import (
	"fmt"

	"github.com/alitto/pond/v2"
)

// The bare pattern is a pool with a bounded queue. What it lacks compared with the contract:
//   - a blocked Go cannot be abandoned by its caller;
//   - a panic in a task is recovered, and of tasks started with Go only a counter tells;
//   - a nil task is accepted and fails with such a panic.
func Example() {
	pool := pond.NewPool(2, pond.WithQueueSize(64))
	totals := make([]int, 4)
	for n := range totals {
		if err := pool.Go(func() { totals[n] = sum(1000 * n) }); err != nil {
			fmt.Println(err)
		}
	}
	pool.StopAndWait()
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
