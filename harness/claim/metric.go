package claim

import (
	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

// Metric is a positive number that a measurement has.
type Metric struct {
	// Key names it. Those of package experiment have the same key here.
	Key string
	// Title names it in texts.
	Title string
	Unit  chart.Unit
	// Of takes it from a measurement; false if the measurement has no such number.
	Of func(sample.Measurement) (float64, bool)
}

// The metrics that claims are about.
var (
	timePerTask = Metric{experiment.TimePerTask, "time per task", chart.Nanoseconds, func(m sample.Measurement) (float64, bool) {
		return m.NSPerTask(), true
	}}
	parallelism = Metric{"cpu/wall", "processors in use", chart.Ratio, func(m sample.Measurement) (float64, bool) {
		return m.EffectiveParallelism(), true
	}}
	tailLatency = Metric{"p99-ns", "99th percentile of latency", chart.Nanoseconds, func(m sample.Measurement) (float64, bool) {
		if m.Latency == nil {
			return 0, false
		}
		return float64(m.Latency.P99NS), true
	}}
	submitTail = Metric{"submit-p99.9-ns", "99.9th percentile of Submit", chart.Nanoseconds, func(m sample.Measurement) (float64, bool) {
		if m.Submit == nil {
			return 0, false
		}
		return float64(m.Submit.P999NS), true
	}}
	bytesPerWaiting = Metric{"B/waiting-task", "memory per waiting task", chart.Bytes, func(m sample.Measurement) (float64, bool) {
		return m.WaitingBytesPerTask(), m.WaitingBytes != nil
	}}
	drainPerTask = Metric{"drain-ns/task", "time to drain, per task", chart.Nanoseconds, func(m sample.Measurement) (float64, bool) {
		return float64(m.DrainNS) / float64(m.Tasks), m.DrainNS > 0
	}}
	peakGoroutines = Metric{"peak-goroutines", "largest number of goroutines", chart.Count, func(m sample.Measurement) (float64, bool) {
		return float64(m.PeakGoroutines), m.PeakGoroutines > 0
	}}
	// None added is a good value, and a ratio needs a positive one: so one more is counted.
	threadsAndOne = Metric{"threads+1", "threads added, and one", chart.Count, func(m sample.Measurement) (float64, bool) {
		if m.ThreadsAdded == nil {
			return 0, false
		}
		return float64(*m.ThreadsAdded) + 1, true
	}}
)
