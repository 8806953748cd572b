package batched

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"poolbench/variants"
)

const (
	soon = 10 * time.Second      // for what must happen
	not  = 20 * time.Millisecond // for what must not
)

func openTest(t *testing.T, workers, queue int, with tricks) variants.Pool {
	t.Helper()
	p, err := open(variants.Config{Workers: workers, Queue: queue}, with)
	require.NoError(t, err)
	return p
}

// look returns a number out of the pool's state.
func look(p variants.Pool, number func(*pool) int) int {
	self := p.(*pool)
	self.mu.Lock()
	defer self.mu.Unlock()
	return number(self)
}

func (p *pool) waiting() int { return p.line.Len() }
func (p *pool) running() int { return len(p.crew) - p.idle }

// eachAblation runs check on the pool with all tricks, and without each: every one of
// them can be left out without breaking anything.
func eachAblation(t *testing.T, check func(*testing.T, tricks)) {
	for name, with := range map[string]tricks{
		"all": allTricks, "none": withoutTricks,
		"no batches":  {batch: 1, yields: 1, woken: 1},
		"no yielding": {batch: 16, yields: 0, woken: 1},
		"many woken":  {batch: 16, yields: 1, woken: withoutTricks.woken},
	} {
		t.Run(name, func(t *testing.T) { check(t, with) })
	}
}

// accepted reports whether p takes task within a moment.
func accepted(p variants.Pool, task func()) bool {
	ctx, cancel := context.WithTimeout(context.Background(), not)
	defer cancel()
	return p.Submit(ctx, task) == nil
}

// The tasks behind a long one are taken over by the other worker.
func TestABatchIsTakenOver(t *testing.T) {
	p := openTest(t, 2, 32, allTricks)
	hold := make(chan struct{})
	var held sync.WaitGroup
	held.Add(2)
	for range 2 {
		require.NoError(t, p.Submit(t.Context(), func() { held.Done(); <-hold }))
	}
	held.Wait() // so that what follows queues up and is taken in batches

	long := make(chan struct{})
	var rest sync.WaitGroup
	require.NoError(t, p.Submit(t.Context(), func() { <-long }))
	for range 31 {
		rest.Add(1)
		require.NoError(t, p.Submit(t.Context(), rest.Done))
	}
	close(hold)
	rest.Wait() // hangs if the long task's batch is private
	close(long)
	require.NoError(t, p.Close())
}

// What is in a batch and has not started still waits: its places are free one by one.
func TestABatchFreesItsPlacesOneByOne(t *testing.T) {
	p := openTest(t, 1, 4, allTricks)
	var started atomic.Int32
	proceed := make(chan struct{})
	task := func() { started.Add(1); <-proceed }
	require.NoError(t, p.Submit(t.Context(), task))
	require.Eventually(t, func() bool { return started.Load() == 1 }, soon, time.Microsecond)
	for range 4 {
		require.True(t, accepted(p, task))
	}
	for i := range int32(20) { // one task at a time from here on, most of them from a batch
		require.False(t, accepted(p, task), "the pool is full")
		blocked := make(chan error)
		go func() { blocked <- p.Submit(context.Background(), task) }()
		require.Eventually(t, func() bool { return look(p, (*pool).waiting) == 1 }, soon, time.Microsecond)
		proceed <- struct{}{}
		require.NoError(t, <-blocked, "a place is free")
		require.Eventually(t, func() bool { return started.Load() == i+2 }, soon, time.Microsecond)
	}
	close(proceed)
	require.NoError(t, p.Close())
}

// A submitter that finds the pool full in the very moment in which a task of a batch
// starts must not overlook the place, since here nobody else will point it out.
func TestNoPlaceIsOverlooked(t *testing.T) {
	with := allTricks
	with.yields = 0 // yielding would usually let the place appear before the submitter looks
	for range 2000 {
		p := openTest(t, 1, 2, with)
		first, second, admitted := make(chan struct{}), make(chan struct{}), make(chan struct{})
		started := make(chan struct{})
		submit := func(task func()) { require.NoError(t, p.Submit(context.Background(), task)) }
		submit(func() { <-first })
		require.Eventually(t, func() bool { return look(p, (*pool).running) == 1 }, soon, time.Microsecond)
		submit(func() { close(started); <-second })
		submit(func() { <-admitted }) // in one batch with the task before it
		close(first)
		<-started
		submit(func() {}) // full again
		go close(second)
		limit, cancel := context.WithTimeout(context.Background(), soon)
		require.NoError(t, p.Submit(limit, func() {}))
		cancel()
		close(admitted)
		require.NoError(t, p.Close())
	}
}

