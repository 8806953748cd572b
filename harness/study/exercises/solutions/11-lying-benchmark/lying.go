//go:build exercise

// Why this is right: the clock runs for exactly what the number is about. Submit only hands a task over,
// so the end of the last Submit is not the end of the last task: a wait group that each task counts
// down tells when that is. Close would tell too, but then its own work is inside: it ends workers,
// which is a cost of having the pool and not of a task. The tasks that warm up have to have ended before the
// clock starts, or the first timed ones queue behind them. And the time is divided by the number of
// tasks that ran inside of it, no more and no fewer.

// Package lying measures what a task costs in a pool, and no longer gets it wrong.
package lying

import (
	"sync"
	"time"
)

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
	pool := open()
	defer pool.Close()
	run(pool, task, warmUp)
	start := time.Now()
	run(pool, task, n)
	return time.Since(start) / time.Duration(n)
}

// run submits a task so many times, and waits until all have ended.
func run(pool Pool, task func(), times int) {
	var running sync.WaitGroup
	running.Add(times)
	for range times {
		pool.Submit(func() {
			defer running.Done()
			task()
		})
	}
	running.Wait()
}
