package measure

import (
	"bytes"
	"compress/gzip"
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/harness/workload"
)

// watched measures a whole sample of a batch while m watches.
func watched(m monitor, b batch) Outcome { return b.takeWatched(m, b.part(), b) }

// busySpin computes for about ten milliseconds: a few of them are enough for a profile.
func busySpin() uint64 {
	x := uint64(1)
	for range 5_000_000 {
		x = x*6364136223846793005 + 1442695040888963407
	}
	return x
}

// A monitor sees what happens in the window, and nothing of it runs on after that: goleak would
// find that, and a second profile or trace could not start.
func TestMonitorsSeeTheWindow(t *testing.T) {
	work := prepared{Workload: workload.Workload{Name: "busy", Answer: busySpin(), Run: busySpin}}
	seen := map[sample.Monitor]func(written []byte){
		sample.CPUProfile: func(written []byte) {
			r, err := gzip.NewReader(bytes.NewReader(written))
			require.NoError(t, err)
			profile, err := io.ReadAll(r)
			require.NoError(t, err)
			assert.Contains(t, string(profile), "measure.busySpin", "named by its samples only")
		},
		sample.ExecutionTrace: func(written []byte) {
			assert.True(t, bytes.HasPrefix(written, []byte("go 1.")), "the header of a trace")
			assert.Greater(t, len(written), 1000)
		},
		sample.RuntimeMetrics: func(written []byte) { assert.Empty(t, written) },
	}
	for name, check := range seen {
		for range 2 {
			var out bytes.Buffer
			m, err := newMonitor(name, &out)
			require.NoError(t, err)
			outcome := watched(m, batch{fakePool{submit: runAtOnce}, work, 1, 30, 0})
			require.Nil(t, outcome.Failure, name)
			assert.Equal(t, 30, outcome.Measured.Tasks)
			check(out.Bytes())
		}
	}
}

// What a trace notes is what happens while it is recorded: each task of this pool is a goroutine.
func TestATraceGrowsWithTheWindow(t *testing.T) {
	size := func(tasks int) int {
		var out bytes.Buffer
		m, err := newMonitor(sample.ExecutionTrace, &out)
		require.NoError(t, err)
		spawning := fakePool{submit: func(task func()) error { go task(); return nil }}
		require.Nil(t, watched(m, batch{spawning, empty, 1, tasks, 0}).Failure)
		return out.Len()
	}
	assert.Greater(t, size(20_000), size(100)+20_000, "more than a byte per task")
}

// Each task of this window ends when there was a reading since it began.
func TestMetricsAreReadDuringTheWindow(t *testing.T) {
	r := newReader(time.Millisecond)
	require.NotEmpty(t, r.samples)
	b := batch{fakePool{submit: runAtOnce}, prepared{Workload: workload.Workload{Name: "waiting", Run: func() uint64 {
		for before := r.made.Load(); r.made.Load() == before; {
			runtime.Gosched()
		}
		return 0
	}}}, 1, 3, 0}
	warmUp := b.part()
	warmUp.work = empty // nobody reads yet
	require.Nil(t, b.takeWatched(r, warmUp, b).Failure)
	assert.GreaterOrEqual(t, r.made.Load(), int64(3))
}

// A monitor that recorded nothing has cost nothing, and says nothing about what watching costs.
func TestASampleThatNobodyWatchedIsWrong(t *testing.T) {
	outcome := watched(newReader(time.Hour), batch{fakePool{submit: runAtOnce}, sevens, 1, 100, 0})
	require.NotNil(t, outcome.Failure)
	assert.Equal(t, sample.WrongResult, outcome.Failure.Kind)
	assert.Regexp(t, `\Athe monitor recorded nothing in \S+\z`, outcome.Failure.Detail)
}

func TestMonitorsThatCannotBeAreRefused(t *testing.T) {
	spec := validSpec()
	spec.Monitor = "eyes"
	outcome := serve(t, spec)
	require.NotNil(t, outcome.Failure)
	assert.Equal(t, `refused: unknown monitor "eyes": allowed are "metrics", "profile" and "trace"`, outcome.Failure.String())

	spec.Monitor, spec.Job = sample.ExecutionTrace, RequestReply
	outcome = serve(t, spec)
	require.NotNil(t, outcome.Failure)
	assert.Equal(t, `refused: job "request" cannot be watched by monitor "trace": only "sample" can`, outcome.Failure.String())

	spec.Job = Calibrate
	assert.Nil(t, ask(t, spec).Failure, "the number of tasks is that of an unwatched batch")

	var first, second bytes.Buffer
	a, err := newMonitor(sample.ExecutionTrace, &first)
	require.NoError(t, err)
	b, err := newMonitor(sample.ExecutionTrace, &second)
	require.NoError(t, err)
	require.NoError(t, a.start())
	outcome = watched(b, batch{fakePool{submit: runAtOnce}, sevens, 1, 100, 0})
	assert.Positive(t, a.stop())
	require.NotNil(t, outcome.Failure)
	assert.Regexp(t, `\Arefused: monitor: .*already enabled\z`, outcome.Failure.String())
}
