package sample

import "golang.org/x/perf/benchfmt"

// probedValues are the metrics of a process that was asked while it computed. Processor time per
// question would be that of the work, and time per question follows from the schedule.
func probedValues(m Measurement) []benchfmt.Value {
	var v values
	v.latency(m.Latency)
	v.known("health-p50-ns")(m.HealthLatency().P50())
	v.known("health-p99-ns")(m.HealthLatency().P99())
	v.known("lag-p99-ns")(m.Lag.P99())
	v.known("ns/unit")(m.TimePerUnit())
	v.add("cpu/wall", m.EffectiveParallelism())
	return v
}

// servedValues are the metrics of a service under a load. Its rate is given.
func servedValues(m Measurement) []benchfmt.Value {
	var v values
	v.latency(m.Latency)
	v.known("lag-p99-ns")(m.Lag.P99())
	if s := m.Served; s != nil {
		v.add("answered/sent", float64(s.Answered)/float64(m.Tasks))
		v.add("connections", float64(s.Connections))
	}
	v.known("late/early")(m.Growth())
	if s := m.Served; s != nil && len(s.PerProcess) > 0 { // the sample's own process is the supervisor
		v.known("peak-RSS-bytes")(m.ProcessesResident())
		return v
	}
	v.known("peak-RSS-bytes")(m.Resident())
	return v
}

// leakValues are what requests have left behind.
func leakValues(m Measurement) []benchfmt.Value {
	var v values
	if m.GoroutinesLeft != nil {
		v.add("goroutines-left", float64(*m.GoroutinesLeft))
	}
	return v
}

// roundTripValues are the metrics of requests on one connection. Counters cover the start of the
// process that asks as well, so they say nothing about a request.
func roundTripValues(m Measurement) []benchfmt.Value {
	var v values
	v.add("ns/op", m.NSPerTask())
	v.latency(m.Latency)
	return v
}
