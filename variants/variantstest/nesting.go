package variantstest

import "context"

// nestingCases are about a task that submits to its own pool.
func nestingCases() []Case {
	return []Case{
		{
			Name:   "nested/with-room",
			Rule:   "A task may submit to its own pool while there is room.",
			exempt: []exemption{needsAsync, needsParallel},
			check:  checkNestedWithRoom,
		},
		{
			Name:   "nested/full-with-deadline",
			Rule:   "A task that submits to its own full pool gets its deadline's error instead of a deadlock.",
			exempt: []exemption{needsBound},
			check:  checkNestedFull,
		},
	}
}

func checkNestedWithRoom(tr *trial) {
	s := tr.open(2, 2)
	ran := tr.newMarks()
	nested := make(chan error, 1)
	s.submit(func() { nested <- s.pool.Submit(tr.ctx, ran.hit) })
	select {
	case err := <-nested:
		if err != nil {
			tr.failf("the nested Submit returned %v, want nil", err)
		}
	case <-tr.ctx.Done():
		tr.timeoutf("the nested Submit has not returned although there is room")
	}
	ran.await(1, "nested tasks have run")
	s.close()
}

func checkNestedFull(tr *trial) {
	s := tr.open(2, 1)
	outer, ran := s.newLoad(), tr.newMarks()
	nested := make(chan error, 1)
	s.submitting(tr.ctx, func() {
		outer.task()
		ctx, cancel := context.WithTimeout(tr.ctx, patience)
		defer cancel()
		nested <- s.pool.Submit(ctx, ran.hit)
	})
	outer.started.await(1, "tasks have started")
	others := s.fillWith(tr.ctx, 1)
	outer.open()
	select {
	case err := <-nested:
		if err != context.DeadlineExceeded {
			tr.failf("the nested Submit returned %v, want %v", err, context.DeadlineExceeded)
		}
	case <-tr.ctx.Done():
		tr.timeoutf("the nested Submit on a full pool has not returned")
	}
	others.finish()
	s.close()
	ran.total(0, "refused nested tasks have run")
}
