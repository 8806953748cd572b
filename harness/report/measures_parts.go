package report

import (
	"fmt"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// reference is the cell of its experiment that a cell is divided by, nil if it was not planned: the
// same row without what is in question, or the way that others are compared with. Where there is
// none, or for that one itself, it is the cell's own.
func (v *view) reference(c sample.Cell) *cell {
	group, row, value := c.Group, c.RowKey(), c.Value
	switch c.Experiment {
	case "skew":
		row, value = catalog.Baseline, string(sample.Claimed)
	case "batching":
		value = "1"
	case "state":
		group = "scratch=own"
	case "primitives":
		group = "workers=1"
	case "order":
		row, value = "freelist", string(sample.Newest)
	case "monitoring":
		value = "none"
	default:
		if g, r, to := v.acrossLanguages(c); r != "" {
			group, row, value = g, r, to
		}
	}
	return v.trial(c.Experiment, group).arm(row).cells[value]
}

// toReference is a number of c divided by that of its reference, paired by round; nothing for
// the reference itself.
func (v *view) toReference(title string, of func(sample.Measurement) (float64, bool)) measure {
	return measure{title, func(r row, i int) string {
		if r.cells[i] == nil {
			return "–"
		}
		other := v.reference(r.cells[i].Cell)
		text := relative(title, chart.Ratio, other, of).of(r, i)
		if text != "–" {
			text += v.fewPairs(r.cells[i].over(other, of))
		}
		return text
	}}
}

// fewPairs is the mark of a ratio that has no confidence interval; empty for others, and without a pair.
func (v *view) fewPairs(e stats.Estimate) string {
	if e.N == 0 || e.N >= stats.MinSamples {
		return ""
	}
	return v.notes.mark(fmt.Sprintf("Fewer than %d undisturbed pairs: smallest and largest ratio instead of a confidence interval.", stats.MinSamples))
}

// timeAgainst are the time per something and that divided by the reference's.
func (v *view) timeAgainst(per, reference string) []measure {
	return []measure{v.taken("time per "+per, chart.Nanoseconds, nsPerTask), v.toReference("time ÷ "+reference, nsPerTask)}
}

// particular are the measures of experiments about parts of pools, and about what is around them;
// none for others.
func (v *view) particular(s *section) []measure {
	switch s.name {
	case "skew":
		return append(v.timeAgainst("item", "claimed"), middling("cpu/wall", chart.Count, cpuOverWall))
	case "batching":
		return v.timeAgainst("item", "1 item")
	case "state":
		return v.timeAgainst("item", "own")
	case "primitives":
		return []measure{v.taken("time per operation", chart.Nanoseconds, nsPerTask)}
	case "order":
		return v.timeAgainst("call", "newest")
	case "monitoring":
		return append(v.timeAgainst("task", "none"), middling("processor time per task", chart.Nanoseconds, cpuPerTask), middling("recorded", chart.Count, recorded))
	case "memory":
		return []measure{
			v.known("resident memory per goroutine", chart.Bytes, sample.Measurement.ResidentPerGoroutine),
			v.known("time of a garbage collection", chart.Nanoseconds, sample.Measurement.CollectionTime),
			v.known("processor time of one", chart.Nanoseconds, collectionCPU),
		}
	case "churn":
		return []measure{
			v.known("peak", chart.Number, peakWorkers), v.known("left", chart.Number, sample.Measurement.WorkersLeft),
			v.known("second ÷ first burst", chart.Ratio, sample.Measurement.SecondOverFirst),
			v.known("goroutines for spaced tasks", chart.Number, sample.Measurement.SpacedGoroutines),
		}
	case "cluster":
		return v.clustered()
	}
	return v.languageMeasures(s)
}

// clustered are what became of requests where several processes may answer.
func (v *view) clustered() []measure {
	return []measure{
		v.known("answers per second", chart.Count, sample.Measurement.AnswersPerSecond),
		v.known("p50", chart.Nanoseconds, p50Of(taskLatency)), v.known("p99", chart.Nanoseconds, p99Of(taskLatency)),
		middling("answered", chart.Percent, shareOf(func(s sample.Served) int64 { return s.Answered })),
		middling("rejected", chart.Percent, shareOf(func(s sample.Served) int64 { return s.Rejected })),
		v.known("balance", chart.Ratio, sample.Measurement.Balance),
		v.known("peak RSS, all processes", chart.Bytes, sample.Measurement.ProcessesResident),
		{"saturated", func(r row, i int) string { return r.cells[i].saturatedText() }},
	}
}

func cpuPerTask(m sample.Measurement) (ns float64, known bool) { return m.CPUPerTask(), true }

// recorded is how many readings or bytes a monitor recorded; false without one.
func recorded(m sample.Measurement) (n float64, known bool) {
	return float64(m.Recorded), m.Recorded > 0
}

// collectionCPU is the processor time of a garbage collection beside waiting goroutines; false
// unless that was measured.
func collectionCPU(m sample.Measurement) (ns float64, known bool) {
	if m.Parked == nil {
		return 0, false
	}
	return float64(m.Parked.CycleCPUNS), m.Parked.CycleCPUNS > 0
}

// peakWorkers is how many goroutines a pool had during the first burst; false unless they were
// counted.
func peakWorkers(m sample.Measurement) (goroutines float64, known bool) {
	if m.Churned == nil {
		return 0, false
	}
	return float64(m.Churned.Peak), true
}
