package variantstest

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"poolbench/variants"
)

// losesWorker keeps a worker for ever if its task ends in a way that is fatal: the naive
// list of idle workers, to which only a worker that got to the end puts itself back.
// value is what the task panicked with, nil for runtime.Goexit.
func losesWorker(fatal func(value any) bool) breakage {
	return afterFailure(func(value any, released <-chan struct{}) {
		if fatal(value) {
			<-released
		}
	})
}

// afterFailure calls hook in the worker after a failed task, and passes the failure on.
func afterFailure(hook func(value any, released <-chan struct{})) breakage {
	return mutate(func(m *mutant, _ variants.Config, released <-chan struct{}) {
		m.submit = func(ctx context.Context, task func()) error {
			if task == nil {
				return variants.ErrNilTask
			}
			return m.Pool.Submit(ctx, func() {
				returned := false
				defer func() {
					if returned {
						return
					}
					value := recover()
					hook(value, released)
					if value != nil {
						panic(value)
					}
				}()
				task()
				returned = true
			})
		}
	})
}

// losesOneWorker survives every failure but the first.
func losesOneWorker(released <-chan struct{}) Open {
	var failed atomic.Bool
	return losesWorker(func(any) bool { return failed.CompareAndSwap(false, true) })(released)
}

func byAnything(any) bool     { return true }
func byGoexit(v any) bool     { return v == nil }
func byPanicNil(v any) bool   { _, ok := v.(*runtime.PanicNilError); return ok }
func byRuntimeErr(v any) bool { _, ok := v.(runtime.Error); return ok && !byPanicNil(v) }

// leaksGoroutine leaves something behind for every failed task.
var leaksGoroutine = afterFailure(func(_ any, released <-chan struct{}) {
	go func() { <-released }()
})

// losesWorkerToNil wakes a worker first and looks at the task then.
var losesWorkerToNil = mutate(func(m *mutant, _ variants.Config, released <-chan struct{}) {
	m.submit = func(ctx context.Context, task func()) error {
		if task != nil {
			return m.Pool.Submit(ctx, task)
		}
		short, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		_ = m.Pool.Submit(short, func() { <-released })
		return variants.ErrNilTask
	}
})

// losesNextTask takes two tasks at a time and forgets the second if the first panics.
var losesNextTask = mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
	var panicked atomic.Bool
	m.submit = func(ctx context.Context, task func()) error {
		if panicked.CompareAndSwap(true, false) {
			return nil
		}
		return m.Pool.Submit(ctx, func() {
			returned := false
			defer func() { panicked.Store(!returned) }()
			task()
			returned = true
		})
	}
})

// reportsRefusals keeps the first error of Submit for Close.
var reportsRefusals = mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
	var mu sync.Mutex
	var first error
	m.submit = func(ctx context.Context, task func()) error {
		err := m.Pool.Submit(ctx, task)
		mu.Lock()
		defer mu.Unlock()
		if first == nil {
			first = err
		}
		return err
	}
	m.close = func() error {
		mu.Lock()
		defer mu.Unlock()
		return errors.Join(m.Pool.Close(), first)
	}
})

// runsInChild runs each task in a goroutine of its own and sees only that it has ended.
var runsInChild = submits(func(ctx context.Context, task func(), next variants.Pool) error {
	return next.Submit(ctx, func() {
		ended := make(chan struct{})
		go func() { defer close(ended); task() }()
		<-ended
	})
})

// keepsAllPanics has a list without a limit.
var keepsAllPanics = mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
	var mu sync.Mutex
	var all []error
	m.submit = func(ctx context.Context, task func()) error {
		return m.Pool.Submit(ctx, func() {
			defer func() {
				mu.Lock()
				defer mu.Unlock()
				all = append(all, &variants.PanicError{Value: recover()})
			}()
			task()
		})
	}
	m.close = func() error {
		return errors.Join(m.Pool.Close(), errors.Join(all...))
	}
})
