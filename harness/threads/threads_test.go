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

func open(t *testing.T, variant string, workers int) (variants.Pool, catalog.Row) {
	t.Helper()
	row := own(t, variant)
	pool, err := row.Open(variants.Config{Workers: workers, Queue: 4})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, pool.Close()) })
	return pool, row
}

func own(t *testing.T, variant string) catalog.Row {
	t.Helper()
	row, err := catalog.Find(variant, catalog.Own)
	require.NoError(t, err)
	return row
}

// Each worker runs exactly one of the tasks that prime it: it would block for ever if one had two.
func TestEveryWorkerIsReached(t *testing.T) {
	for _, variant := range []string{"channel", "freelist", "batched"} {
		for _, workers := range []int{1, 3} {
			pool, row := open(t, variant, workers)
			require.NoError(t, threads.Lock(pool, row, workers), variant)
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
	pool, row := open(t, "channel", 2)
	err := threads.LockNice(pool, row, 2)
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

// A library may end idle workers whatever its traits say: those that replace them would be as any
// other. Strategies without workers have none to begin with.
func TestOnlyWorkersThatStayGetThreads(t *testing.T) {
	var suitable []string
	for _, row := range catalog.Rows() {
		err := threads.Suits(row)
		if err == nil {
			suitable = append(suitable, row.Key())
			continue
		}
		require.EqualError(t, err, row.Key()+": the strategy has no workers that stay, and so nothing to give threads to: allowed are freelist, channel, batched")
		untouched := refusing(func(func()) error { return errors.New("a task was submitted") })
		assert.Equal(t, err, threads.Lock(untouched, row, 2))
		assert.Equal(t, err, threads.LockNice(untouched, row, 2))
	}
	assert.Equal(t, []string{"freelist", "channel", "batched"}, suitable)
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
	require.ErrorIs(t, threads.Lock(pool, own(t, "channel"), 3), refusal)
	running.Wait()
}

type refusing func(task func()) error

func (p refusing) Submit(_ context.Context, task func()) error { return p(task) }
func (refusing) Close() error                                  { return nil }
