package service

import (
	"context"
	"errors"
	"runtime/debug"
	"sync/atomic"
	"time"

	"poolbench/variants"
)

// fate is what became of a request to compute.
type fate int

const (
	answered fate = iota
	unclaimed
	failed
	abandonedByClient
	abandonedAtDeadline
	lost
	rejectedFull
	rejectedClosing
	invalid
	fates // how many there are
)

// The causes that contexts here end with, other than a client who has gone.
var (
	errDeadline  = errors.New("the deadline was over while the task was waiting")
	errDrainOver = errors.New("the drain was over")
)

// counts are how many requests met each fate.
type counts struct{ of [fates]atomic.Int64 }

// States of a call. The only step from waiting is taken by whoever comes first, the worker
// or the handler: so a task runs, or it is abandoned, and never both.
const (
	waiting int32 = iota
	begun
	abandoned
)

// call is a task with everything its handler has to know about it afterwards.
type call struct {
	service *Service
	ctx     context.Context // of the request, and its deadline
	order   order
	state   atomic.Int32
	ended   chan struct{} // closed once what follows can be read

	admitted, began, computing, done time.Time
	result                           uint64
	failure                          error
}

// run admits o, has it computed, and counts what became of it; the call is nil if nothing
// was computed. It blocks until the task has ended or will never run.
func (s *Service) run(ctx context.Context, o order) (c *call, f fate) {
	switch s.gate.enter() {
	case full:
		f = rejectedFull
	case shut:
		f = rejectedClosing
	default:
		c, f = s.admitted(ctx, o)
		return c, s.conclude(f)
	}
	s.counts.of[f].Add(1)
	return nil, f
}

// conclude counts the fate of a request that was accepted, lets it out, and returns the fate, which
// is another one once connections have been cut.
func (s *Service) conclude(f fate) fate {
	s.concluding.RLock()
	defer s.concluding.RUnlock()
	if s.cut && (f == answered || f == unclaimed) {
		f = lost
	}
	s.counts.of[f].Add(1)
	s.gate.leave() // after the count: who waits for the gate to be empty finds it complete
	return f
}

// admitted hands o to the pool. ctx ends the waiting and not the computing.
func (s *Service) admitted(ctx context.Context, o order) (*call, fate) {
	client := ctx // without the deadline: a cause is the first one, and would hide that he has left
	if s.config.Deadline > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, s.config.Deadline, errDeadline)
		defer stop()
	}
	c := &call{service: s, ctx: ctx, order: o, ended: make(chan struct{}), admitted: time.Now()}
	if err := s.pool.Submit(ctx, c.task); err != nil {
		if ctx.Err() == nil {
			return nil, rejectedClosing // nothing but the end of the pool is left
		}
		return nil, whyAbandoned(ctx)
	}
	select {
	case <-c.ended:
	case <-ctx.Done():
		if c.state.CompareAndSwap(waiting, abandoned) {
			return nil, whyAbandoned(ctx)
		}
		<-c.ended
	}
	switch {
	case c.failure != nil:
		return c, failed
	case client.Err() != nil && whyAbandoned(client) == abandonedByClient:
		return c, unclaimed
	default:
		return c, answered
	}
}

func whyAbandoned(ctx context.Context) fate {
	switch context.Cause(ctx) {
	case errDeadline:
		return abandonedAtDeadline
	case errDrainOver:
		return lost
	default:
		return abandonedByClient
	}
}

// task is what the pool runs. Of a call that nobody waits for nothing but this comparison is
// left. The context is looked at as well, since a handler that is still inside a Submit which
// does not know contexts has had no chance to abandon its call; it will find it waiting.
func (c *call) task() {
	if c.ctx.Err() != nil || !c.state.CompareAndSwap(waiting, begun) {
		return
	}
	c.began = time.Now()
	c.service.running.Add(1)
	returned := false
	defer func() { // also after a panic, of which no row is to see anything: natively it may end the process
		if !returned {
			c.failure = failureOf(recover())
		}
		c.done = time.Now()
		c.service.running.Add(-1)
		close(c.ended)
	}()
	compute := c.order.offer.prepare()
	c.computing = time.Now()
	c.result = compute(c.order.n)
	returned = true
}

// failureOf turns what was recovered into an error; nil is a Goexit, which goes on.
func failureOf(recovered any) error {
	if recovered == nil {
		return variants.ErrGoexit
	}
	return &variants.PanicError{Value: recovered, Stack: debug.Stack()}
}

func (c *call) queueing() time.Duration { return c.began.Sub(c.admitted) }

func (c *call) compute() time.Duration { return c.done.Sub(c.computing) }
