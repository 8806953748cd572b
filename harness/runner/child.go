package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"poolbench/harness/measure"
	"poolbench/harness/sample"
)

// child starts this executable again to do one job.
type child struct {
	gomaxprocs int
	timeout    time.Duration
}

// ask starts a process, passes it spec and waits for its outcome. A process that fails is
// an outcome too; the error is for what is nobody's result: ErrInterrupted, or a process
// that could not be started.
func (c child) ask(ctx context.Context, spec measure.Spec) (measure.Outcome, error) {
	if ctx.Err() != nil {
		return measure.Outcome{}, ErrInterrupted
	}
	executable, err := os.Executable()
	if err != nil {
		return measure.Outcome{}, err
	}
	request, err := json.Marshal(spec)
	if err != nil {
		return measure.Outcome{}, err
	}
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var answer bytes.Buffer
	complaint := &head{limit: 64 << 10}
	cmd := exec.CommandContext(limited, executable)
	cmd.Env = c.environment()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(request), &answer, complaint
	// A group of its own: Ctrl-C in a terminal goes to the parent, which decides.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = time.Second

	// The parent does nothing while the child runs, not even collect garbage.
	percent := debug.SetGCPercent(-1)
	err = cmd.Start()
	started := err == nil
	if started {
		err = cmd.Wait()
	}
	debug.SetGCPercent(percent)

	switch {
	case ctx.Err() != nil:
		return measure.Outcome{}, ErrInterrupted
	case !started:
		return measure.Outcome{}, fmt.Errorf("cannot start a child process: %w", err)
	case limited.Err() != nil:
		return failed(sample.TimedOut, fmt.Sprintf("no result after %v", c.timeout)), nil
	case err != nil:
		return diagnose(err, complaint.String()), nil
	}
	var outcome measure.Outcome
	if err := json.Unmarshal(answer.Bytes(), &outcome); err != nil {
		return failed(sample.Crashed, "ended without an outcome: "+err.Error()), nil
	}
	if !answers(outcome, spec.Job) {
		return failed(sample.Crashed, "ended with an outcome that does not answer the request"), nil
	}
	return outcome, nil
}

// answers tells whether an outcome is one of job: a measured task that prints JSON of its
// own must not turn into a record that nobody can read.
func answers(o measure.Outcome, job measure.Job) bool {
	switch {
	case o.Failure != nil:
		return o.Measured == nil && o.Counting == nil && o.Tasks == 0
	case job == measure.TakeSample, job == measure.HoldBacklog:
		return o.Measured != nil && o.Measured.Tasks > 0 && o.Measured.WallNS > 0
	case job == measure.Calibrate:
		return o.Tasks > 0
	default:
		return o.Counting != nil
	}
}

// environment is the parent's without what would change the Go runtime of the child, and
// with GOMAXPROCS stated: since Go 1.25 the default follows the quota of the container
// and may change while the process runs.
func (c child) environment() []string {
	var env []string
	for _, entry := range os.Environ() {
		switch name, _, _ := strings.Cut(entry, "="); name {
		case "GOMAXPROCS", "GOGC", "GOMEMLIMIT", "GODEBUG", "GOTRACEBACK":
		default:
			env = append(env, entry)
		}
	}
	return append(env, fmt.Sprintf("GOMAXPROCS=%d", c.gomaxprocs), measure.ChildEnvironment)
}

// diagnose turns the end of a process into a failure with one line of explanation.
func diagnose(err error, complaint string) measure.Outcome {
	line := err.Error()
	for text := range strings.Lines(complaint) {
		text = strings.TrimSpace(text)
		if strings.HasPrefix(text, "panic:") || strings.HasPrefix(text, "fatal error:") || strings.Contains(text, "cannot ") {
			line = text
			break
		}
	}
	if strings.Contains(complaint, "out of memory") {
		return failed(sample.OutOfMemory, line)
	}
	return failed(sample.Crashed, line)
}

func failed(kind sample.FailureKind, detail string) measure.Outcome {
	return measure.Outcome{Failure: &sample.Failure{Kind: kind, Detail: detail}}
}

// head keeps the beginning of what is written to it, where Go says why it died; the rest,
// one stack per goroutine, may be hundreds of megabytes.
type head struct {
	bytes.Buffer
	limit int
}

func (h *head) Write(p []byte) (int, error) {
	if room := h.limit - h.Len(); room > 0 {
		h.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
