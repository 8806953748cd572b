// Reuse shows that finished goroutines are kept by the runtime and used again.
//
// When a goroutine ends, its descriptor and its stack go to a free list of the processor, from which go
// takes the next one. They are never returned to the heap: a burst of goroutines leaves its descriptors
// behind for good, and their stacks until the next collection.
//
// Source: runtime/proc.go, gfput and gfget
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
)

const goroutines = 10_000

// allocations is how many objects it takes to have so many goroutines wait at the same time.
func allocations() uint64 {
	var before, after runtime.MemStats
	var ready, ended sync.WaitGroup
	ready.Add(goroutines)
	ended.Add(goroutines)
	hold := make(chan struct{})
	wait := func() { ready.Done(); <-hold; ended.Done() }
	runtime.ReadMemStats(&before)
	for range goroutines {
		go wait()
	}
	ready.Wait()
	runtime.ReadMemStats(&after)
	close(hold)
	ended.Wait()
	return after.Mallocs - before.Mallocs
}

func main() {
	runtime.GOMAXPROCS(1) // each processor has a free list of its own
	debug.SetGCPercent(-1)
	first, second := allocations(), allocations()
	fmt.Printf("objects allocated to start %d goroutines: %d\n", goroutines, first)
	fmt.Printf("to start as many again after they have ended: %d\n", second)
	if first < goroutines || second > goroutines/10 {
		fmt.Println("not shown: the second time cost as much as the first")
		os.Exit(1)
	}
	fmt.Println("proof: the second time, the goroutines came from the free list")
}
