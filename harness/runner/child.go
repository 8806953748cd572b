package runner

import (
	"cmp"
	"context"
	"runtime/debug"
	"time"

	"poolbench/harness/child"
	"poolbench/harness/measure"
	"poolbench/harness/node"
	"poolbench/harness/sample"
)

// request is what a child is asked for, and how many processors it has for that.
type request struct {
	measure.Spec
	procs int
}

// request is for a cell of the plan.
func (r *run) request(job measure.Job, c sample.Cell) request {
	queue := r.record.Plan.Queue
	if c.Queue != nil {
		queue = *c.Queue
	}
	q := request{procs: r.procs(c), Spec: measure.Spec{
		Job: job, Variant: c.Variant, Face: c.Face, Workload: c.Workload, Workers: r.workers(c), Queue: queue,
		Submitters: c.Submitters, Tasks: c.Tasks, Rate: c.Rate, MemoryLimit: r.record.Plan.MemoryLimit,
		Window: time.Duration(r.record.Plan.WindowNS), Busy: c.Busy, Admission: c.Admission, Server: c.Server,
		Division: c.Division, Monitor: c.Monitor, Reuse: c.Reuse, Idle: time.Duration(c.IdleNS), Processes: c.Processes,
	}}
	if node.Is(c.Variant) { // an engine of JavaScript reserves far more memory than it uses, and bounds its heap itself
		q.Program, q.MemoryLimit = r.program, 0
	}
	return q
}

// workers and procs are the cell's, or the plan's. A cell with fewer processors has as many
// workers as any other unless it says so: one that is not set does not follow the other.
func (r *run) workers(c sample.Cell) int { return cmp.Or(c.Workers, r.record.Plan.GOMAXPROCS) }
func (r *run) procs(c sample.Cell) int   { return cmp.Or(c.Procs, r.record.Plan.GOMAXPROCS) }

// ask has a child process do what q says. A child that fails is an outcome too; the
// error is for what is nobody's result: ErrInterrupted, or a process that could not be
// started.
func (r *run) ask(ctx context.Context, q request) (measure.Outcome, error) {
	// The parent does nothing while the child runs, not even collect garbage.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	var outcome measure.Outcome
	process := child.Process{GOMAXPROCS: q.procs, Timeout: time.Duration(r.record.Plan.TimeoutNS)}
	failure, err := process.Ask(ctx, measure.JobName, q.Spec, &outcome)
	switch {
	case err != nil:
		return measure.Outcome{}, err
	case failure != nil:
		return measure.Outcome{Failure: failure}, nil
	case !answers(outcome, q.Job):
		return measure.Outcome{Failure: &sample.Failure{
			Kind: sample.Crashed, Detail: "ended with an outcome that does not answer the request",
		}}, nil
	}
	return outcome, nil
}

// answers tells whether an outcome is one of job: a measured task that prints JSON of its
// own must not turn into a record that nobody can read.
func answers(o measure.Outcome, job measure.Job) bool {
	switch {
	case o.Failure != nil:
		return o.Measured == nil && o.Counting == nil && o.Tasks == 0
	case job == measure.Calibrate, job == measure.CalibrateRequests:
		return o.Tasks > 0
	case job == measure.CountCompletion:
		return o.Counting != nil
	default: // a sample, of whatever shape
		return o.Measured != nil && o.Measured.Tasks > 0 && o.Measured.WallNS > 0
	}
}
