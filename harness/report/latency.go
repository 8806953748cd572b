package report

import (
	"fmt"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// latencyChart is the name of an experiment's percentiles.
func latencyChart(experiment string) string { return "latency-" + experiment }

// latencies are the medians over the rounds of what each round's distribution was.
type latencies struct{ mean, p50, p99, p999, max stats.Estimate }

// latency sums up one of a cell's distributions; false if it has none.
func (c *cell) latency(of func(sample.Measurement) *sample.Latency) (latencies, bool) {
	var all [5][]float64
	for _, t := range c.taken() {
		if l := of(t.Measurement); l != nil {
			for i, v := range []float64{l.MeanNS, float64(l.P50NS), float64(l.P99NS), float64(l.P999NS), float64(l.MaxNS)} {
				all[i] = append(all[i], v)
			}
		}
	}
	return latencies{
		mean: stats.Median(all[0]), p50: stats.Median(all[1]), p99: stats.Median(all[2]), p999: stats.Median(all[3]), max: stats.Median(all[4]),
	}, len(all[0]) > 0
}

func taskLatency(m sample.Measurement) *sample.Latency   { return m.Latency }
func submitLatency(m sample.Measurement) *sample.Latency { return m.Submit }
func generatorLag(m sample.Measurement) *sample.Latency  { return m.Lag }

// saturated counts the rounds in which less than the offered rate was achieved.
func (c *cell) saturated() int {
	n := 0
	for _, t := range c.taken() {
		if t.Saturated() {
			n++
		}
	}
	return n
}

// hasLatency tells whether any cell of the experiment measured latencies.
func (s *section) hasLatency() bool {
	for _, r := range s.rows {
		for _, c := range r.cells {
			if _, ok := c.latency(taskLatency); ok {
				return true
			}
		}
	}
	return false
}

// latencyTables has a table per block, since one has many columns.
func (v *view) latencyTables(d *document, s *section) {
	if !s.hasLatency() {
		return
	}
	for i, value := range s.values {
		var rows [][]string
		for _, r := range s.rows {
			l, ok := r.cells[i].latency(taskLatency)
			if !ok {
				rows = append(rows, []string{r.label, r.cells[i].absence(), "–", "–", "–", "–", "–", "–", "–"})
				continue
			}
			format := chart.Nanoseconds.Format
			rows = append(rows, []string{
				r.label, format(l.mean.Mid), withInterval(l.p50, chart.Nanoseconds), withInterval(l.p99, chart.Nanoseconds),
				format(l.p999.Mid), format(l.max.Mid), r.cells[i].p99Text(submitLatency), r.cells[i].p99Text(generatorLag), r.cells[i].saturatedText(),
			})
		}
		d.paragraph("Latency, %s = %s: medians over the rounds of each round's percentile. The mean stands beside the median since the two differ where tasks stall%s:",
			s.parameter, value, s.loadText(i))
		d.table([]string{"strategy", "mean", "p50", "p99", "p99.9", "max", "p99 of Submit", "p99 of the generator's lag", "saturated"}, rows)
		v.caption(d, s)
	}
}

// loadText says at which rate tasks arrived in a block of an open loop.
func (s *section) loadText(column int) string {
	for _, r := range s.rows {
		if c := r.cells[column]; c != nil && c.Cell.Rate > 0 {
			return fmt.Sprintf("; %s tasks arrive per second, %s of what the processors could do inline", chart.Count.Format(c.Cell.Rate), percent(c.Cell.Load))
		}
	}
	return ""
}

func (c *cell) p99Text(of func(sample.Measurement) *sample.Latency) string {
	l, ok := c.latency(of)
	if !ok {
		return "–"
	}
	return chart.Nanoseconds.Format(l.p99.Mid)
}

func (c *cell) saturatedText() string {
	if c == nil || c.Cell.Rate == 0 {
		return "–"
	}
	return fmt.Sprintf("%d of %s", c.saturated(), plural(len(c.Taken), "round"))
}

// latencyFigure: percentiles per row, a group per block.
func (v *view) latencyFigure(s *section) (figure, bool) {
	if s.across || !s.hasLatency() {
		return figure{}, false
	}
	subtitle := "From the call of Do to its return"
	if s.shape == experiment.Arrivals {
		subtitle = "From the intended arrival to the end of the task, whatever held it up; grey: saturated in most rounds"
	}
	spec := chart.Percentiles{
		Meta:   v.meta(s, fmt.Sprintf("Latency of a task, by strategy: %s", s.name), subtitle+". Medians over the rounds of each round's percentile."),
		XTitle: "latency (log scale)", XUnit: chart.Nanoseconds,
	}
	for i, value := range s.values {
		group := chart.PercentileGroup{Title: s.parameter + " = " + value}
		for _, r := range s.rows {
			row := chart.PercentileRow{Label: r.label, Style: chart.StyleAt(styleIndex(r.variant))}
			if l, ok := r.cells[i].latency(taskLatency); ok {
				row.P50, row.P99, row.P999, row.Max, row.Mean = l.p50.Mid, l.p99.Mid, l.p999.Mid, l.max.Mid, l.mean.Mid
				if n := r.cells[i].saturated(); n > 0 {
					row.Faint, row.Note = 2*n > len(r.cells[i].Taken), fmt.Sprintf("saturated in %d of %d", n, len(r.cells[i].Taken))
				}
			} else {
				row.Note = r.cells[i].absence()
			}
			group.Rows = append(group.Rows, row)
		}
		spec.Groups = append(spec.Groups, group)
	}
	return figure{latencyChart(s.name), "percentiles of latency, " + s.name, spec}, true
}
