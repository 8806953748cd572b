//go:build exercise

// Package firsterror runs many tasks on a few goroutines, each of which may fail.
package firsterror

import (
	"context"
	"sync"
)

// Each calls do for 0 to n-1, by so many workers. If all calls return nil, so does Each. The first
// call that fails ends it: see the README for what that means.
func Each(ctx context.Context, n, workers int, do func(ctx context.Context, i int) error) error {
	var (
		mu    sync.Mutex
		first error
		done  sync.WaitGroup
	)
	todo := make(chan int, n)
	for i := range n {
		todo <- i
	}
	close(todo)
	for range workers {
		done.Go(func() {
			for i := range todo {
				if err := do(ctx, i); err != nil {
					mu.Lock()
					first = err
					mu.Unlock()
				}
			}
		})
	}
	done.Wait()
	return first
}
