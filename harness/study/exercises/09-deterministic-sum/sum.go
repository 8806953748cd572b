//go:build exercise

// Package sum adds many numbers on several goroutines.
package sum

import "sync"

// Sum returns the sum of value(0) to value(n-1), computed by so many workers at once. Each index
// is asked for once. value may be called by several goroutines at a time.
func Sum(n, workers int, value func(i int) float64) float64 {
	var (
		mu    sync.Mutex
		total float64
		done  sync.WaitGroup
	)
	for w := range workers {
		from, to := n*w/workers, n*(w+1)/workers
		done.Go(func() {
			part := 0.0
			for i := from; i < to; i++ {
				part += value(i)
			}
			mu.Lock()
			defer mu.Unlock()
			total += part
		})
	}
	done.Wait()
	return total
}
