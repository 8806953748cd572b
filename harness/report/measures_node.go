package report

import (
	"fmt"
	"slices"
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
	parallel, resident := middling("cpu/wall", chart.Count, cpuOverWall), middling("peak RSS", chart.Bytes, sample.Measurement.Resident)
	switch s.name {
	case "node-cost":
		return append(v.timeAgainst("task", catalog.Baseline), v.costs(s, parallel, resident)...)
	case computed:
		return append(v.timeAgainst("task", "Go"), v.perIteration(), parallel)
	case "node-workers":
		return []measure{
			v.known("median start", chart.Nanoseconds, p50Of(taskLatency)), v.known("resident memory per worker", chart.Bytes, sample.Measurement.ResidentPerWorker),
			middling("before the first", chart.Bytes, residentBefore), middling("after the last", chart.Bytes, residentAfter),
		}
	case "node-size":
		return append(v.timeAgainst("task", "W = P"), parallel, resident)
	case "node-health":
		return []measure{
			v.known("GET / p50", chart.Nanoseconds, p50Of(taskLatency)), v.known("GET / p99", chart.Nanoseconds, p99OfMany(taskLatency)),
			middling("GET / max", chart.Nanoseconds, maxOf(taskLatency)), middling("scheduler wait p99", chart.Nanoseconds, schedulerWait),
			v.known("computed per second", chart.Count, computedPerSecond),
			middling("p99 of the asker's own lag", chart.Nanoseconds, p99OfMany(generatorLag)), parallel,
		}
	case "node-transfer":
		return []measure{v.taken("time per call", chart.Nanoseconds, nsPerTask), v.fromReference("a copy ÷ this", nsPerTask)}
	}
	return nil
}

// costs are the measures of a group of node-cost beside time: latency of callers that are alone, and memory
// that is not that of the measurement. A column that would be empty is none.
func (v *view) costs(s *section, parallel, resident measure) []measure {
	alone := func(c *cell) bool { return c.Cell.Submitters == 1 }
	var all []measure
	if s.has(alone) {
		all = append(all, v.known("p50", chart.Nanoseconds, p50Of(taskLatency)).where(alone), v.known("p99", chart.Nanoseconds, p99OfMany(taskLatency)).where(alone))
	}
	all = append(all, parallel)
	if lasts := func(c *cell) bool { return c.Cell.Group != "task=empty" }; s.has(lasts) {
		all = append(all, resident.where(lasts))
	}
	stay := func(c *cell) bool { return c.Cell.Variant != node.Spawn } // whose workers have ended when its window does
	return append(all, middling("threads at the end", chart.Number, threads).where(stay))
}

// has tells whether the section has a cell like that.
func (s *section) has(like func(*cell) bool) bool {
	return slices.ContainsFunc(s.rows, func(r row) bool {
		return slices.ContainsFunc(r.cells, func(c *cell) bool { return c != nil && like(c) })
	})
}

// where is m with a dash for cells of which it would say what it does not mean.
func (m measure) where(meant func(*cell) bool) measure {
	return measure{m.title, func(r row, i int) string {
		if c := r.cells[i]; c == nil || !meant(c) {
			return "–"
		}
		return m.of(r, i)
	}}
}

// enough is of how many values a 99th percentile is shown: of fewer it is the largest of them.
const enough = 100

// p99OfMany is p99Of, false also for a distribution of fewer than enough values.
func p99OfMany(of func(sample.Measurement) *sample.Latency) func(sample.Measurement) (float64, bool) {
	return func(m sample.Measurement) (float64, bool) {
		if l := of(m); l != nil && l.Count < enough {
			return 0, false
		}
		return of(m).P99()
	}
}

// schedulerWait is the 99th percentile of the time that goroutines which could run waited for a processor;
// false where no Go runtime counted it.
func schedulerWait(m sample.Measurement) (ns float64, known bool) {
	if m.Scheduler == nil {
		return 0, false
	}
	return float64(m.Scheduler.WaitP99NS), m.Scheduler.WaitP99NS > 0
}

// languageCaption says below the tables of these experiments why a number is not in them, or what it is
// not; empty for others.
func languageCaption(s *section) string {
	switch s.name {
	case "node-cost":
		return "Latency is that of a caller who is alone. Of many callers it says how a system shares out the waiting, and not what a task costs: its mean is their number × the time per task in every system " +
			"(Little's law), while Go serves a few of them again and again, whose short latencies are the median, and others wait. " +
			fmt.Sprintf("There is no p99 of fewer than %d calls. ", enough) +
			"Memory is left out for empty tasks, of which a window has so many that the record of their latencies is a large part of it, in both languages. " +
			"Threads are counted when the window ends, and those of " + node.Spawn + " have ended by then."
	case "node-health":
		return "Scheduler wait is what the Go runtime says of all goroutines of the service, at most: how long those that could run waited for a processor. Where it is as long as GET / takes, answers wait there and not for the network. " +
			"Node.js has no such queue."
	}
	return ""
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
