//go:build exercise

// Results are taken while jobs are sent: by two goroutines, so that neither waits for itself.
//
// Sending blocks while all workers are busy or hold a result that nobody has taken. If whoever sends is
// also who would take the results, both wait for ever as soon as jobs, workers and results are
// full. A buffer moves the number at which that happens. With a goroutine of its own for
// the sending no buffer is needed at all, and inputs are read no faster than they are worked on.

// Package textbookpool is the worker pool that every Go tutorial should begin with.
package textbookpool

import (
	"iter"
	"sync"
)

// Sum returns the sum of f over all inputs. It calls f in so many workers at once.
func Sum(inputs iter.Seq[int], workers int, f func(int) int) int {
	jobs, results := make(chan int), make(chan int)
	go func() {
		defer close(jobs) // workers end when they have done what was sent
		for input := range inputs {
			jobs <- input
		}
	}()

	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for input := range jobs {
				results <- f(input)
			}
		})
	}
	go func() {
		working.Wait()
		close(results) // only now is it known that none will follow
	}()

	sum := 0
	for r := range results {
		sum += r
	}
	return sum
}
