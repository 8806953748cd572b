package measure

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"poolbench/harness/sample"
	"poolbench/harness/threads"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// work is what goes on while a process is asked.
type work interface {
	// done is how far it is.
	done() (progress, *sample.Failure)
	// stop ends it, waits for that, and says what went wrong.
	stop() *sample.Failure
}

// progress of work since it began.
type progress struct {
	// Units that have been computed.
	Units int64
	// OwnNS is processor time of the process that computes, ElsewhereNS the same if that is not
	// this one.
	OwnNS, ElsewhereNS int64
	// AtNS is when that was so, by the clock of the machine.
	AtNS int64
}

// unitsSince is how many were computed within wall, given the progress of a time that is a little
// longer: a process that computes takes a while to say how far it is, and goes on meanwhile.
func (p progress) unitsSince(earlier progress, wall time.Duration) int64 {
	took := p.AtNS - earlier.AtNS
	if took <= 0 { // nothing is computed
		return 0
	}
	return int64(float64(p.Units-earlier.Units) * min(float64(wall)/float64(took), 1))
}

// work starts what spec asks for and returns once it is under way.
func (s Spec) work() (work, *sample.Failure) {
	switch {
	case s.Busy.Tasks == 0:
		return idle{}, nil
	case s.Busy.Repair == sample.Apart:
		return workApart(s)
	default:
		return s.background()
	}
}

// idle is no work at all.
type idle struct{}

func (idle) done() (progress, *sample.Failure) { return progress{}, nil }
func (idle) stop() *sample.Failure             { return nil }

// background is a number of tasks that are always there, each of them a number of units.
type background struct {
	pool    variants.Pool
	work    prepared
	busy    sample.Busy
	ctx     context.Context
	cancel  context.CancelFunc
	tokens  chan struct{} // one for each task that is there
	fed     sync.WaitGroup
	refusal error // of Submit; read after fed

	_       [64]byte // what follows is written by all workers
	units   atomic.Int64
	answers atomic.Uint64
	started atomic.Int64
	_       [64]byte
	ending  atomic.Bool
	busyNow chan struct{} // closed when as many tasks have started as can run at once
}

// background opens the pool, keeps it busy and returns when as many tasks have begun as run at once.
func (s Spec) background() (*background, *sample.Failure) {
	b, failure := s.loop()
	if failure != nil {
		return nil, failure
	}
	row, err := catalog.Find(s.Variant, catalog.Face(s.Face))
	if err == nil {
		err = prime(b.pool, row, s.Workers, s.Busy.Repair)
	}
	if err != nil {
		return nil, refused(err)
	}
	t := newBackground(b.pool, b.work, s.Busy)
	t.start(min(s.Busy.Tasks, s.Workers))
	return t, nil
}

func newBackground(pool variants.Pool, work prepared, busy sample.Busy) *background {
	ctx, cancel := context.WithCancel(context.Background())
	return &background{
		pool: pool, work: work, busy: busy, ctx: ctx, cancel: cancel,
		tokens: make(chan struct{}, busy.Tasks), busyNow: make(chan struct{}),
	}
}

// start blocks until atOnce tasks have begun, or Submit has refused one.
func (t *background) start(atOnce int) {
	t.fed.Go(func() { t.feed(int64(atOnce)) })
	select {
	case <-t.busyNow:
	case <-t.ctx.Done():
	}
}

// feed submits a task whenever there are fewer than there should be, and says when atOnce have
// begun.
func (t *background) feed(atOnce int64) {
	task := func() {
		if t.started.Add(1) == atOnce {
			close(t.busyNow)
		}
		t.compute()
		<-t.tokens
	}
	for {
		select {
		case t.tokens <- struct{}{}:
		case <-t.ctx.Done():
			return
		}
		if err := t.pool.Submit(t.ctx, task); err != nil {
			if t.ctx.Err() == nil {
				t.refusal = err
				t.cancel()
			}
			return
		}
	}
}

// compute is one task: so many units, or units without end.
func (t *background) compute() {
	for n := 0; (t.busy.Units == 0 || n < t.busy.Units) && !t.ending.Load(); n++ {
		t.answers.Add(t.work.Run())
		t.units.Add(1)
		if t.busy.Repair == sample.Yield {
			runtime.Gosched()
		}
	}
}

func (t *background) done() (progress, *sample.Failure) {
	own := processorTime(syscall.RUSAGE_SELF)
	return progress{Units: t.units.Load(), OwnNS: own.Utime.Nano() + own.Stime.Nano(), AtNS: time.Now().UnixNano()}, nil
}

func (t *background) stop() *sample.Failure {
	t.ending.Store(true)
	t.cancel()
	t.fed.Wait()
	if err := t.pool.Close(); err != nil {
		return refused(fmt.Errorf("close: %w", err))
	}
	if t.refusal != nil {
		return refused(fmt.Errorf("submit: %w", t.refusal))
	}
	if got, want := t.answers.Load(), uint64(t.units.Load())*t.work.Answer; got != want { // modulo 2^64, both
		return &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf("the answers add up to %d, not %d", got, want)}
	}
	return nil
}

// prime gives each worker of a pool what a repair is about: a thread of its own, of low priority.
func prime(pool variants.Pool, row catalog.Row, workers int, repair sample.Repair) error {
	switch repair {
	case sample.LockWorkers:
		return threads.Lock(pool, row, workers)
	case sample.NiceWorkers:
		return threads.LockNice(pool, row, workers)
	default:
		return nil
	}
}

// checkBusy returns an error that says which part of the work cannot be, or nil.
func (s Spec) checkBusy() error {
	b := s.Busy
	if b.Tasks < 0 || b.Units < 0 {
		return fmt.Errorf("%d tasks of %d units: neither can be negative", b.Tasks, b.Units)
	}
	switch b.Repair {
	case sample.NoRepair, sample.Yield, sample.LockAnswers, sample.LockWorkers, sample.NiceWorkers, sample.Apart:
	default:
		return fmt.Errorf("unknown repair %q", b.Repair)
	}
	return s.checkRequests()
}
