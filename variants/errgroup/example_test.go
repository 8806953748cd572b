package errgroup_test

import (
	"fmt"

	"golang.org/x/sync/errgroup"
)

// The bare pattern is a group with a limit. What it lacks compared with the contract:
//   - a panic in a task ends the process;
//   - a nil task is such a panic;
//   - a blocked Go cannot be abandoned, not even by the context of errgroup.WithContext;
//   - nothing is ever refused: Go after Wait runs its task, and nobody waits for it.
func Example() {
	var group errgroup.Group
	group.SetLimit(2)
	totals := make([]int, 4)
	for n := range totals {
		group.Go(func() error {
			totals[n] = sum(1000 * n)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		fmt.Println(err)
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
