package variantstest

import (
	"context"
	"errors"
	"time"

	"poolbench/variants"
)

// admissionCases are about what is let in, apart from full and closed pools.
func admissionCases() []Case {
	return []Case{
		{
			Name:  "open/workers-below-1",
			Rule:  "Opening a pool with fewer than one worker is an error.",
			check: func(tr *trial) { tr.invalid(variants.Config{Workers: 0}, variants.Config{Workers: -1, Queue: 1}) },
		},
		{
			Name:  "open/queue-below-0",
			Rule:  "Opening a pool with a negative queue is an error.",
			check: func(tr *trial) { tr.invalid(variants.Config{Workers: 1, Queue: -1}) },
		},
		{
			Name:  "open/pools-share-nothing",
			Rule:  "Pools that are open at the same time do not affect each other.",
			check: checkPoolsShareNothing,
		},
		{
			Name:  "submit/nil-task",
			Rule:  "A nil task is refused with ErrNilTask and costs no worker.",
			check: checkNilTask,
		},
		{
			Name:  "submit/done-context",
			Rule:  "An idle pool refuses a task if its context has ended, with the context's error.",
			check: checkDoneContext,
		},
		{
			Name:  "submit/context-cause",
			Rule:  "Submit returns the context's error, not the cause of its cancellation.",
			check: checkContextCause,
		},
		{
			Name:  "submit/order-of-errors",
			Rule:  "Where several errors apply, ErrNilTask comes before the context's error and that before ErrClosed.",
			check: checkOrderOfErrors,
		},
		{
			Name:  "submit/cancel-after-acceptance",
			Rule:  "Ending the context after acceptance neither stops nor skips the task.",
			check: checkCancelAfterAcceptance,
		},
	}
}

// invalid fails the check unless every cfg is refused.
func (tr *trial) invalid(cfgs ...variants.Config) {
	for _, cfg := range cfgs {
		pool, err := tr.opener(cfg)
		if err == nil {
			tr.subjects = append(tr.subjects, &subject{tr: tr, pool: pool}) // to be closed
			tr.failf("opening a pool with %+v succeeded", cfg)
		}
	}
}

func checkPoolsShareNothing(tr *trial) {
	full, free := tr.open(1, 1), tr.open(1, 1)
	l := full.fill()
	ran := tr.newMarks()
	free.submit(ran.hit)
	ran.await(1, "tasks have run beside another pool that is full")
	free.close()
	l.finish()
	full.submit(ran.hit) // it is still open
	full.close()
}

func checkNilTask(tr *trial) {
	s := tr.open(2, 2)
	for range 8 {
		s.refuse(tr.ctx, nil, variants.ErrNilTask)
	}
	s.occupy(s.workers()).finish()
	s.close()
}

// checkDoneContext repeats itself, because a select between a free place and a context that
// has ended takes either at random.
func checkDoneContext(tr *trial) {
	s := tr.open(2, 2)
	cancelled, cancel := context.WithCancel(tr.ctx)
	cancel()
	expired, cancel := context.WithTimeout(tr.ctx, -time.Second)
	defer cancel()
	ran := tr.newMarks()
	for range 32 {
		for _, ctx := range []context.Context{cancelled, expired} {
			if err := s.submitting(ctx, ran.hit).wait(); err != ctx.Err() {
				tr.failf("Submit returned %v, want %v", err, ctx.Err())
			}
		}
	}
	s.close()
	ran.total(0, "refused tasks have run")
}

func checkContextCause(tr *trial) {
	s := tr.open(1, 0)
	ctx, cancel := context.WithCancelCause(tr.ctx)
	cancel(errors.New("the cause"))
	if err := s.submitting(ctx, func() {}).wait(); err != context.Canceled {
		tr.failf("Submit returned %v, want plain %v", err, context.Canceled)
	}
}

func checkOrderOfErrors(tr *trial) {
	s := tr.open(1, 1)
	cancelled, cancel := context.WithCancel(tr.ctx)
	cancel()
	s.refuse(cancelled, nil, variants.ErrNilTask)
	s.close()
	s.refuse(cancelled, nil, variants.ErrNilTask)
	s.refuse(tr.ctx, nil, variants.ErrNilTask)
	s.refuse(cancelled, func() {}, context.Canceled)
	s.refuse(tr.ctx, func() {}, variants.ErrClosed)
}

func checkCancelAfterAcceptance(tr *trial) {
	s := tr.open(2, 3)
	ctx, cancel := context.WithCancel(tr.ctx)
	l := s.fillWith(ctx, 0)
	cancel()
	l.finish()
	s.close()
}
