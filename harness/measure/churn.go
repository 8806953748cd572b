package measure

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

const (
	// restTime is how long the pool rests before a burst, so that the threads of the process
	// sleep and workers that the pool starts when it opens have come to wait.
	restTime = 100 * time.Millisecond
	// courseReadings is how often goroutines are counted while the pool is left alone, besides at once.
	courseReadings = 20
	// spacedTasks is how many tasks come one at a time: many times the number of workers, so that a
	// pool that takes them in turn gets through all of them.
	spacedTasks = 1000
	// spacing is the pause between the end of such a task and the next: long enough for a worker to
	// come back from one. It is a lower bound. Linux waits in whole milliseconds where all threads of a Go
	// process sleep (netpoll in runtime/netpoll_epoll.go, Go 1.26), so it is often ten times as long.
	spacing = 100 * time.Microsecond
)

// TakeChurn counts the goroutines of a pool of spec.Workers around two bursts of spec.Tasks tasks each.
// All tasks of a burst have to be in at the same time before the first one ends, so the pool needs
// a worker for each. Between the bursts it is left alone for spec.Idle, and after them tasks come one at a
// time. At last all goroutines have to end after Close, or soon after it where the library does
// not wait for them.
//
// All goroutines since before the opening count, also those that a library has for its own purposes.
// WallNS is that of the first burst, as SecondNS that of the second: from the first Submit to the end of
// the last task, with the meeting of all in the middle. Nothing of the pool has been warmed up then, since
// what starting its workers costs is the question; but another instance has run a burst and was closed, so
// that the code is in memory.
//
// The runtime keeps goroutines that have ended for those that come, with their stacks until the next
// garbage collection: it is a pool itself. So there is a collection before either burst, and a short rest:
// the second one has no stacks lying ready that the first did not have, and no processor that is awake.
//
// Bursts last about 0.1 ms. On two processors that others used too, most took between half and twice the
// median of their row, and single ones fifty times as long: only medians over many samples can be compared,
// and SecondNS/WallNS of one sample says nothing. The numbers of goroutines hardly varied.
//
// A task that does not meet all others within some seconds is a failure, and so is a goroutine that stays.
func TakeChurn(spec Spec) Outcome {
	row, err := catalog.Find(spec.Variant, catalog.Face(spec.Face))
	switch {
	case err != nil:
	case spec.Tasks < 1 || spec.Tasks > spec.Workers:
		err = fmt.Errorf("%d tasks: 1 to %d can be with %d workers at the same time", spec.Tasks, spec.Workers, spec.Workers)
	case spec.Idle <= 0:
		err = fmt.Errorf("an idle time of %v: it has to be more than 0", spec.Idle)
	}
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	open := func() (variants.Pool, error) { return row.Open(spec.config()) }
	return churn{open: open, tasks: spec.Tasks, idle: spec.Idle, spaced: spacedTasks, limit: blockLimit}.take()
}

// churn is what TakeChurn does with the pools that open returns.
type churn struct {
	open   func() (variants.Pool, error)
	tasks  int // of a burst
	idle   time.Duration
	spaced int           // tasks that come one at a time
	limit  time.Duration // for everything that waits for a task
}

func (c churn) take() Outcome {
	warmUp := func(o *subject) *sample.Failure { _, failure := o.burst(c.tasks); return failure }
	if failure := c.within(warmUp); failure != nil {
		return Outcome{Failure: failure}
	}
	m := &sample.Measurement{Tasks: c.tasks}
	window := func(o *subject) *sample.Failure { return c.observe(o, m) }
	if failure := c.within(window); failure != nil {
		return Outcome{Failure: failure}
	}
	m.PeakRSS = machine.PeakRSS()
	return Outcome{Measured: m}
}

// subject is a pool, and how many goroutines there were before it was.
type subject struct {
	pool   variants.Pool
	before int
	limit  time.Duration
	runs   []runs
}

// runs are tasks of a number that is known.
type runs struct {
	ended *tally
	tasks int
}

// within opens a pool, does something with it and closes it. After a failure the pool stays open: it
// may be stuck.
func (c churn) within(do func(*subject) *sample.Failure) *sample.Failure {
	o := &subject{before: runtime.NumGoroutine(), limit: c.limit}
	var err error
	if o.pool, err = c.open(); err != nil {
		return refused(err)
	}
	if failure := do(o); failure != nil {
		return failure
	}
	if err := o.pool.Close(); err != nil {
		return refused(fmt.Errorf("close: %w", err))
	}
	if left := settled(o.before) - o.before; left > 0 {
		return refused(fmt.Errorf("close: %d goroutines of the pool have not ended after %v", left, settleLimit))
	}
	for _, r := range o.runs {
		if failure := (result{tally: r.ended}).check(prepared{}, r.tasks); failure != nil {
			return failure
		}
	}
	return nil
}

// observe fills m.
func (c churn) observe(o *subject, m *sample.Measurement) *sample.Failure {
	rest()
	first, failure := o.burst(c.tasks)
	if failure != nil {
		return failure
	}
	course := o.leave(c.idle, first.ended.end)
	rest()
	second, failure := o.burst(c.tasks)
	if failure != nil {
		return failure
	}
	on, failure := o.spaced(c.spaced)
	m.WallNS, m.PeakGoroutines = first.wallNS(), first.inside
	m.Churned = &sample.Churned{
		SecondNS: second.wallNS(), Peak: int64(first.inside - o.before), Left: course[courseReadings].Goroutines, Course: course,
		Spaced: int64(c.spaced), SpacedOn: on,
	}
	return failure
}

// rest makes bursts begin alike: see TakeChurn.
func rest() {
	runtime.GC()
	time.Sleep(restTime)
}

// leave leaves the pool alone until idle after since, and returns how many goroutines more than before
// its opening there were at once and meanwhile, the last time at the end.
func (o *subject) leave(idle time.Duration, since time.Time) []sample.GoroutinesAt {
	var course []sample.GoroutinesAt
	for i := range time.Duration(courseReadings + 1) {
		time.Sleep(time.Until(since.Add(idle * i / courseReadings)))
		now := int64(runtime.NumGoroutine() - o.before)
		course = append(course, sample.GoroutinesAt{NS: time.Since(since).Nanoseconds(), Goroutines: now})
	}
	return course
}

// spaced hands over n tasks, each after a pause since the one before has ended, and returns on how
// many goroutines they ran.
func (o *subject) spaced(n int) (int64, *sample.Failure) {
	ended := newTally(n)
	o.runs = append(o.runs, runs{ended, n})
	ran, ids := make(chan uint64, 1), map[uint64]bool{}
	task := func() {
		select {
		case ran <- goroutineID():
		default: // a run too many, which is found in the end
		}
		ended.finish()
	}
	for i := range n {
		time.Sleep(spacing)
		if err := o.pool.Submit(context.Background(), task); err != nil {
			return 0, refused(fmt.Errorf("submit: %w", err))
		}
		select {
		case id := <-ran:
			ids[id] = true
		case <-time.After(o.limit):
			return 0, &sample.Failure{Kind: sample.TimedOut, Detail: fmt.Sprintf("%d of %d tasks that came one at a time ran, and the next did not within %v", i, n, o.limit)}
		}
	}
	return int64(len(ids)), nil
}
