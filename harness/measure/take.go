package measure

import (
	"fmt"
	"runtime"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
)

// warmUpShare is the part of a sample's tasks that run before the window, so that
// goroutines, stacks and free lists exist and code is in the caches: a twentieth adds
// little to a run's duration and is thousands of tasks where tasks are short.
const warmUpShare = 20

// Take measures one sample as spec says. Everything that goes wrong is a Failure.
func Take(spec Spec) Outcome {
	if spec.Tasks < 1 { // no last task would ever end the window
		return Outcome{Failure: refused(fmt.Errorf("%d tasks: at least 1 has to run", spec.Tasks))}
	}
	pool, work, err := spec.open()
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	return batch{pool: pool, work: work, submitters: spec.Submitters, tasks: spec.Tasks}.take()
}

// take warms up, measures, closes the pool and checks once more: a task that was run twice
// ends the window early, and its second run may come after it.
func (b batch) take() Outcome {
	if failure := b.warmUp(); failure != nil {
		return Outcome{Failure: failure}
	}
	r, measured := b.measure()
	if failure := r.check(b.work, b.tasks); failure != nil {
		return Outcome{Failure: failure}
	}
	if err := b.pool.Close(); err != nil {
		return Outcome{Failure: refused(fmt.Errorf("close: %w", err))}
	}
	if failure := r.check(b.work, b.tasks); failure != nil {
		return Outcome{Failure: failure}
	}
	return Outcome{Measured: measured}
}

// warmUp runs a part of the tasks untimed, at least one per submitter and worker.
func (b batch) warmUp() *sample.Failure {
	b.tasks = max(b.tasks/warmUpShare, b.submitters, runtime.GOMAXPROCS(0))
	r := b.run()
	return r.check(b.work, b.tasks)
}

// measure times one window, whose result is not checked yet. The counters of the process
// are read at both ends only.
func (b batch) measure() (result, *sample.Measurement) {
	runtime.GC() // start every window from the same heap, without the warm-up's garbage
	before := readCounters()
	r := b.run()
	after := readCounters()
	m := &sample.Measurement{
		Tasks: b.tasks, WallNS: r.wall.Nanoseconds(), PeakGoroutines: r.peakGoroutines, PeakRSS: machine.PeakRSS(),
		UserNS: after.userNS - before.userNS, SystemNS: after.systemNS - before.systemNS,
		Preempted: after.preempted - before.preempted,
		Allocs:    after.memory.Mallocs - before.memory.Mallocs,
		Bytes:     after.memory.TotalAlloc - before.memory.TotalAlloc,
		GCCycles:  after.memory.NumGC - before.memory.NumGC,
	}
	own := float64(m.UserNS+m.SystemNS) / 1e9
	noise := after.machine.Since(before.machine, own, after.at.Sub(before.at).Seconds())
	m.ForeignCPU, m.StolenCPU, m.Pressure, m.Throttled = noise.ForeignCPU, noise.StolenCPU, noise.Pressure, noise.Throttled
	return r, m
}

// check compares tasks done with tasks asked for, and their answers with the known one.
func (r result) check(work workload.Workload, tasks int) *sample.Failure {
	if r.err != nil {
		return refused(fmt.Errorf("submit: %w", r.err))
	}
	if left := r.tally.left.Load(); left != 0 {
		return &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf("%d of %d tasks ran", int64(tasks)-left, tasks)}
	}
	if got, want := r.tally.answers.Load(), uint64(tasks)*work.Answer; got != want { // modulo 2^64, both
		return &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf("the answers add up to %d, not %d", got, want)}
	}
	return nil
}
