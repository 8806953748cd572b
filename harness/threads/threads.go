// Package threads gives the workers of a pool threads of the operating system of their own, so that
// the kernel can tell them from those who answer requests.
//
// # Model
//
// Go's scheduler treats all goroutines alike: while every processor (GOMAXPROCS) computes, a
// goroutine that the network has woken waits its turn. The kernel has priorities, but for
// threads. A worker that is locked to its thread (runtime.LockOSThread) and has lowered that
// thread's priority gives way at once, provided that Go has a processor left to run others on:
// with W workers GOMAXPROCS has to be at least W + 1.
//
// The price is a switch of threads where a worker was handed a task by a goroutine on another
// thread, some microseconds instead of some hundred nanoseconds: nothing for tasks of
// milliseconds, and a lot for tasks of a microsecond. What it is worth, and what it costs, the
// experiment repairs measures.
//
// # What it is not
//
// No strategy: any pool whose workers stay can be treated like that from outside, with a task for
// each of them. And no guarantee: the kernel still shares a core fairly in its way, low priority
// is little of it, not none.
package threads

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"poolbench/variants"
)

// Lock gives each worker of pool, which has so many of them and nothing to do, a thread of its
// own until the pool is closed. It blocks until all workers have one. The error is that the
// strategy has no workers that stay, or that of Submit.
func Lock(pool variants.Pool, traits variants.Traits, workers int) error {
	return prime(pool, traits, workers, func() error { return nil })
}

// LockNice is Lock, and gives these threads the lowest priority that the kernel shares processors
// by. On systems other than Linux, where a thread has no priority of its own, it is an error; the
// pool is then to be closed.
func LockNice(pool variants.Pool, traits variants.Traits, workers int) error {
	return prime(pool, traits, workers, lowerPriority)
}

// prime takes a task per worker. None of them ends before all have begun, so each worker has one.
func prime(pool variants.Pool, traits variants.Traits, workers int, change func() error) error {
	if traits.Workers != variants.AsConfigured || traits.Reuses != variants.Always {
		return errors.New("the strategy has no workers that stay, and nothing to give threads to")
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
