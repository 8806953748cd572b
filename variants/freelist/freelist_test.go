package freelist_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"poolbench/variants"
	"poolbench/variants/freelist"
	"poolbench/variants/variantstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// naive is the pool of the package comment's warning: a worker that a task has ended goes
// back on the list of idle workers.
type naive struct {
	mu       sync.Mutex
	idle     []chan func()
	released chan struct{} // told when a worker has been listed
}

func openNaive(workers int) *naive {
	p := &naive{released: make(chan struct{}, 2*workers)}
	for range workers {
		inbox := make(chan func(), 1)
		p.release(inbox)
		go p.work(inbox)
	}
	return p
}

func (p *naive) release(inbox chan func()) {
	p.mu.Lock()
	p.idle = append(p.idle, inbox)
	p.mu.Unlock()
	p.released <- struct{}{}
}

func (p *naive) work(inbox chan func()) {
	defer func() {
		if recover() != nil {
			p.release(inbox) // the mistake: nobody reads this inbox any more
		}
	}()
	for task := range inbox {
		task()
		p.release(inbox)
	}
}

func (p *naive) submit(task func()) {
	p.mu.Lock()
	last := len(p.idle) - 1
	inbox := p.idle[last]
	p.idle = p.idle[:last]
	p.mu.Unlock()
	inbox <- task
}

// within is far longer than a task needs to start and bounds a test that proves a hang.
const within = 100 * time.Millisecond

// A worker that dies must not be on the list: the naive pool hands its next task to nobody.
func TestACrashedWorkerIsNotIdle(t *testing.T) {
	t.Run("naive", func(t *testing.T) {
		p := openNaive(1)
		<-p.released
		p.submit(func() { panic("crash") })
		<-p.released
		ran := make(chan struct{})
		p.submit(func() { close(ran) })
		ctx, cancel := context.WithTimeout(t.Context(), within)
		defer cancel()
		select {
		case <-ran:
			require.Fail(t, "the naive pool recovered, so it proves nothing")
		case <-ctx.Done(): // handed over, and it will never run
		}
	})
	for name, crash := range map[string]func(){"panic": func() { panic("crash") }, "Goexit": runtime.Goexit} {
		t.Run("ours after "+name, func(t *testing.T) {
			p := open(t, 1, 4)
			require.NoError(t, p.Submit(t.Context(), crash))
			ran := make(chan struct{})
			require.NoError(t, p.Submit(t.Context(), func() { close(ran) }))
			<-ran
			require.Error(t, p.Close(), "the crash must be reported")
		})
	}
}

// With four workers and one task at a time, all others are idle whenever one is chosen.
const idlers = 4

// One task at a time is always run by the same worker: the one on top of the stack.
func TestIdleWorkersAreAStack(t *testing.T) {
	p := open(t, idlers, idlers)
	ran := map[string]int{}
	for _, id := range oneAtATime(t, p, 20) {
		ran[id]++
	}
	require.Len(t, ran, 1)
}

// With the oldest first, each worker gets a task again when all others have had one. Twenty
// tasks are more than there are places in the list, so it also moves back to its start.
func TestIdleWorkersTakeTurns(t *testing.T) {
	p, err := freelist.OpenOldestFirst(variants.Config{Workers: idlers, Queue: idlers})
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.Close() })
	ids := oneAtATime(t, p, 20)
	ran := map[string]int{}
	for i, id := range ids {
		ran[id]++
		require.Equal(t, ids[i%idlers], id, "task %d", i)
	}
	require.Len(t, ran, idlers)
}

// The catalog's row is Open; the other opening keeps the same contract.
func TestConformanceOfTheOldestFirst(t *testing.T) {
	variantstest.Run(t, freelist.OpenOldestFirst, freelist.Traits)
}

// oneAtATime has p run n tasks, each when all workers are idle, and returns the identities of
// the goroutines that ran them.
func oneAtATime(t *testing.T, p variants.Pool, n int) (ids []string) {
	t.Helper()
	for range n {
		require.Eventually(t, func() bool { return freelist.Idle(p) == idlers }, 5*time.Second, time.Microsecond)
		id, err := variants.Do(t.Context(), p, func() (string, error) {
			stack := make([]byte, 64)
			id, _, _ := strings.Cut(string(stack[:runtime.Stack(stack, false)]), " [")
			return id, nil
		})
		require.NoError(t, err)
		ids = append(ids, id)
	}
	return ids
}

// Places go to the line in its order, and leaving it in the middle costs nobody a place.
func TestTheLineIsServedInOrder(t *testing.T) {
	p := open(t, 1, 0)
	gate := make(chan struct{})
	require.NoError(t, p.Submit(t.Context(), func() { <-gate }))

	const line = 64
	var order []int
	var ended sync.WaitGroup
	var refused atomic.Int32
	leave, cancel := context.WithCancel(t.Context())
	for i := range line {
		ctx := t.Context()
		if i%4 == 3 {
			ctx = leave
		}
		ended.Add(1)
		go func() {
			defer ended.Done()
			if p.Submit(ctx, func() { order = append(order, i) }) != nil {
				refused.Add(1)
			}
		}()
		require.Eventually(t, func() bool { return freelist.Line(p) == i+1 }, 5*time.Second, time.Microsecond)
	}
	cancel()
	require.Eventually(t, func() bool { return refused.Load() == line/4 }, 5*time.Second, time.Microsecond)
	close(gate)
	ended.Wait()
	require.NoError(t, p.Close())
	require.Len(t, order, line-line/4)
	require.IsIncreasing(t, order)
}

func open(t *testing.T, workers, queue int) variants.Pool {
	t.Helper()
	p, err := freelist.Open(variants.Config{Workers: workers, Queue: queue})
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.Close() })
	return p
}
