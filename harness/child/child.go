// Package child runs a job in a process of its own: this executable, started again.
//
// # Model
//
// A parent asks with a job's name and a request; a child that finds the name in its
// environment serves that one job and exits. Request and answer are JSON on standard input
// and output. A child that crashes, hangs, runs out of memory or answers nonsense is a
// result, a sample.Failure with one line of explanation, and not an error of the parent.
//
// The name travels in the environment and not in an argument, because that also works in a
// test binary, which has arguments of its own.
//
// # What it is not
//
// No pool of processes and no protocol: one question, one answer, one process. A parent that
// has more to say to a child starts it itself, with [Mark]: package cluster does.
package child

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// variable marks a process as a child and names its job.
const variable = "POOLBENCH_CHILD"

// ErrInterrupted is returned by Ask when the parent's context ended first.
var ErrInterrupted = errors.New("interrupted")

// Job does what a child is asked for. It gets the request and returns the answer, both of
// them JSON. An error means that the request could not be understood.
type Job func(request json.RawMessage) (answer any, err error)

// Is reports whether this process was started as a child. A program that starts children
// asks this first thing and then calls Serve.
func Is() bool { return os.Getenv(variable) != "" }

// Mark returns what makes a process of this executable the child for job: an entry of its
// environment, for those who start it otherwise than Ask does.
func Mark(job string) string { return variable + "=" + job }

// Serve does this process's job of those in jobs. It returns the exit code: 0 if an answer
// was written; 1 if not, with a line on errs. The request is the first JSON value on in: Ask sends
// nothing else, and a job that goes on to read in itself finds what its parent sends later.
func Serve(jobs map[string]Job, in io.Reader, out, errs io.Writer) int {
	fail := func(err error) int {
		_, _ = fmt.Fprintln(errs, "cannot serve:", err)
		return 1
	}
	job, ok := jobs[os.Getenv(variable)]
	if !ok {
		return fail(fmt.Errorf("unknown job %q", os.Getenv(variable)))
	}
	var request json.RawMessage
	if err := json.NewDecoder(in).Decode(&request); err != nil {
		return fail(fmt.Errorf("cannot read the request: %w", err))
	}
	answer, err := job(request)
	if err != nil {
		return fail(err)
	}
	if err := json.NewEncoder(out).Encode(answer); err != nil {
		return fail(err)
	}
	return 0
}
