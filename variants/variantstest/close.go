package variantstest

import (
	"errors"
	"runtime"
	"sync/atomic"

	"poolbench/variants"
)

// closeCases are about the end of a pool.
func closeCases() []Case {
	return []Case{
		{
			Name:  "close/never-used",
			Rule:  "Close of a pool that never got a task returns nil.",
			check: func(tr *trial) { tr.open(3, 3).close() },
		},
		{
			Name:  "close/drains",
			Rule:  "Close returns only when every accepted task has ended, running or queued.",
			check: checkDrains,
		},
		{
			Name:  "close/twice",
			Rule:  "Close may be called again and returns nil again if no task failed.",
			check: checkCloseTwice,
		},
		{
			Name:  "close/concurrently",
			Rule:  "Of several concurrent calls of Close, every one waits for the tasks.",
			check: checkCloseConcurrently,
		},
		{
			Name:  "close/refuses-submit",
			Rule:  "After Close, Submit returns ErrClosed and the task never runs.",
			check: checkRefusesSubmit,
		},
		{
			Name:  "close/refuses-while-draining",
			Rule:  "Once Close has begun, Submit returns ErrClosed although accepted tasks are still running.",
			check: checkRefusesWhileDraining,
		},
		{
			Name:  "close/racing-submits",
			Rule:  "Where Submit races Close, what was accepted has run when Close returns, and nothing runs afterwards.",
			check: checkRacingSubmits,
		},
	}
}

func checkDrains(tr *trial) {
	s := tr.open(2, 4)
	l := s.fill()
	closing := s.closing()
	closing.blocks("before the accepted tasks have ended")
	l.open()
	closing.succeed()
	l.ended.total(l.size, "accepted tasks have ended when Close returns")
}

func checkCloseTwice(tr *trial) {
	s := tr.open(2, 2)
	s.submit(func() {})
	for range 3 {
		s.close()
	}
}

func checkCloseConcurrently(tr *trial) {
	s := tr.open(2, 2)
	l := s.occupy(1)
	var closings []*call
	for range 8 {
		closings = append(closings, s.closing())
	}
	closings[0].blocks("before the accepted task has ended")
	for _, c := range closings {
		if c.hasEnded() {
			tr.failf("one of several calls of Close returned (%v) before the accepted task has ended", c.wait())
		}
	}
	l.open()
	for _, c := range closings {
		c.succeed()
	}
	l.ended.total(1, "accepted tasks have ended when Close returns")
}

func checkRefusesSubmit(tr *trial) {
	s := tr.open(2, 2)
	s.submit(func() {})
	s.close()
	ran := tr.newMarks()
	for range 8 {
		s.refuse(tr.ctx, ran.hit, variants.ErrClosed)
	}
	ran.quiet("tasks have run after Close")
	ran.total(0, "refused tasks have run")
}

// checkRefusesWhileDraining cannot see from outside when Close has begun, so it submits
// until it is refused. On a full pool Submit would block, so this one has room.
func checkRefusesWhileDraining(tr *trial) {
	s := tr.open(2, 2)
	l := s.occupy(1)
	closing := s.closing()
	accepted, ran := 0, tr.newMarks()
	c := tr.start("Submit during Close", func() error {
		for {
			if err := s.pool.Submit(tr.ctx, ran.hit); err != nil {
				return err
			}
			accepted++
		}
	})
	if err := c.wait(); !errors.Is(err, variants.ErrClosed) {
		tr.failf("Submit during Close returned %v, want %v", err, variants.ErrClosed)
	}
	l.finish()
	closing.succeed()
	ran.total(accepted, "tasks have run that were accepted before Close began")
}

// checkRacingSubmits repeats a race in which each round has a fair chance that some Submit
// is at its most delicate point when Close begins.
func checkRacingSubmits(tr *trial) {
	const backlog = 1000 // a pool without a bound must not be buried: Close has to drain it
	for range 20 {
		s := tr.open(2, 4)
		var accepted atomic.Int64
		var isClosed atomic.Bool
		ran := tr.newMarks()
		submitUntilRefused := func() error {
			for {
				for accepted.Load()-ran.count.Load() > backlog && tr.ctx.Err() == nil {
					runtime.Gosched()
				}
				tooLate := isClosed.Load()
				if err := s.pool.Submit(tr.ctx, ran.hit); err != nil {
					return err
				}
				if tooLate {
					return nil
				}
				accepted.Add(1)
			}
		}
		submitters := make([]*call, 8)
		for i := range submitters {
			submitters[i] = tr.start("Submit racing Close", submitUntilRefused)
		}
		ran.await(50, "tasks have run before Close")
		s.close()
		whenClosed := ran.count.Load()
		isClosed.Store(true)
		for _, c := range submitters {
			if err := c.wait(); !errors.Is(err, variants.ErrClosed) {
				tr.failf("Submit racing Close returned %v, want %v", err, variants.ErrClosed)
			}
		}
		if n := accepted.Load(); n != whenClosed {
			tr.failf("when Close returned, %d tasks had run of %d accepted", whenClosed, n)
		}
		ran.total(int(whenClosed), "tasks have run, as many as when Close returned")
	}
}
