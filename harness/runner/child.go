package runner

import (
	"context"
	"runtime/debug"

	"poolbench/harness/measure"
	"poolbench/harness/sample"
)

// ask has a child process do what spec says. A child that fails is an outcome too; the
// error is for what is nobody's result: ErrInterrupted, or a process that could not be
// started.
func (r *run) ask(ctx context.Context, spec measure.Spec) (measure.Outcome, error) {
	// The parent does nothing while the child runs, not even collect garbage.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	var outcome measure.Outcome
	failure, err := r.process().Ask(ctx, measure.JobName, spec, &outcome)
	switch {
	case err != nil:
		return measure.Outcome{}, err
	case failure != nil:
		return measure.Outcome{Failure: failure}, nil
	case !answers(outcome, spec.Job):
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
	case job == measure.TakeSample, job == measure.HoldBacklog, job == measure.RequestReply, job == measure.Arrive:
		return o.Measured != nil && o.Measured.Tasks > 0 && o.Measured.WallNS > 0
	case job == measure.Calibrate, job == measure.CalibrateRequests:
		return o.Tasks > 0
	default:
		return o.Counting != nil
	}
}
