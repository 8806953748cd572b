//go:build exercise

// Package lying measures what a task costs in a pool, and gets it wrong in every way that it can.
package lying

import "time"

// Pool runs tasks, some of them at the same time.
type Pool interface {
	// Submit hands a task over. It may wait while the pool is full, and may return before the
	// task has begun.
	Submit(task func())
	// Close waits until all tasks have ended and ends the pool.
	Close()
}

// Measure returns the time per task that a warm pool takes for n tasks, all of them: how long it takes
// from the first submission until the last task has ended, divided by their number. Opening, closing,
// and the tasks that warm the pool up before are nobody's question.
func Measure(open func() Pool, task func(), warmUp, n int) time.Duration {
	start := time.Now()
	pool := open()
	for range warmUp + n {
		pool.Submit(task)
	}
	elapsed := time.Since(start)
	pool.Close()
	return elapsed / time.Duration(warmUp+n)
}
