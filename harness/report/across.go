package report

import (
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// across writes the section of an experiment whose blocks are compared with each other: its
// chart and one table per group of what it is about. Verdicts against the baseline would be
// the answer to another question.
func (v *view) across(d *document, groups []*section, show func(name string)) {
	first := groups[0]
	first.question(d)
	show(acrossChart(first.name))
	if first.judged() {
		v.rules(d, first)
		return
	}
	measures := v.measures(first)
	if s, ok := stacked(groups); ok {
		v.sheet(d, s, measures, first.rows[0].label)
	} else {
		for _, s := range groups {
			v.sheet(d, s, measures, spaced(s.group))
		}
	}
	v.caption(d, first)
}

// acrossChart is the name of the chart of an experiment whose blocks are compared.
func acrossChart(experiment string) string {
	if experiment == "blocking" {
		return "threads"
	}
	return experiment
}

// spaced is "grain = 15us" for "grain=15us".
func spaced(setting string) string { return strings.Replace(setting, "=", " = ", 1) }

// stacked puts the groups of an experiment that has the same single row in each into one table
// with a line per group; false if it has more rows.
func stacked(groups []*section) (*section, bool) {
	if len(groups) < 2 {
		return nil, false
	}
	all := *groups[0]
	all.lines, _, _ = strings.Cut(all.group, "=")
	all.values, all.rows = nil, nil
	for _, s := range groups {
		if len(s.rows) != 1 || s.rows[0].label != groups[0].rows[0].label {
			return nil, false
		}
		for _, value := range s.values {
			if !slices.Contains(all.values, value) {
				all.values = append(all.values, value)
			}
		}
	}
	for _, s := range groups {
		line := s.rows[0]
		line.label, line.cells = spaced(s.group), make([]*cell, len(all.values))
		for i, value := range s.values {
			line.cells[slices.Index(all.values, value)] = s.rows[0].cells[i]
		}
		all.rows = append(all.rows, line)
	}
	return &all, true
}

// sheet is the table of a group: a column per value if there is one measure, and otherwise a
// line per cell with a column per measure. Rows and cells that the plan does not have are
// left out where they can be.
func (v *view) sheet(d *document, s *section, measures []measure, what string) {
	if what != "" {
		what = ", " + what
	}
	if len(measures) == 1 {
		d.paragraph("%s%s:", upperFirst(measures[0].title), what)
		lines, ratios := v.ratios(s)
		s.grid(d, appended(s.perBlock(func(r row, i int) string { return measures[0].of(r, i) }), lines), ratios...)
		return
	}
	head := []string{s.columns()[0], s.parameter}
	var titles []string
	for _, m := range measures {
		titles = append(titles, m.title)
	}
	d.paragraph("%s%s:", upperFirst(strings.Join(titles, ", ")), what)
	var rows [][]string
	for _, r := range s.rows {
		for i, value := range s.values {
			if r.cells[i] == nil {
				continue
			}
			line := []string{r.label, value}
			for _, m := range measures {
				line = append(line, m.of(r, i))
			}
			rows = append(rows, line)
		}
	}
	d.table(append(head, titles...), rows)
}

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
			v.taken("memory per waiting task", chart.Bytes, waitingBytes), v.taken("peak RSS", chart.Bytes, residentBytes),
			v.taken("drain per task", chart.Nanoseconds, drainPerTask), {"outcome", func(r row, i int) string { return r.cells[i].outcome() }},
		}
	case "transfer":
		return []measure{v.taken("time per call", chart.Nanoseconds, nsPerTask)}
	case "blocking":
		return []measure{v.taken("threads added", chart.Count, threadsAdded)}
	case "queueing":
		return []measure{
			v.taken("median latency", chart.Nanoseconds, latencyOf(func(l *sample.Latency) int64 { return l.P50NS })),
			v.taken("99th percentile", chart.Nanoseconds, latencyOf(func(l *sample.Latency) int64 { return l.P99NS })),
			{"saturated", func(r row, i int) string { return r.cells[i].saturatedText() }},
		}
	}
	return []measure{v.taken(s.metric.Title, unit(s.metric), s.metric.Of)}
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
func waitingBytes(m sample.Measurement) (float64, bool) {
	return m.WaitingBytesPerTask(), m.WaitingBytes != nil
}
func residentBytes(m sample.Measurement) (float64, bool) { return peakRSS(m), m.PeakRSS != nil }
func drainPerTask(m sample.Measurement) (float64, bool) {
	return float64(m.DrainNS) / float64(m.Tasks), m.DrainNS > 0
}

func threadsAdded(m sample.Measurement) (float64, bool) {
	if m.ThreadsAdded == nil {
		return 0, false
	}
	return float64(*m.ThreadsAdded), true
}

func latencyOf(pick func(*sample.Latency) int64) func(sample.Measurement) (float64, bool) {
	return func(m sample.Measurement) (float64, bool) {
		if m.Latency == nil {
			return 0, false
		}
		return float64(pick(m.Latency)), true
	}
}

// pairedText is an estimate from pairs of samples, which has no footnotes: disturbed samples are
// not in it.
func pairedText(e stats.Estimate, unit chart.Unit) string {
	if e.N == 0 {
		return "–"
	}
	return withInterval(e, unit)
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

// outcome says how a cell's samples ended: "12 of 12 ran", "out of memory 3 of 3".
func (c *cell) outcome() string {
	if c.Cell.Failure != nil {
		return string(c.Cell.Failure.Kind) + " while it was calibrated"
	}
	all := len(c.Taken) + len(c.Failures)
	var texts []string
	counts := map[sample.FailureKind]int{}
	for _, f := range c.Failures {
		counts[f.Kind]++
	}
	for _, f := range c.Failures {
		if n := counts[f.Kind]; n > 0 {
			texts = append(texts, fmt.Sprintf("%s %d of %d", f.Kind, n, all))
			counts[f.Kind] = 0
		}
	}
	switch {
	case all == 0:
		return "not measured"
	case len(texts) == 0:
		return fmt.Sprintf("%d of %d ran", all, all)
	}
	return strings.Join(texts, ", ")
}

// ratios are further columns for ways to measure the same: every way divided by the first one,
// paired by round. None for experiments of other kinds, or where no row was measured twice.
func (v *view) ratios(s *section) (lines [][]string, head []string) {
	if s.name != "pitfalls" || !slices.ContainsFunc(s.rows, func(r row) bool { return !slices.Contains(r.cells, nil) }) {
		return nil, nil
	}
	for _, value := range s.values[1:] {
		head = append(head, value+" ÷ "+s.values[0])
	}
	for _, r := range s.rows {
		var line []string
		for _, c := range r.cells[1:] {
			ratio := c.against(r.cells[0], func(c, first sample.Measurement) float64 { return c.NSPerTask() / first.NSPerTask() })
			line = append(line, pairedText(ratio, chart.Ratio))
		}
		lines = append(lines, line)
	}
	return lines, head
}

// appended puts the cells of more behind those of rows, line by line; nil adds nothing.
func appended(rows, more [][]string) [][]string {
	for i := range more {
		rows[i] = append(rows[i], more[i]...)
	}
	return rows
}
