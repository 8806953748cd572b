// Waiters shows that idle workers get tasks in the order in which they began to wait.
//
// A channel has a list of waiting receivers, first in, first out. The worker that has been idle for the
// longest time is next: the work goes round, and no cache stays warm, unlike with a list of idle workers
// of which the last one is taken.
//
// Source: runtime/chan.go, waitq and dequeue
package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
)

// served returns which task each of five workers got, worker 0 being the first to wait.
func served() []int {
	tasks := make(chan int)
	var wg sync.WaitGroup
	got := make([]int, 5)
	for worker := range got {
		wg.Go(func() { got[worker] = <-tasks })
		runtime.Gosched() // there is one processor: the worker runs until it waits
	}
	for task := range got {
		tasks <- task
	}
	wg.Wait()
	return got
}

func main() {
	runtime.GOMAXPROCS(1)
	const rounds = 100
	like := 0
	for range rounds { // every 61st time main goes on first, and a worker waits late
		if slices.Equal(served(), []int{0, 1, 2, 3, 4}) {
			like++
		}
	}
	fmt.Printf("workers 0 to 4 got tasks 0 to 4: in %d of %d rounds\n", like, rounds)
	if like <= rounds/2 {
		fmt.Println("not shown: another order is the usual one")
		os.Exit(1)
	}
	fmt.Println("proof: who has waited longest is served first")
}
