// Syncpool shows that what lies in a sync.Pool survives one garbage collection and not two.
//
// At the beginning of each collection the contents become the victim cache, and what was the victim
// cache is dropped; Get still looks into it. So a sync.Pool keeps what is used all the time, and cannot hold
// what has to stay, such as connections or workers.
//
// Source: sync/pool.go, poolCleanup
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
)

func main() {
	debug.SetGCPercent(-1) // no collections but our own
	runtime.GOMAXPROCS(1)  // each processor has a place that the others do not look into
	var buffers sync.Pool
	kept := [3]bool{}
	for collections := range kept {
		buffers.Put(new([64]byte))
		for range collections {
			runtime.GC()
		}
		kept[collections] = buffers.Get() != nil
		fmt.Printf("after %d collections there is a buffer in the pool: %t\n", collections, kept[collections])
	}
	if kept != [3]bool{true, true, false} {
		fmt.Println("not shown: it is kept for another number of collections")
		os.Exit(1)
	}
	fmt.Println("proof: kept over one collection, gone after the second")
}
