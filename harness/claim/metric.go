package claim

import (
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

// Metric is a number that a measurement has. Those of claims are positive, since ratios of others mean nothing.
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
	medianLatency = Metric{Key: "p50-ns", Title: "median latency", Of: func(m sample.Measurement) (float64, bool) {
		return m.Latency.P50()
	}}
	tailLatency = Metric{Key: "p99-ns", Title: "99th percentile of latency", Of: func(m sample.Measurement) (float64, bool) {
		return m.Latency.P99()
	}}
	submitTail = Metric{Key: "submit-p99.9-ns", Title: "99.9th percentile of Submit", Of: func(m sample.Measurement) (float64, bool) {
		return m.Submit.P999()
	}}
	bytesPerWaiting = Metric{
		Key: "B/waiting-task", Title: "memory per waiting task", Unit: chart.Bytes, Counted: true,
		Of: sample.Measurement.WaitingBytesPerTask,
	}
	drainPerTask    = Metric{Key: "drain-ns/task", Title: "time to drain, per task", Of: sample.Measurement.DrainPerTask}
	wholeOverInside = Metric{
		Key: "whole/inside", Title: "time from opening to closing ÷ that of the tasks alone", Unit: chart.Ratio, Counted: true,
		Of: sample.Measurement.WholeOverInside,
	}
	peakGoroutines = Metric{
		Key: "peak-goroutines", Title: "largest number of goroutines", Unit: chart.Count, Counted: true,
		Of: func(m sample.Measurement) (float64, bool) { return float64(m.PeakGoroutines), m.PeakGoroutines > 0 },
	}
	threadsAdded = Metric{
		Key: "threads", Title: "threads added", Unit: chart.Count, Plus: 1, Counted: true,
		Of: func(m sample.Measurement) (float64, bool) {
			n, known := m.ThreadsGained()
			return n + 1, known
		},
	}
	timePerUnit = Metric{Key: experiment.TimePerUnit, Title: "time per unit of work", Of: sample.Measurement.TimePerUnit}
	growth      = Metric{
		Key: "growth", Title: "median latency of the last third ÷ that of the first", Unit: chart.Ratio, Counted: true,
		Of: sample.Measurement.Growth,
	}
	goroutinesLeft = Metric{
		Key: "goroutines-left", Title: "goroutines left", Unit: chart.Count, Plus: 1, Counted: true,
		Of: func(m sample.Measurement) (float64, bool) {
			if m.GoroutinesLeft == nil {
				return 0, false
			}
			return float64(max(*m.GoroutinesLeft, 0)) + 1, true // one of the process's own may have ended
		},
	}
	residentPerGoroutine = Metric{
		Key: "RSS-B/goroutine", Title: "resident memory per goroutine", Unit: chart.Bytes, Counted: true,
		Of: sample.Measurement.ResidentPerGoroutine,
	}
	collection  = Metric{Key: "gc-ns", Title: "time of a garbage collection", Of: sample.Measurement.CollectionTime}
	workersLeft = Metric{
		Key: "workers-left", Title: "goroutines left when idle", Unit: chart.Count, Plus: 1, Counted: true,
		Of: func(m sample.Measurement) (float64, bool) {
			n, known := m.WorkersLeft()
			return n + 1, known
		},
	}
	residentPerWorker = Metric{
		Key: "RSS-B/worker", Title: "resident memory per worker", Unit: chart.Bytes, Plus: 1, Counted: true,
		Of: func(m sample.Measurement) (float64, bool) {
			bytes, known := m.ResidentPerWorker()
			return bytes + 1, known
		},
	}
	secondBurst      = Metric{Key: "second-burst-ns", Title: "time of the second burst", Of: sample.Measurement.SecondBurst}
	answersPerSecond = Metric{Key: "answers/s", Title: "answers per second", Unit: chart.Count, Of: overloadedAnswers}
)

// overloadedAnswers is how many requests are answered per second where some are rejected; false where
// none is, since it is then only as many as came.
func overloadedAnswers(m sample.Measurement) (rate float64, known bool) {
	if m.Served == nil || m.Served.Rejected == 0 {
		return 0, false
	}
	return m.AnswersPerSecond()
}

// Metrics that no claim of the ledger is about, and texts quote.
var (
	farTail = Metric{Key: "p99.9-ns", Title: "99.9th percentile of latency", Of: func(m sample.Measurement) (float64, bool) {
		return m.Latency.P999()
	}}
	allocsPerTask = Metric{Key: "allocs/op", Title: "allocations per task", Unit: chart.Count, Of: func(m sample.Measurement) (float64, bool) {
		return float64(m.Allocs) / float64(m.Tasks), m.Tasks > 0 && m.Scheduler != nil // only Go counts them
	}}
	bytesPerTask = Metric{Key: "B/op", Title: "bytes allocated per task", Unit: chart.Bytes, Of: func(m sample.Measurement) (float64, bool) {
		return float64(m.Bytes) / float64(m.Tasks), m.Tasks > 0 && m.Scheduler != nil
	}}
	cpuPerTask = Metric{Key: "cpu-ns/op", Title: "processor time per task", Of: func(m sample.Measurement) (float64, bool) {
		return m.CPUPerTask(), m.Tasks > 0
	}}
	peakResident = Metric{Key: "peak-rss", Title: "largest resident set", Unit: chart.Bytes, Counted: true, Of: sample.Measurement.Resident}
	healthTail   = Metric{Key: "health-p99-ns", Title: "99th percentile of GET /", Of: func(m sample.Measurement) (float64, bool) {
		return m.HealthLatency().P99()
	}}
	secondOverFirst = Metric{
		Key: "second/first", Title: "time of the second burst ÷ that of the first", Unit: chart.Ratio,
		Of: sample.Measurement.SecondOverFirst,
	}
	spacedGoroutines = Metric{
		Key: "spaced-goroutines", Title: "goroutines that ran tasks one at a time", Unit: chart.Count, Counted: true,
		Of: sample.Measurement.SpacedGoroutines,
	}
	balance = Metric{
		Key: "balance", Title: "largest share of a process × processes", Unit: chart.Ratio, Counted: true,
		Of: sample.Measurement.Balance,
	}
	processesResident = Metric{
		Key: "processes-rss", Title: "largest resident sets of all processes", Unit: chart.Bytes, Counted: true,
		Of: sample.Measurement.ProcessesResident,
	}
)

// Metrics returns all metrics that claims may be about, for texts that quote numbers.
func Metrics() []Metric {
	return []Metric{
		timePerTask, parallelism, medianLatency, tailLatency, submitTail, bytesPerWaiting, drainPerTask, wholeOverInside,
		peakGoroutines, threadsAdded, timePerUnit, growth, goroutinesLeft,
		residentPerGoroutine, residentPerWorker, collection, workersLeft, secondBurst, answersPerSecond,
		farTail, allocsPerTask, bytesPerTask, cpuPerTask, peakResident, healthTail, secondOverFirst, spacedGoroutines, balance, processesResident,
	}
}

// FindMetric returns the metric with key among those of [Metrics], or an error that lists what
// there is.
func FindMetric(key string) (Metric, error) {
	all := Metrics()
	if i := slices.IndexFunc(all, func(m Metric) bool { return m.Key == key }); i >= 0 {
		return all[i], nil
	}
	keys := make([]string, len(all))
	for i, m := range all {
		keys[i] = m.Key
	}
	return Metric{}, fmt.Errorf("unknown metric %q: allowed are %s", key, strings.Join(keys, ", "))
}
