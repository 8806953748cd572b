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
	// Plus is what Of adds, since ratios need positive values and none is a good one. Texts
	// show values without it.
	Plus float64
	// Twins is the metric whose noise floor is this one's too; empty for its own.
	Twins string
	// Counted is true for what others on the machine hardly disturb, sizes, numbers of things and
	// ratios of times of one sample: without twins it has no noise floor.
	Counted bool
	// Of takes it from a measurement; false if the measurement has no such number.
	Of func(sample.Measurement) (float64, bool)
}

// format writes a value.
func (m Metric) format(v float64) string { return m.Unit.Format(v - m.Plus) }

// values are those of a series, disturbed ones among them; none of no series.
func (m Metric) values(s *sample.Series) []float64 {
	var values []float64
	if s == nil {
		return nil
	}
	for _, taken := range s.Taken {
		if v, ok := m.Of(taken.Measurement); ok {
			values = append(values, v)
		}
	}
	return values
}

// The metrics that claims are about.
var (
	timePerTask = Metric{Key: experiment.TimePerTask, Title: "time per task", Of: func(m sample.Measurement) (float64, bool) {
		return m.NSPerTask(), true
	}}
	parallelism = Metric{
		Key: "cpu/wall", Title: "processors in use", Unit: chart.Ratio, Twins: experiment.TimePerTask,
		Of: func(m sample.Measurement) (float64, bool) { return m.EffectiveParallelism(), true },
	}
	tailLatency = Metric{Key: "p99-ns", Title: "99th percentile of latency", Of: func(m sample.Measurement) (float64, bool) {
		if m.Latency == nil {
			return 0, false
		}
		return float64(m.Latency.P99NS), true
	}}
	submitTail = Metric{Key: "submit-p99.9-ns", Title: "99.9th percentile of Submit", Of: func(m sample.Measurement) (float64, bool) {
		if m.Submit == nil {
			return 0, false
		}
		return float64(m.Submit.P999NS), true
	}}
	bytesPerWaiting = Metric{
		Key: "B/waiting-task", Title: "memory per waiting task", Unit: chart.Bytes, Counted: true,
		Of: func(m sample.Measurement) (float64, bool) { return m.WaitingBytesPerTask(), m.WaitingBytes != nil },
	}
	drainPerTask = Metric{Key: "drain-ns/task", Title: "time to drain, per task", Of: func(m sample.Measurement) (float64, bool) {
		return float64(m.DrainNS) / float64(m.Tasks), m.DrainNS > 0
	}}
	wholeOverInside = Metric{
		Key: "whole/inside", Title: "time from opening to closing ÷ that of the tasks alone", Unit: chart.Ratio, Counted: true,
		Of: func(m sample.Measurement) (float64, bool) {
			return float64(m.WallNS) / float64(m.InsideNS), m.InsideNS > 0
		},
	}
	peakGoroutines = Metric{
		Key: "peak-goroutines", Title: "largest number of goroutines", Unit: chart.Count, Counted: true,
		Of: func(m sample.Measurement) (float64, bool) { return float64(m.PeakGoroutines), m.PeakGoroutines > 0 },
	}
	threadsAdded = Metric{
		Key: "threads", Title: "threads added", Unit: chart.Count, Plus: 1, Counted: true,
		Of: func(m sample.Measurement) (float64, bool) {
			if m.ThreadsAdded == nil {
				return 0, false
			}
			return float64(max(*m.ThreadsAdded, 0)) + 1, true // one that ended meanwhile is none added
		},
	}
)
