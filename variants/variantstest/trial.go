package variantstest

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"poolbench/variants"
)

// patience is how long a check watches that something does not happen, and the deadline of
// a Submit that is expected to block. Correct pools pass whatever its value is.
const patience = 20 * time.Millisecond

// trial is one run of one case. It has the failing half of testing.T, so that checks read
// like tests, but work outside of go test. Its methods belong to the check's goroutine.
type trial struct {
	ctx      context.Context // ends with the case, at the latest at its limit
	limit    time.Duration
	opener   Open
	traits   variants.Traits
	subjects []*subject
	calls    []*call
	err      error // the first failure
}

// run executes check in the current goroutine until it returns, fails or panics.
func (tr *trial) run(check func(*trial)) {
	defer func() {
		if value := recover(); value != nil {
			tr.err = fmt.Errorf("panic: %v\n%s", value, debug.Stack())
		}
	}()
	check(tr)
}

// failf records why the pool is at fault and ends the check, as testing.T.Fatalf does.
func (tr *trial) failf(format string, args ...any) {
	tr.err = fmt.Errorf(format, args...)
	runtime.Goexit()
}

// timeoutf is failf for a wait that the limit has ended.
// The reason may be a call that ended in a way that nobody was waiting for: it is added.
func (tr *trial) timeoutf(format string, args ...any) {
	why := fmt.Sprintf(format, args...)
	for _, c := range tr.calls {
		if c.hasEnded() && c.crash != "" {
			why += fmt.Sprintf("; a %s %s", c.what, c.crash)
			break
		}
	}
	tr.failf("%w after %v: %s", ErrTimeout, tr.limit, why)
}

// cleanUp closes what the check has left open and waits for its goroutines, for a while:
// a broken pool may hold on to them.
func (tr *trial) cleanUp(grace time.Duration) {
	for _, s := range tr.subjects {
		if !s.closed {
			tr.start("Close", s.pool.Close)
		}
	}
	expired := time.After(grace)
	for _, c := range tr.calls {
		select {
		case <-c.done:
		case <-expired:
			return
		}
	}
}

// call is a call into the pool that has a goroutine to itself, because it may block.
type call struct {
	tr    *trial
	what  string
	done  chan struct{}
	err   error  // what it returned
	crash string // how it ended if it did not return
}

// start calls f in a new goroutine. A panic in it is a failure of the pool.
func (tr *trial) start(what string, f func() error) *call {
	c := &call{tr: tr, what: what, done: make(chan struct{})}
	tr.calls = append(tr.calls, c)
	go func() {
		defer close(c.done)
		returned := false
		defer func() {
			if value := recover(); value != nil {
				c.crash = fmt.Sprintf("panicked: %v", value)
			} else if !returned {
				c.crash = "ended its goroutine instead of returning"
			}
		}()
		c.err = f()
		returned = true
	}()
	return c
}

func (c *call) hasEnded() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// wait returns what the call has returned. It fails the check if it has not by the limit.
func (c *call) wait() error {
	c.settle()
	if c.crash != "" {
		c.tr.failf("%s %s", c.what, c.crash)
	}
	if c.tr.ctx.Err() != nil {
		c.tr.timeoutf("%s has not returned before that (%v)", c.what, c.err)
	}
	return c.err
}

// succeed waits for the call and fails the check unless it returned nil.
func (c *call) succeed() {
	if err := c.wait(); err != nil {
		c.tr.failf("%s returned %v, want nil", c.what, err)
	}
}

// settle waits for the call to end in whatever way: how is the business of other cases.
func (c *call) settle() {
	select {
	case <-c.done:
	case <-c.tr.ctx.Done():
		c.tr.timeoutf("%s has not returned", c.what)
	}
}

// blocks fails the check if the call returns although it should be waiting for why.
func (c *call) blocks(why string) {
	select {
	case <-c.done:
		c.tr.failf("%s returned (%v) %s", c.what, c.wait(), why)
	case <-time.After(patience):
	}
}

// gate holds tasks until it is opened, or until the case is over.
type gate struct {
	opened chan struct{}
	over   <-chan struct{}
}

func (tr *trial) newGate() gate { return gate{make(chan struct{}), tr.ctx.Done()} }

func (g gate) open() { close(g.opened) }

func (g gate) pass() {
	select {
	case <-g.opened:
	case <-g.over:
	}
}

// linger makes a task a long one.
func (tr *trial) linger() {
	select {
	case <-time.After(patience):
	case <-tr.ctx.Done():
	}
}
