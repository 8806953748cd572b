package report

import (
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// measure is one number about the cell of a row in a column, as text.
type measure struct {
	title string
	of    func(r row, column int) string
}

// measures are what an experiment is about; the headline metric if this build does not know.
func (v *view) measures(s *section) []measure {
	switch s.name {
	case "handoff":
		return []measure{v.taken("time per task", chart.Nanoseconds, nsPerTask), v.taken("cpu/wall", chart.Count, cpuOverWall)}
	case "scale":
		return []measure{
			v.taken("time per task", chart.Nanoseconds, nsPerTask),
			{"speed-up", func(r row, i int) string {
				return pairedText(scaled(r, i, func(speedup float64, _ int) float64 { return speedup }), chart.Ratio)
			}},
			{"serial fraction", func(r row, i int) string { return pairedText(scaled(r, i, stats.KarpFlatt), chart.Percent) }},
		}
	case "burst":
		return []measure{
			v.taken("memory per waiting task", chart.Bytes, sample.Measurement.WaitingBytesPerTask).ifAny(), v.taken("peak RSS", chart.Bytes, sample.Measurement.Resident).ifAny(),
			v.taken("drain per task", chart.Nanoseconds, sample.Measurement.DrainPerTask).ifAny(),
			{"outcome", func(r row, i int) string { return r.cells[i].Outcome() }},
		}
	case "transfer":
		return []measure{v.taken("time per call", chart.Nanoseconds, nsPerTask)}
	case "blocking":
		return []measure{v.taken("threads added", chart.Count, sample.Measurement.ThreadsGained)}
	case "queueing":
		return []measure{
			v.taken("median latency", chart.Nanoseconds, func(m sample.Measurement) (float64, bool) { return m.Latency.P50() }),
			v.taken("99th percentile", chart.Nanoseconds, func(m sample.Measurement) (float64, bool) { return m.Latency.P99() }),
			{"saturated", func(r row, i int) string { return r.cells[i].saturatedText() }},
		}
	}
	if all := v.particular(s); all != nil {
		return all
	}
	if all := v.asked(s); all != nil {
		return all
	}
	switch s.group {
	case "mistake=teardown":
		return []measure{
			v.taken("time per task, open to close", chart.Nanoseconds, nsPerTask), v.taken("of the tasks alone", chart.Nanoseconds, sample.Measurement.InsidePerTask),
			v.taken("whole ÷ tasks alone", chart.Ratio, sample.Measurement.WholeOverInside),
		}
	case "mistake=limit": // which is not about time
		return []measure{v.taken("time per task", chart.Nanoseconds, nsPerTask), v.taken("peak goroutines", chart.Count, peakGoroutines)}
	}
	return []measure{v.taken(s.metric.Title, unit(s.metric), s.metric.Of)}
}

// ifAny is m with a dash for cells without a good sample, where another column says why.
func (m measure) ifAny() measure {
	return measure{m.title, func(r row, i int) string {
		if len(r.cells[i].taken()) == 0 {
			return "–"
		}
		return m.of(r, i)
	}}
}

// taken is the measure of what a number of each sample has as its median.
func (v *view) taken(title string, unit chart.Unit, of func(sample.Measurement) (float64, bool)) measure {
	return measure{title, func(r row, i int) string {
		if r.cells[i] == nil {
			return "–"
		}
		return v.number(r.cells[i], r.cells[i].medianOf(of), unit)
	}}
}

func nsPerTask(m sample.Measurement) (float64, bool)   { return m.NSPerTask(), true }
func cpuOverWall(m sample.Measurement) (float64, bool) { return m.EffectiveParallelism(), true }
func peakGoroutines(m sample.Measurement) (float64, bool) {
	return float64(m.PeakGoroutines), true
}

// pairedText is an estimate from pairs of samples, which has no footnotes: disturbed samples are
// not in it.
func pairedText(e stats.Estimate, unit chart.Unit) string {
	if e.N == 0 {
		return "–"
	}
	return strings.ReplaceAll(withInterval(e, unit), "-", "−")
}

// scaled is the median over the rounds of what f makes of a row's speed-up, its own time with one
// processor divided by that with as many as the column has. Nothing for the first of them.
func scaled(r row, column int, f func(speedup float64, procs int) float64) stats.Estimate {
	c := r.cells[column]
	if c == nil || c.Cell.Procs < 2 {
		return stats.Estimate{}
	}
	one := slices.IndexFunc(r.cells, func(c *cell) bool { return c != nil && c.Cell.Procs == 1 })
	if one < 0 {
		return stats.Estimate{}
	}
	return c.against(r.cells[one], func(many, one sample.Measurement) float64 {
		return f(one.NSPerTask()/many.NSPerTask(), c.Cell.Procs)
	})
}
