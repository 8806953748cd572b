package report

import (
	"math"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

// spread is a distribution with three of its numbers in milliseconds.
func spread(p50, p99, most float64) *sample.Latency {
	ns := func(ms float64) int64 { return int64(ms * 1e6) }
	return &sample.Latency{Count: 400, MeanNS: p50 * 1e6, P50NS: ns(p50), P99NS: ns(p99), P999NS: ns(max(p99, most*0.98)), MaxNS: ns(max(most, p99))}
}

// service fills in what is asked from outside.
func (m model) service(c sample.Cell, out *sample.Measurement) {
	switch experiment.Shape(c.Shape) {
	case experiment.Probed:
		m.probe(c, out)
	case experiment.Served:
		m.serve(c, out)
	case experiment.Leak:
		left := int64(1)
		if c.Server == sample.Leaky {
			left = 200
		}
		out.GoroutinesLeft = &left
	case experiment.RoundTrip:
		each := map[sample.Server]float64{sample.Bare: 60_000, sample.Computing: 71_000}[c.Server]
		out.WallNS = int64(each * float64(out.Tasks) * (1 + 0.02*m.noise.Float64()))
		out.Latency = spread(each/1e6, 3*each/1e6, 1)
	}
}

// probe makes up latencies in ms and throughput: p50, p99, and the part of the work that is done.
func (m model) probe(c sample.Cell, out *sample.Measurement) {
	made := [3]float64{0.1, 0.25, 1}
	switch c.Experiment {
	case "responsive":
		k := float64(c.Busy.Tasks) / m.procs
		switch {
		case c.Busy.Repair == sample.Yield:
			made = [3]float64{6, 13, 0.98}
		case c.Busy.Repair == sample.LockAnswers:
			made = [3]float64{70, 120, 1}
		case k >= 1:
			made = [3]float64{8 * math.Pow(k, 1.3), 25 * math.Pow(k, 1.03), 1}
		case k > 0:
			made = [3]float64{0.05, 0.5, 1}
		}
	case "repairs":
		made = map[string][3]float64{
			"idle": {0.1, 0.25, 1}, "none": {10, 30, 1}, "less1": {0.08, 1, 0.51}, "more1": {0.05, 4, 0.995}, "lock": {0.05, 1.8, 0.98},
			"nice": {0.05, 0.5, 0.99}, "yield": {5, 13, 0.985}, "answers": {10.6, 24, 1}, "apart": {0.05, 5, 1.01},
		}[c.Value]
		if c.Variant == "spawn" {
			made = [3]float64{310, 900, 0.997}
		}
	}
	noise := func() float64 { return math.Exp(0.25 * m.noise.NormFloat64()) }
	p50 := made[0] * noise()
	out.Latency = spread(p50, max(p50, made[1]*noise()), made[1]*(1.3+m.noise.Float64()))
	p50 *= 1.3
	out.Probed = &sample.Probed{Health: spread(p50, max(p50, made[1]*1.2*noise()), made[1]*(1.5+m.noise.Float64()))}
	out.Probed.Health.Count = 100
	out.Lag = spread(0.02, 0.3, 2)
	out.Tasks, out.WallNS, out.UserNS = 400, 1e9, int64(1.9e9)
	if c.Busy.Tasks > 0 {
		out.Probed.Units = int64(13_000 * made[2] * (1 + 0.01*m.noise.Float64()))
	}
}

// serve makes up what becomes of requests that come for a second, of which the service could
// answer 1250: the rows answer more or less.
func (m model) serve(c sample.Cell, out *sample.Measurement) {
	load := c.Load * (0.95 + fixed(c)/1500)
	wait := 1.6 + 0.8/max(0.1, 1-min(load, 0.95))*(0.9+0.2*m.noise.Float64())
	rejected := 0.0
	out.ScheduleNS, out.WallNS = 1e9, 1.005e9
	switch {
	case load < 1:
	case c.Admission > 0:
		wait, rejected = 24+m.noise.Float64(), 1-1/load
	default:
		wait, out.WallNS = 1000*(load-1)/2+25+3*m.noise.Float64(), int64(1e9*max(load, 1.02))
	}
	out.Latency = spread(wait, wait*2.1, wait*2.4)
	all := int64(1250 * c.Load)
	lost := int64(float64(all) * rejected)
	out.Tasks = int(all)
	out.Served = &sample.Served{
		Answered: all - lost, Rejected: lost, Connections: 64, Early: spread(wait, wait, wait), Late: spread(wait*2, wait*2, wait*2),
	}
}
