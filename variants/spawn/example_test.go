package spawn_test

import (
	"fmt"
	"sync"
)

// The bare pattern is the go statement and a WaitGroup, since Go 1.25 in one method. What
// it lacks compared with the contract:
//   - a panic in a task ends the process;
//   - a nil task is such a panic;
//   - a caller whose context has ended is served like any other;
//   - there is nothing to close: a task can be started at any time, and one that is started
//     while Wait is about to return is a misuse of the WaitGroup, or not waited for.
func Example() {
	totals := make([]int, 4)
	var running sync.WaitGroup
	for n := range totals {
		running.Go(func() { totals[n] = sum(1000 * n) })
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
