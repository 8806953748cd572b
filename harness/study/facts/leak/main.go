// Leak shows that a goroutine that waits for ever is never collected, nor is what it can reach.
//
// The stacks of all goroutines are roots of the garbage collector: what is reachable from one is alive, even if
// nobody else has the channel that it waits for. Whoever starts a goroutine has to know how it ends.
//
// Source: runtime/mgcmark.go, markroot
package main

import (
	"fmt"
	"os"
	"runtime"
	"weak"
)

const workers = 100

// start starts workers with a buffer each, and returns the buffers, weakly.
func start(tasks chan int) (all []weak.Pointer[[4096]byte]) {
	for range workers {
		buffer := new([4096]byte)
		all = append(all, weak.Make(buffer))
		go func() {
			for task := range tasks { // no task ever comes
				buffer[task] = 1
			}
		}()
	}
	return all
}

// kept collects twice, and counts the buffers that are still there, and the goroutines other than main.
func kept(buffers []weak.Pointer[[4096]byte]) (there, goroutines int) {
	runtime.GC()
	runtime.GC()
	for _, b := range buffers {
		if b.Value() != nil {
			there++
		}
	}
	return there, runtime.NumGoroutine() - 1
}

func main() {
	tasks := make(chan int)
	buffers := start(tasks)
	close(tasks)
	for ; runtime.NumGoroutine() > 1; runtime.Gosched() { // they return, one by one
	}
	freed, ended := kept(buffers)
	fmt.Printf("channel closed: after two collections %d buffers and %d workers are left\n", freed, ended)
	there, left := kept(start(make(chan int))) // nobody but the workers has this channel
	fmt.Printf("channel dropped: after two collections %d buffers and %d workers are left\n", there, left)
	if freed+ended != 0 || there != workers || left != workers {
		fmt.Println("not shown: a collection ended them, or close did not")
		os.Exit(1)
	}
	fmt.Println("proof: nobody can wake them, and no collection ends them or frees what they hold")
}
