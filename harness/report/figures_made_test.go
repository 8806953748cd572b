package report

import (
	"math"
	"strconv"
	"strings"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

// parts fills in what experiments about parts of pools measure.
func (m model) parts(c sample.Cell, out *sample.Measurement, wobble float64) {
	each := 0.0
	switch c.Experiment {
	case "skew":
		each = m.skewed(c)
	case "batching":
		n, _ := strconv.ParseFloat(c.Value, 64)
		each = fixed(c)/n + 155/m.procs*(1+n/1e6)
	case "state":
		size, _ := positive(0, c.Value)
		each = (8+size/8)/m.procs + map[string]float64{"scratch=make": 20 + size/6, "scratch=pool": 9}[c.Group]
	case "primitives":
		each = m.operation(c)
	case "order":
		each = 900 + 100*map[string]float64{"newest": 0, "oldest": 1, "channel": 0.8}[c.Value]*math.Log2(float64(c.Workers))
	case "monitoring":
		each = (15_000/m.procs + fixed(c)) * map[string]float64{"none": 1, "metrics": 1.004, "profile": 1.008, "trace": 1.03 + fixed(c)/4000}[c.Value]
	}
	if each > 0 {
		out.WallNS = int64(each * wobble * float64(out.Tasks))
	}
	switch experiment.Shape(c.Shape) {
	case experiment.Parked:
		m.parked(c, out, wobble)
	case experiment.Churn:
		m.churned(c, out)
	}
	if c.Experiment == "cluster" {
		m.clustered(c, out, wobble)
	}
}

// skewed is the time per item of 20 µs, a tenth of which take 40 times as long.
func (m model) skewed(c sample.Cell) float64 {
	const mean = 98_000.0
	switch {
	case c.Variant == "inline":
		return mean
	case c.Division.By == sample.Static && c.Group == "order=clustered":
		return mean / m.procs * math.Min(m.procs*0.9, 8.1)
	case c.Division.By == sample.Static:
		return mean / m.procs * 1.06
	}
	return mean/m.procs*1.01 + fixed(c)*0.3
}

func (m model) operation(c sample.Cell) float64 {
	alone := map[string]float64{
		"lock.mutex": 6, "lock.channel": 38, "count.shared": 4.3, "count.adjacent": 4.3, "count.padded": 4.3, "gosched": 45, "go.join": 290,
		"pingpong": 320, "pingpong.locked": 9400,
	}[c.Value]
	if c.Group == "workers=1" {
		return alone
	}
	return alone * map[string]float64{
		"lock.mutex": 5, "lock.channel": 3.3, "count.shared": 3.1, "count.adjacent": 2.6, "count.padded": 1 / m.procs, "gosched": 0.6, "go.join": 0.7,
	}[c.Value]
}

func (m model) parked(c sample.Cell, out *sample.Measurement, wobble float64) {
	n := float64(out.Tasks)
	resident := int64(n*wobble*map[string]float64{"in=channel": 2700, "in=timer": 2950, "in=stack": 16_900}[c.Group]) - 20_000 + m.noise.Int64N(40_000)
	cycle := int64((150_000 + n*85) * wobble)
	out.Parked = &sample.Parked{ResidentBytes: &resident, CycleNS: cycle, CycleCPUNS: cycle * 3 / 2}
}

func (m model) churned(c sample.Cell, out *sample.Measurement) {
	const burst = 64
	stay := map[string]float64{"freelist": 1, "channel": 1, "batched": 1, "conc": 1, "ants": 0.55, "gammazero": 0.03}[c.Variant]
	out.WallNS = int64(100_000 + fixed(c)*100)
	out.Churned = &sample.Churned{SecondNS: out.WallNS * 9 / 10, Peak: burst, Spaced: 1000, SpacedOn: 2}
	for i := range 21 {
		g := sample.GoroutinesAt{NS: max(c.IdleNS*int64(i)/20, 5000)}
		if at := float64(i) / 20; at < stay || at == 0 || stay == 1 {
			g.Goroutines = burst
		}
		if c.Variant == "gammazero" {
			g.Goroutines = burst - int64(i)/10
		}
		out.Churned.Course, out.Churned.Left = append(out.Churned.Course, g), g.Goroutines
	}
}

func (m model) clustered(c sample.Cell, out *sample.Measurement, wobble float64) {
	rate := m.procs * 640 * c.Load * wobble
	answered, p50 := int64(rate*1.5), 2.1e6*wobble
	rss := uint64(14e6 * wobble * float64(max(c.Processes, 1)))
	out.Tasks, out.WallNS, out.ScheduleNS = int(answered), 1.5e9, 1.5e9
	if c.Load > 1 {
		answered, p50 = int64(m.procs*620*1.5*wobble), 2e7
	}
	if strings.HasSuffix(c.Value, "x1") {
		p50 *= 1.3
	}
	out.Served = &sample.Served{Answered: answered, Rejected: int64(out.Tasks) - answered, ProcessesRSS: &rss}
	for i := range c.Processes {
		if c.Processes > 1 {
			part := answered / int64(c.Processes)
			out.Served.PerProcess = append(out.Served.PerProcess, part+part/10*int64(i%2*2-1))
		}
	}
	out.Latency = &sample.Latency{Count: answered, MeanNS: p50, P50NS: int64(p50), P99NS: int64(p50 * 6), P999NS: int64(p50 * 9), MaxNS: int64(p50 * 10)}
}
