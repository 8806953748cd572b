//go:build exercise

package sharing_test

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	sharing "poolbench/harness/study/exercises/08-false-sharing"
	"poolbench/harness/study/exercises/rule"
)

const (
	// line is the size of a cache line of most processors. Counters that are nearer than that can
	// be in one.
	line = 64
	// apart is where nothing is shared any more: some processors have lines of so many bytes, and
	// others fetch lines in pairs.
	apart = 128
	// workers is how many a comparison is asked for, each additions of each.
	workers, each = 4, 1000
)

func TestCountersShareNoLine(t *testing.T) {
	rule.Name(t, "no two workers' counters are in the same cache line, nor in the same pair of lines")
	for _, n := range []int{2, 3, 8, 33} {
		counters := sharing.New(n)
		if len(counters) != n {
			rule.Broken(t, "New(%d) returns %d counters", n, len(counters))
			continue
		}
		nearest := nearest(counters)
		rule.Measured(t, "of %d workers the nearest counters are %d bytes apart", n, nearest)
		if nearest < apart {
			rule.Broken(t, "%d workers count on addresses that are only %d bytes apart: a write of one takes the line away from its neighbour; %d bytes are safe",
				n, nearest, apart)
			return
		}
	}
}

func TestComparisonHasAControl(t *testing.T) {
	rule.Name(t, "beside the arm with neighbouring counters there is a control that differs from it in nothing else")
	near, far := pair(workers, each)
	switch {
	case near == nil:
		rule.Broken(t, "no arm has %d workers with neighbouring counters and %d additions each, as was asked: what the question is about is not measured any more", workers, each)
	case far == nil:
		rule.Broken(t, "%q differs from every other arm in more than where its counters are: if it is slower, that may have another reason", near.Name)
	default:
		rule.Measured(t, "%q and its control %q do the same work, %d workers with %d additions each", near.Name, far.Name, workers, each)
	}
}

func TestEveryArmDoesItsWork(t *testing.T) {
	rule.Name(t, "every arm does the work that it says, on counters that are its own, and no two have the same name")
	arms := sharing.Comparison(workers, each)
	seen := map[*atomic.Int64]string{}
	var names []string
	for _, arm := range arms {
		if slices.Contains(names, arm.Name) {
			rule.Broken(t, "two arms are called %q", arm.Name)
		}
		names = append(names, arm.Name)
		arm.Run()
		for i, counter := range arm.Counters {
			if other, used := seen[counter]; used {
				rule.Broken(t, "%q counts on a counter that is also one of %q", arm.Name, other)
			}
			seen[counter] = arm.Name
			if n := counter.Load(); n != int64(arm.Each) {
				rule.Broken(t, "worker %d of %q counted to %d instead of %d", i+1, arm.Name, n, arm.Each)
			}
		}
	}
	rule.Measured(t, "the arms are %s", strings.Join(names, ", "))
}

// What is measured here is not judged: on one processor, or on two that share their caches, there
// may be nothing to see.
func TestWhatNeighboursCost(t *testing.T) {
	rule.Name(t, "the comparison gives a number: what neighbours cost on this machine, which is told and not judged")
	procs := runtime.GOMAXPROCS(0)
	if procs < 2 {
		t.Skip("this machine has one processor: nobody takes a line away from it")
	}
	const additions = 500_000
	near, far := pair(procs, additions)
	if near == nil || far == nil {
		rule.Broken(t, "without a control the time of an arm is a number, and no answer")
		return
	}
	a, b := best(*near), best(*far)
	rule.Measured(t, "an addition takes %.2f ns with %q and %.2f ns with %q: %.1f times as long on %d processors",
		a, near.Name, b, far.Name, a/b, procs)
}

// pair returns, of a comparison of so many workers and additions, the arm whose counters are neighbours
// and the one that differs from it in nothing but that they are not; nil for what is missing.
func pair(workers, each int) (near, far *sharing.Arm) {
	arms := sharing.Comparison(workers, each)
	for i := range arms {
		a := &arms[i]
		switch asked := len(a.Counters) == workers && a.Each == each; {
		case asked && nearest(a.Counters) < line:
			near = a
		case asked && nearest(a.Counters) >= apart:
			far = a
		}
	}
	return near, far
}

// nearest is the smallest distance between the addresses of two counters.
func nearest(counters []*atomic.Int64) uintptr {
	var at []uintptr
	for _, c := range counters {
		at = append(at, uintptr(unsafe.Pointer(c)))
	}
	slices.SortFunc(at, func(a, b uintptr) int { return cmp.Compare(a, b) })
	least := ^uintptr(0)
	for i := 1; i < len(at); i++ {
		least = min(least, at[i]-at[i-1])
	}
	return least
}

// best is the time of an addition in ns, in the best of a few runs.
func best(a sharing.Arm) float64 {
	least := time.Duration(0)
	for range 5 {
		start := time.Now()
		a.Run()
		if took := time.Since(start); least == 0 || took < least {
			least = took
		}
	}
	return float64(least) / float64(a.Each)
}
