package variantstest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"poolbench/variants"
)

// drainsBeforeClosing waits for the tasks first and refuses new ones only then.
var drainsBeforeClosing = mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
	var mu sync.Mutex
	idle := sync.NewCond(&mu)
	accepted := 0
	add := func(n int) {
		mu.Lock()
		defer mu.Unlock()
		accepted += n
		idle.Broadcast()
	}
	m.submit = func(ctx context.Context, task func()) error {
		add(1)
		err := m.Pool.Submit(ctx, func() { defer add(-1); task() })
		if err != nil {
			add(-1)
		}
		return err
	}
	m.close = func() error {
		mu.Lock()
		for accepted > 0 {
			idle.Wait()
		}
		mu.Unlock()
		return m.Pool.Close()
	}
})

// acceptsWhileClosing looks at a flag, is overtaken by Close, and drops the task.
var acceptsWhileClosing = mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
	var closed atomic.Bool
	m.submit = func(ctx context.Context, task func()) error {
		if closed.Load() {
			return variants.ErrClosed
		}
		if err := m.Pool.Submit(ctx, task); !errors.Is(err, variants.ErrClosed) {
			return err
		}
		return nil
	}
	m.close = func() error {
		closed.Store(true)
		return m.Pool.Close()
	}
})

// waitsForFirstTask starts its workers with the first task, and ends them in any case.
var waitsForFirstTask = mutate(func(m *mutant, _ variants.Config, released <-chan struct{}) {
	started := make(chan struct{})
	var once sync.Once
	m.submit = func(ctx context.Context, task func()) error {
		once.Do(func() { close(started) })
		return m.Pool.Submit(ctx, task)
	}
	m.close = func() error {
		select {
		case <-started:
		case <-released:
		}
		return m.Pool.Close()
	}
})

// closesChannelTwice does not remember that it has closed its channel.
var closesChannelTwice = mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
	quit := make(chan struct{})
	m.close = func() error {
		close(quit)
		return m.Pool.Close()
	}
})

// waitsInFirstClose takes "closed" for "drained".
var waitsInFirstClose = mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
	var closed atomic.Bool
	m.close = func() error {
		if !closed.CompareAndSwap(false, true) {
			return nil
		}
		return m.Pool.Close()
	}
})
