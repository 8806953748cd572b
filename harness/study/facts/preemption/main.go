// Preemption shows that a loop without a function call cannot keep a processor.
//
// The system monitor, a thread without a processor, finds that a goroutine has run for 10 ms and sends
// its thread a signal; the handler makes the goroutine go to the end of the global queue. Before Go 1.14
// only function calls could be interrupted, and this program never ended.
//
// Source: runtime/proc.go, forcePreemptNS, and runtime/preempt.go, asyncPreempt2
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

func main() {
	runtime.GOMAXPROCS(1)
	var started atomic.Bool
	go func() {
		started.Store(true)
		for n := 0; ; n++ { // no call, no channel, no allocation, no end
		}
	}()
	for !started.Load() {
		runtime.Gosched()
	}
	fmt.Println("main runs, and so the endless loop was stopped a first time")
	for i := range 5 {
		runtime.Gosched() // gives the only processor to the loop, which never gives it back
		fmt.Printf("main got the processor back, %d\n", i+1)
	}
	fmt.Println("proof: one processor, an endless loop on it, and main has come to its end")
}
