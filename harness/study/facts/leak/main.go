// Leak shows that a goroutine that waits for ever is never collected, nor is what it can reach.
//
// The stacks of all goroutines are roots of the garbage collector: what is reachable from one is alive,
// also if nobody can wake it any more. Whoever starts a goroutine has to know how it ends, in a pool
// by closing the channel that its workers receive from.
//
// Source: runtime/mgcmark.go, markroot
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"weak"
)

const workers = 100

// start starts workers with a buffer each, and returns one of the buffers, weakly.
func start(wg *sync.WaitGroup, tasks chan int) (last weak.Pointer[[4096]byte]) {
	for range workers {
		buffer := new([4096]byte)
		last = weak.Make(buffer)
		wg.Go(func() {
			for task := range tasks { // no task ever comes
				buffer[task] = 1
			}
		})
	}
	return last
}

// alive leaves the pointer that it looks at on its own frame, not on main's.
//
//go:noinline
func alive(buffer weak.Pointer[[4096]byte]) bool { return buffer.Value() != nil }

func main() {
	var wg sync.WaitGroup
	tasks := make(chan int)
	buffer := start(&wg, tasks)
	runtime.GC()
	runtime.GC()
	there, reachable := runtime.NumGoroutine()-1, alive(buffer)
	fmt.Printf("after two collections: %d of %d workers are there, their buffers are kept: %t\n", there, workers, reachable)
	close(tasks)
	for wg.Wait(); runtime.NumGoroutine() > 1; runtime.Gosched() { // after Done, a goroutine has yet to end
	}
	runtime.GC()
	runtime.GC()
	fmt.Println("after close(tasks) and two more: the buffers are kept:", alive(buffer))
	if there != workers || !reachable || alive(buffer) {
		fmt.Println("not shown: a collection ended them, or close did not")
		os.Exit(1)
	}
	fmt.Println("proof: collections ended no goroutine, closing the channel ended all of them")
}
