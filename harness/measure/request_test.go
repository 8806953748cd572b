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

	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// asked measures a whole sample of a closed loop.
func asked(b batch) Outcome { return b.take(newClosedLoop(b.part()), newClosedLoop(b)) }

func TestEveryRowAnswersItsCallers(t *testing.T) {
	for _, row := range catalog.Rows() {
		for _, work := range []string{"empty", "spin-150ns"} {
			for _, callers := range []int{1, 3} {
				spec := validSpec()
				spec.Job, spec.Variant, spec.Face, spec.Workload = RequestReply, row.Variant, string(row.Face), work
				spec.Submitters, spec.Tasks = callers, 301
				outcome := serve(t, spec)
				require.Nil(t, outcome.Failure, "%s, %s", row.Key(), work)
				checkRequests(t, outcome.Measured, 301, callers)
			}
		}
	}
}

// checkRequests: one latency per call, and none that does not fit into the window.
func checkRequests(t *testing.T, m *sample.Measurement, tasks, callers int) {
	t.Helper()
	require.NotNil(t, m)
	assert.Equal(t, tasks, m.Tasks)
	assert.Positive(t, m.WallNS)
	assert.Positive(t, m.PeakGoroutines)
	require.NotNil(t, m.Latency)
	assert.Equal(t, int64(tasks), m.Latency.Count)
	assert.Positive(t, m.Latency.P50NS)
	assert.LessOrEqual(t, m.Latency.MaxNS, m.WallNS)
	// A caller's calls follow each other without a gap from the opening of the window on; it
	// may end sooner than the last one.
	waited := int64(math.Round(m.Latency.MeanNS * float64(tasks)))
	assert.LessOrEqual(t, waited, m.WallNS*int64(callers))
	assert.GreaterOrEqual(t, waited, m.WallNS)
	assert.Nil(t, m.Submit)
	assert.Nil(t, m.Lag)
	assert.Zero(t, m.ScheduleNS)
	assert.False(t, m.Saturated())
	assert.NotNil(t, m.Scheduler)
}

// What is injected into one call is in that call's latency and in no other.
func TestLatencyIsFromTheCallToItsReturn(t *testing.T) {
	const tasks = 10
	held, release := make(chan struct{}), make(chan struct{})
	var count atomic.Int64
	var blocked time.Duration
	var worker sync.WaitGroup
	pool := fakePool{submit: func(task func()) error {
		if count.Add(1) != tasks/2 {
			return runAtOnce(task)
		}
		worker.Go(func() {
			began := time.Now()
			close(held)
			<-release
			blocked = time.Since(began)
			task()
		})
		return nil
	}}
	ended := make(chan result)
	go func() { ended <- newClosedLoop(batch{pool, sevens, 1, tasks, 0}).run(nil) }()
	<-held
	for range 50 { // a while
		workloadNamed(t, "spin-150us").Run()
	}
	select {
	case <-ended:
		t.Fatal("the caller did not wait")
	default:
	}
	assert.Equal(t, int64(tasks/2), count.Load(), "a caller that waits makes no other call")
	close(release)
	r := <-ended
	worker.Wait()

	require.Nil(t, r.check(sevens, tasks))
	l := sample.Summarize(r.latencies)
	assert.GreaterOrEqual(t, l.MaxNS, blocked.Nanoseconds())
	assert.GreaterOrEqual(t, r.wall, blocked)
	assert.Less(t, l.P50NS, blocked.Nanoseconds()/2, "the other calls return at once")
}

func workloadNamed(t *testing.T, name string) workload.Workload {
	t.Helper()
	w, err := workload.Find(name)
	require.NoError(t, err)
	return w
}

func TestThereAreNeverMoreTasksThanCallers(t *testing.T) {
	const callers = 4
	var inside, most atomic.Int64
	var arrived sync.WaitGroup
	arrived.Add(callers)
	var first atomic.Int64
	pool := fakePool{submit: func(task func()) error {
		most.Store(max(most.Load(), inside.Add(1)))
		if first.Add(1) <= callers {
			arrived.Done()
			arrived.Wait() // opens only if all callers are inside of Submit at once
		}
		task()
		inside.Add(-1)
		return nil
	}}
	r := newClosedLoop(batch{pool, sevens, callers, 50 * callers, 0}).run(nil)
	require.Nil(t, r.check(sevens, 50*callers))
	assert.LessOrEqual(t, most.Load(), int64(callers))
}

