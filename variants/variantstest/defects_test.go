package variantstest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"poolbench/variants"
	"poolbench/variants/channel"
)

// The mistakes that several cases notice.
var (
	// The context is passed on without what makes it end.
	ignoresContext = submits(func(ctx context.Context, task func(), next variants.Pool) error {
		return next.Submit(context.WithoutCancel(ctx), task)
	})
	// The context is looked at by the worker instead of at the door.
	checksContextLate = mutate(func(m *mutant, _ variants.Config, released <-chan struct{}) {
		m.submit = func(ctx context.Context, task func()) error {
			return m.Pool.Submit(context.WithoutCancel(ctx), func() {
				if ctx.Err() != nil {
					drop(task, released)
					return
				}
				task()
			})
		}
	})
	returnsCause = submits(func(ctx context.Context, task func(), next variants.Pool) error {
		if err := next.Submit(ctx, task); err == nil || ctx.Err() == nil {
			return err
		}
		return context.Cause(ctx)
	})
	waitsForTask = submits(func(ctx context.Context, task func(), next variants.Pool) error {
		ended := make(chan struct{})
		if err := next.Submit(ctx, func() { defer close(ended); task() }); err != nil {
			return err
		}
		<-ended
		return nil
	})
	runsTaskOnceClosed = submits(func(ctx context.Context, task func(), next variants.Pool) error {
		err := next.Submit(ctx, task)
		if errors.Is(err, variants.ErrClosed) {
			task()
			return nil
		}
		return err
	})
	runsTwice = submits(func(ctx context.Context, task func(), next variants.Pool) error {
		return next.Submit(ctx, func() { task(); task() })
	})
	closesTooEarly = closes(func(next variants.Pool) error {
		go next.Close() //nolint:errcheck // that is the defect
		return nil
	})
	closesWithError = closes(func(next variants.Pool) error {
		return errors.Join(next.Close(), errors.New("pool stopped"))
	})
	panicsBecomeText = closes(func(next variants.Pool) error {
		var texts []error
		for _, p := range panicErrors(next.Close()) {
			texts = append(texts, &variants.PanicError{Value: fmt.Sprint(p.Value), Stack: p.Stack})
		}
		return errors.Join(texts...)
	})
)

// singleton hands out one pool to everybody.
func singleton(<-chan struct{}) Open {
	var once sync.Once
	var pool variants.Pool
	return func(cfg variants.Config) (_ variants.Pool, err error) {
		once.Do(func() { pool, err = channel.Open(cfg) })
		return pool, err
	}
}

// drop forgets task until the test is over: Map, for one, waits for what was accepted.
func drop(task func(), released <-chan struct{}) {
	go func() {
		<-released
		task()
	}()
}

// dropsEvery loses one of n tasks, as a mailbox does in which two submitters meet.
func dropsEvery(n int64) breakage {
	return mutate(func(m *mutant, _ variants.Config, released <-chan struct{}) {
		var count atomic.Int64
		m.submit = func(ctx context.Context, task func()) error {
			if count.Add(1)%n == 0 {
				drop(task, released)
				return nil
			}
			return m.Pool.Submit(ctx, task)
		}
	})
}

var looksAtStateFirst = mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
	var closed atomic.Bool
	m.submit = func(ctx context.Context, task func()) error {
		if closed.Load() {
			return variants.ErrClosed
		}
		return m.Pool.Submit(ctx, task)
	}
	m.close = func() error {
		closed.Store(true)
		return m.Pool.Close()
	}
})

// batches keeps tasks back until there are size of them, and forgets the last ones.
func batches(size int) breakage {
	return mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
		var mu sync.Mutex
		var batch []func()
		m.submit = func(ctx context.Context, task func()) error {
			mu.Lock()
			defer mu.Unlock()
			if batch = append(batch, task); len(batch) < size {
				return nil
			}
			full := batch
			batch = nil
			return m.Pool.Submit(ctx, func() {
				for _, task := range full {
					task()
				}
			})
		}
	})
}

// lifo keeps its queue as a stack: the newest task is taken first.
var lifo = mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
	var mu sync.Mutex
	var stack []func()
	pop := func() (newest func()) {
		mu.Lock()
		defer mu.Unlock()
		newest, stack = stack[len(stack)-1], stack[:len(stack)-1]
		return newest
	}
	m.submit = func(ctx context.Context, task func()) error {
		mu.Lock()
		stack = append(stack, task)
		mu.Unlock()
		return m.Pool.Submit(ctx, func() { pop()() })
	}
})

// queuePerWorker deals tasks out in turn, to workers that do not help each other.
func queuePerWorker(<-chan struct{}) Open {
	return func(cfg variants.Config) (variants.Pool, error) {
		one := variants.Config{Workers: 1, Queue: cfg.Queue}
		first, err := channel.Open(one)
		if err != nil {
			return nil, err
		}
		second, err := channel.Open(one)
		if err != nil {
			return nil, err
		}
		var turn atomic.Int64
		return &mutant{
			submit: func(ctx context.Context, task func()) error {
				if turn.Add(1)%2 == 0 {
					return first.Submit(ctx, task)
				}
				return second.Submit(ctx, task)
			},
			close: func() error { return errors.Join(first.Close(), second.Close()) },
		}, nil
	}
}
