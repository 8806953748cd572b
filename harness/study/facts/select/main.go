// Select shows that select chooses at random among the cases that are ready.
//
// It looks at the cases in an order that it shuffles each time, and takes the first that is ready:
// otherwise the first channel could starve the others. For a pool that means that <-ctx.Done() beside
// <-tasks has no precedence, whatever the order in which they are written.
//
// Source: runtime/select.go, selectgo; https://go.dev/ref/spec#Select_statements
package main

import (
	"fmt"
	"os"
)

func main() {
	const rounds = 10_000
	tasks, quit := make(chan int), make(chan int)
	close(tasks) // a closed channel is always ready
	close(quit)
	quits := 0
	for range rounds {
		select {
		case <-quit:
			quits++
		case <-tasks:
		}
	}
	fmt.Printf("of %d selects with both ready, %d took quit, which is written first\n", rounds, quits)
	if quits < rounds/4 || quits > rounds*3/4 { // chance: less than 1 in 10 to the power of 500
		fmt.Println("not shown: one case is preferred")
		os.Exit(1)
	}
	fmt.Println("proof: about half of them, so the order of the cases is no priority")
}
