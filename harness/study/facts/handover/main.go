// Handover shows that a send gives its value to a waiting receiver directly, past the buffer.
//
// Who waits for a value is in the channel's list of receivers with an address for it. A send takes the
// first of them, writes to that address, which is on the other one's stack, and makes him ready: an idle
// worker has its task before it runs.
//
// Source: runtime/chan.go, chansend and send
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
)

// past tells whether the buffer was empty after a send, although the receiver had not run yet.
func past() bool {
	tasks, done := make(chan int, 1), make(chan struct{})
	var woke atomic.Bool
	go func() {
		<-tasks
		woke.Store(true)
		close(done)
	}()
	runtime.Gosched() // there is one processor: the receiver runs until it waits
	tasks <- 1
	buffered, ran := len(tasks), woke.Load()
	<-done
	return buffered == 0 && !ran
}

func main() {
	runtime.GOMAXPROCS(1)
	const rounds = 100
	direct := 0
	for range rounds { // every 61st time main goes on first, and an interruption spoils a round, too
		if past() {
			direct++
		}
	}
	fmt.Printf("after the send the buffer was empty, and the receiver had not run: in %d of %d rounds\n", direct, rounds)
	if direct <= rounds/2 {
		fmt.Println("not shown: the value usually was in the buffer")
		os.Exit(1)
	}
	fmt.Println("proof: the value was with the receiver before the receiver ran")
}
