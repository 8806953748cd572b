//go:build exercise

package firsterror_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	firsterror "poolbench/harness/study/exercises/10-first-error"
	"poolbench/harness/study/exercises/rule"
)

const (
	// tasks are many more than workers, so that most have not begun when one fails.
	tasks, workers = 100, 4
	// failing is the task that fails first, counted from 0 as they begin, since it is not said which
	// worker takes which index: one of the second round of all workers.
	failing = 6
	// alsoFailing, counted in the same way, runs at that time, and fails later, unless it gives up.
	alsoFailing = 5
	// tries are made where chance, the choice of a select statement, may hide what is wrong.
	tries = 50
)

var (
	errCause = errors.New("disk full")
	errLater = errors.New("network down")
)

// gaveUp is what tasks say that heed their context.
const gaveUp = "gave up"

// log is what a call of Each did. In a bubble the clock stands still while anybody can run, so its
// times are exact.
type log struct {
	mu                   sync.Mutex
	began, most, running int
	failed               time.Time
	after                int
	returned             error
	runningAtReturn      int
	took                 time.Duration
}

// begin returns how many have begun before.
func (l *log) begin() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.began++
	l.running++
	l.most = max(l.most, l.running)
	if !l.failed.IsZero() {
		l.after++
	}
	return l.began - 1
}

func (l *log) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
}

func (l *log) fail() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failed = time.Now()
}

// each runs Each in a bubble. The task that begins as number nth takes as long as last says; the one that
// fails first does so at once. The others run on for their time, or give up with an error of theirs if they heed their
// context.
func each(t *testing.T, heed bool, last func(nth int) time.Duration) *log {
	t.Helper()
	l := &log{}
	fate := rule.Bubble(t, func() {
		l.returned = firsterror.Each(context.Background(), tasks, workers, func(ctx context.Context, i int) error {
			nth := l.begin()
			defer l.end()
			if nth == failing {
				l.fail()
				return errCause
			}
			stop := ctx.Done()
			if !heed {
				stop = nil
			}
			select {
			case <-time.After(last(nth)):
			case <-stop:
				return fmt.Errorf("task %d %s: %w", i, gaveUp, ctx.Err())
			}
			if nth == alsoFailing {
				return errLater
			}
			return nil
		})
		l.mu.Lock()
		l.runningAtReturn = l.running
		l.took = time.Since(l.failed)
		l.mu.Unlock()
		time.Sleep(24 * time.Hour) // whoever was not waited for ends now
	})
	if fate != rule.Ended {
		rule.Broken(t, "Each with %d tasks, of which one fails: %s", tasks, fate)
	}
	return l
}

// staggered is some seconds, different for each task: no two end at the same time.
func staggered(nth int) time.Duration { return time.Duration(1000+10*nth) * time.Millisecond }

func TestAllGoesWell(t *testing.T) {
	rule.Name(t, "if no task fails all run, once each, as many at a time as there are workers, and there is no error")
	var ran [tasks]atomic.Int64
	var l log
	fate := rule.Bubble(t, func() {
		l.returned = firsterror.Each(context.Background(), tasks, workers, func(_ context.Context, i int) error {
			l.begin()
			defer l.end()
			ran[i].Add(1)
			time.Sleep(time.Second) // in a bubble it is over when all who can begin have begun
			return nil
		})
	})
	if fate != rule.Ended {
		rule.Broken(t, "Each with %d tasks that succeed: %s", tasks, fate)
		return
	}
	rule.Measured(t, "%d of %d tasks ran, %d at a time", l.began, tasks, l.most)
	if l.most != workers {
		rule.Broken(t, "%d tasks ran at a time, with %d workers", l.most, workers)
	}
	if l.returned != nil {
		rule.Broken(t, "Each returns %q although no task has failed", l.returned)
	}
	for i := range ran {
		if times := ran[i].Load(); times != 1 {
			rule.Broken(t, "task %d ran %d times", i, times)
			return
		}
	}
}

func TestNothingBeginsAfterTheFirstError(t *testing.T) {
	rule.Name(t, "after the first error no other task begins")
	var l *log
	for try := 0; try < tries && (try == 0 || l.after == 0); try++ {
		if l = each(t, true, staggered); t.Failed() {
			return
		}
	}
	rule.Measured(t, "%d of %d tasks began, %d of them after one had failed", l.began, tasks, l.after)
	if l.after > 0 {
		rule.Broken(t, "%d tasks began after the first error: their work is thrown away", l.after)
	}
}

func TestRunningTasksAreTold(t *testing.T) {
	rule.Name(t, "the context of running tasks ends with the first error")
	l := each(t, true, func(nth int) time.Duration {
		if nth > failing-workers {
			return time.Hour
		}
		return staggered(nth)
	})
	if t.Failed() {
		return
	}
	rule.Measured(t, "tasks that take an hour kept Each for %v after the first error", l.took)
	if l.took > 0 {
		rule.Broken(t, "tasks that run on learn nothing of the error: they go on to their end")
	}
}

func TestTheFirstErrorIsReturned(t *testing.T) {
	rule.Name(t, "the error that is returned is the first one, and none of those that follow")
	for _, heed := range []bool{true, false} {
		l := each(t, heed, staggered)
		if t.Failed() {
			return
		}
		if !errors.Is(l.returned, errCause) {
			rule.Broken(t, "Each returns %q, but the first error was %q", fmt.Sprint(l.returned), errCause)
			return
		}
		said := l.returned.Error()
		if errors.Is(l.returned, errLater) || strings.Contains(said, errLater.Error()) || strings.Contains(said, gaveUp) {
			rule.Broken(t, "Each returns %q: what follows from the first error hides it", said)
			return
		}
		rule.Measured(t, "Each returns %q", said)
	}
}

func TestRunningTasksAreWaitedFor(t *testing.T) {
	rule.Name(t, "when Each returns no task runs any more, also if some do not heed their context")
	l := each(t, false, staggered)
	if t.Failed() {
		return
	}
	rule.Measured(t, "%d tasks were running when Each returned", l.runningAtReturn)
	if l.runningAtReturn > 0 {
		rule.Broken(t, "%d tasks still run when Each has returned: they use what the caller takes for free again", l.runningAtReturn)
	}
}
