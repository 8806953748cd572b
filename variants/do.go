package variants

import (
	"context"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Do runs fn on p and returns what fn returns. It blocks until fn has ended or ctx ends.
//
// Errors: those of Submit if fn was refused; fn's own error, unchanged; a *[PanicError]
// if fn panicked; [ErrGoexit] if it ended its goroutine; ctx.Err() if ctx ended while fn
// was waiting or running: fn then still runs to its end, and its result is dropped. (On a
// pool that is not Async, Submit itself runs fn, so Do returns only afterwards.)
//
// Called from inside a task of p it can deadlock, as with every bounded pool: the caller
// holds the place that fn is waiting for. Give such a call a deadline.
func Do[T any](ctx context.Context, p Pool, fn func() (T, error)) (T, error) {
	ended := make(chan outcome[T], 1) // buffered: a task nobody waits for any more must not block its worker
	err := p.Submit(ctx, func() { call(p, fn, func(o outcome[T]) { ended <- o }) })
	if err != nil {
		return *new(T), err
	}
	select {
	case o := <-ended:
		return o.value, o.err
	case <-ctx.Done():
	}
	select { // both were ready: a finished result is worth more than the cancellation
	case o := <-ended:
		return o.value, o.err
	default:
		return *new(T), ctx.Err()
	}
}

// Map runs fn for every item on p and returns the results in the order of the items. It
// blocks until every task it submitted has ended: nothing of it runs after it returned.
//
// The first failure in time (fn's error, a *[PanicError], [ErrGoexit], an error of Submit,
// ctx.Err()) stops the submission, items not yet started are skipped, and that failure is
// returned with a nil slice. An empty or nil items gives an empty slice and runs nothing.
//
// Items may be far more than the pool has places: Map then blocks in Submit. Called from
// inside a task of p it can deadlock, see [Do].
func Map[In, Out any](ctx context.Context, p Pool, items []In, fn func(In) (Out, error)) ([]Out, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	fail := func(err error) { stop(failure{err}) } // only the first call counts
	results := make([]Out, len(items))
	var accepted sync.WaitGroup
	var succeeded atomic.Int64
	for i := range items {
		accepted.Add(1)
		err := p.Submit(ctx, func() {
			defer accepted.Done()
			if ctx.Err() != nil {
				return
			}
			call(p, func() (Out, error) { return fn(items[i]) }, func(o outcome[Out]) {
				if o.err != nil {
					fail(o.err)
					return
				}
				results[i] = o.value
				succeeded.Add(1)
			})
		})
		if err != nil {
			accepted.Done()
			fail(err)
			break
		}
	}
	accepted.Wait()
	if int(succeeded.Load()) == len(items) {
		return results, nil // complete, even if ctx ended in the meantime
	}
	if first, ok := context.Cause(ctx).(failure); ok {
		return nil, first.error
	}
	return nil, ctx.Err()
}

// failure marks what ended a Map from within, so that it differs from the cause that the
// caller's context may have been given.
type failure struct{ error }

// outcome is how one call ended.
type outcome[T any] struct {
	value T
	err   error
}

// call runs fn and passes its outcome to report exactly once, however fn ends. It returns
// unless fn called runtime.Goexit.
func call[T any](p Pool, fn func() (T, error), report func(outcome[T])) {
	returned := false
	defer func() {
		if returned {
			return
		}
		if value := recover(); value != nil {
			report(outcome[T]{err: &PanicError{Value: value, Stack: debug.Stack()}})
			return
		}
		report(outcome[T]{err: ErrGoexit})
		if _, ok := p.(interface{ takesReportedGoexit() }); ok {
			panic(reportedGoexit{})
		}
	}()
	value, err := fn()
	returned = true
	report(outcome[T]{value, err})
}
