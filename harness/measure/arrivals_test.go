package measure

import (
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/openloop"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// crowd is a rate at which all tasks of a test have arrived before a pool has run one.
const crowd = 1e8

// arrived measures a whole sample of an open loop.
func arrived(t *testing.T, b batch, rate float64) Outcome {
	t.Helper()
	loop := opened(t, b, rate)
	return b.take(b.part(), loop)
}

func opened(t *testing.T, b batch, rate float64) *openLoop {
	t.Helper()
	due, err := openloop.Poisson(b.tasks, rate, 1)
	require.NoError(t, err)
	loop := newOpenLoop(b, due)
	t.Cleanup(loop.alarm.Close)
	return loop
}

func arrivalsSpec() Spec {
	spec := validSpec()
	spec.Job, spec.Rate, spec.Seed, spec.Tasks = Arrive, 1e5, 1, 301
	return spec
}

func TestTasksArriveAtEveryRow(t *testing.T) {
	for _, row := range catalog.Rows() {
		for _, work := range []string{"empty", "spin-150ns"} {
			spec := arrivalsSpec()
			spec.Variant, spec.Face, spec.Workload = row.Variant, string(row.Face), work
			outcome := serve(t, spec)
			require.Nil(t, outcome.Failure, "%s, %s", row.Key(), work)
			checkArrivals(t, outcome.Measured, spec.Tasks)
		}
	}
}

// checkArrivals: three durations per task, and none that does not fit into the window.
func checkArrivals(t *testing.T, m *sample.Measurement, tasks int) {
	t.Helper()
	require.NotNil(t, m)
	assert.Equal(t, tasks, m.Tasks)
	assert.Positive(t, m.ScheduleNS)
	assert.GreaterOrEqual(t, m.WallNS, m.ScheduleNS)
	for name, l := range map[string]*sample.Latency{"latency": m.Latency, "submit": m.Submit, "lag": m.Lag} {
		require.NotNil(t, l, name)
		assert.Equal(t, int64(tasks), l.Count, name)
		assert.GreaterOrEqual(t, l.P50NS, int64(0), name)
		assert.LessOrEqual(t, l.MaxNS, m.WallNS, name)
	}
	assert.Greater(t, m.Latency.MeanNS, m.Lag.MeanNS, "a task is handed over before it ends")
	assert.NotNil(t, m.Scheduler)
	assert.Positive(t, m.PeakGoroutines)
}

func TestArrivalsThatCannotBeAreRefused(t *testing.T) {
	cases := map[string]struct {
		change func(*Spec)
		detail string
	}{
		"no rate":            {func(s *Spec) { s.Rate = 0 }, "301 tasks at 0 per second"},
		"negative rate":      {func(s *Spec) { s.Rate = -5 }, "301 tasks at -5 per second"},
		"slower than a life": {func(s *Spec) { s.Rate = 1e-9 }, "within 1h0m0s"},
		"no tasks":           {func(s *Spec) { s.Tasks = 0 }, "0 tasks at 100000 per second: allowed is at least 1"},
		"fewer than none":    {func(s *Spec) { s.Tasks = -1 }, "-1 tasks at 100000 per second"},
		"no generator":       {func(s *Spec) { s.Submitters = 0 }, "0 submitters: arrivals have one generator"},
		"two generators":     {func(s *Spec) { s.Submitters = 2 }, "2 submitters: arrivals have one generator"},
		"variant":            {func(s *Spec) { s.Variant = "tunny" }, "no row tunny/own"},
	}
	for name, c := range cases {
		spec := arrivalsSpec()
		c.change(&spec)
		outcome := serve(t, spec)
		require.NotNil(t, outcome.Failure, name)
		assert.Equal(t, sample.Refused, outcome.Failure.Kind, name)
		assert.Contains(t, outcome.Failure.Detail, c.detail, name)
		assert.Equal(t, Outcome{Failure: outcome.Failure}, outcome, name)
	}
}

// One Submit that takes long delays everybody who arrives meanwhile, and that is seen: a
// clock that started with Submit would find one slow task of a hundred.
func TestWhoArrivesMeanwhileHasWaited(t *testing.T) {
	const tasks, slow = 100, 10
	long := workloadNamed(t, "spin-1.5ms")
	var calls atomic.Int64
	var took atomic.Int64
	pool := fakePool{submit: func(task func()) error {
		if calls.Add(1) == slow {
			began := time.Now()
			for range 20 {
				long.Run()
			}
			took.Store(int64(time.Since(began)))
		}
		return runAtOnce(task)
	}}
	loop := opened(t, batch{pool, sevens, 1, tasks, 0}, crowd)
	r := loop.run(nil)
	require.Nil(t, r.check(sevens, tasks))
	submit, lag, latency := sample.Summarize(r.submits), sample.Summarize(r.lags), sample.Summarize(r.latencies)
	assert.GreaterOrEqual(t, submit.MaxNS, took.Load())
	assert.Less(t, submit.P50NS, took.Load()/2, "one call is slow")
	for i := slow; i < tasks; i++ {
		late := took.Load() - int64(loop.due[i]) // so long at least
		assert.GreaterOrEqual(t, r.lags[i], late)
		assert.GreaterOrEqual(t, r.latencies[i], late)
	}
	assert.GreaterOrEqual(t, lag.P50NS, took.Load()/2)
	assert.GreaterOrEqual(t, latency.P50NS, took.Load()/2)
}

// The latency of a task that is held back is at least as long as that, and the window is
// open until it has ended. The generator waits for no result.
func TestTheGeneratorDoesNotWait(t *testing.T) {
	const tasks = 10
	handedOver, release := make(chan struct{}), make(chan struct{})
	var calls atomic.Int64
	var held sync.WaitGroup
	var began time.Time
	var blocked time.Duration
	pool := fakePool{submit: func(task func()) error {
		switch calls.Add(1) {
		case 1:
			began = time.Now()
			held.Go(func() {
				<-release
				blocked = time.Since(began)
				task()
			})
			return nil
		case tasks:
			defer close(handedOver)
		}
		return runAtOnce(task)
	}}
	ended := make(chan result)
	loop := opened(t, batch{pool, sevens, 1, tasks, 0}, crowd)
	go func() { ended <- loop.run(nil) }()
	<-handedOver // all of them, while the first one has not ended
	select {
	case <-ended:
		t.Fatal("the window ended while a task was held back")
	default:
	}
	close(release)
	r := <-ended
	held.Wait()
	require.Nil(t, r.check(sevens, tasks))
	assert.GreaterOrEqual(t, r.latencies[0], blocked.Nanoseconds())
	assert.GreaterOrEqual(t, r.wall, blocked)
}

// A rate far above what one goroutine can do: each task waits for all before it.
func TestABacklogIsInTheLatency(t *testing.T) {
	spec := arrivalsSpec()
	spec.Variant, spec.Workload, spec.Rate, spec.Tasks = "inline", "spin-15us", crowd, 1000
	outcome := serve(t, spec)
	require.Nil(t, outcome.Failure)
	m := outcome.Measured
	service := m.Submit.P50NS // inline runs the task in Submit
	assert.Greater(t, m.Latency.P99NS, 10*service)
	assert.Greater(t, m.Lag.P99NS, 10*service)
	assert.Greater(t, m.Latency.P50NS, 10*service)
	assert.True(t, m.Saturated())
}

func TestATinyLoadDoesNotSaturate(t *testing.T) {
	for range 10 { // a neighbour on the machine may hold up the last task, but not ten times
		spec := arrivalsSpec()
		spec.Variant, spec.Rate, spec.Tasks = "inline", 500, 50
		outcome := serve(t, spec)
		require.Nil(t, outcome.Failure)
		assert.GreaterOrEqual(t, outcome.Measured.WallNS, outcome.Measured.ScheduleNS, "nobody comes early")
		if !outcome.Measured.Saturated() {
			return
		}
	}
	t.Error("saturated by a task every 2 ms that does nothing")
}

// Nobody is handed over before its time, whatever the alarm does.
func TestTheGeneratorIsNeverEarly(t *testing.T) {
	var loop *openLoop
	var calls int
	pool := fakePool{submit: func(task func()) error {
		assert.GreaterOrEqual(t, time.Since(loop.start), loop.due[calls])
		calls++
		return runAtOnce(task)
	}}
	loop = opened(t, batch{pool, sevens, 1, 50, 0}, 10_000)
	require.Nil(t, loop.run(nil).check(sevens, 50))
}

func TestArrivalsAllocateBeforeTheWindow(t *testing.T) {
	const tasks = 5000
	outcome := arrived(t, batch{fakePool{submit: runAtOnce}, sevens, 1, tasks, 0}, 1e6)
	require.Nil(t, outcome.Failure)
	assert.Less(t, outcome.Measured.Allocs, uint64(tasks/20), "what is counted must be the pool's")
}

// Each broken pool is one that no latency must be accepted from.
func TestBrokenPoolsAreFoundByArrivals(t *testing.T) {
	const tasks, half = 100, 55 // the latter behind the warm-up, of 5 tasks at most
	refusal := errors.New("queue is full")
	var calls atomic.Int64
	var kept func()
	cases := map[string]struct {
		pool fakePool
		work prepared
		want sample.Failure
	}{
		"runs a task twice": {
			fakePool{submit: func(task func()) error {
				if calls.Add(1) == half {
					task()
				}
				return runAtOnce(task)
			}}, sevens, sample.Failure{Kind: sample.WrongResult, Detail: "101 of 100 tasks ran"},
		},
		"runs a task again after the window": {
			fakePool{
				submit: func(task func()) error { kept = task; return runAtOnce(task) },
				close:  func() error { kept(); return nil },
			}, sevens, sample.Failure{Kind: sample.WrongResult, Detail: "101 of 100 tasks ran"},
		},
		"runs one task twice in place of another": {
			fakePool{submit: func(task func()) error {
				switch calls.Add(1) {
				case half:
					kept = task
				case half + 1:
					return runAtOnce(kept)
				}
				return runAtOnce(task)
			}}, sevens, sample.Failure{Kind: sample.WrongResult, Detail: "1 of 100 tasks never ran, others more than once"},
		},
		"returns another answer": {
			fakePool{submit: runAtOnce}, prepared{Workload: workload.Workload{Answer: 7, Run: func() uint64 {
				if calls.Add(1) == half {
					return 8
				}
				return 7
			}}}, sample.Failure{Kind: sample.WrongResult, Detail: "the answers add up to 701, not 700"},
		},
		"refuses a task": {
			fakePool{submit: func(task func()) error {
				if calls.Add(1) > half {
					return refusal
				}
				return runAtOnce(task)
			}}, sevens, sample.Failure{Kind: sample.Refused, Detail: "submit: queue is full"},
		},
		"fails to close": {
			fakePool{submit: runAtOnce, close: func() error { return refusal }}, sevens,
			sample.Failure{Kind: sample.Refused, Detail: "close: queue is full"},
		},
	}
	for name, c := range cases {
		calls.Store(0)
		assert.Equal(t, Outcome{Failure: &c.want}, arrived(t, batch{c.pool, c.work, 1, tasks, 0}, crowd), name)
	}
}

// One task is a schedule of length 0, of which nothing can be said but its latency.
func TestOneArrival(t *testing.T) {
	outcome := arrived(t, batch{fakePool{submit: runAtOnce}, sevens, 1, 1, 0}, 1)
	require.Nil(t, outcome.Failure)
	assert.Zero(t, outcome.Measured.ScheduleNS)
	assert.False(t, outcome.Measured.Saturated())
	assert.Equal(t, int64(1), outcome.Measured.Latency.Count)
	assert.False(t, math.IsNaN(outcome.Measured.Latency.MeanNS))
}
