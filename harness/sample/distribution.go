package sample

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Percentiles are taken from a histogram with the buckets of G. Tene's HdrHistogram: three
// significant digits, so a percentile is at most 0.1 % above the value it stands for, and
// up to an hour, longer than any time-out; what is longer counts as an hour.
const (
	latencyDigits  = 3
	longestLatency = time.Hour
)

// Distribution takes durations, however many, in the memory of a histogram: 270 KB. It is
// for one goroutine, and is made by NewDistribution.
type Distribution struct {
	histogram *hdrhistogram.Histogram
	total     float64
	longest   int64
}

// NewDistribution returns a distribution of nothing.
func NewDistribution() *Distribution {
	return &Distribution{histogram: hdrhistogram.New(1, longestLatency.Nanoseconds(), latencyDigits)}
}

// Record adds a duration in nanoseconds. It allocates nothing.
func (d *Distribution) Record(ns int64) {
	d.total += float64(ns)
	d.longest = max(d.longest, ns)
	_ = d.histogram.RecordValue(min(max(ns, 0), longestLatency.Nanoseconds())) // within its range, so it cannot fail
}

// Summary is what was recorded so far; nil if nothing was.
func (d *Distribution) Summary() *Latency {
	n := d.histogram.TotalCount()
	if n == 0 {
		return nil
	}
	// The histogram answers with the upper end of a bucket, which may lie above the maximum.
	percentile := func(p float64) int64 { return min(d.histogram.ValueAtPercentile(p), d.longest) }
	return &Latency{
		Count: n, MeanNS: d.total / float64(n),
		P50NS: percentile(50), P99NS: percentile(99), P999NS: percentile(99.9), MaxNS: d.longest,
	}
}

// Summarize returns the distribution of durations in nanoseconds; nil if there are none.
func Summarize(durations []int64) *Latency {
	d := NewDistribution()
	for _, duration := range durations {
		d.Record(duration)
	}
	return d.Summary()
}
