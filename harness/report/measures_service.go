package report

import (
	"fmt"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// asked are the measures of the shapes in which a process is asked from outside; none for others,
// and for those of which the headline says all.
func (v *view) asked(s *section) []measure {
	switch s.shape {
	case experiment.Probed:
		return v.probed(s)
	case experiment.Served:
		return v.served()
	case experiment.RoundTrip:
		bare := v.trial(s.name, "").arm(catalog.Baseline).cells[string(sample.Bare)]
		return []measure{
			v.known("time per request", chart.Nanoseconds, nsPerTask), v.known("p99", chart.Nanoseconds, p99Of(taskLatency)),
			relative("time ÷ "+string(sample.Bare), chart.Ratio, bare, nsPerTask),
		}
	}
	return nil
}

// probed are what those who ask wait for, and what is computed meanwhile; where there is
// something to repair, also how both compare with no repair and with nothing to do.
func (v *view) probed(s *section) []measure {
	all := []measure{
		v.known("echo p50", chart.Nanoseconds, p50Of(taskLatency)), v.known("echo p99", chart.Nanoseconds, p99Of(taskLatency)),
		middling("echo max", chart.Nanoseconds, maxOf(taskLatency)),
		middling("GET / p50", chart.Nanoseconds, p50Of(healthLatency)), v.known("GET / p99", chart.Nanoseconds, p99Of(healthLatency)),
		middling("p99 of the asker's own lag", chart.Nanoseconds, p99Of(generatorLag)),
		v.known("time per unit", chart.Nanoseconds, sample.Measurement.TimePerUnit),
	}
	if s.name == "repairs" {
		none, idle := v.repairReferences()
		all = append(all, relative("throughput ÷ none", chart.Percent, none, unitRate), relative("echo p99 ÷ idle", chart.Ratio, idle, p99Of(taskLatency)))
	}
	return append(all, middling("cpu/wall", chart.Count, cpuOverWall), middling("cpu/wall of the other processes", chart.Count, helpersOverWall))
}

// answers is how many answers the percentiles of a sample of an experiment are of, in the median
// over all samples; 0 without any. The 99th percentile of few is hardly less than their maximum.
func (v *view) answers(name string, of func(sample.Measurement) *sample.Latency) float64 {
	var counts []float64
	for _, s := range v.table.Series {
		if s.Cell.Experiment != name || s.Cell.Role != sample.Compared {
			continue
		}
		for _, t := range s.Taken {
			if l := of(t.Measurement); l != nil {
				counts = append(counts, float64(l.Count))
			}
		}
	}
	return stats.Median(counts).Mid
}

// asks is ", 400 a round" behind what is asked for in an experiment; empty if nothing was.
func (v *view) asks(name string, of func(sample.Measurement) *sample.Latency) string {
	if n := v.answers(name, of); n > 0 {
		return fmt.Sprintf(", %.0f a round", n)
	}
	return ""
}

// basis is what the percentiles in the tables of an experiment rest on, "; 400 echoes and 100 GET
// / a round"; empty where a process is not asked for both.
func (v *view) basis(s *section) string {
	echoes, gets := v.answers(s.name, taskLatency), v.answers(s.name, healthLatency)
	if s.shape != experiment.Probed || echoes == 0 || gets == 0 {
		return v.languageBasis(s)
	}
	return fmt.Sprintf("; %.0f echoes and %.0f GET / a round", echoes, gets)
}

// served are what became of requests.
func (v *view) served() []measure {
	share := func(title string, of func(sample.Served) int64) measure {
		return middling(title, chart.Percent, shareOf(of))
	}
	return []measure{
		v.known("p50", chart.Nanoseconds, p50Of(taskLatency)), v.known("p99", chart.Nanoseconds, p99Of(taskLatency)),
		share("answered", func(s sample.Served) int64 { return s.Answered }),
		share("rejected", func(s sample.Served) int64 { return s.Rejected }),
		share("failed", func(s sample.Served) int64 { return s.Failed }),
		v.known("growth", chart.Ratio, sample.Measurement.Growth), middling("connections", chart.Count, connections),
		middling("p99 of the asker's own lag", chart.Nanoseconds, p99Of(generatorLag)),
		{"saturated", func(r row, i int) string { return r.cells[i].saturatedText() }},
	}
}

// connections is how many the generator of requests had opened in the end; false if nobody asked
// a service.
func connections(m sample.Measurement) (float64, bool) {
	if m.Served == nil {
		return 0, false
	}
	return float64(m.Served.Connections), true
}

// repairReferences are what repairs are compared with: the same work without one, and no work.
func (v *view) repairReferences() (none, idle *cell) {
	cells := v.trial("repairs", "").arm(catalog.Baseline).cells
	return cells["none"], cells["idle"]
}

// known is taken with a dash where good samples do not have the number: what did not happen
// was not forgotten.
func (v *view) known(title string, unit chart.Unit, of func(sample.Measurement) (float64, bool)) measure {
	m := v.taken(title, unit, of)
	return measure{title, func(r row, i int) string {
		if c := r.cells[i]; len(c.taken()) > 0 && c.medianOf(of).N == 0 {
			return "–"
		}
		return m.of(r, i)
	}}
}

// middling is the median alone, for what stands beside the numbers that matter.
func middling(title string, unit chart.Unit, of func(sample.Measurement) (float64, bool)) measure {
	return measure{title, func(r row, i int) string {
		if e := r.cells[i].medianOf(of); e.N > 0 {
			return unit.Format(e.Mid)
		}
		return "–"
	}}
}

// relative is a number divided by that of another cell, paired by round; a dash for that cell.
func relative(title string, unit chart.Unit, other *cell, of func(sample.Measurement) (float64, bool)) measure {
	return measure{title, func(r row, i int) string {
		if c := r.cells[i]; c.series() != other.series() {
			return pairedText(c.over(other, of), unit)
		}
		return "–"
	}}
}

// over is the median over the rounds of a number of c divided by that of other, where both have
// it and were not disturbed.
func (c *cell) over(other *cell, of func(sample.Measurement) (float64, bool)) stats.Estimate {
	var values []float64
	sample.Pairs(c.series(), other.series(), func(a, b sample.Taken) {
		x, hasX := of(a.Measurement)
		y, hasY := of(b.Measurement)
		if hasX && hasY && y > 0 && !a.Disturbed() && !b.Disturbed() {
			values = append(values, x/y)
		}
	})
	return stats.Median(values)
}

// healthLatency is how long GET / took.
func healthLatency(m sample.Measurement) *sample.Latency { return m.HealthLatency() }

func p50Of(of func(sample.Measurement) *sample.Latency) func(sample.Measurement) (float64, bool) {
	return func(m sample.Measurement) (float64, bool) { return of(m).P50() }
}

func p99Of(of func(sample.Measurement) *sample.Latency) func(sample.Measurement) (float64, bool) {
	return func(m sample.Measurement) (float64, bool) { return of(m).P99() }
}

func maxOf(of func(sample.Measurement) *sample.Latency) func(sample.Measurement) (float64, bool) {
	return func(m sample.Measurement) (float64, bool) {
		if l := of(m); l != nil {
			return float64(l.MaxNS), true
		}
		return 0, false
	}
}

// helpersOverWall is how many processors the other processes of the sample used: the one who asks,
// and where the work is done apart the one that does it; false where that is unknown.
func helpersOverWall(m sample.Measurement) (float64, bool) {
	return float64(m.HelpersNS) / float64(m.WallNS), m.HelpersNS > 0
}

// unitRate is how many units of work were done per nanosecond; false without any work.
func unitRate(m sample.Measurement) (float64, bool) {
	each, ok := m.TimePerUnit()
	return 1 / each, ok
}

// shareOf is the part of the requests of which something became; false without requests.
func shareOf(of func(sample.Served) int64) func(sample.Measurement) (float64, bool) {
	return func(m sample.Measurement) (float64, bool) {
		s := m.Served
		if s == nil || s.Answered+s.Rejected+s.Failed == 0 {
			return 0, false
		}
		return float64(of(*s)) / float64(s.Answered+s.Rejected+s.Failed), true
	}
}
