package variantstest

import (
	"context"
	"errors"

	"poolbench/variants"
)

// many stands for a bound that a pool does not have.
const many = 64

// subject is a pool under test.
type subject struct {
	tr     *trial
	pool   variants.Pool
	cfg    variants.Config
	closed bool // the check has called Close itself
}

// open makes a fresh pool. The trial closes it if the check does not.
func (tr *trial) open(workers, queue int) *subject {
	cfg := variants.Config{Workers: workers, Queue: queue}
	pool, err := tr.opener(cfg)
	if err != nil {
		tr.failf("opening a pool with %+v: %w", cfg, err)
	}
	s := &subject{tr: tr, pool: pool, cfg: cfg}
	tr.subjects = append(tr.subjects, s)
	return s
}

// workers is how many tasks may run at once, by declaration.
func (s *subject) workers() int {
	switch s.tr.traits.Workers {
	case variants.One:
		return 1
	case variants.Unbounded:
		return many
	default:
		return s.cfg.Workers
	}
}

// queue is how many accepted tasks may wait, by declaration.
func (s *subject) queue() int {
	switch s.tr.traits.Queue {
	case variants.None:
		return 0
	case variants.Unbounded:
		return many
	default:
		return s.cfg.Queue
	}
}

// submitting calls Submit in a goroutine of its own.
func (s *subject) submitting(ctx context.Context, task func()) *call {
	return s.tr.start("Submit", func() error { return s.pool.Submit(ctx, task) })
}

// submit calls Submit, which must accept, and waits for it.
func (s *subject) submit(task func()) { s.submitting(s.tr.ctx, task).succeed() }

// refuse calls Submit, which must return an error that is want.
func (s *subject) refuse(ctx context.Context, task func(), want error) {
	if err := s.submitting(ctx, task).wait(); !errors.Is(err, want) {
		s.tr.failf("Submit returned %v, want %v", err, want)
	}
}

// stuck submits one more task to a pool that is full, with a deadline. The task must be
// refused for that reason and no other.
func (s *subject) stuck(task func()) {
	ctx, cancel := context.WithTimeout(s.tr.ctx, patience)
	defer cancel()
	if err := s.submitting(ctx, task).wait(); err != context.DeadlineExceeded {
		s.tr.failf("Submit on a full pool returned %v, want it to block until its deadline", err)
	}
}

// closing calls Close in a goroutine of its own.
func (s *subject) closing() *call {
	s.closed = true
	return s.tr.start("Close", s.pool.Close)
}

// close calls Close, which must return nil, and waits for it.
func (s *subject) close() { s.closing().succeed() }

// load is a number of tasks that wait at a gate.
type load struct {
	gate
	size           int
	started, ended *marks
}

func (s *subject) newLoad() *load {
	return &load{gate: s.tr.newGate(), started: s.tr.newMarks(), ended: s.tr.newMarks()}
}

func (l *load) task() {
	l.started.hit()
	l.pass()
	l.ended.hit()
}

// occupy keeps n workers busy until the load's gate opens. Each Submit has its own
// goroutine, since that is where a pool that is not Async runs the task.
func (s *subject) occupy(n int) *load { return s.occupyWith(s.tr.ctx, n) }

func (s *subject) occupyWith(ctx context.Context, n int) *load {
	l := s.newLoad()
	for range n {
		s.submitting(ctx, l.task)
	}
	l.size = n
	l.started.await(n, "blocking tasks have started, with as many workers")
	return l
}

// fill occupies all workers and all places of the queue.
func (s *subject) fill() *load { return s.fillWith(s.tr.ctx, 0) }

// fillWith submits under ctx, and leaves out busy workers that are occupied already.
func (s *subject) fillWith(ctx context.Context, busy int) *load {
	l := s.occupyWith(ctx, s.workers()-busy)
	for range s.queue() {
		s.submitting(ctx, l.task).succeed()
	}
	l.size += s.queue()
	return l
}

// finish opens the gate and waits until all tasks of the load have ended.
func (l *load) finish() {
	l.open()
	l.ended.await(l.size, "accepted tasks have ended after they were let go")
}
