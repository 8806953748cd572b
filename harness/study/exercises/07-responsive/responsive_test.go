//go:build exercise

package responsive_test

import (
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	responsive "poolbench/harness/study/exercises/07-responsive"
	"poolbench/harness/study/exercises/rule"
)

const (
	// slowdown is what the pool may cost: the median echo beside it may take so many times as
	// long as with nothing else to do. With a processor that is free it takes about as long, a few
	// times as long on a busy machine; without one some hundred times.
	slowdown = 30
	// most is what an echo may take however long it does on the idle machine, which may not be
	// idle: half of the 10 ms after which Go makes a task make way (forcePreemptNS in
	// https://go.dev/src/runtime/proc.go). What waited for that took longer.
	most = 5 * time.Millisecond
	// windows on the idle machine are taken, and the best counts: others spoil some of them.
	windows = 6
	// tries are made beside the pool until one is good. One that is not counts if the machine let
	// a control be good before and after it.
	tries, counted = 40, 5
)

func TestEchoStaysFast(t *testing.T) {
	rule.Name(t, "an echo beside the computing pool is about as fast as one on an idle machine")
	if min(runtime.GOMAXPROCS(0), runtime.NumCPU()) < 2 {
		t.Skip("this machine has one processor: the pool and the echo can only take turns")
	}
	address := serve(t)
	echo := func() time.Duration { return ask(t, address) }
	idle := echo()
	for range windows - 1 {
		idle = min(idle, echo())
	}
	limit := min(slowdown*idle, most)
	quiet := func() bool { return besideControl(echo) <= limit }

	busy, counts := time.Hour, 0
	for try := 0; try < tries && counts < counted && busy > limit && !t.Failed(); try++ {
		if !quiet() {
			continue
		}
		busy = min(busy, beside(t, echo))
		if busy > limit && quiet() {
			counts++
		}
	}
	if t.Failed() {
		return
	}
	if busy > limit && counts < counted {
		t.Skipf("others need the processors: in only %d of %d tries was an echo fast beside a control that leaves one free", counts, tries)
	}
	rule.Measured(t, "the median echo takes %v on the idle machine and %v beside the pool, %.1f times as long; allowed are %v",
		idle, busy, float64(busy)/float64(idle), limit)
	if busy > limit {
		rule.Broken(t, "echoes wait for the tasks of the pool: when a request arrives no processor is free to notice it")
	}
}

func TestThePoolStillComputesInParallel(t *testing.T) {
	rule.Name(t, "the pool keeps computing on all processors but one, and Close waits for every task")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 8} { // how many this machine has plays no part
		runtime.GOMAXPROCS(procs)
		parallel(t, procs)
	}
}

// parallel checks a pool on so many processors.
func parallel(t *testing.T, procs int) {
	t.Helper()
	tasks := 4 * procs
	var mu sync.Mutex
	running, atOnce, ended, endedAtClose := 0, 0, 0, 0
	// In a bubble a task that sleeps stays until all that can begin beside it have begun.
	fate := rule.Bubble(t, func() {
		pool := responsive.Open()
		for range tasks {
			pool.Submit(func() {
				mu.Lock()
				running++
				atOnce = max(atOnce, running)
				mu.Unlock()
				time.Sleep(time.Second)
				mu.Lock()
				running--
				ended++
				mu.Unlock()
			})
		}
		pool.Close()
		mu.Lock()
		endedAtClose = ended
		mu.Unlock()
		time.Sleep(time.Hour) // whoever was not waited for ends now
	})
	if fate != rule.Ended {
		rule.Broken(t, "with GOMAXPROCS=%d a pool with %d tasks: %s", procs, tasks, fate)
		return
	}
	rule.Measured(t, "with GOMAXPROCS=%d %d tasks ran at once; %d of %d had ended when Close returned", procs, atOnce, endedAtClose, tasks)
	if atOnce < procs-1 {
		rule.Broken(t, "with GOMAXPROCS=%d only %d tasks run at once: one processor for the echo is a price, more than that is waste", procs, atOnce)
	}
	if endedAtClose != tasks {
		rule.Broken(t, "with GOMAXPROCS=%d only %d of %d tasks had ended when Close returned", procs, endedAtClose, tasks)
	}
}

// serve answers echoes over the loopback device in this process, and returns its address.
func serve(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skipf("there is no loopback device to listen on: %v", err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				_, _ = io.Copy(struct{ io.Writer }{conn}, conn) // by Read and Write, as a handler would
				_ = conn.Close()
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		serving.Wait()
	})
	return listener.Addr().String()
}

// ask is the median echo as a client sees it, which is a process of its own: what waits in this
// one for a processor has no part in the clock.
func ask(t *testing.T, address string) time.Duration {
	client := exec.Command(os.Args[0])
	client.Env = append(os.Environ(), askAt+"="+address)
	client.Stderr = os.Stderr
	out, err := client.Output()
	took, errParse := time.ParseDuration(string(out))
	if err != nil || errParse != nil {
		t.Errorf("the client failed: %v, %v", err, errParse)
	}
	return took
}

// beside calls f while a pool has more than enough to compute: its tasks end when f has.
func beside(t *testing.T, f func() time.Duration) (took time.Duration) {
	var over atomic.Bool
	defer over.Store(true)
	rule.Ends(t, "a pool that is closed after its tasks were told to end", func() {
		pool := responsive.Open()
		computing := make(chan struct{}, 1)
		var submitting sync.WaitGroup
		submitting.Go(func() {
			for range 4 * runtime.GOMAXPROCS(0) {
				pool.Submit(func() {
					select {
					case computing <- struct{}{}:
					default:
					}
					for !over.Load() {
						compute()
					}
				})
			}
		})
		<-computing
		took = f()
		over.Store(true)
		submitting.Wait()
		pool.Close()
	})
	return took
}

// besideControl calls f while all processors but one compute for as long as it takes.
func besideControl(f func() time.Duration) time.Duration {
	var over atomic.Bool
	var computing sync.WaitGroup
	for range runtime.GOMAXPROCS(0) - 1 {
		computing.Go(func() {
			for !over.Load() {
				compute()
			}
		})
	}
	defer computing.Wait()
	defer over.Store(true)
	return f()
}

// sink keeps the compiler from leaving the computing out.
var sink atomic.Uint64

// compute takes a few microseconds.
func compute() {
	x := sink.Load() + 1
	for range 1000 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	sink.Store(x)
}
