package variantstest

import (
	"context"
	"errors"

	"poolbench/variants"
)

// blockingCases are about Submit on a full pool.
func blockingCases() []Case {
	return []Case{
		{
			Name:   "blocked/cancel",
			Rule:   "A blocked Submit returns when its context is cancelled, and its task never runs.",
			exempt: []exemption{needsBound},
			check:  checkBlockedCancel,
		},
		{
			Name:   "blocked/deadline",
			Rule:   "A blocked Submit returns when its deadline passes, and its task never runs.",
			exempt: []exemption{needsBound},
			check:  func(tr *trial) { checkFull(tr, 1, 1) },
		},
		{
			Name:   "blocked/context-cause",
			Rule:   "A blocked Submit returns its context's error, not the cause of the cancellation.",
			exempt: []exemption{needsBound},
			check:  checkBlockedCause,
		},
		{
			Name:   "blocked/no-lost-place",
			Rule:   "A Submit that gave up leaves the place it waited for to others.",
			exempt: []exemption{needsBound},
			check:  checkNoLostPlace,
		},
		{
			Name:   "blocked/64-submitters",
			Rule:   "Many submitters that block are all served in the end.",
			exempt: []exemption{needsBound},
			check:  checkManySubmitters,
		},
		{
			Name:   "blocked/wakes-on-close",
			Rule:   "A Submit that is blocked when Close begins returns ErrClosed at once, not after the drain, and its task never runs.",
			exempt: []exemption{needsBound},
			check:  checkWakesOnClose,
		},
	}
}

func checkBlockedCancel(tr *trial) {
	s := tr.open(1, 1)
	l := s.fill()
	ran := tr.newMarks()
	ctx, cancel := context.WithCancel(tr.ctx)
	c := s.submitting(ctx, ran.hit)
	c.blocks("although the pool is full")
	cancel()
	if err := c.wait(); err != context.Canceled {
		tr.failf("the blocked Submit returned %v, want %v", err, context.Canceled)
	}
	l.finish()
	s.close()
	ran.total(0, "abandoned tasks have run")
}

func checkBlockedCause(tr *trial) {
	s := tr.open(1, 1)
	l := s.fill()
	ctx, cancel := context.WithCancelCause(tr.ctx)
	c := s.submitting(ctx, func() {})
	c.blocks("although the pool is full")
	cancel(errors.New("the cause"))
	if err := c.wait(); err != context.Canceled {
		tr.failf("the blocked Submit returned %v, want plain %v", err, context.Canceled)
	}
	l.finish()
	s.close()
}

func checkNoLostPlace(tr *trial) {
	s := tr.open(2, 2)
	l := s.fill()
	for range 4 {
		s.stuck(func() {})
	}
	l.finish()
	s.fill().finish()
	s.close()
}

func checkManySubmitters(tr *trial) {
	const submitters, each = 64, 5
	s := tr.open(2, 2)
	l := s.fill()
	arrived, ran := tr.newMarks(), tr.newMarks()
	calls := make([]*call, submitters)
	for i := range calls {
		calls[i] = tr.start("a Submit among many", func() error {
			arrived.hit()
			return submitEach(s, each, ran.hit)
		})
	}
	arrived.await(submitters, "submitters have arrived")
	calls[0].blocks("although the pool is full")
	l.finish()
	for _, c := range calls {
		c.succeed()
	}
	s.close()
	ran.total(submitters*each, "tasks of many submitters have run")
}

func checkWakesOnClose(tr *trial) {
	s := tr.open(2, 2)
	l := s.fill()
	ran := tr.newMarks()
	var blocked []*call
	for range 4 {
		blocked = append(blocked, s.submitting(tr.ctx, ran.hit))
	}
	blocked[0].blocks("although the pool is full")
	closing := s.closing()
	for _, c := range blocked {
		if err := c.wait(); !errors.Is(err, variants.ErrClosed) {
			tr.failf("the blocked Submit returned %v, want %v", err, variants.ErrClosed)
		}
	}
	l.finish()
	closing.succeed()
	ran.total(0, "refused tasks have run")
}

// submitFrom submits task from several goroutines at once and waits for them.
func (tr *trial) submitFrom(submitters, each int, s *subject, task func()) {
	calls := make([]*call, submitters)
	for i := range calls {
		calls[i] = tr.start("Submit", func() error { return submitEach(s, each, task) })
	}
	for _, c := range calls {
		c.succeed()
	}
}

// submitEach submits task n times from the current goroutine.
func submitEach(s *subject, n int, task func()) error {
	for range n {
		if err := s.pool.Submit(s.tr.ctx, task); err != nil {
			return err
		}
	}
	return nil
}
