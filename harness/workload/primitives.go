package workload

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// cacheLines is the distance at which counters do not disturb each other: two lines of 64 bytes,
// since processors may fetch them in pairs.
const cacheLines = 128

// primitives are operations that pools are made of, one per item. Each returns 1, so that a sample
// can tell that all of them were done.
func primitives() []Workload {
	return []Workload{
		primitive("lock.mutex", "a mutex locked and unlocked", func(n int) []func() uint64 {
			var lock sync.Mutex
			return same(n, func() uint64 {
				lock.Lock()
				lock.Unlock() //nolint:staticcheck // nothing is done in between on purpose
				return 1
			})
		}),
		primitive("lock.channel", "a channel of one place, filled and emptied", func(n int) []func() uint64 {
			lock := make(chan struct{}, 1)
			return same(n, func() uint64 {
				lock <- struct{}{}
				<-lock
				return 1
			})
		}),
		primitive("count.shared", "an addition to one counter for all workers", func(n int) []func() uint64 {
			counter := new(struct {
				_ [cacheLines]byte
				n atomic.Uint64
				_ [cacheLines]byte
			})
			return same(n, func() uint64 { counter.n.Add(1); return 1 })
		}),
		primitive("count.adjacent", "an addition to the worker's counter, beside those of others", func(n int) []func() uint64 {
			counters := adjacent(n)
			return counting(n, func(i int) *atomic.Uint64 { return &counters[i] })
		}),
		primitive("count.padded", "an addition to the worker's counter, in a cache line of its own", func(n int) []func() uint64 {
			counters := padded(n)
			return counting(n, func(i int) *atomic.Uint64 { return &counters[i].n })
		}),
		primitive("gosched", "a call of runtime.Gosched", func(n int) []func() uint64 {
			return same(n, func() uint64 { runtime.Gosched(); return 1 })
		}),
		primitive("go.join", "a goroutine started and waited for", func(n int) []func() uint64 {
			return repeat(n, func() func() uint64 {
				mine := new(struct {
					_     [cacheLines]byte // two workers' would be side by side
					ended sync.WaitGroup
					_     [cacheLines]byte
				})
				return func() uint64 {
					mine.ended.Go(func() {})
					mine.ended.Wait()
					return 1
				}
			})
		}),
		pingpong("pingpong", "a value sent to another goroutine and back", func() {}),
		pingpong("pingpong.locked", "the same, the other goroutine being locked to a thread", runtime.LockOSThread),
	}
}

func primitive(name, title string, perWorker func(n int) []func() uint64) Workload {
	return Workload{Name: name, Title: title, Answer: 1, PerWorker: func(n int) ([]func() uint64, func()) { return perWorker(n), func() {} }}
}

// adjacent returns n counters side by side, the first at the beginning of a cache line: up to eight
// are in one. Nobody else's data are in their lines.
func adjacent(n int) []atomic.Uint64 {
	counters := make([]atomic.Uint64, n+2*cacheLines/8)
	first := 0
	for uintptr(unsafe.Pointer(&counters[first]))%cacheLines != 0 { // Go does not move what is on the heap
		first++
	}
	return counters[first:][:n]
}

// paddedCounter is as large as what it keeps away from its neighbour, so that wherever an array of
// them begins no two are in one line.
type paddedCounter struct {
	n atomic.Uint64
	_ [cacheLines - 8]byte
}

// padded returns n of them, with nobody else's data in the lines of the first and the last.
func padded(n int) []paddedCounter { return make([]paddedCounter, n+2)[1:][:n] }

// counting has worker i add to counter i.
func counting(n int, counter func(i int) *atomic.Uint64) []func() uint64 {
	var all []func() uint64
	for i := range n {
		mine := counter(i)
		all = append(all, func() uint64 { mine.Add(1); return 1 })
	}
	return all
}

// pingpong gives each worker a goroutine that sends back what it receives.
func pingpong(name, title string, begin func()) Workload {
	return Workload{Name: name, Title: title, Answer: 1, PerWorker: func(n int) ([]func() uint64, func()) {
		var partners sync.WaitGroup
		var there []chan uint64
		items := repeat(n, func() func() uint64 {
			ping, pong := make(chan uint64), make(chan uint64)
			there = append(there, ping)
			partners.Go(func() {
				begin() // never undone: a locked thread ends with its goroutine
				for value := range ping {
					pong <- value
				}
			})
			return func() uint64 { ping <- 1; return <-pong }
		})
		return items, func() {
			for _, ping := range there {
				close(ping)
			}
			partners.Wait()
		}
	}}
}
