package measure

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"poolbench/harness/sample"
)

// Percentiles are taken from a histogram with the buckets of G. Tene's HdrHistogram: three
// significant digits, so a percentile is at most 0.1 % above the value it stands for, and
// up to an hour, longer than any time-out; what is longer counts as an hour.
const (
	latencyDigits  = 3
	longestLatency = time.Hour
)

// unset marks a duration that has not been recorded.
const unset = -1

// newDurations makes room for n durations in nanoseconds, all of them unset. Writing them
// brings their pages in before the window, which would pay for it otherwise.
//
// Durations are kept one by one during the window, and the histogram is filled afterwards:
// recording one is a store at its task's own index, without a lock. A histogram per caller
// would need none either, but is 270 KB, and 16 of them are more than the 4 MB from which
// the collector of a small process starts to work: what is measured would run with fewer
// collections than it does by itself.
func newDurations(n int) []int64 {
	durations := make([]int64, n)
	for i := range durations {
		durations[i] = unset
	}
	return durations
}

// summarize returns the distribution of the durations, or nil if there are none.
func summarize(durations []int64) *sample.Latency {
	d := newDistribution()
	for _, duration := range durations {
		d.record(duration)
	}
	return d.summary()
}

// distribution takes durations in nanoseconds, however many, in the memory of a histogram.
// It is for one goroutine.
type distribution struct {
	histogram *hdrhistogram.Histogram
	total     float64
	longest   int64
}

func newDistribution() *distribution {
	return &distribution{histogram: hdrhistogram.New(1, longestLatency.Nanoseconds(), latencyDigits)}
}

// record allocates nothing.
func (d *distribution) record(duration int64) {
	d.total += float64(duration)
	d.longest = max(d.longest, duration)
	_ = d.histogram.RecordValue(min(max(duration, 0), longestLatency.Nanoseconds())) // within its range, so it cannot fail
}

// summary is nil if nothing was recorded.
func (d *distribution) summary() *sample.Latency {
	n := d.histogram.TotalCount()
	if n == 0 {
		return nil
	}
	// The histogram answers with the upper end of a bucket, which may lie above the maximum.
	percentile := func(p float64) int64 { return min(d.histogram.ValueAtPercentile(p), d.longest) }
	return &sample.Latency{
		Count: n, MeanNS: d.total / float64(n),
		P50NS: percentile(50), P99NS: percentile(99), P999NS: percentile(99.9), MaxNS: d.longest,
	}
}
