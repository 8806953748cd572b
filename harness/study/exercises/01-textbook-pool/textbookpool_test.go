//go:build exercise

package textbookpool_test

import (
	"iter"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"

	textbookpool "poolbench/harness/study/exercises/01-textbook-pool"
	"poolbench/harness/study/exercises/rule"
)

const workers = 4

// many is more than a buffer may have places.
const many = 1 << 15

// numbers are those from 1 to n.
func numbers(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 1; i <= n && yield(i); i++ {
		}
	}
}

func TestFew(t *testing.T) {
	rule.Name(t, "a few inputs are worked on, each once")
	sum := 0
	fate := rule.Bubble(t, func() { sum = textbookpool.Sum(numbers(10), workers, func(n int) int { return n * n }) })
	if want := 385; fate == rule.Ended && sum != want {
		rule.Broken(t, "the squares of 1 to 10 add up to %d, and not to %d", want, sum)
	} else if fate != rule.Ended {
		rule.Broken(t, "with 10 inputs: %s", fate)
	}
}

func TestMany(t *testing.T) {
	rule.Name(t, "however many inputs there are, Sum ends")
	fate := rule.Ended
	ends := func(n int) bool {
		sum := 0
		last := rule.Bubble(t, func() { sum = textbookpool.Sum(numbers(n), workers, func(n int) int { return n }) })
		if last == rule.Ended && sum != n*(n+1)/2 {
			rule.Broken(t, "the numbers 1 to %d add up to %d, and not to %d", n, n*(n+1)/2, sum)
		}
		if last != rule.Ended {
			fate = last
		}
		return last == rule.Ended
	}
	n := 1
	for n < many && ends(n) {
		n *= 2
	}
	if n == many && ends(n) {
		rule.Measured(t, "%d workers ended with %d inputs", workers, n)
		return
	}
	good, bad := n/2, n
	for bad-good > 1 {
		if middle := (good + bad) / 2; ends(middle) {
			good = middle
		} else {
			bad = middle
		}
	}
	rule.Measured(t, "%d workers end with up to %d inputs", workers, good)
	rule.Broken(t, "with %d inputs and %d workers: %s", bad, workers, fate)
}

func TestBounded(t *testing.T) {
	rule.Name(t, "what Sum holds does not grow with the number of inputs")
	const most = 1000
	var taken atomic.Int64
	var read atomic.Bool
	var before, first runtime.MemStats
	input := func(yield func(int) bool) {
		runtime.ReadMemStats(&first)
		read.Store(true)
		for i := 0; i < many && yield(i); i++ {
			taken.Add(1)
		}
	}
	var held int64
	rule.Bubble(t, func() {
		gate := make(chan struct{})
		runtime.ReadMemStats(&before)
		go textbookpool.Sum(input, workers, func(n int) int { <-gate; return n })
		synctest.Wait()
		held = taken.Load()
		close(gate)
	})
	if !read.Load() {
		rule.Broken(t, "no input was read at all")
		return
	}
	allocated := (first.TotalAlloc - before.TotalAlloc) >> 10
	rule.Measured(t, "%d inputs were taken while %d workers were stuck in their first; %d KiB were allocated before", held, workers, allocated)
	if held > most {
		rule.Broken(t, "more than %d inputs were read ahead of the workers: a longer list would fill the memory", most)
	}
	if allocated > 64 {
		rule.Broken(t, "more than 64 KiB are reserved before the first input: however large a buffer is, there are longer lists")
	}
}

func TestWorkers(t *testing.T) {
	rule.Name(t, "as many calls of f run at once as there are workers, and no more")
	var running int64
	rule.Bubble(t, func() {
		var in atomic.Int64
		gate := make(chan struct{})
		go textbookpool.Sum(numbers(10), workers, func(n int) int { in.Add(1); <-gate; return n })
		synctest.Wait()
		running = in.Load()
		close(gate)
	})
	rule.Measured(t, "%d of %d", running, workers)
	if running != workers {
		rule.Broken(t, "%d calls of f ran at once, with %d workers and 10 inputs", running, workers)
	}
}
