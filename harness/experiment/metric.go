package experiment

import "poolbench/harness/sample"

// Metric is a number that rows are compared by; less is better.
type Metric struct {
	// Key names it in files and on the command line.
	Key string
	// Title names it in texts.
	Title string
	// Bytes is true for sizes; other metrics are times in nanoseconds.
	Bytes bool
	// Of takes it from a measurement; false if the measurement has no such number.
	Of func(sample.Measurement) (float64, bool)
}

// TimePerTask is the key of the wall time per task in ns, as Go benchmarks call it.
const TimePerTask = "ns/op"

// The metrics of all shapes.
var (
	timePerTask = Metric{Key: TimePerTask, Title: "time per task", Of: func(m sample.Measurement) (float64, bool) {
		return m.NSPerTask(), true
	}}
	memoryPerWaiting = Metric{Key: "B/waiting-task", Title: "memory per waiting task", Bytes: true,
		Of: sample.Measurement.WaitingBytesPerTask}
	medianLatency = Metric{Key: "p50-ns", Title: "median latency", Of: func(m sample.Measurement) (float64, bool) {
		return m.Latency.P50()
	}}
	// In a closed loop Go keeps a few callers running and lets the others wait: too few calls
	// are slow for the 99th percentile to see any of it.
	farTailLatency = Metric{Key: "p99.9-ns", Title: "99.9th percentile of latency", Of: func(m sample.Measurement) (float64, bool) {
		return m.Latency.P999()
	}}
	tailLatency = Metric{Key: "p99-ns", Title: "99th percentile of latency", Of: func(m sample.Measurement) (float64, bool) {
		return m.Latency.P99()
	}}
)

// TimePerUnit is the key of what work costs that is done beside answers.
const TimePerUnit = "ns/unit"

var (
	timePerUnit = Metric{Key: TimePerUnit, Title: "time per unit of work", Of: sample.Measurement.TimePerUnit}
	healthTail  = Metric{Key: "health-p99-ns", Title: "99th percentile of GET /", Of: func(m sample.Measurement) (float64, bool) {
		return m.HealthLatency().P99()
	}}
	goroutinesLeft = Metric{Key: "goroutines-left", Title: "goroutines left", Of: func(m sample.Measurement) (float64, bool) {
		if m.GoroutinesLeft == nil {
			return 0, false
		}
		return float64(*m.GoroutinesLeft), true
	}}
)

var (
	residentPerGoroutine = Metric{Key: "RSS-B/goroutine", Title: "resident memory per goroutine", Bytes: true, Of: sample.Measurement.ResidentPerGoroutine}
	collection           = Metric{Key: "gc-ns", Title: "time of a garbage collection", Of: sample.Measurement.CollectionTime}
	residentPerWorker    = Metric{Key: "RSS-B/worker", Title: "resident memory per worker", Bytes: true, Of: sample.Measurement.ResidentPerWorker}
	workersLeft          = Metric{Key: "workers-left", Title: "goroutines left when idle", Of: sample.Measurement.WorkersLeft}
	secondBurst          = Metric{Key: "second-burst-ns", Title: "time of the second burst", Of: sample.Measurement.SecondBurst}
)

// Metrics are what rows are compared by under loads of this shape, the headline first. A
// shape that this build does not know is compared by time per task.
func (s Shape) Metrics() []Metric {
	switch s {
	case Backlog:
		return []Metric{memoryPerWaiting}
	case Request:
		return []Metric{timePerTask, farTailLatency}
	case Arrivals, Served: // the rate is given, so the time per task says nothing
		return []Metric{medianLatency, tailLatency}
	case Probed:
		return []Metric{medianLatency, tailLatency, healthTail, timePerUnit}
	case Parked:
		return []Metric{residentPerGoroutine, collection}
	case Churn:
		return []Metric{workersLeft, secondBurst}
	case Leak:
		return []Metric{goroutinesLeft}
	case Started:
		return []Metric{medianLatency, residentPerWorker}
	case Health:
		return []Metric{medianLatency, tailLatency}
	default:
		return []Metric{timePerTask}
	}
}
