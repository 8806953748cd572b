package variantstest

import (
	"context"
	"sync"

	"poolbench/variants"
)

// semaphoreInside has the semaphore on the wrong side of the go statement, so it bounds
// what runs, but not what is accepted.
var semaphoreInside = mutate(func(m *mutant, cfg variants.Config, _ <-chan struct{}) {
	places := make(chan struct{}, cfg.Workers)
	var started sync.WaitGroup
	m.submit = func(_ context.Context, task func()) error {
		started.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			task()
		})
		return nil
	}
	m.close = func() error {
		started.Wait()
		return m.Pool.Close()
	}
})

// keepsAbandonedPlace waits for a place in a helper goroutine, which does not learn that
// its submitter has gone, and takes the place for nobody.
var keepsAbandonedPlace = mutate(func(m *mutant, cfg variants.Config, released <-chan struct{}) {
	places := make(chan struct{}, cfg.Workers+cfg.Queue)
	m.submit = func(ctx context.Context, task func()) error {
		entered := make(chan struct{})
		go func() {
			select {
			case places <- struct{}{}:
				close(entered)
			case <-released:
			}
		}()
		select {
		case <-entered:
			return m.Pool.Submit(ctx, func() { defer func() { <-places }(); task() })
		case <-ctx.Done():
			return ctx.Err()
		}
	}
})

// keepsPlaces has as many places as asked for, each of them once.
var keepsPlaces = mutate(func(m *mutant, cfg variants.Config, _ <-chan struct{}) {
	places := make(chan struct{}, cfg.Workers+cfg.Queue)
	m.submit = func(ctx context.Context, task func()) error {
		select {
		case places <- struct{}{}:
			return m.Pool.Submit(ctx, task)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
})

// remembersOneWaiter has a field where it needs a list: of several blocked submitters only
// the last is ever woken.
var remembersOneWaiter = mutate(func(m *mutant, cfg variants.Config, _ <-chan struct{}) {
	var mu sync.Mutex
	var waiter chan struct{}
	free := cfg.Workers + cfg.Queue
	leave := func() {
		mu.Lock()
		defer mu.Unlock()
		if waiter == nil {
			free++
			return
		}
		close(waiter) // the place goes straight to the waiter
		waiter = nil
	}
	m.submit = func(ctx context.Context, task func()) error {
		mu.Lock()
		if free > 0 {
			free--
			mu.Unlock()
		} else {
			mine := make(chan struct{})
			waiter = mine
			mu.Unlock()
			select {
			case <-mine:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return m.Pool.Submit(ctx, func() { defer leave(); task() })
	}
})

// locksAroundTasks guards its state with one lock, in Submit and while a task runs.
var locksAroundTasks = mutate(func(m *mutant, _ variants.Config, released <-chan struct{}) {
	lock := make(chan struct{}, 1)
	acquire := func() {
		select {
		case lock <- struct{}{}:
		case <-released:
		}
	}
	release := func() {
		select {
		case <-lock:
		default: // it was released with the test
		}
	}
	m.submit = func(ctx context.Context, task func()) error {
		acquire()
		defer release()
		return m.Pool.Submit(ctx, func() { acquire(); defer release(); task() })
	}
})
