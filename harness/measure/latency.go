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
	histogram := hdrhistogram.New(1, longestLatency.Nanoseconds(), latencyDigits)
	var total float64
	var longest int64
	for _, d := range durations {
		total += float64(d)
		longest = max(longest, d)
		_ = histogram.RecordValue(min(max(d, 0), longestLatency.Nanoseconds())) // within its range, so it cannot fail
	}
	if histogram.TotalCount() == 0 {
		return nil
	}
	// The histogram answers with the upper end of a bucket, which may lie above the maximum.
	percentile := func(p float64) int64 { return min(histogram.ValueAtPercentile(p), longest) }
	return &sample.Latency{
		Count: histogram.TotalCount(), MeanNS: total / float64(histogram.TotalCount()),
		P50NS: percentile(50), P99NS: percentile(99), P999NS: percentile(99.9), MaxNS: longest,
	}
}
