//go:build exercise

package dyingworker_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	dyingworker "poolbench/harness/study/exercises/02-panic"
	"poolbench/harness/study/exercises/rule"
)

const workers = 4

// atOnce is how many tasks a pool of workers runs at once after so many have panicked.
func atOnce(t *testing.T, panics int) int64 {
	var running int64
	rule.Bubble(t, func() {
		pool := dyingworker.Open(workers)
		var in atomic.Int64
		gate := make(chan struct{})
		go func() {
			for range panics {
				pool.Submit(func() { panic("a task that fails") })
			}
			for range 2 * workers {
				pool.Submit(func() { in.Add(1); <-gate })
			}
			pool.Close()
		}()
		synctest.Wait()
		running = in.Load()
		close(gate)
	})
	return running
}

func TestCapacity(t *testing.T) {
	rule.Name(t, "a panic costs the task, and no worker")
	var said []string
	lost := int64(0)
	for _, panics := range []int{0, 1, 2, 3, 4, 10} {
		n := atOnce(t, panics)
		said = append(said, fmt.Sprintf("%d after %d", n, panics))
		lost = max(lost, workers-n)
	}
	rule.Measured(t, "%d workers; tasks that ran at once after so many panics: %s", workers, strings.Join(said, ", "))
	if lost > 0 {
		rule.Broken(t, "up to %d of %d workers are gone: the pool gets slower with each panic until nothing runs", lost, workers)
	}
}

func TestBound(t *testing.T) {
	rule.Name(t, "no more tasks run at once than there are workers, after panics too")
	most := max(atOnce(t, 0), atOnce(t, 10))
	rule.Measured(t, "%d at once at most, with %d workers", most, workers)
	if most > workers {
		rule.Broken(t, "%d tasks ran at once: who opened the pool for %d relied on that", most, workers)
	}
}

func TestAllRun(t *testing.T) {
	rule.Name(t, "every task runs once, whatever the tasks before it did")
	const tasks = 100
	var ran atomic.Int64
	var panics, want []any
	fate := rule.Bubble(t, func() {
		pool := dyingworker.Open(workers)
		for i := range tasks {
			pool.Submit(func() {
				ran.Add(1)
				if i%10 == 0 {
					panic(i)
				}
			})
		}
		panics = pool.Close()
	})
	for i := 0; i < tasks; i += 10 {
		want = append(want, i)
	}
	rule.Measured(t, "%d of %d tasks ran, every tenth of which panics", ran.Load(), tasks)
	switch {
	case fate != rule.Ended:
		rule.Broken(t, "%s: nobody was left to run the next task", fate)
	case ran.Load() != tasks:
		rule.Broken(t, "%d of %d tasks ran", ran.Load(), tasks)
	case !same(panics, want):
		rule.Broken(t, "tasks panicked with %v, and Close returned %v", want, panics)
	}
}

func TestReport(t *testing.T) {
	rule.Name(t, "Close returns what tasks panicked with: nothing is swept under the carpet")
	var panics, want []any
	fate := rule.Bubble(t, func() {
		pool := dyingworker.Open(workers)
		for i := range workers - 1 {
			want = append(want, i)
			pool.Submit(func() { panic(i) })
		}
		pool.Submit(func() {})
		panics = pool.Close()
	})
	rule.Measured(t, "%d of %d panics were returned", len(panics), workers-1)
	if fate != rule.Ended {
		rule.Broken(t, "Close after %d panics: %s", workers-1, fate)
	} else if !same(panics, want) {
		rule.Broken(t, "tasks panicked with %v, and Close returned %v", want, panics)
	}
}

// same tells whether the two have the same values, in any order: tasks run at once.
func same(got, want []any) bool {
	if len(got) != len(want) {
		return false
	}
	for _, w := range want { // which differ from each other
		if !slices.Contains(got, w) {
			return false
		}
	}
	return true
}
