// Runqueue shows that the queue of a processor has 256 places, and what happens to the next goroutine.
//
// The local queue is an array that needs no lock. When it is full, its older half and the new goroutine
// go to the global queue, which all processors share behind a lock: 257 goroutines fit, one of them in
// runnext, and with 258 the older half is overtaken by the younger one.
//
// Source: runtime/proc.go, runqputslow
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

// overtaken starts n goroutines in each of several rounds, and tells in how many 128 ran before 127.
func overtaken(n, rounds int) (times int) {
	for range rounds {
		var place atomic.Int64
		var wg sync.WaitGroup
		ran := make([]int64, n)
		for i := range n {
			wg.Go(func() { ran[i] = place.Add(1) })
		}
		wg.Wait()
		if ran[128] < ran[127] {
			times++
		}
	}
	return times
}

func main() {
	runtime.GOMAXPROCS(1)
	const rounds = 40
	fit, full := overtaken(257, rounds), overtaken(258, rounds)
	fmt.Printf("257 started: number 128 ran before 127 in %2d of %d rounds\n", fit, rounds)
	fmt.Printf("258 started: number 128 ran before 127 in %2d of %d rounds\n", full, rounds)
	if fit >= rounds/2 || full <= rounds/2 {
		fmt.Println("not shown: the 258th makes no difference")
		os.Exit(1)
	}
	fmt.Println("proof: 256 wait in the queue and 1 in runnext; the next one sends the older half away")
}
