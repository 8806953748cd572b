//go:build exercise

package idleworker_test

import (
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	idleworker "poolbench/harness/study/exercises/04-work-conserving"
	"poolbench/harness/study/exercises/rule"
)

const workers = 4

func TestIdle(t *testing.T) {
	rule.Name(t, "no task waits while a worker is idle")
	const short = 20
	for blocked := 1; blocked < workers; blocked++ {
		var ran atomic.Int64
		done := int64(0)
		fate := rule.Bubble(t, func() {
			pool := idleworker.Open(workers)
			gate := make(chan struct{})
			for range blocked {
				go pool.Submit(func() { <-gate })
				synctest.Wait()
			}
			go func() {
				for range short {
					pool.Submit(func() { ran.Add(1) })
				}
				pool.Close()
			}()
			synctest.Wait()
			done = ran.Load()
			close(gate)
		})
		rule.Measured(t, "%d of %d short tasks ran while long tasks held %d of %d workers", done, short, blocked, workers)
		if done < short {
			rule.Broken(t, "%d tasks waited although %d of %d workers had nothing to do", short-done, workers-blocked, workers)
		}
		if fate != rule.Ended {
			rule.Broken(t, "%d tasks and Close: %s", blocked+short, fate)
			return
		}
	}
}

func TestBound(t *testing.T) {
	rule.Name(t, "as many tasks run at once as there are workers, and no more")
	running := int64(0)
	fate := rule.Bubble(t, func() {
		pool := idleworker.Open(workers)
		var in atomic.Int64
		gate := make(chan struct{})
		go func() { // Submit may wait until a worker is free
			for range 3 * workers {
				pool.Submit(func() { in.Add(1); <-gate })
			}
			pool.Close()
		}()
		synctest.Wait()
		running = in.Load()
		close(gate)
	})
	rule.Measured(t, "%d at once with %d workers", running, workers)
	if fate != rule.Ended {
		rule.Broken(t, "%d tasks with %d workers, and Close: %s", 3*workers, workers, fate)
	} else if running != workers {
		rule.Broken(t, "%d tasks ran at once, with %d workers and %d tasks", running, workers, 3*workers)
	}
}

func TestOnce(t *testing.T) {
	rule.Name(t, "every task runs once, whoever submits, and before Close returns")
	const submitters, each = 8, 500
	counts := make([]atomic.Int64, submitters*each)
	ends := rule.Ends(t, "8 goroutines that submit, and Close", func() {
		pool := idleworker.Open(workers)
		var submitting sync.WaitGroup
		for s := range submitters {
			submitting.Go(func() {
				for i := range each {
					pool.Submit(func() { counts[s*each+i].Add(1) })
				}
			})
		}
		submitting.Wait()
		pool.Close()
	})
	once := 0
	for i := range counts {
		if ends && counts[i].Load() == 1 {
			once++
		}
	}
	rule.Measured(t, "%d of %d ran once", once, len(counts))
	if ends && once < len(counts) {
		rule.Broken(t, "%d tasks did not run, or ran again", len(counts)-once)
	}
}

// long and short are how many steps tasks take. Every tenth is long, and makes most of the work.
const (
	tasks, every = 400, 10
	short, long  = 5_000, 500_000
)

// enough is the share of what could be used that a pool has to use: less than a pool that keeps its workers
// busy, more than one that does not.
const enough = 0.8

func TestBusy(t *testing.T) {
	rule.Name(t, "with a few long tasks among short ones, all workers are busy")
	var busy, wall time.Duration
	fate := rule.Bubble(t, func() { // in which a task of a millisecond takes exactly that, on a clock that does not exist
		pool := idleworker.Open(workers)
		start := time.Now()
		for i := range tasks {
			took := time.Duration(steps(i)) * time.Nanosecond
			busy += took
			pool.Submit(func() { time.Sleep(took) })
		}
		pool.Close()
		wall = time.Since(start)
	})
	if fate != rule.Ended {
		rule.Broken(t, "%d tasks and Close: %s", tasks, fate)
		return
	}
	on := float64(busy) / float64(wall)
	rule.Measured(t, "%.1f of %d workers were busy on average", on, workers)
	if on < enough*workers {
		rule.Broken(t, "%.1f workers would have been enough: the others were idle while tasks waited", on)
	}
}

var sink atomic.Uint64

// compute takes so many steps that depend on each other.
func compute(steps int) {
	x := uint64(steps)
	for range steps {
		x = x*6364136223846793005 + 1442695040888963407
	}
	sink.Store(x)
}

func steps(i int) int {
	if i%every == 0 {
		return long
	}
	return short
}

// parallelism is how many processors f used on average: processor time ÷ wall time.
func parallelism(f func()) float64 {
	cpu := func() time.Duration {
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it fails only for a wrong argument
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	runtime.GC()
	before, start := cpu(), time.Now()
	f()
	return float64(cpu()-before) / float64(time.Since(start))
}

// ideal is a loop in which each of so many goroutines takes the next task itself.
func ideal(goroutines int) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < tasks; i = int(next.Add(1)) - 1 {
				compute(steps(i))
			}
		})
	}
	all.Wait()
}

func TestParallelism(t *testing.T) {
	rule.Name(t, "the same measured: all processors are used (cpu ÷ wall)")
	procs := min(runtime.GOMAXPROCS(0), runtime.NumCPU())
	if procs < 2 {
		t.Skip("it takes two processors, and this machine has one")
	}
	// Every tenth task is long, so in turn they fall on every second of two or four workers.
	procs = min(procs, workers) &^ 1
	// Tries count while nobody else needs the processors, which the
	// loop shows before and after, and of these one that is good is enough.
	const tries, counted, quiet = 60, 5, 0.85
	loop := func() float64 { return parallelism(func() { ideal(procs) }) }
	best, used, could, counts := 0.0, 0.0, 0.0, 0
	for i := 0; i < tries && counts < counted && best < enough; i++ {
		before := loop()
		if before < quiet*float64(procs) {
			continue
		}
		ends := true
		got := parallelism(func() {
			ends = rule.Ends(t, "a pool with 400 tasks, and Close,", func() {
				pool := idleworker.Open(procs)
				for i := range tasks {
					pool.Submit(func() { compute(steps(i)) })
				}
				pool.Close()
			})
		})
		if !ends {
			return
		}
		if got/before > best {
			best, used, could = got/before, got, before
		}
		if loop() >= quiet*float64(procs) {
			counts++
		}
	}
	if best < enough && counts < counted {
		t.Skipf("others need the processors: in only %d of %d tries were all %d free", counts, tries, procs)
	}
	rule.Measured(t, "%.1f processors were used by %d workers, and %.1f by a loop that shares the same tasks", used, procs, could)
	if best < enough {
		rule.Broken(t, "%.0f %% of what could be used, in the best of %d tries: workers were idle while tasks waited", 100*best, counts)
	}
}
