// Package threads gives the workers of a pool threads of the operating system of their own, so that
// the kernel can tell them from those who answer requests.
//
// # Model
//
// Go's scheduler treats all goroutines alike: while every P (GOMAXPROCS is how many there are)
// computes, a goroutine that the network has woken waits its turn. The kernel has priorities, the
// nice values, but for threads. A worker that is locked to its thread (runtime.LockOSThread) and
// has raised that thread's nice value usually gives way as soon as another thread is ready,
// provided that Go has a P left to run others on: with W workers GOMAXPROCS has to be at least
// W + 1.
//
// The price is a context switch between threads where a worker was handed a task by a goroutine on
// another thread, some microseconds instead of some hundred nanoseconds: nothing for tasks of
// milliseconds, and a lot for tasks of a microsecond. What it is worth, and what it costs, the
// experiment repairs measures.
//
// # What it is not
//
// No strategy: a pool whose workers stay can be treated like that from outside, with a task for
// each of them. The workers of libraries do not stay: they end when they have been idle for a
// while, and those that replace them would have threads like any other.
//
// And no guarantee: the kernel still shares a core fairly in its way, low priority is little of
// it, not none, and now and then it lets a nice thread finish its time slice. While other processes fill
// the cores there is priority inversion: a nice worker that the kernel has preempted may hold a P or a
// lock that others wait for, or delay a stop-the-world of the garbage collector.
package threads

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"poolbench/variants"
	"poolbench/variants/catalog"
)

// Lock gives each worker of pool, which row has opened with so many of them and which has nothing
// to do, a thread of its own until the pool is closed. It blocks until all workers have one. The
// error is that of [Suits], or of Submit.
func Lock(pool variants.Pool, row catalog.Row, workers int) error {
	return prime(pool, row, workers, func() error { return nil })
}

// LockNice is Lock, and gives these threads the lowest priority that the kernel shares processors
// by. On systems other than Linux, where a thread has no priority of its own, it is an error; the
// pool is then to be closed.
func LockNice(pool variants.Pool, row catalog.Row, workers int) error {
	return prime(pool, row, workers, lowerPriority)
}

// Suits returns nil if the workers of row stay as long as its pool is open, or else an error that
// names the strategies whose workers do.
func Suits(row catalog.Row) error {
	if stays(row) {
		return nil
	}
	var allowed []string
	for _, other := range catalog.Rows() {
		if stays(other) {
			allowed = append(allowed, other.Key())
		}
	}
	return fmt.Errorf("%s: the strategy has no workers that stay, and so nothing to give threads to: allowed are %s",
		row.Key(), strings.Join(allowed, ", "))
}

// stays asks for the face as well: Always, for libraries, allows them to end workers that are idle.
func stays(row catalog.Row) bool {
	return row.Face == catalog.Own && row.Traits.Workers == variants.AsConfigured && row.Traits.Reuses == variants.Always
}

// prime takes a task per worker. None of them ends before all have begun, so each worker has one.
func prime(pool variants.Pool, row catalog.Row, workers int, change func() error) error {
	if err := Suits(row); err != nil {
		return err
	}
	var begun sync.WaitGroup
	begun.Add(workers)
	errs := make(chan error, workers)
	for i := range workers {
		err := pool.Submit(context.Background(), func() {
			runtime.LockOSThread() // never unlocked: the thread ends with the worker
			errs <- change()
			begun.Done()
			begun.Wait()
		})
		if err != nil {
			begun.Add(i - workers) // those who have begun must not wait for what never comes
			return fmt.Errorf("submit: %w", err)
		}
	}
	begun.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
