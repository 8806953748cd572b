package measure

import (
	"math"
	"runtime"
	"runtime/metrics"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

func TestTheSchedulerIsWatchedDuringTheWindow(t *testing.T) {
	const goroutines = 100
	var idle, busy sync.WaitGroup
	idle.Go(func() {}) // before the window: not counted
	idle.Wait()
	watch, gate := newScheduler(), make(chan struct{})
	watch.begin()
	for range goroutines {
		busy.Go(func() { <-gate })
	}
	settle() // all of them wait
	watch.handedOver()
	watch.end()
	close(gate)
	busy.Wait()
	s := watch.summary()
	assert.GreaterOrEqual(t, s.Created, int64(goroutines))
	assert.Less(t, s.Created, int64(2*goroutines))
	assert.GreaterOrEqual(t, s.Waiting, goroutines)
	assert.Zero(t, s.Runnable)
	assert.Positive(t, s.Threads)
	assert.LessOrEqual(t, s.WaitP50NS, s.WaitP99NS)
	assert.Positive(t, s.WaitP99NS, "of 100 new goroutines the runtime samples none once in 600,000 runs")
}

func TestReadingTheSchedulerDoesNotAllocate(t *testing.T) {
	watch := newScheduler()
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		watch.begin()
		watch.handedOver()
		watch.end()
	}))
}

func TestNobodyWatches(t *testing.T) {
	var watch *scheduler
	assert.False(t, watch.begin().IsZero())
	watch.handedOver()
	watch.end()
}

// A metric that another version of Go does not have is 0, whatever it was expected to be.
func TestMetricsThatDoNotExistAreZero(t *testing.T) {
	unknown := func(n int) []metrics.Sample { return make([]metrics.Sample, n) }
	watch := &scheduler{before: unknown(3), after: unknown(3), queued: unknown(2)}
	watch.begin()
	watch.handedOver()
	watch.end()
	assert.Equal(t, &sample.Scheduler{}, watch.summary())

	// One that has become a histogram, or is one no longer, is not known either.
	read := []metrics.Sample{{Name: metricWait}, {Name: metricCreated}}
	metrics.Read(read)
	require.Equal(t, metrics.KindFloat64Histogram, read[0].Value.Kind())
	assert.Zero(t, number(read[0].Value))
	assert.Zero(t, difference(read[0].Value, read[1].Value))
	assert.Zero(t, difference(read[1].Value, read[0].Value))
}

func TestUpperBoundOfAQuantile(t *testing.T) {
	bounds := []float64{math.Inf(-1), 0, 1e-6, 2e-6, 4e-6, math.Inf(1)}
	cases := map[string]struct {
		counts   []uint64
		p50, p99 int64
	}{
		"nothing":              {[]uint64{0, 0, 0, 0, 0}, 0, 0},
		"one bucket":           {[]uint64{0, 5, 0, 0, 0}, 1000, 1000},
		"exactly half":         {[]uint64{0, 50, 0, 50, 0}, 1000, 4000},
		"half and one":         {[]uint64{0, 49, 0, 51, 0}, 4000, 4000},
		"exactly 99 of 100":    {[]uint64{0, 99, 1, 0, 0}, 1000, 1000},
		"98 of 100":            {[]uint64{0, 98, 2, 0, 0}, 1000, 2000},
		"beyond the last":      {[]uint64{0, 1, 0, 0, 99}, 4000, 4000},
		"a gap before the p50": {[]uint64{0, 1, 0, 9, 0}, 4000, 4000},
	}
	for name, c := range cases {
		w := waits{counts: c.counts, bounds: bounds}
		for _, n := range c.counts {
			w.total += n
		}
		assert.Equal(t, c.p50, w.upperBound(0.50), name)
		assert.Equal(t, c.p99, w.upperBound(0.99), name)
	}
}

func TestEverySampleSaysWhatTheSchedulerDid(t *testing.T) {
	collecting := fakePool{submit: func(task func()) error { runtime.GC(); return runAtOnce(task) }}
	outcome := taken(batch{collecting, empty, 1, 20, 0})
	require.Nil(t, outcome.Failure)
	require.NotNil(t, outcome.Measured.Scheduler)
	assert.Positive(t, outcome.Measured.Scheduler.PauseNS)
	assert.Less(t, outcome.Measured.Scheduler.PauseNS, outcome.Measured.WallNS)
	assert.Nil(t, outcome.Measured.Latency, "nobody waits for a single task of a batch")
	assert.Nil(t, outcome.Measured.Submit)
	assert.Nil(t, outcome.Measured.Lag)
}

func BenchmarkHandedOver(b *testing.B) {
	watch := newScheduler()
	b.ReportAllocs()
	for b.Loop() {
		watch.handedOver()
	}
}
