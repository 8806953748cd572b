package report

import (
	"fmt"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// computed is the experiment of nothing but work in both languages.
const computed = "node-work"

// doubles is the value of node-work in which Go adds the numbers that JavaScript has.
const doubles = "sum-double"

// acrossLanguages is what a cell of an experiment with systems in Node.js is divided by; the zero
// values for others. Where work is in question, what computes on one processor is divided by inline.
func (v *view) acrossLanguages(c sample.Cell) (group, row, value string) {
	group, row, value = c.Group, catalog.Baseline, c.Value
	switch c.Experiment {
	case "node-cost":
		return group, row, value
	case computed:
		if strings.HasPrefix(value, "sum-") {
			value = doubles
		}
		if c.Variant == catalog.Serial || c.Variant == node.Loop {
			row = catalog.Serial
		}
		return group, row, value
	case "node-size":
		return group, c.RowKey(), fmt.Sprint(v.table.Run.Plan.GOMAXPROCS)
	case "node-transfer":
		return "way=copy", c.RowKey(), value
	}
	return "", "", ""
}

// languageMeasures are those of the experiments with systems in Node.js; none for others.
func (v *view) languageMeasures(s *section) []measure {
	time := func(per, reference string) []measure {
		return []measure{v.taken("time per "+per, chart.Nanoseconds, nsPerTask), v.toReference("time ÷ "+reference, nsPerTask)}
	}
	p50, p99 := v.known("p50", chart.Nanoseconds, p50Of(taskLatency)), v.known("p99", chart.Nanoseconds, p99Of(taskLatency))
	parallel, resident := middling("cpu/wall", chart.Count, cpuOverWall), middling("peak RSS", chart.Bytes, sample.Measurement.Resident)
	switch s.name {
	case "node-cost":
		return append(time("task", catalog.Baseline), p50, p99, parallel, resident, middling("threads", chart.Number, threads))
	case computed:
		return append(time("task", "Go"), v.perIteration(), parallel)
	case "node-workers":
		return []measure{
			v.known("median start", chart.Nanoseconds, p50Of(taskLatency)), v.known("resident memory per worker", chart.Bytes, sample.Measurement.ResidentPerWorker),
			middling("before the first", chart.Bytes, residentBefore), middling("after the last", chart.Bytes, residentAfter),
		}
	case "node-size":
		return append(time("task", "W = P"), p50, p99, parallel, resident)
	case "node-health":
		return []measure{
			v.known("GET / p50", chart.Nanoseconds, p50Of(taskLatency)), v.known("GET / p99", chart.Nanoseconds, p99Of(taskLatency)),
			middling("GET / max", chart.Nanoseconds, maxOf(taskLatency)), v.known("computed per second", chart.Count, computedPerSecond),
			middling("p99 of the asker's own lag", chart.Nanoseconds, p99Of(generatorLag)), parallel,
		}
	case "node-transfer":
		return []measure{v.taken("time per call", chart.Nanoseconds, nsPerTask), v.fromReference("a copy ÷ this", nsPerTask), p99}
	}
	return nil
}

// languageBasis is what the tables of these experiments rest on, behind their title; empty for others.
func (v *view) languageBasis(s *section) string {
	switch n := v.answers(s.name, taskLatency); {
	case s.name == computed:
		return "; systems with workers are divided by channel and those without by inline, sums by that of doubles"
	case s.shape == experiment.Health && n > 0:
		return fmt.Sprintf("; %.0f GET / a round", n)
	}
	return ""
}

// fromReference is toReference the other way round, for what takes a small part of its reference.
func (v *view) fromReference(title string, of func(sample.Measurement) (float64, bool)) measure {
	return measure{title, func(r row, i int) string {
		c := r.cells[i]
		if c == nil {
			return "–"
		}
		other := v.reference(c.Cell)
		if other.series() == c.series() {
			return "–"
		}
		e := other.over(c, of)
		return pairedText(e, chart.Ratio) + v.fewPairs(e)
	}}
}

// perIteration is the processor time of an iteration of the workload's loop, which can be compared
// between one processor and several.
func (v *view) perIteration() measure {
	return measure{"processor time per iteration", func(r row, i int) string {
		c := r.cells[i]
		if c == nil || c.Cell.Iterations == 0 {
			return "–"
		}
		return v.number(c, c.medianOf(func(m sample.Measurement) (float64, bool) { return m.CPUPerTask() / float64(c.Cell.Iterations), true }), chart.Nanoseconds)
	}}
}

// threads is how many the system had at the end of its window, of the operating system, or where nobody
// asked that of the Go runtime; false if unknown.
func threads(m sample.Measurement) (n float64, known bool) {
	switch {
	case m.Threads != nil:
		return float64(*m.Threads), true
	case m.Scheduler != nil:
		return float64(m.Scheduler.Threads), m.Scheduler.Threads > 0
	}
	return 0, false
}

// residentBefore and residentAfter are the resident sets before the first worker was started and
// after the last; false unless some were.
func residentBefore(m sample.Measurement) (bytes float64, known bool) {
	if m.Started == nil {
		return 0, false
	}
	return float64(m.Started.BeforeRSS), m.Started.BeforeRSS > 0
}

func residentAfter(m sample.Measurement) (bytes float64, known bool) {
	if m.Started == nil {
		return 0, false
	}
	return float64(m.Started.AfterRSS), m.Started.AfterRSS > 0
}

// computedPerSecond is how many answers to /compute there were per second beside those to GET /; false
// without any.
func computedPerSecond(m sample.Measurement) (n float64, known bool) {
	each, known := m.TimePerUnit()
	if !known {
		return 0, false
	}
	return 1e9 / each, true
}