// A caller that is held up for the whole window is in the result, and the others do not run
// out of calls meanwhile: the first task is released when all others have been answered.
func TestCallersDrawTheirCalls(t *testing.T) {
	const callers, tasks = 3, 30
	var calls, answered atomic.Int64
	release := make(chan struct{})
	pool := fakePool{submit: func(task func()) error {
		if calls.Add(1) == 1 {
			<-release
			return runAtOnce(task)
		}
		task()
		if answered.Add(1) == tasks-1 {
			close(release)
		}
		return nil
	}}
	r := newClosedLoop(batch{pool, sevens, callers, tasks, 0}).run(nil)
	require.Nil(t, r.check(sevens, tasks))
	first := sample.Summarize(r.latencies[:callers])
	assert.Equal(t, first.MaxNS, sample.Summarize(r.latencies).MaxNS, "it was somebody's first call, and counts from the opening of the window")
	assert.LessOrEqual(t, first.MaxNS, r.wall.Nanoseconds())
}

func TestCallersShareTheTasksCompletely(t *testing.T) {
	for _, c := range []struct{ callers, tasks int }{{1, 1}, {1, 7}, {3, 7}, {3, 9}, {5, 2}, {16, 1000}} {
		r := newClosedLoop(batch{fakePool{submit: runAtOnce}, sevens, c.callers, c.tasks, 0}).run(nil)
		require.Nil(t, r.check(sevens, c.tasks), "%+v", c)
		assert.Equal(t, int64(c.tasks), sample.Summarize(r.latencies).Count, "%+v", c)
	}
}

// Each broken pool, or task, is one that no latency must be accepted from. A lost task ends
// no call: the time-out of the parent finds it.
func TestBrokenPoolsAnswerNobody(t *testing.T) {
	const tasks, half = 100, 55 // the latter behind the warm-up, of 5 tasks at most
	refusal := errors.New("queue is full")
	var calls atomic.Int64
	var late sync.WaitGroup
	nth := func(n int64, f func()) {
		if calls.Add(1) == n {
			f()
		}
	}
	answering := func(other ...uint64) prepared {
		return prepared{Workload: workload.Workload{Answer: 7, Run: func() uint64 {
			if i := calls.Add(1) - half; i >= 0 && i < int64(len(other)) {
				return other[i]
			}
			return 7
		}}}
	}
	cases := map[string]struct {
		pool fakePool
		work prepared
		want sample.Failure
	}{
		"runs a task twice": {
			fakePool{
				submit: func(task func()) error {
					task()
					nth(half, func() { late.Go(task) }) // it ends when the caller has taken the first answer
					return nil
				},
				close: func() error { late.Wait(); return nil },
			}, sevens, sample.Failure{Kind: sample.WrongResult, Detail: "101 of 100 tasks ran"},
		},
		"returns another answer": {
			fakePool{submit: runAtOnce}, answering(8),
			sample.Failure{Kind: sample.WrongResult, Detail: "the answers add up to 701, not 700"},
		},
		"returns two answers that cancel out": {
			fakePool{submit: runAtOnce}, answering(8, 6),
			sample.Failure{Kind: sample.WrongResult, Detail: "2 of 100 callers got an answer that is not 7"},
		},
		"refuses a task": {
			fakePool{submit: func(task func()) error {
				if calls.Add(1) > half {
					return refusal
				}
				return runAtOnce(task)
			}}, sevens, sample.Failure{Kind: sample.Refused, Detail: "do: queue is full"},
		},
		"refuses every task": {
			fakePool{submit: func(func()) error { return refusal }}, sevens,
			sample.Failure{Kind: sample.Refused, Detail: "do: queue is full"},
		},
		"fails to close": {
			fakePool{submit: runAtOnce, close: func() error { return refusal }}, sevens,
			sample.Failure{Kind: sample.Refused, Detail: "close: queue is full"},
		},
	}
	for name, c := range cases {
		for _, callers := range []int{1, 3} {
			calls.Store(0)
			assert.Equal(t, Outcome{Failure: &c.want}, asked(batch{c.pool, c.work, callers, tasks, 0}), "%s, %d callers", name, callers)
		}
	}
}

func TestCallsAreCalibratedToTheWindow(t *testing.T) {
	spec := validSpec()
	spec.Job, spec.Workload, spec.Window = CalibrateRequests, "spin-15us", 5*time.Millisecond
	for _, variant := range []string{"inline", "spawn", "channel"} {
		spec.Variant = variant
		outcome := ask(t, spec)
		require.Nil(t, outcome.Failure, variant)
		assert.Greater(t, outcome.Tasks, 10, variant)
		assert.Greater(t, outcome.PerTaskNS, 1000.0, "%s: 14,000 iterations of a multiplication", variant)
	}
}

// The price of Do is the same for every row; it is documented, so it is checked.
func TestACallAllocatesAChannelAndTwoClosures(t *testing.T) {
	const tasks = 10_000
	outcome := asked(batch{fakePool{submit: runAtOnce}, sevens, 1, tasks, 0})
	require.Nil(t, outcome.Failure)
	assert.InEpsilon(t, 3*tasks, outcome.Measured.Allocs, 0.05)
}
