package variantstest

import (
	"context"
	"errors"
	"runtime"

	"poolbench/variants"
)

// mapCases are about variants.Map on the pool.
func mapCases() []Case {
	return []Case{
		{
			Name:  "map/order",
			Rule:  "Map returns the results in the order of the items, for far more items than the pool has places.",
			check: checkMapOrder,
		},
		{
			Name:  "map/empty",
			Rule:  "Map of no items returns an empty slice and runs nothing.",
			check: checkMapEmpty,
		},
		{
			Name:  "map/many-callers",
			Rule:  "Callers of Map at the same time share the pool, not their results.",
			check: checkMapManyCallers,
		},
		{
			Name:  "map/first-error",
			Rule:  "The first error ends Map: it submits no more, and nothing of it runs after it returned.",
			check: checkMapError,
		},
		{
			Name:  "map/panic",
			Rule:  "A panic of the function ends Map with a *PanicError; Close does not report it again.",
			check: checkMapPanic,
		},
		{
			Name:   "map/goexit",
			Rule:   "A runtime.Goexit of the function ends Map with ErrGoexit and costs no worker.",
			exempt: []exemption{needsGoexit},
			check:  checkMapGoexit,
		},
		{
			Name:  "map/cancel",
			Rule:  "If the context ends, Map returns its error, and nothing of it runs after it returned.",
			check: checkMapCancel,
		},
		{
			Name:  "map/closed",
			Rule:  "Map on a closed pool returns ErrClosed and runs nothing.",
			check: checkMapClosed,
		},
	}
}

// mapping calls variants.Map in a goroutine of its own.
func mapping(s *subject, ctx context.Context, items []int, results *[]int, fn func(int) (int, error)) *call {
	return s.tr.start("Map", func() (err error) {
		*results, err = variants.Map(ctx, s.pool, items, fn)
		return err
	})
}

// upTo returns 0, 1, 2, … n-1.
func upTo(n int) []int {
	items := make([]int, n)
	for i := range items {
		items[i] = i
	}
	return items
}

func square(i int) (int, error) { return i * i, nil }

// mustBeSquares fails the check unless results are the squares of the first n numbers.
func (tr *trial) mustBeSquares(results []int, n int) {
	if len(results) != n {
		tr.failf("Map returned %d results for %d items", len(results), n)
	}
	for i, got := range results {
		if got != i*i {
			tr.failf("Map returned %d for item %d, want %d", got, i, i*i)
		}
	}
}

func checkMapOrder(tr *trial) {
	const items = 500
	s := tr.open(3, 1)
	var results []int
	mapping(s, tr.ctx, upTo(items), &results, square).succeed()
	s.close()
	tr.mustBeSquares(results, items)
}

func checkMapEmpty(tr *trial) {
	s := tr.open(1, 1)
	ran := tr.newMarks()
	for _, items := range [][]int{nil, {}} {
		results := []int{1}
		mapping(s, tr.ctx, items, &results, func(int) (int, error) { ran.hit(); return 0, nil }).succeed()
		if results == nil || len(results) != 0 {
			tr.failf("Map of no items returned %#v, want an empty slice", results)
		}
	}
	s.close()
	ran.total(0, "functions have run for no items")
}

func checkMapManyCallers(tr *trial) {
	const callers = 8
	s := tr.open(2, 2)
	var results [callers][]int
	var calls [callers]*call
	for i := range callers {
		calls[i] = mapping(s, tr.ctx, upTo(10*(i+1)), &results[i], square)
	}
	for i, c := range calls {
		c.succeed()
		tr.mustBeSquares(results[i], 10*(i+1))
	}
	s.close()
}

// failingMap runs a Map over many items whose function fails at one of them, and returns
// the error of Map after making sure that it has stopped. The calls for later items take
// long, so that the failure has time to arrive before the items run out.
func failingMap(s *subject, ctx context.Context, fail func() error) error {
	const items, failing = 1000, 7
	started := s.tr.newMarks()
	var results []int
	err := mapping(s, ctx, upTo(items), &results, func(i int) (int, error) {
		started.hit()
		if i == failing {
			return 0, fail()
		}
		if i > failing {
			s.tr.linger()
		}
		return i, nil
	}).wait()
	if results != nil {
		s.tr.failf("Map failed with %v, but returned results", err)
	}
	neverFull := needsBound(s.tr.traits) != "" // then all may be under way before the failure
	if started.count.Load() == items && !neverFull {
		s.tr.failf("Map ran all %d items although number %d failed", items, failing)
	}
	started.quiet("functions were started after Map returned")
	return err
}

func checkMapError(tr *trial) {
	s := tr.open(2, 2)
	cause := errors.New("the cause")
	if err := failingMap(s, tr.ctx, func() error { return cause }); err != cause {
		tr.failf("Map returned %v, want %v", err, cause)
	}
	s.close()
}

func checkMapPanic(tr *trial) {
	s := tr.open(2, 2)
	err := failingMap(s, tr.ctx, func() error { failingTask("in Map"); return nil })
	var p *variants.PanicError
	if !errors.As(err, &p) || p.Value != "in Map" {
		tr.failf("Map returned %v, want a *PanicError", err)
	}
	s.close()
}

func checkMapGoexit(tr *trial) {
	s := tr.open(2, 2)
	err := failingMap(s, tr.ctx, func() error { runtime.Goexit(); return nil })
	if !errors.Is(err, variants.ErrGoexit) {
		tr.failf("Map returned %v, want %v", err, variants.ErrGoexit)
	}
	s.fill().finish() // the capacity is intact
}

func checkMapCancel(tr *trial) {
	s := tr.open(2, 2)
	ctx, cancel := context.WithCancel(tr.ctx)
	err := failingMap(s, ctx, func() error { cancel(); return nil })
	if err != context.Canceled {
		tr.failf("Map returned %v, want %v", err, context.Canceled)
	}
	s.close()
}

func checkMapClosed(tr *trial) {
	s := tr.open(1, 1)
	s.close()
	ran := tr.newMarks()
	var results []int
	c := mapping(s, tr.ctx, upTo(3), &results, func(int) (int, error) { ran.hit(); return 0, nil })
	if err := c.wait(); !errors.Is(err, variants.ErrClosed) {
		tr.failf("Map after Close returned %v, want %v", err, variants.ErrClosed)
	}
	ran.total(0, "functions have run after Close")
}
