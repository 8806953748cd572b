package inline_test

import (
	"fmt"
)

// The bare pattern is a loop that calls. What it lacks compared with the contract:
//   - a panic in a task unwinds the loop: the remaining tasks never run;
//   - a task that calls runtime.Goexit ends the caller (this package cannot help it either);
//   - two callers are two tasks at a time: nothing makes them take turns;
//   - there is nothing to close, so no caller is ever refused;
//   - a nil task is a panic, not an error.
func Example() {
	var totals []int
	for n := range 4 {
		totals = append(totals, sum(1000*n))
	}
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
