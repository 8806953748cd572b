//go:build exercise

// Package textbookpool is the worker pool that every Go tutorial begins with.
package textbookpool

import "iter"

// places is how many jobs, and how many results, can wait.
const places = 16

// Sum returns the sum of f over all inputs. It calls f in so many workers at once.
func Sum(inputs iter.Seq[int], workers int, f func(int) int) int {
	jobs := make(chan int, places)
	results := make(chan int, places)
	for range workers {
		go func() {
			for input := range jobs {
				results <- f(input)
			}
		}()
	}

	sent := 0
	for input := range inputs {
		jobs <- input
		sent++
	}
	close(jobs)

	sum := 0
	for range sent {
		sum += <-results
	}
	return sum
}
