package guard_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"poolbench/variants"
	"poolbench/variants/guard"
	"poolbench/variants/variantstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var background = context.Background()

// perTask is the simplest backend, with a goroutine per task.
func perTask(task func()) error {
	go task()
	return nil
}

func TestConformance(t *testing.T) {
	open := func(cfg variants.Config) (variants.Pool, error) {
		if err := cfg.Validate(); err != nil {
			return nil, err
		}
		return guard.New(cfg.Workers, guard.Backend{Submit: perTask}), nil
	}
	variantstest.Run(t, open, variants.Traits{
		Workers: variants.AsConfigured, Queue: variants.None, Async: true, FIFO: true, GoexitSafe: true,
	})
}

func TestBackendsRefusalFreesThePlace(t *testing.T) {
	overloaded := errors.New("overloaded")
	refuse := true
	pool := guard.New(1, guard.Backend{Submit: func(task func()) error {
		if refuse {
			return overloaded
		}
		return perTask(task)
	}})
	for range 3 { // more often than there are places
		assert.Same(t, overloaded, pool.Submit(background, func() { t.Error("a refused task has run") }))
	}
	refuse = false
	ran := make(chan struct{})
	require.NoError(t, pool.Submit(background, func() { close(ran) }))
	<-ran
	assert.NoError(t, pool.Close())
}

func TestBackendGetsNoMoreThanTheCapacity(t *testing.T) {
	const capacity = 3
	var underWay atomic.Int32
	pool := guard.New(capacity, guard.Backend{Submit: perTask})
	for range 500 {
		require.NoError(t, pool.Submit(background, func() {
			assert.LessOrEqual(t, underWay.Add(1), int32(capacity))
			underWay.Add(-1)
		}))
	}
	assert.NoError(t, pool.Close())
}

func TestBackendIsClosedOnceAndAfterTheDrain(t *testing.T) {
	held := make(chan struct{})
	var ended, closed atomic.Int32
	pool := guard.New(2, guard.Backend{
		Submit: perTask,
		Close: func() error {
			assert.EqualValues(t, 2, ended.Load(), "tasks have ended when the backend is closed")
			closed.Add(1)
			return nil
		},
	})
	for range 2 {
		require.NoError(t, pool.Submit(background, func() { <-held; ended.Add(1) }))
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			assert.NoError(t, pool.Close())
			assert.EqualValues(t, 1, closed.Load(), "every Close waits for the backend")
		})
	}
	close(held)
	all.Wait()
	assert.EqualValues(t, 1, closed.Load())
}

func TestCloseReturnsTheBackendsErrorEveryTime(t *testing.T) {
	stuck := errors.New("a worker is stuck")
	pool := guard.New(1, guard.Backend{Submit: perTask, Close: func() error { return stuck }})
	assert.Same(t, stuck, pool.Close())
	assert.Same(t, stuck, pool.Close())
}

func TestFailuresOfTasksComeBeforeTheBackendsError(t *testing.T) {
	pool := guard.New(1, guard.Backend{Submit: perTask, Close: func() error { return errors.New("a worker is stuck") }})
	require.NoError(t, pool.Submit(background, func() { panic("a task fails") }))
	var p *variants.PanicError
	assert.ErrorAs(t, pool.Close(), &p)
}

// A panic must not reach the backend, whatever it does with panics.
func TestBackendSeesNoPanic(t *testing.T) {
	pool := guard.New(1, guard.Backend{Submit: func(task func()) error {
		assert.NotPanics(t, task)
		return nil
	}})
	require.NoError(t, pool.Submit(background, func() { panic("a task fails") }))
	assert.ErrorContains(t, pool.Close(), "a task fails")
}
