//go:build exercise

// Why this is right: what processors pass to each other is not a variable, it is a cache line of 64
// or 128 bytes. Eight counters fit into 64 of them, and each addition has to take the line from
// whoever wrote to it last. A counter that is alone in 128 bytes is alone in its line, and in the
// pair of lines that some processors fetch together. That it helps is shown by two arms that differ
// in nothing but the distance: as many workers, as many additions, neighbours and not. One worker
// against all of them differs in the number of workers too, and in the power and the
// processors that they share.

// Package sharing counts events, each worker on a counter of its own, and has the benchmark that is
// to show what neighbouring counters cost.
package sharing

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

// apart is how many bytes lie between the beginnings of two counters: two lines of 64 bytes, since
// some processors fetch them in pairs, or one of 128, which others have.
const apart = 128

// padded is a counter that is as large as the distance that it keeps.
type padded struct {
	n atomic.Int64
	_ [apart - unsafe.Sizeof(atomic.Int64{})]byte
}

// New returns a counter per worker, none of which shares a cache line with another.
func New(workers int) []*atomic.Int64 {
	block := make([]padded, workers)
	counters := make([]*atomic.Int64, workers)
	for i := range block {
		counters[i] = &block[i].n
	}
	return counters
}

// neighbours returns counters as close to each other as they can be: the mistake, to be measured.
func neighbours(workers int) []*atomic.Int64 {
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
// counters of workers are neighbours in memory? Its control does the same with padded ones.
func Comparison(workers, each int) []Arm {
	return []Arm{
		{"neighbours", neighbours(workers), each},
		{"apart", New(workers), each},
	}
}
