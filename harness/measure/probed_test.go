package measure

import (
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/harness/workload"
)

// probedSpec asks 40 times within a tenth of a second.
func probedSpec(busy sample.Busy) Spec {
	spec := validSpec()
	spec.Job, spec.Variant, spec.Workload, spec.Tasks, spec.Rate, spec.Seed = Probe, "channel", "spin-15us", 40, 400, 1
	spec.Workers, spec.Queue, spec.Busy = 2, 4, busy
	return spec
}

func TestAProcessAnswersWhateverItComputes(t *testing.T) {
	for name, busy := range map[string]sample.Busy{
		"nothing":          {},
		"endless":          {Tasks: 2},
		"endless, yielded": {Tasks: 2, Repair: sample.Yield},
		"tasks":            {Tasks: 4, Units: 3},
		"answers locked":   {Tasks: 4, Units: 3, Repair: sample.LockAnswers},
		"workers locked":   {Tasks: 4, Units: 3, Repair: sample.LockWorkers},
		"apart":            {Tasks: 4, Units: 3, Repair: sample.Apart},
	} {
		outcome := serve(t, probedSpec(busy))
		require.Nil(t, outcome.Failure, name)
		m := outcome.Measured
		assert.Equal(t, 40, m.Tasks, name)
		for _, l := range []*sample.Latency{m.Latency, m.Lag} {
			require.NotNil(t, l, name)
			assert.EqualValues(t, 40, l.Count, name)
		}
		require.NotNil(t, m.Probed.Health, name)
		assert.Positive(t, m.Probed.Health.Count, name)
		assert.Positive(t, m.WallNS, name)
		assert.Positive(t, m.HelpersNS, "%s: the one who asks", name)
		assert.Equal(t, busy.Tasks > 0, m.Probed.Units > 0, name)
	}
}

// On systems without priorities of threads it is refused, and nothing else is measured instead.
func TestNiceWorkersAreNiceOrRefused(t *testing.T) {
	outcome := serve(t, probedSpec(sample.Busy{Tasks: 4, Units: 3, Repair: sample.NiceWorkers}))
	if outcome.Failure != nil {
		assert.Equal(t, sample.Refused, outcome.Failure.Kind)
		assert.Contains(t, outcome.Failure.Detail, "on Linux only")
		return
	}
	assert.Positive(t, outcome.Measured.Probed.Units)
}

// What works apart is of the sample: its processor time is not somebody else's.
func TestWorkApartIsNotForeign(t *testing.T) {
	here := serve(t, probedSpec(sample.Busy{Tasks: 4}))
	apart := serve(t, probedSpec(sample.Busy{Tasks: 4, Repair: sample.Apart}))
	require.Nil(t, here.Failure)
	require.Nil(t, apart.Failure)
	inside := func(m *sample.Measurement) int64 { return m.UserNS + m.SystemNS }
	assert.Greater(t, inside(here.Measured), inside(apart.Measured))
	assert.Greater(t, apart.Measured.HelpersNS, here.Measured.HelpersNS)
}

// With one task in the queue of each processor and many more behind them, a goroutine that the
// network wakes waits for turns that are measured in milliseconds. The margin is far below the
// effect.
func TestAnswersWaitForProcessors(t *testing.T) {
	idle := ask(t, probedSpec(sample.Busy{}))
	crowd := probedSpec(sample.Busy{Tasks: 16})
	crowd.Workers = 16
	busy := ask(t, crowd)
	require.Nil(t, idle.Failure)
	require.Nil(t, busy.Failure)
	assert.Greater(t, busy.Measured.Latency.P50NS, 2*idle.Measured.Latency.P50NS)
}

func TestWhatCannotBeProbedIsRefused(t *testing.T) {
	cases := map[string]struct {
		change func(*Spec)
		detail string
	}{
		"no rate":         {func(s *Spec) { s.Rate = 0 }, "40 requests at 0 per second"},
		"no requests":     {func(s *Spec) { s.Tasks = 0 }, "0 requests at 400 per second"},
		"negative tasks":  {func(s *Spec) { s.Busy.Tasks = -1 }, "neither can be negative"},
		"negative units":  {func(s *Spec) { s.Busy.Units = -1 }, "neither can be negative"},
		"repair":          {func(s *Spec) { s.Busy.Repair = "pray" }, `unknown repair "pray"`},
		"no workers":      {func(s *Spec) { s.Variant, s.Busy.Repair = "spawn", sample.LockWorkers }, "no workers that stay"},
		"variant":         {func(s *Spec) { s.Variant = "tunny" }, "no row tunny/own"},
		"variant, apart":  {func(s *Spec) { s.Variant, s.Busy.Repair = "tunny", sample.Apart }, "no row tunny/own"},
		"different tasks": {func(s *Spec) { s.Workload = "mandelbrot" }, "only a batch runs tasks that differ"},
	}
	for name, c := range cases {
		spec := probedSpec(sample.Busy{Tasks: 2})
		c.change(&spec)
		outcome := ask(t, spec) // what is refused late leaves its pool open
		require.NotNil(t, outcome.Failure, name)
		assert.Equal(t, sample.Refused, outcome.Failure.Kind, name)
		assert.Contains(t, outcome.Failure.Detail, c.detail, name)
		assert.Nil(t, outcome.Measured, name)
	}
}

// As many tasks are there at all times as are asked for, and no more.
func TestWorkIsRefilledAndNotPiledUp(t *testing.T) {
	const there = 5
	var waiting atomic.Int64
	full := make(chan struct{})
	held := make(chan func(), 100)
	pool := fakePool{submit: func(task func()) error {
		held <- task
		if waiting.Add(1) == there {
			close(full)
		}
		return nil
	}}
	work := newBackground(pool, sevens, sample.Busy{Tasks: there, Units: 3})
	started := make(chan struct{})
	go func() { work.start(1); close(started) }()
	<-full
	assert.Len(t, work.tokens, there, "no place is left: the next task has to wait for an end")
	(<-held)()
	<-started
	progress, failure := work.done()
	require.Nil(t, failure)
	assert.EqualValues(t, 3, progress.Units, "of one task")
	assert.Nil(t, work.stop())
}

func TestBrokenPoolsAreFoundByTheirWork(t *testing.T) {
	refusal := errors.New("queue is full")
	eight := prepared{Workload: workload.Workload{Answer: 7, Run: func() uint64 { return 8 }}}
	cases := map[string]struct {
		pool fakePool
		work prepared
		want sample.Failure
	}{
		"refuses a task":         {fakePool{submit: func(func()) error { return refusal }}, sevens, sample.Failure{Kind: sample.Refused, Detail: "submit: queue is full"}},
		"fails to close":         {fakePool{submit: runAtOnce, close: func() error { return refusal }}, sevens, sample.Failure{Kind: sample.Refused, Detail: "close: queue is full"}},
		"returns another answer": {fakePool{submit: runOnce()}, eight, sample.Failure{Kind: sample.WrongResult, Detail: "the answers add up to 16, not 14"}},
	}
	for name, c := range cases {
		work := newBackground(c.pool, c.work, sample.Busy{Tasks: 1, Units: 2})
		work.start(1)
		assert.Equal(t, &c.want, work.stop(), name)
	}
}

// runOnce runs the first task it gets and keeps the others.
func runOnce() func(func()) error {
	var ran atomic.Bool
	return func(task func()) error {
		if ran.CompareAndSwap(false, true) {
			task()
		}
		return nil
	}
}
