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
	// windows are tried until one is good: others on the machine spoil some of them.
	windows = 6
)

func TestEchoStaysFast(t *testing.T) {
	rule.Name(t, "an echo beside the computing pool is about as fast as one on an idle machine")
	needsTwo(t)
	address := serve(t)
	var idle, busy time.Duration
	for window := range windows {
		i, b := ask(t, address), beside(t, func() time.Duration { return ask(t, address) })
		if t.Failed() {
			return
		}
		if window == 0 || i < idle {
			idle = i
		}
		if window == 0 || b < busy {
			busy = b
		}
		if busy <= slowdown*idle {
			break
		}
	}
	rule.Measured(t, "the median echo takes %v on the idle machine and %v beside the pool, %.1f times as long; %d times is allowed",
		idle, busy, float64(busy)/float64(idle), slowdown)
	if busy > slowdown*idle {
		rule.Broken(t, "echoes wait for the tasks of the pool: when a request arrives no processor is free to notice it")
	}
}

func TestThePoolStillComputesInParallel(t *testing.T) {
	rule.Name(t, "the pool keeps computing on all processors but one, and Close waits for every task")
	needsTwo(t)
	procs := runtime.GOMAXPROCS(0)
	tasks := 4 * procs
	var mu sync.Mutex
	running, most, ended, endedAtClose := 0, 0, 0, 0
	// In a bubble a task that sleeps stays until all that can begin beside it have begun.
	fate := rule.Bubble(t, func() {
		pool := responsive.Open()
		for range tasks {
			pool.Submit(func() {
				mu.Lock()
				running++
				most = max(most, running)
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
		rule.Broken(t, "a pool with %d tasks: %s", tasks, fate)
		return
	}
	rule.Measured(t, "%d tasks ran at once, on %d processors; %d of %d had ended when Close returned", most, procs, endedAtClose, tasks)
	if most < procs-1 {
		rule.Broken(t, "only %d tasks run at once: one processor for the echo is a price, more than that is waste", most)
	}
	if endedAtClose != tasks {
		rule.Broken(t, "only %d of %d tasks had ended when Close returned", endedAtClose, tasks)
	}
}

func needsTwo(t *testing.T) {
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("this machine has one processor: the pool and the echo can only take turns")
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
