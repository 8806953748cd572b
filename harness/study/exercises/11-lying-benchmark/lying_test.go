//go:build exercise

package lying_test

import (
	"sync"
	"testing"
	"time"

	lying "poolbench/harness/study/exercises/11-lying-benchmark"
	"poolbench/harness/study/exercises/rule"
)

// each is how long a task takes that is not one of the first.
const each = 10 * time.Millisecond

// setting is a pool and what is measured with it. In a bubble the clock stands still unless everybody
// sleeps, so nothing but the sleeps here takes time, and there is one right answer.
type setting struct {
	workers, queue int
	opening, ends  time.Duration
	// warmUp tasks come first, each of which takes cold longer than the others.
	warmUp, n int
	cold      time.Duration
}

// outcome is what Measure did.
type outcome struct {
	perTask        time.Duration
	ran            int
	opened, closed int
	// late is true if a task was submitted to a pool that was closed.
	late bool
}

// pool is what is measured: workers behind a queue.
type pool struct {
	setting setting
	tasks   chan func()
	workers sync.WaitGroup
	closed  bool
	outcome *outcome
}

func (p *pool) Submit(task func()) {
	if p.closed {
		p.outcome.late = true
		return
	}
	p.tasks <- task
}

func (p *pool) Close() {
	p.outcome.closed++
	p.end()
	time.Sleep(p.setting.ends)
}

// end lets the workers end, once.
func (p *pool) end() {
	if !p.closed {
		p.closed = true
		close(p.tasks)
	}
	p.workers.Wait()
}

// measure calls Measure in a bubble. It is false if the rule is broken already.
func measure(t *testing.T, s setting) (o outcome, ok bool) {
	t.Helper()
	var mu sync.Mutex
	task := func() {
		mu.Lock()
		o.ran++
		cold := o.ran <= s.warmUp
		mu.Unlock()
		if cold {
			time.Sleep(s.cold)
		}
		time.Sleep(each)
	}
	fate := rule.Bubble(t, func() {
		var opened []*pool
		o.perTask = lying.Measure(func() lying.Pool {
			time.Sleep(s.opening)
			p := &pool{setting: s, tasks: make(chan func(), s.queue), outcome: &o}
			for range s.workers {
				p.workers.Go(func() {
					for task := range p.tasks {
						task()
					}
				})
			}
			o.opened++
			opened = append(opened, p)
			return p
		}, task, s.warmUp, s.n)
		for _, p := range opened {
			p.end() // that somebody forgot to close it is told below, in better words
		}
	})
	switch {
	case o.late:
		rule.Broken(t, "a task was submitted to a pool that was closed")
	case fate != rule.Ended:
		rule.Broken(t, "Measure (tasks: %d, workers: %d): %s", s.n, s.workers, fate)
	case o.opened != 1 || o.closed != 1:
		rule.Broken(t, "pools that were opened: %d, and closed: %d; it should be one each", o.opened, o.closed)
	case o.ran != s.warmUp+s.n:
		rule.Broken(t, "%d tasks ran in place of %d that warm up and %d that are timed", o.ran, s.warmUp, s.n)
	default:
		return o, true
	}
	return o, false
}

// large is a queue that takes all tasks at once.
const large = 1000

func TestTheLastTaskCounts(t *testing.T) {
	rule.Name(t, "the clock runs until the last task has ended, whatever the queue takes at once")
	wrong := false
	for _, queue := range []int{0, 5, large} {
		o, ok := measure(t, setting{workers: 1, queue: queue, n: 20})
		if !ok {
			return
		}
		rule.Measured(t, "%v per task with room for %d of 20 tasks in the queue, one worker and tasks of %v", o.perTask, queue, each)
		wrong = wrong || o.perTask != each
	}
	if wrong {
		rule.Broken(t, "one worker does a task of %v every %v: what has not ended when the clock stops was not paid for", each, each)
	}
}

func TestWorkersShareTheTime(t *testing.T) {
	rule.Name(t, "the time is divided by the number of tasks that were timed, and by nothing else")
	for _, workers := range []int{2, 4} {
		for _, warmUp := range []int{0, 4, 40} {
			o, ok := measure(t, setting{workers: workers, queue: large, warmUp: warmUp, n: 40})
			if !ok {
				return
			}
			if want := each / time.Duration(workers); o.perTask != want {
				rule.Measured(t, "%v per task with %d workers, tasks of %v, 40 timed and %d to warm up", o.perTask, workers, each, warmUp)
				rule.Broken(t, "with %d workers that are always busy it is %v", workers, want)
				return
			}
		}
	}
	rule.Measured(t, "2 and 4 workers take as long as they should, however many tasks warm up")
}

func TestOpeningIsNotInside(t *testing.T) {
	rule.Name(t, "what opening the pool takes does not show")
	without(t, "opening it", setting{workers: 1, n: 20}, func(s *setting) { s.opening = 3 * time.Second })
}

func TestClosingIsNotInside(t *testing.T) {
	rule.Name(t, "what closing the pool takes does not show, and it is closed")
	without(t, "closing it", setting{workers: 1, n: 20}, func(s *setting) { s.ends = 3 * time.Second })
}

func TestWarmingUpIsNotInside(t *testing.T) {
	rule.Name(t, "what the tasks that warm up take does not show, and they run before the others")
	without(t, "warming up", setting{workers: 2, queue: 1, warmUp: 3, n: 20}, func(s *setting) { s.cold = 3 * time.Second })
}

// without measures with and without something that takes seconds, and may not show.
func without(t *testing.T, what string, s setting, slow func(*setting)) {
	t.Helper()
	quick, ok := measure(t, s)
	if !ok {
		return
	}
	slow(&s)
	slowly, ok := measure(t, s)
	if !ok {
		return
	}
	rule.Measured(t, "%v per task, and %v if %s takes 3 s longer", quick.perTask, slowly.perTask, what)
	if quick.perTask != slowly.perTask {
		rule.Broken(t, "%s is inside the clock: whoever reads the number takes it for the cost of a task", what)
	}
}
