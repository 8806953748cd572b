package measure

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// childVariable marks a process as a child. An environment variable rather than an
// argument, because it also works in a test binary, which has arguments of its own.
const childVariable = "POOLBENCH_CHILD"

// ChildEnvironment is what a parent has to set for a process to become a child.
const ChildEnvironment = childVariable + "=1"

// IsChild reports whether this process was started to measure. A program that starts
// children asks this first thing and then calls [Serve].
func IsChild() bool { return os.Getenv(childVariable) != "" }

// Serve reads a [Spec] as JSON from in, does its job and writes an [Outcome] as JSON to
// out. It returns the exit code: 0 if an outcome was written, failures included; 1 if the
// request or the answer could not be passed, with a line on errs.
func Serve(in io.Reader, out, errs io.Writer) int {
	var spec Spec
	if err := json.NewDecoder(in).Decode(&spec); err != nil {
		_, _ = fmt.Fprintln(errs, "cannot read the request:", err)
		return 1
	}
	if err := limitMemory(spec.MemoryLimit); err != nil {
		_, _ = fmt.Fprintln(errs, "cannot limit memory:", err)
		return 1
	}
	if err := json.NewEncoder(out).Encode(spec.do()); err != nil {
		_, _ = fmt.Fprintln(errs, "cannot write the outcome:", err)
		return 1
	}
	return 0
}

func (s Spec) do() Outcome {
	switch s.Job {
	case TakeSample:
		return Take(s)
	case HoldBacklog:
		return TakeBacklog(s)
	case Calibrate:
		return FindTasks(s)
	case CountCompletion:
		return CountCost(s)
	default:
		return Outcome{Failure: refused(fmt.Errorf("unknown job %q", s.Job))}
	}
}
