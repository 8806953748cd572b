package measure

import (
	"context"
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

const (
	// blockLimit is how long all tasks may take to be blocked at the same time. A thousand
	// threads start within a tenth of a second; a strategy that runs fewer tasks at once than
	// it has workers never gets there.
	blockLimit = 5 * time.Second
	// blockPoll is the pause between two looks at whether all of them are: long enough that
	// looking does not keep a processor busy that they need.
	blockPoll = time.Millisecond
)

// TakeBlocked has spec.Tasks tasks block at the same time, for which the pool needs as many
// workers, and counts the threads that the process has gained by then: ThreadsAdded, nil where that is
// unknown. The name of the workload is the way to block, see [ways]. PeakGoroutines is of
// that moment; WallNS is from the first Submit until the last task has come to the call that
// blocks it. Then all are released, and all have to end, once.
//
// Threads that the runtime starts for its processors anyway exist before the first count.
// Some of those are idle then and take in a blocked task each, so tasks that need a thread
// each add a few less than there are tasks.
func TakeBlocked(spec Spec) Outcome {
	return spec.block(ways, countThreads)
}

// block has tasks block in one of the ways, and uses the gauge.
func (s Spec) block(ways map[string]func(tasks int) (way, error), gauge gauge) Outcome {
	row, err := catalog.Find(s.Variant, catalog.Face(s.Face))
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	if s.Tasks < 1 {
		return Outcome{Failure: refused(fmt.Errorf("%d tasks: at least 1 has to block", s.Tasks))}
	}
	open, ok := ways[s.Workload]
	if !ok {
		return Outcome{Failure: refused(fmt.Errorf("workload %q is no way to block", s.Workload))}
	}
	way, err := open(s.Tasks)
	if err != nil {
		return Outcome{Failure: refused(fmt.Errorf("%s: %w", s.Workload, err))}
	}
	pool, err := row.Open(s.config())
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	b := newBlockade(pool, way, s.Tasks)
	b.gauge = gauge
	outcome := b.take(blockLimit)
	if outcome.Failure == nil { // otherwise tasks may still be using it
		way.close()
	}
	return outcome
}

// blockade is tasks that all block until they are released.
type blockade struct {
	pool           variants.Pool
	way            way
	tasks          int
	arrived, ended *tally        // tasks about to block, and tasks that have ended
	refusal        chan error    // of Submit; has room for it
	submitted      chan struct{} // closed when Submit is not going to be called any more
	before         goroutines    // before the first task
	gauge          gauge
}

// gauge reads something before the first task, and what it returns reads it again while all tasks
// are blocked, and adds what has changed to the measurement.
type gauge func() (blocked func(*sample.Measurement))

// countThreads is the gauge for ThreadsAdded.
func countThreads() func(*sample.Measurement) {
	before := machine.Threads()
	return func(m *sample.Measurement) { m.ThreadsAdded = added(before, machine.Threads()) }
}

func newBlockade(pool variants.Pool, way way, tasks int) *blockade {
	return &blockade{
		pool: pool, way: way, tasks: tasks, arrived: newTally(tasks), ended: newTally(tasks),
		refusal: make(chan error, 1), submitted: make(chan struct{}), gauge: countThreads,
	}
}

// take returns soon after limit if the tasks do not block by then. Those that do are
// released, but the pool stays open: it may be stuck in the task that it runs.
func (b *blockade) take(limit time.Duration) Outcome {
	useAllProcessors()
	b.before = readGoroutines()
	blocked := b.gauge()
	start := time.Now()
	go b.submit() // a strategy that runs the task in Submit would block us otherwise
	failure := b.await(limit)
	m := &sample.Measurement{Tasks: b.tasks, PeakGoroutines: runtime.NumGoroutine()}
	blocked(m)
	if err := b.way.release(); err != nil && failure == nil {
		failure = refused(fmt.Errorf("release: %w", err))
	}
	if failure != nil {
		return Outcome{Failure: failure}
	}
	<-b.ended.done
	<-b.submitted
	if err := b.pool.Close(); err != nil {
		return Outcome{Failure: refused(fmt.Errorf("close: %w", err))}
	}
	released := prepared{Workload: workload.Workload{Answer: 1}}
	if failure := (result{tally: b.ended}).check(released, b.tasks); failure != nil {
		return Outcome{Failure: failure}
	}
	m.WallNS, m.PeakRSS = max(b.arrived.end.Sub(start).Nanoseconds(), 1), machine.PeakRSS()
	return Outcome{Measured: m}
}

// submit hands over all tasks, or ends with the first refusal.
func (b *blockade) submit() {
	defer close(b.submitted)
	task := func() {
		b.arrived.finish()
		b.ended.answers.Add(b.way.block())
		b.ended.finish()
	}
	for range b.tasks {
		if err := b.pool.Submit(context.Background(), task); err != nil {
			b.refusal <- err
			return
		}
	}
}

// await returns once all tasks are blocked, or why they are not.
func (b *blockade) await(limit time.Duration) *sample.Failure {
	late := time.After(limit)
	select {
	case <-b.arrived.done:
	case err := <-b.refusal:
		return refused(fmt.Errorf("submit: %w", err))
	case <-late:
		n := int64(b.tasks) - b.arrived.left.Load()
		return &sample.Failure{Kind: sample.TimedOut, Detail: fmt.Sprintf("%d of %d tasks were blocked at the same time after %v", n, b.tasks, limit)}
	}
	for !b.settled() {
		select {
		case <-late:
			return &sample.Failure{Kind: sample.TimedOut, Detail: fmt.Sprintf("%d tasks have started, but do not come to rest within %v", b.tasks, limit)}
		case <-time.After(blockPoll):
		}
	}
	return nil
}

// settled tells whether all tasks that have come to block are blocked: no goroutine but this
// one wants to run, and as many as should are in a system call.
func (b *blockade) settled() bool {
	now, calls := readGoroutines(), uint64(0)
	if b.way.inSystemCall {
		calls = uint64(b.tasks)
	}
	return now.atRest() && now.notInGo >= b.before.notInGo+calls && (b.way.inSystemCall || now.notInGo <= b.before.notInGo)
}

// goroutines are how many there are in some states.
type goroutines struct{ runnable, running, notInGo uint64 }

func readGoroutines() goroutines {
	read := []metrics.Sample{{Name: metricRunnable}, {Name: metricRunning}, {Name: metricNotInGo}}
	metrics.Read(read)
	return goroutines{number(read[0].Value), number(read[1].Value), number(read[2].Value)}
}

// atRest tells whether no goroutine but the one that asks wants to run.
func (g goroutines) atRest() bool { return g.runnable == 0 && g.running <= 1 }

// useAllProcessors has a goroutine on each processor at the same time, so that the runtime
// has started the threads for them.
func useAllProcessors() {
	var running atomic.Int64
	var all sync.WaitGroup
	n := int64(runtime.GOMAXPROCS(0))
	for range n {
		all.Go(func() {
			for running.Add(1); running.Load() < n; {
				runtime.Gosched()
			}
		})
	}
	all.Wait()
}

// added is nil unless both counts are known.
func added(before, after *int64) *int64 {
	if before == nil || after == nil {
		return nil
	}
	n := *after - *before
	return &n
}