// A burst wakes as many workers as it has tasks, one waking the next.
func TestABurstWakesAllWorkers(t *testing.T) {
	p := openTest(t, 4, 64, allTricks)
	for range 200 {
		require.Eventually(t, func() bool { return look(p, (*pool).running) == 0 }, soon, time.Microsecond)
		var barrier sync.WaitGroup
		barrier.Add(4)
		for range 4 {
			require.NoError(t, p.Submit(t.Context(), func() { barrier.Done(); barrier.Wait() }))
		}
		barrier.Wait()
	}
	require.NoError(t, p.Close())
}

// A Goexit in the middle of a batch costs neither the rest of it nor the order.
func TestGoexitInABatch(t *testing.T) {
	p := openTest(t, 1, 8, allTricks)
	hold := make(chan struct{})
	require.NoError(t, p.Submit(t.Context(), func() { <-hold }))
	var order []int
	for i := range 8 {
		require.NoError(t, p.Submit(t.Context(), func() {
			order = append(order, i)
			if i%2 == 1 {
				runtime.Goexit()
			}
		}))
	}
	close(hold)
	require.ErrorIs(t, p.Close(), variants.ErrGoexit)
	require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7}, order)
}

// A lost wake-up leaves a submitter or a task behind: small pools, where nearly every
// step sleeps or wakes, and nothing that would wake them by accident.
func TestNoWakeUpIsLost(t *testing.T) {
	eachAblation(t, func(t *testing.T, with tricks) {
		for _, cfg := range []variants.Config{{Workers: 2, Queue: 1}, {Workers: 2}, {Workers: 1}, {Workers: 3, Queue: 2}, {Workers: 4, Queue: 64}} {
			p := openTest(t, cfg.Workers, cfg.Queue, with)
			var running sync.WaitGroup
			for range 6 {
				running.Go(func() {
					for range 1000 {
						ran := make(chan struct{})
						if p.Submit(context.Background(), func() { close(ran) }) == nil {
							<-ran
						}
					}
				})
			}
			done := make(chan struct{})
			go func() { running.Wait(); close(done) }()
			select {
			case <-done:
			case <-time.After(soon):
				require.FailNow(t, "stuck", "%+v", cfg)
			}
			require.NoError(t, p.Close())
		}
	})
}

// Submitters that come and give up at random, and a Close in the middle: what was accepted
// has run exactly once when Close returns, and nothing runs afterwards.
func TestStorm(t *testing.T) {
	eachAblation(t, func(t *testing.T, with tricks) {
		for round := range uint64(30) {
			random := rand.New(rand.NewPCG(1, round))
			p := openTest(t, 1+random.IntN(3), random.IntN(5), with)
			var accepted, ran atomic.Int64
			var running sync.WaitGroup
			for s := range uint64(16) {
				running.Go(func() {
					random := rand.New(rand.NewPCG(round, s))
					for {
						ctx, cancel := context.WithCancel(context.Background())
						if random.IntN(3) == 0 {
							go cancel()
						}
						err := p.Submit(ctx, func() {
							if random := ran.Add(1); random%7 == 0 {
								runtime.Gosched()
							}
						})
						cancel()
						switch err {
						case nil:
							accepted.Add(1)
						case variants.ErrClosed:
							return
						}
					}
				})
			}
			for ran.Load() < 200 {
				runtime.Gosched()
			}
			require.NoError(t, p.Close())
			atClose := ran.Load()
			running.Wait()
			require.Equal(t, accepted.Load(), ran.Load())
			require.Equal(t, atClose, ran.Load(), "a task ran after Close")
		}
	})
}

// Running submitters overtake those in the line, but not for ever.
func TestNobodyInTheLineStarves(t *testing.T) {
	p := openTest(t, 1, 2, allTricks)
	ctx, stop := context.WithCancel(t.Context())
	var greedy sync.WaitGroup
	for range 8 {
		greedy.Go(func() {
			for p.Submit(ctx, func() {}) == nil {
			}
		})
	}
	limit, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	for range 1000 {
		require.NoError(t, p.Submit(limit, func() {}))
	}
	stop()
	greedy.Wait()
	require.NoError(t, p.Close())
}
