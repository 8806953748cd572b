// Gosched shows that a goroutine that yields lets all in its processor's queue go first.
//
// Gosched puts the caller at the end of the global queue. A processor takes from its own queue as long
// as there is something in it, and looks into the global one first only every 61st time.
// Another processor that is idle would take the caller from there sooner: here is none.
//
// Source: runtime/proc.go, goschedImpl and findRunnable
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

const others = 10

// yield starts others, yields once, and returns how many of them have run when it is back.
func yield() int64 {
	var ran atomic.Int64
	var wg sync.WaitGroup
	defer wg.Wait()
	for range others {
		wg.Go(func() { ran.Add(1) })
	}
	runtime.Gosched()
	return ran.Load()
}

func main() {
	runtime.GOMAXPROCS(1)
	const rounds = 610
	all := 0
	for range rounds {
		if yield() == others {
			all++
		}
	}
	fmt.Printf("one call of Gosched, and all %d others had run: in %d of %d rounds\n", others, all, rounds)
	fmt.Println("every 61st time the global queue comes first, and with it the caller")
	if all <= rounds/2 {
		fmt.Println("not shown: the caller usually came back before them")
		os.Exit(1)
	}
	fmt.Println("proof: who yields usually lets all in the queue of its processor go first")
}
