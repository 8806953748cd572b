package measure

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/variants"
)

// churnIdle is long enough for goroutines without a task to end on processors that others use too.
const churnIdle = 100 * time.Millisecond

func churnSpec(variant, face string) Spec {
	return Spec{Job: ChurnWorkers, Variant: variant, Face: face, Workload: "empty", Workers: 8, Queue: 64, Tasks: 8, Submitters: 1, Idle: churnIdle}
}

// What is counted is what strategies promise: goroutines of their own until Close, or one per task.
// They share two processors here, so goroutines of the runtime may come and go: bounds leave room.
func TestChurnCountsTheGoroutinesOfThePool(t *testing.T) {
	for _, c := range []struct {
		variant, face               string
		leastLeft, mostLeft         int64
		leastSpacedOn, mostSpacedOn int64
	}{
		{"channel", "own", 8, 8, 1, 8},
		{"spawn", "own", 0, 0, 1000, 1000},
		{"ants", "native", 8, 10, 1, 8},
	} {
		outcome := ask(t, churnSpec(c.variant, c.face))
		require.Nil(t, outcome.Failure, c.variant)
		m, got := outcome.Measured, outcome.Measured.Churned
		require.NotNil(t, got, c.variant)
		assert.Equal(t, 8, m.Tasks)
		assert.Positive(t, m.WallNS)
		assert.Positive(t, got.SecondNS)
		assert.GreaterOrEqual(t, got.Peak, int64(8), c.variant)
		assert.Greater(t, m.PeakGoroutines, int(got.Peak), "%s: of the process", c.variant)
		assert.GreaterOrEqual(t, got.Left, c.leastLeft, c.variant)
		assert.LessOrEqual(t, got.Left, c.mostLeft, c.variant)
		assert.Equal(t, int64(spacedTasks), got.Spaced)
		assert.GreaterOrEqual(t, got.SpacedOn, c.leastSpacedOn, c.variant)
		assert.LessOrEqual(t, got.SpacedOn, c.mostSpacedOn, c.variant)
		checkCourse(t, *got, churnIdle)
	}
}

func checkCourse(t *testing.T, c sample.Churned, idle time.Duration) {
	t.Helper()
	require.Len(t, c.Course, courseReadings+1)
	for i, at := range c.Course {
		assert.GreaterOrEqual(t, at.NS, idle.Nanoseconds()*int64(i)/courseReadings)
	}
	assert.Equal(t, c.Left, c.Course[courseReadings].Goroutines)
}

func TestChurnRefusesWhatItCannotMeasure(t *testing.T) {
	for want, change := range map[string]func(*Spec){
		"no row nowhere/own": func(s *Spec) { s.Variant = "nowhere" },
		"0 tasks: 1 to 8 can be with 8 workers at the same time": func(s *Spec) { s.Tasks = 0 },
		"9 tasks: 1 to 8 can be with 8 workers at the same time": func(s *Spec) { s.Tasks = 9 },
		"an idle time of 0s: it has to be more than 0":           func(s *Spec) { s.Idle = 0 },
		"at least 1": func(s *Spec) { s.Workers, s.Queue = 8, -1 },
	} {
		spec := churnSpec("channel", "own")
		change(&spec)
		outcome := serve(t, spec)
		require.NotNil(t, outcome.Failure, want)
		assert.Equal(t, sample.Refused, outcome.Failure.Kind, want)
		if want != "at least 1" { // in the words of package variants
			assert.Contains(t, outcome.Failure.Detail, want)
		}
	}
}

// A limit is short only where nothing can keep it.
func TestBrokenPoolsAreFoundByChurn(t *testing.T) {
	const tasks, spaced = 4, 5
	var running sync.WaitGroup
	calls := 0
	start := func(task func()) error { //nolint:unparam // it is a Submit
		running.Go(task)
		return nil
	}
	join := func() error { running.Wait(); return nil }
	nth := func(n int, do func(task func()) error) func(func()) error {
		return func(task func()) error {
			if calls++; calls == n {
				return do(task)
			}
			return start(task)
		}
	}
	twice := func(task func()) error { running.Go(task); return start(task) }
	never := func(func()) error { return nil }
	no := func(func()) error { return errors.New("queue is full") }
	const soon = 20 * time.Millisecond
	stay := make(chan struct{})
	cases := map[string]struct {
		pool  fakePool
		limit time.Duration
		kind  sample.FailureKind
		want  string
	}{
		"runs one after the other":     {fakePool{submit: runAtOnce}, soon, sample.TimedOut, "of 4 tasks were in at the same time after 20ms"},
		"never runs a task":            {fakePool{submit: nth(tasks, never), close: join}, soon, sample.TimedOut, "of 4 tasks were in at the same time after 20ms"},
		"refuses a task":               {fakePool{submit: nth(tasks, no), close: join}, blockLimit, sample.Refused, "submit: queue is full"},
		"refuses in the second burst":  {fakePool{submit: nth(3*tasks, no), close: join}, blockLimit, sample.Refused, "submit: queue is full"},
		"refuses one of the last":      {fakePool{submit: nth(3*tasks+3, no), close: join}, blockLimit, sample.Refused, "submit: queue is full"},
		"never runs one of the last":   {fakePool{submit: nth(3*tasks+3, never), close: join}, time.Second, sample.TimedOut, "2 of 5 tasks that came one at a time ran, and the next did not within 1s"},
		"runs a task of a burst twice": {fakePool{submit: nth(tasks, twice), close: join}, blockLimit, sample.WrongResult, "5 of 4 tasks ran"},
		"runs one of the last twice":   {fakePool{submit: nth(3*tasks+spaced, twice), close: join}, blockLimit, sample.WrongResult, "6 of 5 tasks ran"},
		"fails to close": {
			fakePool{submit: start, close: func() error { running.Wait(); return errors.New("a task failed") }}, blockLimit, sample.Refused, "close: a task failed",
		},
		"leaves a goroutine behind": {fakePool{submit: start, close: func() error {
			running.Wait()
			go func() { <-stay }()
			return nil
		}}, blockLimit, sample.Refused, "close: 1 goroutines of the pool have not ended after 1s"},
	}
	for name, c := range cases {
		calls = 0
		open := func() (variants.Pool, error) { return c.pool, nil }
		outcome := churn{open: open, tasks: tasks, idle: time.Millisecond, spaced: spaced, limit: c.limit}.take()
		running.Wait()
		require.NotNil(t, outcome.Failure, name)
		assert.Equal(t, c.kind, outcome.Failure.Kind, name)
		assert.Contains(t, outcome.Failure.Detail, c.want, name)
		assert.Nil(t, outcome.Measured, name)
	}
	close(stay)
}

// A goroutine has one number, and two have two, also when the first has ended.
func TestGoroutinesHaveNumbers(t *testing.T) {
	own := goroutineID()
	assert.NotZero(t, own)
	assert.Equal(t, own, goroutineID())
	seen := map[uint64]bool{own: true}
	for range 100 {
		id := make(chan uint64)
		go func() { id <- goroutineID() }()
		seen[<-id] = true
	}
	assert.Len(t, seen, 101)
}

func TestGoroutineNumbersAreReadFromStackTraces(t *testing.T) {
	for line, want := range map[string]uint64{
		"goroutine 18 [running]:\npoolbench/": 18, "goroutine 18446744073709551615 [running]:": 1<<64 - 1,
		"": 0, "goroutine ": 0, "goroutine 18": 0, "goroutine x [running]:": 0, "18 [running]:": 0,
	} {
		assert.Equal(t, want, parseGoroutineID([]byte(line)), line)
	}
}
