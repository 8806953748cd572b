package measure

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"time"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
)

// warmUpShare is the part of a sample's tasks that run before the window, so that
// goroutines, stacks and free lists exist and code is in the caches: a twentieth adds
// little to a run's duration and is thousands of tasks where tasks are short.
const warmUpShare = 20

// Take measures one sample of a batch as spec says. Everything that goes wrong is a Failure.
//
// spec.Monitor watches from before the first reading of the counters until after the last one, so
// its start and its end cost the window nothing, and what it does in between is in all numbers.
// A profile or a trace is counted and thrown away; to keep it costs more. A monitor that has
// recorded nothing is a wrong result.
func Take(spec Spec) Outcome {
	m, err := newMonitor(spec.Monitor, io.Discard)
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	b, failure := spec.batch()
	if failure != nil {
		return Outcome{Failure: failure}
	}
	return b.takeWatched(m, b.part(), b)
}

// take is takeWatched while nobody watches.
func (b batch) take(warmUp, window shape) Outcome { return b.takeWatched(nobody{}, warmUp, window) }

// takeWatched warms up, measures, closes the pool and checks once more: a task that was run twice
// ends the window early, and its second run may come after it.
func (b batch) takeWatched(m monitor, warmUp, window shape) Outcome {
	if failure := warmUp.run(nil).check(b.work, b.part().tasks); failure != nil {
		return Outcome{Failure: failure}
	}
	if err := m.start(); err != nil {
		return Outcome{Failure: refused(fmt.Errorf("monitor: %w", err))}
	}
	r, measured := b.measure(window)
	measured.Recorded = m.stop()
	if r.early && r.err == nil {
		<-r.tally.done
	}
	if failure := r.check(b.work, b.tasks); failure != nil {
		return Outcome{Failure: failure}
	}
	if _, unwatched := m.(nobody); measured.Recorded == 0 && !unwatched {
		return Outcome{Failure: &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf("the monitor recorded nothing in %v", r.wall)}}
	}
	if err := b.pool.Close(); err != nil {
		return Outcome{Failure: refused(fmt.Errorf("close: %w", err))}
	}
	if failure := r.check(b.work, b.tasks); failure != nil {
		return Outcome{Failure: failure}
	}
	return Outcome{Measured: measured}
}

// part is the share of the tasks that warms up, at least one per submitter, processor and
// worker: pools that start their workers when tasks come have then started them.
func (b batch) part() batch {
	b.tasks = max(b.tasks/warmUpShare, b.submitters, b.workers, runtime.GOMAXPROCS(0))
	return b
}

// measure times one window, whose result is not checked yet.
func (b batch) measure(window shape) (result, *sample.Measurement) {
	var r result
	m := observe(func(watch *scheduler) time.Duration {
		r = window.run(watch)
		return 0
	})
	m.Tasks, m.WallNS, m.PeakGoroutines = b.tasks, r.wall.Nanoseconds(), r.peakGoroutines
	if r.err == nil { // otherwise tasks may still be writing to it
		r.describe(m)
	}
	return r, m
}

// observe reads the counters of the process at both ends of a window, and only there. The window
// returns the processor time of other processes of the sample that have not ended by then, and what
// it finds out otherwise is for the caller to add.
func observe(window func(watch *scheduler) (elsewhere time.Duration)) *sample.Measurement {
	watch := newScheduler()
	runtime.GC() // start every window from the same heap, without the warm-up's garbage
	before := readCounters()
	elsewhere := window(watch)
	after := readCounters()
	m := after.since(before)
	m.PeakRSS, m.Threads = machine.PeakRSS(), machine.Threads()
	m.HelpersNS += elsewhere.Nanoseconds()
	after.judge(before, m, m.UserNS+m.SystemNS+m.HelpersNS)
	m.Scheduler = watch.summary()
	m.Scheduler.PauseNS = int64(after.memory.PauseTotalNs - before.memory.PauseTotalNs)
	return m
}

// describe adds what the window recorded per task.
func (r result) describe(m *sample.Measurement) {
	m.Latency, m.Submit, m.Lag = sample.Summarize(r.latencies), sample.Summarize(r.submits), sample.Summarize(r.lags)
	m.ScheduleNS = r.schedule.Nanoseconds()
}

// check compares tasks done with tasks asked for, and their answers with the known one. Where items
// were asked for, tasks is their number.
func (r result) check(work prepared, tasks int) *sample.Failure {
	if r.err != nil {
		return refused(r.err)
	}
	wrong := func(format string, args ...any) *sample.Failure {
		return &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf(format, args...)}
	}
	handed := cmp.Or(r.handed, tasks)
	if left := r.tally.left.Load(); left != 0 {
		return wrong("%d of %d tasks ran", int64(handed)-left, handed)
	}
	if got, want := r.tally.answers.Load(), work.total(tasks); got != want { // modulo 2^64, both
		return wrong("the answers add up to %d, not %d", got, want)
	}
	if r.wrong != 0 {
		return wrong("%d of %d callers got an answer that is not %d", r.wrong, tasks, work.Answer)
	}
	if missing := r.missing(); missing != 0 {
		return wrong("%d of %d tasks never ran, others more than once", missing, handed)
	}
	return nil
}

// missing counts the tasks that left no latency behind, or no other mark.
func (r result) missing() int {
	missing := 0
	for _, ran := range r.ran {
		if !ran {
			missing++
		}
	}
	for _, latency := range r.latencies {
		if latency == unset {
			missing++
		}
	}
	return missing
}
