package node

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"poolbench/harness/child"
	"poolbench/harness/sample"
)

// conversationLimit is how much a process may say: a latency has some five digits, and a million
// of them are the most that fit into a window.
const conversationLimit = 256 << 20

// Process is a process of the program that plays a sample. It is for one goroutine.
//
// Whoever has one ends it with End, or with Kill: both wait for its end. Otherwise it ends when this
// process does.
type Process struct {
	request   Request
	cmd       *exec.Cmd
	in        io.WriteCloser
	out       *os.File
	lines     *bufio.Reader
	complaint child.Complaint
	ready     message
	early     *Result // came instead of being ready
	line      []byte  // that Wait has read
	ended     chan struct{}
	err       error // of its end; read after ended
}

// Start starts a process of the program, makes the request and waits until it is ready, or has an answer
// already. Everything that goes wrong is a failure in one line, and then there is no process any more. When
// ctx ends, the process is killed; there is no time limit otherwise.
func Start(ctx context.Context, program Program, request Request) (*Process, *sample.Failure) {
	p := &Process{request: request, ended: make(chan struct{})}
	text, err := json.Marshal(request)
	if err == nil {
		err = p.start(ctx, program)
	}
	if err != nil {
		return nil, crashed("cannot start %s: %v", program.Executable, err)
	}
	p.say(string(text))
	p.Wait()
	m, failure := p.receive()
	switch {
	case failure != nil:
		return nil, failure
	case m.Result != nil:
		p.early = m.Result
	case len(m.Processes) == 0 || slices.Min(m.Processes) < 1: // 0 would be this process to the kernel
		p.Kill()
		return nil, crashed("is ready, but does not say which processes it has")
	}
	p.ready = m
	return p, nil
}

// start starts the process in a group of its own, which is killed as a whole.
func (p *Process) start(ctx context.Context, program Program) error {
	p.cmd = exec.CommandContext(ctx, program.Executable, filepath.Join(program.Dir, "sample.mjs"))
	p.cmd.Env = environment(os.Environ())
	p.cmd.SysProcAttr = attributes()
	p.cmd.Cancel = func() error { return syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) }
	p.cmd.WaitDelay = time.Second // for processes of a cluster that still hold standard error
	p.cmd.Stderr = &p.complaint
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return err
	}
	out, theirs, err := os.Pipe() // StdoutPipe would be closed as soon as the process has ended, read or not
	if err != nil {
		return err
	}
	p.cmd.Stdout = theirs
	started := make(chan error)
	go p.live(started)
	err = <-started
	_ = theirs.Close()
	if err != nil {
		_ = out.Close()
		return err
	}
	p.out, p.lines = out, bufio.NewReader(&io.LimitedReader{R: out, N: conversationLimit})
	return nil
}

// live starts the process and waits for its end, in one thread: the kernel ends the process when the thread that
// started it ends (PR_SET_PDEATHSIG in prctl(2)), and the runtime ends threads of its own accord. What the process
// leaves behind of its group is killed.
func (p *Process) live(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	p.err = p.cmd.Wait()
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	close(p.ended)
}

// Processes are the ids of all processes of the system, the program's first: as it said when it was
// ready, or in its result. The caller does not change them.
func (p *Process) Processes() []int { return p.ready.Processes }

// Address is where Serve answers, "http://127.0.0.1:4711".
func (p *Process) Address() string { return p.ready.Address }

// Go opens the window.
func (p *Process) Go() { p.say(`"go"`) }

// Stop asks for the result of Serve.
func (p *Process) Stop() { p.say(`"stop"`) }

// Wait blocks until the next message is there, or the process has ended. Result does the same, and then
// decodes it, which for a million latencies takes its time: whoever reads counters does so in between.
func (p *Process) Wait() {
	if p.line == nil && p.early == nil {
		p.line, _ = p.lines.ReadBytes('\n')
	}
}

// Result returns what came out, blocking until it is there. On a failure the process has ended.
func (p *Process) Result() (Result, *sample.Failure) {
	p.Wait()
	r := p.early
	if r == nil {
		m, failure := p.receive()
		if failure != nil {
			return Result{}, failure
		}
		r = m.Result
	}
	if r == nil {
		p.Kill()
		return Result{}, crashed("was ready twice")
	}
	if failure := r.check(p.request); failure != nil {
		p.Kill()
		return Result{}, failure
	}
	if len(r.Processes) > 0 {
		p.ready.Processes = r.Processes
	}
	return *r, nil
}

// End lets the process end, and waits for that. It fails if the process ends otherwise than it should.
func (p *Process) End() *sample.Failure {
	p.say(`"end"`)
	_ = p.in.Close()
	_, _ = io.Copy(io.Discard, p.out) // what it still says must not hold it up
	<-p.ended
	_ = p.out.Close()
	if p.err != nil {
		return p.diagnose()
	}
	return nil
}

// Kill ends the process and all others of its group, and waits for that. It may be called again.
func (p *Process) Kill() {
	select {
	case <-p.ended: // another process may have its id by now
	default:
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.ended
	}
	_ = p.in.Close()
	_ = p.out.Close()
}

// say writes a line. Whether there is still somebody to read it shows in what comes back.
func (p *Process) say(line string) { _, _ = io.WriteString(p.in, line+"\n") }

// receive returns the message that Wait has waited for. After a failure the process has ended.
func (p *Process) receive() (message, *sample.Failure) {
	line := p.line
	p.line = nil
	if !bytes.HasSuffix(line, []byte("\n")) { // there is no end of a line any more
		p.Kill()
		return message{}, p.diagnose()
	}
	m, failure := parse(line)
	if failure != nil {
		p.Kill()
	}
	return m, failure
}

// environment is env without what would change Node.js, or make the process a child of another kind.
func environment(env []string) []string {
	var kept []string
	for _, entry := range env {
		strange := strings.HasPrefix(entry, "NODE_") || strings.HasPrefix(entry, "UV_") || strings.HasPrefix(entry, child.Mark(""))
		if !strange {
			kept = append(kept, entry)
		}
	}
	return kept
}

// reason is the line in which Node.js says why it ended.
var reason = regexp.MustCompile(`(?m)^(?:FATAL ERROR: .*|(?:Uncaught )?\w*(?:Error|Exception)(?: \[\w+\])?(?:: .*)?)$`)

// diagnose says in one line why the process ended without an answer.
func (p *Process) diagnose() *sample.Failure {
	said := p.complaint.String()
	line := reason.FindString(said)
	if line == "" {
		line = p.fate()
		if first := oneLine(said); first != "" {
			line = fmt.Sprintf("%s: %s", line, first)
		}
	}
	kind := sample.Crashed
	if strings.Contains(said, "heap out of memory") || strings.Contains(said, "ERR_WORKER_OUT_OF_MEMORY") {
		kind = sample.OutOfMemory
	}
	return &sample.Failure{Kind: kind, Detail: oneLine(line)}
}

// fate is how the process ended.
func (p *Process) fate() string {
	switch {
	case p.err == nil:
		return "ended without an answer"
	case errors.Is(p.err, exec.ErrWaitDelay):
		return "ended, and left processes behind"
	default:
		return p.err.Error()
	}
}
