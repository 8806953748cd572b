package threads_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"poolbench/harness/threads"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) }

func open(t *testing.T, variant string, workers int) (variants.Pool, variants.Traits) {
	t.Helper()
	row, err := catalog.Find(variant, catalog.Own)
	require.NoError(t, err)
	pool, err := row.Open(variants.Config{Workers: workers, Queue: 4})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, pool.Close()) })
	return pool, row.Traits
}

// Each worker runs exactly one of the tasks that prime it: it would block for ever if one had two.
func TestEveryWorkerIsReached(t *testing.T) {
	for _, variant := range []string{"channel", "freelist", "batched"} {
		for _, workers := range []int{1, 3} {
			pool, traits := open(t, variant, workers)
			require.NoError(t, threads.Lock(pool, traits, workers), variant)
			var ran atomic.Int64
			var all sync.WaitGroup
			for range 50 {
				all.Add(1)
				require.NoError(t, pool.Submit(context.Background(), func() { ran.Add(1); all.Done() }))
			}
			all.Wait()
			assert.EqualValues(t, 50, ran.Load(), "the pool works on: %s", variant)
		}
	}
}

func TestWorkersAreNiceOrItIsRefused(t *testing.T) {
	pool, traits := open(t, "channel", 2)
	err := threads.LockNice(pool, traits, 2)
	if runtime.GOOS != "linux" {
		require.ErrorContains(t, err, "on Linux only")
		return
	}
	require.NoError(t, err)
	found := make(chan int, 2)
	var both sync.WaitGroup
	both.Add(2)
	for range 2 { // one each: neither ends before both have begun
		require.NoError(t, pool.Submit(context.Background(), func() {
			found <- threads.Priority()
			both.Done()
			both.Wait()
		}))
	}
	assert.Equal(t, []int{19, 19}, []int{<-found, <-found})
	assert.Less(t, threads.Priority(), 19, "and nobody else is")
}

func TestStrategiesWithoutWorkersAreRefused(t *testing.T) {
	for _, variant := range []string{"inline", "spawn"} {
		pool, traits := open(t, variant, 2)
		require.ErrorContains(t, threads.Lock(pool, traits, 2), "no workers that stay", variant)
	}
}

// A pool that refuses the second of three tasks does not keep the first one for ever.
func TestARefusedTaskKeepsNobody(t *testing.T) {
	refusal := errors.New("queue is full")
	var calls int
	var running sync.WaitGroup
	pool := refusing(func(task func()) error {
		if calls++; calls == 2 {
			return refusal
		}
		running.Go(task)
		return nil
	})
	traits := variants.Traits{Workers: variants.AsConfigured, Reuses: variants.Always}
	require.ErrorIs(t, threads.Lock(pool, traits, 3), refusal)
	running.Wait()
}

type refusing func(task func()) error

func (p refusing) Submit(_ context.Context, task func()) error { return p(task) }
func (refusing) Close() error                                  { return nil }
