package sample

import "golang.org/x/perf/benchfmt"

// parkedValues are the metrics of goroutines that wait. How fast they came there is not what was asked.
func parkedValues(m Measurement) []benchfmt.Value {
	var v values
	v.known("RSS-B/goroutine")(m.ResidentPerGoroutine())
	v.known("gc-ns")(m.CollectionTime())
	if m.Parked != nil {
		v.add("gc-cpu-ns", float64(m.Parked.CycleCPUNS))
	}
	v.known("peak-RSS-bytes")(m.Resident())
	return v
}

// churnValues are the metrics of a pool between bursts.
func churnValues(m Measurement) []benchfmt.Value {
	var v values
	v.known("workers-left")(m.WorkersLeft())
	v.add("first-burst-ns", float64(m.WallNS))
	v.known("second-burst-ns")(m.SecondBurst())
	v.known("second/first")(m.SecondOverFirst())
	v.known("spaced-goroutines")(m.SpacedGoroutines())
	return v
}
