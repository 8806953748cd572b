package claim_test

import (
	"math"

	"poolbench/harness/sample"
)

// one is a quiet measurement of round i with values by metric.
func one(i int, values map[string]float64) sample.Taken {
	const tasks = 1_000_000
	quiet := 0.0
	m := sample.Measurement{Tasks: tasks, WallNS: 1e9, UserNS: 1e9, ForeignCPU: &quiet}
	whole := func(v float64) *int64 { n := int64(math.Round(v)); return &n }
	for metric, v := range values {
		switch metric {
		case "ns/op":
			m.WallNS = *whole(v * tasks)
		case "cpu/wall":
			m.UserNS = *whole(v * 1e9)
		case "p50-ns", "p99-ns":
			if m.Latency == nil {
				m.Latency = &sample.Latency{}
			}
			if metric == "p50-ns" {
				m.Latency.P50NS = *whole(v)
			} else {
				m.Latency.P99NS = *whole(v)
			}
		case "submit-p99.9-ns":
			m.Submit = &sample.Latency{P999NS: *whole(v)}
		case "B/waiting-task":
			m.WaitingBytes = whole(v * tasks)
		case "drain-ns/task":
			m.DrainNS = *whole(v * tasks)
		case "whole/inside":
			m.InsideNS = *whole(float64(m.WallNS) / v)
		case "peak-goroutines":
			m.PeakGoroutines = int(*whole(v))
		case "threads":
			m.ThreadsAdded = whole(v - 1)
		case "ns/unit": // of an arm that has no time per task
			m.Probed, m.WallNS = &sample.Probed{Units: tasks}, *whole(v * tasks)
		case "growth":
			m.Served = &sample.Served{Early: &sample.Latency{P50NS: 1e6}, Late: &sample.Latency{P50NS: *whole(v * 1e6)}}
		case "goroutines-left":
			m.GoroutinesLeft = whole(v - 1)
		case "RSS-B/goroutine":
			parked(&m).ResidentBytes = whole(v * tasks)
		case "RSS-B/worker":
			m.Started = &sample.Started{Workers: tasks, AfterRSS: uint64(*whole((v - 1) * tasks))}
		case "gc-ns":
			parked(&m).CycleNS = *whole(v)
		case "workers-left":
			churned(&m).Left = *whole(v - 1)
		case "second-burst-ns":
			churned(&m).SecondNS = *whole(v)
		case "answers/s":
			m.Served = &sample.Served{Answered: *whole(v * float64(m.WallNS) / 1e9), Rejected: 1}
		default:
			panic("no way to make a measurement with " + metric)
		}
	}
	return sample.Taken{Round: i + 1, Position: 1, Measurement: m}
}

// parked and churned are what a measurement has of that kind, made if it has none.
func parked(m *sample.Measurement) *sample.Parked {
	if m.Parked == nil {
		m.Parked = new(sample.Parked)
	}
	return m.Parked
}

func churned(m *sample.Measurement) *sample.Churned {
	if m.Churned == nil {
		m.Churned = new(sample.Churned)
	}
	return m.Churned
}
