package measure

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"poolbench/harness/sample"
)

// burst is tasks of which none ends before all have met.
type burst struct {
	tasks  int
	start  time.Time
	ended  *tally
	inside int           // goroutines of the process when all were in; read after the end
	gate   chan struct{} // closed when all are in, or when it is too late for that
	letGo  func()        // closes it
	// missing is how many have not come in; absent how many had not when it was too late, 0 if they were in
	// time.
	missing, absent atomic.Int64
}

func newBurst(tasks int) *burst {
	b := &burst{tasks: tasks, ended: newTally(tasks), gate: make(chan struct{})}
	b.letGo = sync.OnceFunc(func() { close(b.gate) })
	b.missing.Store(int64(tasks))
	return b
}

func (b *burst) task() {
	if b.missing.Add(-1) == 0 {
		b.inside = runtime.NumGoroutine()
		b.letGo()
	}
	<-b.gate
	b.ended.finish()
}

// giveUp lets go those that are in.
func (b *burst) giveUp() {
	b.absent.Store(max(b.missing.Load(), 0))
	b.letGo()
}

func (b *burst) wallNS() int64 { return max(b.ended.end.Sub(b.start).Nanoseconds(), 1) }

// burst hands over n tasks and returns when all have ended. Tasks that have not met after the limit
// are let go, so that a strategy that runs them in Submit comes to an end as well.
func (o *subject) burst(n int) (*burst, *sample.Failure) {
	b := newBurst(n)
	o.runs = append(o.runs, runs{b.ended, n})
	defer b.letGo() // those that are in when another is refused
	defer time.AfterFunc(o.limit, b.giveUp).Stop()
	b.start = time.Now()
	for range n {
		if err := o.pool.Submit(context.Background(), b.task); err != nil {
			return nil, refused(fmt.Errorf("submit: %w", err))
		}
	}
	select {
	case <-b.ended.done:
		if b.absent.Load() == 0 {
			return b, nil
		}
	case <-time.After(2 * o.limit): // some never come in
	}
	detail := fmt.Sprintf("%d of %d tasks were in at the same time after %v", int64(n)-b.absent.Load(), n, o.limit)
	return nil, &sample.Failure{Kind: sample.TimedOut, Detail: detail}
}
