// Goexit shows that a goroutine can end without a return and without a panic, and that its deferred
// calls run all the same.
//
// runtime.Goexit runs the deferred calls and ends the goroutine; recover returns nil then, since there
// is no panic. t.FailNow ends a test like this. A pool that counts a task as done after task() returned
// never counts this one: it has to be deferred, and if recover is nil, the task need not have returned.
//
// Source: runtime/panic.go, Goexit
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
)

// run is what a worker does with a task: it returns what it can tell about its end.
func run(task func()) (deferred, returned bool, recovered any) {
	var wg sync.WaitGroup
	wg.Go(func() {
		defer func() { deferred, recovered = true, recover() }()
		task()
		returned = true
	})
	wg.Wait()
	return deferred, returned, recovered
}

func main() {
	fmt.Println("                 deferred returned recovered")
	d1, r1, p1 := run(func() {})
	fmt.Printf("task returns:    %-8t %-8t %v\n", d1, r1, p1)
	d2, r2, p2 := run(func() { panic("failed") })
	fmt.Printf("task panics:     %-8t %-8t %v\n", d2, r2, p2)
	d3, r3, p3 := run(runtime.Goexit)
	fmt.Printf("task exits:      %-8t %-8t %v\n", d3, r3, p3)
	if !d3 || r3 || p3 != nil || !r1 || p2 == nil {
		fmt.Println("not shown: the three ends do not differ as they should")
		os.Exit(1)
	}
	fmt.Println("proof: the deferred call ran, the task did not return, and there was nothing to recover")
}
