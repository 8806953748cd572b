// Lockedthread shows that a goroutine that ends with its thread locked takes the thread with it.
//
// Whoever locks a thread may have changed it, its priority or its namespace, and nobody else shall get
// it: the runtime ends it. After UnlockOSThread the thread is kept for the next one who needs it.
//
// Source: runtime/proc.go, LockOSThread and mexit
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"
)

const locked = 20

func threads() uint64 {
	total := []metrics.Sample{{Name: "/sched/threads/total:threads"}}
	metrics.Read(total)
	return total[0].Value.Uint64()
}

// peak is how many threads there are while goroutines hold one each; they end with a call of last.
func peak(last func()) uint64 {
	var ready, ended sync.WaitGroup
	ready.Add(locked)
	hold := make(chan struct{})
	for range locked {
		ended.Go(func() {
			runtime.LockOSThread()
			ready.Done()
			<-hold
			last()
		})
	}
	ready.Wait()
	defer func() { close(hold); ended.Wait() }()
	return threads()
}

func main() {
	runtime.GOMAXPROCS(2)
	unlocking := peak(runtime.UnlockOSThread)
	kept := threads()
	fmt.Printf("threads while %d goroutines hold one each: %d; after they have unlocked: %d\n", locked, unlocking, kept)
	before, start := peak(func() {}), time.Now()
	for threads() > before-locked/2 && time.Since(start) < time.Minute { // what does not end now never does
		runtime.Gosched()
	}
	fmt.Printf("threads while they hold one again: %d; after they have ended without: %d\n", before, threads())
	if kept < unlocking || threads() > before-locked/2 {
		fmt.Println("not shown: it makes no difference to unlock")
		os.Exit(1)
	}
	fmt.Println("proof: unlocked threads stay, locked ones end with their goroutine")
}
