package sample

import (
	"slices"

	"golang.org/x/perf/benchfmt"
)

// nodeValues are benchValues of a system in Node.js, without what only the Go runtime tells of itself: a 0 would
// say that nothing was allocated.
func nodeValues(m Measurement) []benchfmt.Value {
	return slices.DeleteFunc(benchValues(m), func(v benchfmt.Value) bool {
		return slices.Contains([]string{"B/op", "allocs/op", "peak-goroutines"}, v.Unit)
	})
}

// startedValues are the metrics of workers that were started one after the other.
func startedValues(m Measurement) []benchfmt.Value {
	var v values
	v.latency(m.Latency)
	v.known("RSS-B/worker")(m.ResidentPerWorker())
	v.known("peak-RSS-bytes")(m.Resident())
	return v
}

// healthValues are the metrics of a server that is asked for GET / while it computes. How often it is asked
// follows from the schedule.
func healthValues(m Measurement) []benchfmt.Value {
	var v values
	v.latency(m.Latency)
	v.known("lag-p99-ns")(m.Lag.P99())
	v.known("peak-RSS-bytes")(m.Resident())
	return v
}
