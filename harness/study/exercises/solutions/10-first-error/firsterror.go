//go:build exercise

// Why this is right: one thing happens once, under sync.Once: the first error is kept and the context
// of all calls is ended. A call that is running sees it and can give up; a worker looks at it before
// it takes the next task, so that nothing begins after the first error. What gives up returns
// errors too, and they come later, so the once ignores them: they are consequences, and not the cause.
// Each returns after all workers have, since a goroutine that outlives its caller uses what the
// caller takes for its own again. errgroup.WithContext does the same,
// but begins every task that is submitted: asking the context before each one is up to whoever submits.
// See the documentation of golang.org/x/sync/errgroup.

// Package firsterror runs many tasks on a few goroutines, each of which may fail.
package firsterror

import (
	"context"
	"sync"
	"sync/atomic"
)

// Each calls do for 0 to n-1, by so many workers. If all calls return nil, so does Each. After
// the first call that fails no other begins, the context of those that run ends, and when they have
// returned Each returns that error. If ctx ends, no other call begins either, and its error is returned.
func Each(ctx context.Context, n, workers int, do func(ctx context.Context, i int) error) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel() // also if all went well: what is derived from ctx is to be given back
	var (
		next  atomic.Int64
		once  sync.Once
		first error
		done  sync.WaitGroup
	)
	for range workers {
		done.Go(func() {
			for inner.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(inner, i); err != nil {
					once.Do(func() {
						first = err
						cancel()
					})
				}
			}
		})
	}
	done.Wait()
	if first == nil && int(next.Load()) < n {
		return ctx.Err()
	}
	return first
}
