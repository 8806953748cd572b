package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"poolbench/harness/child"
)

// timeouts are those that tests change.
type timeouts struct {
	// start is how long a process may take to accept connections. It has to be loaded and to
	// open a pool, which takes some ten milliseconds; 30 s are for a machine that swaps.
	start time.Duration
	// answer is how long a process may take to give an account. Prometheus waits 10 s for the
	// metrics of all, unless told otherwise. Of a process that is late the last account stands.
	answer time.Duration
	// margin is how much longer than the drain a process may take to end: for the last words of
	// service.Serve, 0.1 s, and the last account, where all processes end at once.
	margin time.Duration
}

var usualTimeouts = timeouts{start: 30 * time.Second, answer: 5 * time.Second, margin: 5 * time.Second}

// life is one process, from its start to its end.
type life struct {
	timeouts timeouts
	cmd      *exec.Cmd
	stdin    io.WriteCloser
	began    time.Time
	unready  *time.Timer // kills what does not accept in time

	ready chan struct{} // closed when it accepts
	heard chan struct{} // has one when an answer came that nobody has waited for
	ended chan struct{} // closed when it has ended, and everything it said has been taken in

	asking chan struct{} // full while somebody asks
	asked  bool          // a question is under way; whoever asks may change it

	mu      sync.Mutex
	account account
	failure string // why it was killed

	// When ended is closed:
	lived  time.Duration // from its start; 0 if it never accepted, however long it tried
	reason error         // how it ended
}

// begin starts a process with listener. What cannot be started is a life that has ended.
func begin(listener *socket, o opening, t timeouts, log *slog.Logger) *life {
	l := &life{timeouts: t, began: time.Now(), ready: make(chan struct{}), heard: make(chan struct{}, 1), ended: make(chan struct{}), asking: make(chan struct{}, 1)}
	if err := l.launch(listener, o, log); err != nil {
		l.reason = fmt.Errorf("cannot start: %w", err)
		close(l.ended)
	}
	return l
}

// executable returns the program that a process runs: this one. On Linux it stays the same when the file
// that it was started from has been replaced meanwhile; elsewhere a restart takes what is there now.
func executable() (string, error) {
	if runtime.GOOS == "linux" {
		return "/proc/self/exe", nil // proc(5): the file itself, whatever has become of its name
	}
	return os.Executable()
}

func (l *life) launch(listener *socket, o opening, log *slog.Logger) error {
	path, err := executable()
	if err != nil {
		return err
	}
	l.cmd = exec.Command(path)
	l.cmd.Args = os.Args[:1]                                                                       // by this name people look for it
	l.cmd.Env = append(os.Environ(), child.Mark(JobName), fmt.Sprintf("GOMAXPROCS=%d", o.procs())) // the last of equal names counts
	l.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err1 := l.cmd.StdinPipe()
	stdout, err2 := l.cmd.StdoutPipe()
	stderr, err3 := l.cmd.StderrPipe()
	if err := errors.Join(err1, err2, err3, listener.start(l.cmd)); err != nil {
		return err
	}
	l.stdin = stdin
	l.unready = time.AfterFunc(l.timeouts.start, func() { l.kill(fmt.Sprintf("did not accept connections within %v", l.timeouts.start)) })
	// If the process has died already, the error is that, and is found below.
	_ = json.NewEncoder(stdin).Encode(o)
	complaint := make(chan string, 1)
	go func() { complaint <- passOn(stderr, log) }()
	go func() {
		l.listen(stdout)
		l.end(<-complaint)
	}()
	return nil
}

// listen takes in what the process says until it ends.
func (l *life) listen(stdout io.Reader) {
	accepts := sync.OnceFunc(func() { l.unready.Stop(); close(l.ready) })
	for decoder := json.NewDecoder(stdout); ; {
		var m message
		if err := decoder.Decode(&m); err != nil {
			_, _ = io.Copy(io.Discard, stdout) // a process that babbles must not block
			return
		}
		if m.Account == nil {
			accepts()
			continue
		}
		l.mu.Lock()
		l.account = *m.Account
		l.mu.Unlock()
		select {
		case l.heard <- struct{}{}:
		default:
		}
	}
}

// end is called when the process has closed its standard output and error.
func (l *life) end(complaint string) {
	err := l.cmd.Wait()
	l.unready.Stop()
	select {
	case <-l.ready:
		l.lived = time.Since(l.began)
	default:
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.failure != "":
		l.reason = errors.New("killed, since it " + l.failure)
	case l.account.Failure != "":
		l.reason = errors.New(l.account.Failure)
	case err == nil:
		l.reason = errors.New("exit status 0")
	case complaint != "":
		l.reason = fmt.Errorf("%w: %s", err, complaint)
	default:
		l.reason = err
	}
	close(l.ended)
}

// kill ends the process for what it failed to do.
func (l *life) kill(failure string) {
	l.mu.Lock()
	l.failure = failure
	l.mu.Unlock()
	_ = l.cmd.Process.Kill() // an error: it has ended
}

// killed reports whether it was told to end by kill.
func (l *life) killed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failure != ""
}

// ask returns when the process has given a new account, or fails to in time, or has ended. One
// question at a time is under way: a process that does not read cannot block those who ask, and
// however many do, each waits for one answer's time at most, its turn included.
func (l *life) ask() {
	select {
	case <-l.ready:
	default:
		return // what is not ready has nothing to tell
	}
	late := time.NewTimer(l.timeouts.answer)
	defer late.Stop()
	select {
	case l.asking <- struct{}{}:
		defer func() { <-l.asking }()
	case <-l.ended:
		return
	case <-late.C:
		return
	}
	if !l.asked {
		if _, err := io.WriteString(l.stdin, question+"\n"); err != nil {
			return // it is ending
		}
		l.asked = true
	}
	select {
	case <-l.heard:
		l.asked = false
	case <-l.ended:
	case <-late.C:
	}
}

// drain tells the process to end, and returns when it has: nil if it did so by itself, with
// everything answered or given up. One that had died before has nothing under way to lose.
func (l *life) drain(most time.Duration) error {
	select {
	case <-l.ended: // it may never have begun
		if l.killed() {
			return l.reason
		}
		return nil
	default:
	}
	_ = l.stdin.Close()
	limit := time.AfterFunc(most+l.timeouts.margin, func() { l.kill(fmt.Sprintf("did not end within %v and %v more", most, l.timeouts.margin)) })
	defer limit.Stop()
	<-l.ended
	if a := l.known(); !a.Last || a.Failure != "" {
		return l.reason
	}
	return nil
}

// forget takes the account away, once somebody else has it.
func (l *life) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.account = account{}
}

// known returns the last account.
func (l *life) known() account {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.account
}

// pid is 0 if it has ended.
func (l *life) pid() int {
	select {
	case <-l.ended:
		return 0
	default:
		return l.cmd.Process.Pid
	}
}

// accepting reports whether it accepts connections, as far as is known.
func (l *life) accepting() bool {
	select {
	case <-l.ready:
		return l.pid() != 0
	default:
		return false
	}
}
