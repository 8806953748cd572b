package measure

import (
	"math"
	"runtime/metrics"
	"time"

	"poolbench/harness/sample"
)

// The metrics of runtime/metrics that are read at both ends of a window, the ones read when
// the last task has been handed over, and those that tell whether everything has come to
// rest. A name that this Go version does not have reads
// as no value, and its number stays 0.
const (
	metricWait     = "/sched/latencies:seconds"
	metricCreated  = "/sched/goroutines-created:goroutines"
	metricThreads  = "/sched/threads/total:threads"
	metricRunnable = "/sched/goroutines/runnable:goroutines"
	metricWaiting  = "/sched/goroutines/waiting:goroutines"
	metricRunning  = "/sched/goroutines/running:goroutines"
	metricNotInGo  = "/sched/goroutines/not-in-go:goroutines"
)

// scheduler watches Go's scheduler during one window. A nil *scheduler watches nothing:
// warm-ups and rehearsals need no readings.
//
// The waits for a processor are sampled by the runtime itself: of each goroutine's changes
// from running to something else one in eight is followed (gTrackingPeriod in
// runtime/proc.go, Go 1.26). So the percentiles are estimates, but counting them costs a
// window nothing more than the runtime spends anyway.
type scheduler struct {
	before, after, queued []metrics.Sample
}

// newScheduler reads everything once: what a histogram needs is allocated by its first
// reading, and the window must not pay for it.
func newScheduler() *scheduler {
	ends := func() []metrics.Sample {
		return []metrics.Sample{{Name: metricWait}, {Name: metricCreated}, {Name: metricThreads}}
	}
	s := &scheduler{before: ends(), after: ends(), queued: []metrics.Sample{{Name: metricRunnable}, {Name: metricWaiting}}}
	metrics.Read(s.before)
	metrics.Read(s.after)
	metrics.Read(s.queued)
	return s
}

// begin returns the time at which the window opens, behind the reading.
func (s *scheduler) begin() time.Time {
	if s != nil {
		metrics.Read(s.before)
	}
	return time.Now()
}

// handedOver is called by one submitter within the window, once, when its last task is with
// the pool. It takes some 70 ns (BenchmarkHandedOver), or 1 µs where nothing of it is in a
// cache yet: a hundred-thousandth of a window of 100 ms.
func (s *scheduler) handedOver() {
	if s != nil {
		metrics.Read(s.queued)
	}
}

// end is called when the window is over.
func (s *scheduler) end() {
	if s != nil {
		metrics.Read(s.after)
	}
}

// summary returns what was read, without PauseNS.
func (s *scheduler) summary() *sample.Scheduler {
	waits := difference(s.before[0].Value, s.after[0].Value)
	return &sample.Scheduler{
		WaitP50NS: waits.upperBound(0.50), WaitP99NS: waits.upperBound(0.99),
		Created:  int64(number(s.after[1].Value) - number(s.before[1].Value)),
		Threads:  int(number(s.after[2].Value)),
		Runnable: int(number(s.queued[0].Value)), Waiting: int(number(s.queued[1].Value)),
	}
}

// number is 0 for a metric that this Go version does not have.
func number(v metrics.Value) uint64 {
	if v.Kind() != metrics.KindUint64 {
		return 0
	}
	return v.Uint64()
}

// waits are how often goroutines waited for how long: counts[i] times less than
// bounds[i+1] seconds.
type waits struct {
	counts []uint64
	bounds []float64
	total  uint64
}

// difference is empty if one of the values is no histogram, or not of the same buckets.
func difference(before, after metrics.Value) waits {
	if before.Kind() != metrics.KindFloat64Histogram || after.Kind() != metrics.KindFloat64Histogram {
		return waits{}
	}
	earlier, later := before.Float64Histogram(), after.Float64Histogram()
	if len(earlier.Counts) != len(later.Counts) {
		return waits{}
	}
	w := waits{counts: make([]uint64, len(later.Counts)), bounds: later.Buckets}
	for i := range w.counts {
		w.counts[i] = later.Counts[i] - earlier.Counts[i]
		w.total += w.counts[i]
	}
	return w
}

// upperBound returns the upper bound in nanoseconds of the bucket in which the given
// quantile lies, of the last bucket, which has none, the lower one; 0 if nothing was
// sampled.
func (w waits) upperBound(quantile float64) int64 {
	rank, passed := uint64(math.Ceil(quantile*float64(w.total))), uint64(0)
	for i, n := range w.counts {
		if passed += n; n > 0 && passed >= rank {
			bound := w.bounds[i+1]
			if math.IsInf(bound, 1) {
				bound = w.bounds[i]
			}
			return int64(math.Round(bound * 1e9))
		}
	}
	return 0
}
