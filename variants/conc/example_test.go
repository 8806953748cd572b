package conc_test

import (
	"fmt"

	"github.com/sourcegraph/conc/pool"
)

// The bare pattern is a pool per batch. What it lacks compared with the contract:
//   - a blocked Go cannot be abandoned;
//   - a panic in a task is a panic of Wait, but only the first is kept;
//   - Go after Wait panics, and so does a second Wait;
//   - a nil task is a panic of its worker;
//   - if tasks panic, or call runtime.Goexit, while several goroutines call Go, a Go can
//     block although nothing is running.
func Example() {
	workers := pool.New().WithMaxGoroutines(2)
	totals := make([]int, 4)
	for n := range totals {
		workers.Go(func() { totals[n] = sum(1000 * n) })
	}
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
