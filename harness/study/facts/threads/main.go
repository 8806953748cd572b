// Threads shows that a goroutine that waits for the network poller takes no thread, and that one in a
// blocking system call takes a thread for as long as it lasts.
//
// A read that the poller can wait for parks the goroutine, and its thread runs another one. For a
// blocking call the kernel stops the thread itself: the scheduler gives the processor to another thread.
// Pipes stand for sockets here: they are read through the same poller, until Fd makes them blocking.
//
// Source: runtime/netpoll.go, netpollblock, and runtime/proc.go, handoffp
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
)

const readers = 100

var writers []*os.File // an end that is collected is closed, and ends a read

func count(what string) int {
	n := []metrics.Sample{{Name: what}}
	metrics.Read(n)
	return int(n[0].Value.Uint64())
}

// added is how many threads there are more when nine readers of ten are in the given state.
func added(state string, prepare func(*os.File)) int {
	threads, before := count("/sched/threads/total:threads"), count(state)
	for range readers {
		r, w, err := os.Pipe()
		if err != nil {
			fmt.Println("not shown: no pipe:", err)
			os.Exit(1)
		}
		writers = append(writers, w)
		prepare(r)
		go func() { _, _ = r.Read(make([]byte, 1)) }() // nobody writes
	}
	for count(state) < before+readers*9/10 {
		runtime.Gosched()
	}
	more := count("/sched/threads/total:threads") - threads
	fmt.Printf("%d goroutines read, %s: %d more threads\n", readers, state, more)
	return more
}

func main() {
	runtime.GOMAXPROCS(2)
	polled := added("/sched/goroutines/waiting:goroutines", func(*os.File) {})
	blocked := added("/sched/goroutines/not-in-go:goroutines", func(r *os.File) { r.Fd() })
	if polled > readers/2 || blocked < readers/2 {
		fmt.Println("not shown: the threads did not come with the blocking calls alone")
		os.Exit(1)
	}
	fmt.Println("proof: the same read takes a thread where it blocks, and none where the poller waits")
}
