//go:build exercise

package shedding_test

import (
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"

	shedding "poolbench/harness/study/exercises/06-shedding"
	"poolbench/harness/study/exercises/rule"
)

const workers, queue = 4, 10

// submitted is what became of tasks that were submitted.
type submitted struct {
	accepted, refused, blocked, strange, ran, rejected int64
}

// overload submits n tasks from n goroutines while all workers are held, and then lets everything run.
func overload(t *testing.T, n int) submitted {
	var s submitted
	rule.Bubble(t, func() {
		pool, gate := held()
		var accepted, refused, strange, ran atomic.Int64
		for range n {
			go func() {
				switch err := pool.Submit(func() { ran.Add(1) }); {
				case err == nil:
					accepted.Add(1)
				case errors.Is(err, shedding.ErrFull):
					refused.Add(1)
				default:
					strange.Add(1)
				}
			}()
		}
		synctest.Wait()
		s = submitted{accepted: accepted.Load(), refused: refused.Load(), strange: strange.Load(), rejected: int64(pool.Rejected())}
		s.blocked = int64(n) - s.accepted - s.refused - s.strange
		close(gate)
		synctest.Wait()
		pool.Close()
		s.ran = ran.Load() - s.blocked // those that were let in late
	})
	return s
}

// held is a pool all of whose workers are in a task, until the gate is closed.
func held() (*shedding.Pool, chan struct{}) {
	pool := shedding.Open(workers, queue)
	gate := make(chan struct{})
	for range workers {
		_ = pool.Submit(func() { <-gate }) // there is room
		synctest.Wait()
	}
	return pool, gate
}

func TestRefuses(t *testing.T) {
	rule.Name(t, "when all workers are busy and 10 tasks wait, Submit says no, and does not wait")
	s := overload(t, 30)
	rule.Measured(t, "of 30 tasks %d were accepted, %d refused, and %d callers were left waiting", s.accepted, s.refused, s.blocked)
	switch {
	case s.blocked > 0:
		rule.Broken(t, "%d callers of Submit wait: the queue is now made of them, and has no bound", s.blocked)
	case s.strange > 0:
		rule.Broken(t, "%d callers got an error that is not ErrFull", s.strange)
	case s.accepted != queue:
		rule.Broken(t, "%d tasks were accepted while the workers were busy, and %d may wait", s.accepted, queue)
	}
}

// race is how many of two callers that arrive together get the last place, and how many are left
// waiting. One of them is late by so many nanoseconds or so.
func race(t *testing.T, late int) (got, waiting int64) {
	rule.Bubble(t, func() {
		pool, gate := held()
		for range queue - 1 {
			_ = pool.Submit(func() {}) // there is room
		}
		var ready, accepted, returned, spun atomic.Int64
		for racer := range 2 {
			go func() {
				ready.Add(1)
				for i := 1; ready.Load() < 2; i++ { // until each has a processor, if there are two
					if i%10_000 == 0 {
						runtime.Gosched()
					}
				}
				for range racer * late {
					spun.Load()
				}
				if pool.Submit(func() {}) == nil {
					accepted.Add(1)
				}
				returned.Add(1)
			}()
		}
		synctest.Wait()
		got, waiting = accepted.Load(), 2-returned.Load()
		close(gate)
		synctest.Wait()
		pool.Close()
	})
	return got, waiting
}

func TestRace(t *testing.T) {
	rule.Name(t, "of two callers that race for the last place one gets it, and the other a no")
	if min(runtime.GOMAXPROCS(0), runtime.NumCPU()) < 2 {
		t.Skip("this machine has one processor: two callers never arrive together")
	}
	// To ask and then to send goes wrong in a window of nanoseconds: about once in a thousand races.
	const tries = 15_000
	for i := range tries {
		switch got, waiting := race(t, i%200); {
		case waiting > 0:
			rule.Broken(t, "in race %d a caller was left waiting: between its look at the queue and its step into it, if it looked, the other was faster", i+1)
			return
		case got != 1:
			rule.Broken(t, "in race %d %d callers got the one place", i+1, got)
			return
		}
	}
	rule.Measured(t, "%d races, each with one winner, and nobody was left waiting", tries)
}

func TestCounts(t *testing.T) {
	rule.Name(t, "Rejected is the number of refused tasks")
	s := overload(t, 30)
	rule.Measured(t, "%d were turned away or left waiting, and Rejected says %d", s.refused+s.blocked, s.rejected)
	if s.rejected != s.refused+s.blocked {
		rule.Broken(t, "who looks at Rejected believes that %d of 30 were refused", s.rejected)
	}
}

func TestOnce(t *testing.T) {
	rule.Name(t, "what was accepted runs, and what was refused never does")
	s := overload(t, 30)
	rule.Measured(t, "%d were accepted, %d of these ran", s.accepted, s.ran)
	if s.ran != s.accepted {
		rule.Broken(t, "%d tasks were accepted, and %d ran", s.accepted, s.ran)
	}
}

func TestRoom(t *testing.T) {
	rule.Name(t, "once there is room, Submit accepts again: exactly as many as there are places")
	var first, then int64
	fate := rule.Bubble(t, func() {
		pool := shedding.Open(workers, queue)
		one, gate := make(chan struct{}), make(chan struct{})
		for range workers { // one task is released alone
			_ = pool.Submit(func() {
				select {
				case <-one:
				case <-gate:
				}
			})
			synctest.Wait()
		}
		accepts := func() (n int64) {
			for range 2 * queue {
				if pool.Submit(func() { <-gate }) == nil {
					n++
				}
			}
			return n
		}
		first = accepts()
		one <- struct{}{}
		synctest.Wait()
		then = accepts()
		close(gate)
		pool.Close()
	})
	rule.Measured(t, "%d were accepted at first, %d more after one task had ended", first, then)
	switch {
	case fate != rule.Ended:
		rule.Broken(t, "%s: Submit waits for room that comes only later", fate)
	case then != 1:
		rule.Broken(t, "one task ended, so one more can wait; accepted were %d", then)
	}
}
