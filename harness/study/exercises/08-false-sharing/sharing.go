//go:build exercise

// Package sharing counts events, each worker on a counter of its own, and has the benchmark that is
// to show what neighbouring counters cost.
package sharing

import (
	"sync"
	"sync/atomic"
)

// New returns a counter per worker. No two workers write to the same one, so none waits for another.
func New(workers int) []*atomic.Int64 {
	block := make([]atomic.Int64, workers)
	counters := make([]*atomic.Int64, workers)
	for i := range block {
		counters[i] = &block[i]
	}
	return counters
}

// Arm is one side of a comparison: as many workers as there are counters, each of which adds 1
// to its own so many times.
type Arm struct {
	Name     string
	Counters []*atomic.Int64
	Each     int
}

// Run lets all workers of the arm count, and waits for them. It is what is timed.
func (a Arm) Run() {
	var workers sync.WaitGroup
	for _, counter := range a.Counters {
		workers.Go(func() {
			for range a.Each {
				counter.Add(1)
			}
		})
	}
	workers.Wait()
}

// Comparison returns the arms of the benchmark, which is to answer: what does it cost that the
// counters of workers are neighbours in memory? All workers take longer than one alone, so it must
// be their neighbourhood.
func Comparison(workers, each int) []Arm {
	return []Arm{
		{"one worker", New(1), each},
		{"all workers", New(workers), each},
	}
}
