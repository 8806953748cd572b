package child

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"poolbench/harness/sample"
)

// Process says how children are started.
type Process struct {
	// GOMAXPROCS of the child, at least 1.
	GOMAXPROCS int
	// Timeout is how long the child may take; then it is killed.
	Timeout time.Duration
	// Session gives the child a session of its own. Linux shares processors between sessions
	// before it shares them between threads, where it groups threads by session at all
	// (sched(7), autogroup): a child that needs little then gets a processor at once, however many
	// threads of this session compute.
	Session bool
}

// complaintLimit is how much of a child's standard error is kept: the beginning, where Go
// says why it died. The rest, a stack per goroutine, may be hundreds of megabytes.
const complaintLimit = 64 << 10

// Ask starts a child for job, passes it request and decodes its answer into answer. It
// blocks until the child has ended. The failure is the child's; the error is for what is
// nobody's result: ErrInterrupted, or a process that could not be started.
func (p Process) Ask(ctx context.Context, job string, request, answer any) (*sample.Failure, error) {
	if ctx.Err() != nil {
		return nil, ErrInterrupted
	}
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, p.Timeout)
	defer cancel()
	var output bytes.Buffer
	complaint := &Complaint{dying: cancel}
	cmd := exec.CommandContext(limited, executable)
	cmd.Env = p.environment(job)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), &output, complaint
	// A group of its own: Ctrl-C in a terminal goes to the parent, which decides.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: !p.Session, Setsid: p.Session} // a session is a group as well
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		if ctx.Err() != nil { // it ended since it was looked at above: Start looks again
			return nil, ErrInterrupted
		}
		return nil, fmt.Errorf("cannot start a child process: %w", err)
	}
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return nil, ErrInterrupted
	case limited.Err() != nil && !dying(complaint.String()):
		return &sample.Failure{Kind: sample.TimedOut, Detail: fmt.Sprintf("no result after %v", p.Timeout)}, nil
	case err != nil:
		return diagnose(err, complaint.String()), nil
	}
	if err := json.Unmarshal(output.Bytes(), answer); err != nil {
		return &sample.Failure{Kind: sample.Crashed, Detail: "ended without an answer: " + err.Error()}, nil
	}
	return nil, nil
}

// environment is the parent's without what would change the Go runtime of the child, and
// with GOMAXPROCS stated: since Go 1.25 the default follows the quota of the container
// and may change while the process runs.
func (p Process) environment(job string) []string {
	var env []string
	for _, entry := range os.Environ() {
		switch name, _, _ := strings.Cut(entry, "="); name {
		case "GOMAXPROCS", "GOGC", "GOMEMLIMIT", "GODEBUG", "GOTRACEBACK", variable:
		default:
			env = append(env, entry)
		}
	}
	return append(env, fmt.Sprintf("GOMAXPROCS=%d", p.GOMAXPROCS), Mark(job))
}

// reasons are how the line begins in which a Go process says why it ended.
var reasons = []string{"panic:", "fatal error:", "runtime: out of memory", "cannot serve:"}

// diagnose turns the end of a process into a failure with one line of explanation.
func diagnose(err error, complaint string) *sample.Failure {
	line := err.Error()
	for text := range strings.Lines(complaint) {
		text = strings.TrimSpace(text)
		if slices.ContainsFunc(reasons, func(prefix string) bool { return strings.HasPrefix(text, prefix) }) {
			line = text
			break
		}
	}
	if lacksMemory(complaint) {
		return &sample.Failure{Kind: sample.OutOfMemory, Detail: line}
	}
	return &sample.Failure{Kind: sample.Crashed, Detail: line}
}

// lacksMemory tells whether a Go process says that it got no more memory, in one of its ways.
func lacksMemory(complaint string) bool {
	return strings.Contains(complaint, "out of memory") || strings.Contains(complaint, "runtime: cannot allocate memory")
}

// dying tells whether a process that was ended had begun to end itself.
func dying(complaint string) bool {
	return strings.HasPrefix(complaint, "fatal error:") || strings.Contains(complaint, "\nfatal error:")
}

// Complaint keeps the beginning of what a process writes to its standard error, at most 64 KiB: that is where it says why it
// died. The zero value is ready to use.
type Complaint struct {
	text bytes.Buffer // not embedded: its ReadFrom would keep everything
	// dying, if not nil, is called when a Go process that is dying has filled it: the stacks of a million goroutines
	// take a minute to print, and tell nothing new.
	dying func()
}

// String is what was kept.
func (c *Complaint) String() string { return c.text.String() }

// Write keeps of p what there is room for, and says that it has written all of it.
func (c *Complaint) Write(p []byte) (int, error) {
	if room := complaintLimit - c.text.Len(); room > 0 {
		c.text.Write(p[:min(room, len(p))])
		if c.text.Len() == complaintLimit && c.dying != nil && dying(c.String()) {
			c.dying()
		}
	}
	return len(p), nil
}
