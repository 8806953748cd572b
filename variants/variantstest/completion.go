package variantstest

import (
	"sync/atomic"
)

// completionCases are about accepted tasks: each runs, once, by itself, and is seen.
func completionCases() []Case {
	return []Case{
		{
			Name:  "exactly-once/1-submitter",
			Rule:  "Every accepted task of one submitter runs exactly once, and all have run when Close returns.",
			check: func(tr *trial) { checkExactlyOnce(tr, 1) },
		},
		{
			Name:  "exactly-once/8-submitters",
			Rule:  "Every accepted task of eight submitters runs exactly once, and all have run when Close returns.",
			check: func(tr *trial) { checkExactlyOnce(tr, 8) },
		},
		{
			Name:  "starts/lone-task",
			Rule:  "A task starts by itself: it needs neither another Submit nor Close to push it.",
			check: checkLoneTask,
		},
		{
			Name:  "memory/submit-to-task-to-close",
			Rule:  "A task sees what its submitter wrote before Submit, and after Close everybody sees what the tasks wrote.",
			check: checkMemory,
		},
	}
}

func checkExactlyOnce(tr *trial, submitters int) {
	const each = 250
	s := tr.open(3, 4)
	runs := make([]atomic.Int32, submitters*each)
	calls := make([]*call, submitters)
	for i := range calls {
		share := runs[i*each : (i+1)*each]
		calls[i] = tr.start("Submit", func() error {
			for j := range share {
				if err := s.pool.Submit(tr.ctx, func() { share[j].Add(1) }); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, c := range calls {
		c.succeed()
	}
	s.close()
	for i := range runs {
		if n := runs[i].Load(); n != 1 {
			tr.failf("when Close returned, task %d of %d had run %d times", i, len(runs), n)
		}
	}
}

// checkLoneTask submits a few tasks and stops, with counts on both sides of the sizes that
// batches usually have.
func checkLoneTask(tr *trial) {
	s := tr.open(2, 8)
	for _, n := range []int{1, 2, 3, 9, 1, 33, 1} {
		ran := tr.newMarks()
		for range n {
			s.submit(ran.hit)
		}
		ran.await(n, "tasks have started while nobody submits or closes")
	}
	s.close()
}

// checkMemory uses plain variables only, so that in a race build the pool's own hand-over
// is all that orders the accesses.
func checkMemory(tr *trial) {
	const tasks = 100
	s := tr.open(3, 4)
	var in, out [tasks]int
	tr.start("Submit", func() error {
		for i := range tasks {
			in[i] = i + 1
			if err := s.pool.Submit(tr.ctx, func() { out[i] = 2 * in[i] }); err != nil {
				return err
			}
		}
		return nil
	}).succeed()
	s.close()
	for i, got := range out {
		if got != 2*(i+1) {
			tr.failf("after Close the result of task %d is %d, want %d", i, got, 2*(i+1))
		}
	}
}
