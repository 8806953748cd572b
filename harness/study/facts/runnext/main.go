// Runnext shows that the goroutine that was started last runs first on its processor.
//
// A processor has a place for one goroutine, runnext, before its queue: go puts the new one there, and
// the one that was there goes to the end of the queue. What was made ready last is likely to find its
// data in the cache; nobody promises an order, and the race detector's build shuffles it.
//
// Source: runtime/proc.go, runqput
package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// order starts five goroutines and returns them in the order in which they ran.
func order() []int {
	var place atomic.Int64
	var wg sync.WaitGroup
	ran := make([]int, 5)
	for i := range ran {
		wg.Go(func() { ran[place.Add(1)-1] = i })
	}
	wg.Wait()
	return ran
}

func main() {
	runtime.GOMAXPROCS(1)
	const rounds = 100
	like := 0
	for range rounds { // who is interrupted while he starts them sees another order
		if slices.Equal(order(), []int{4, 0, 1, 2, 3}) {
			like++
		}
	}
	fmt.Printf("started 0 1 2 3 4, ran 4 0 1 2 3: in %d of %d rounds\n", like, rounds)
	if like <= rounds/2 {
		fmt.Println("not shown: another order is the usual one")
		os.Exit(1)
	}
	fmt.Println("proof: the last one started runs first, and the others in their order")
}
