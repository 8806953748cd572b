package report

import (
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// The overview has as many panels as fit on a page beside a text, and none at all where a
// page would be half empty: the figures themselves then say as much.
const (
	fewestPanels = 4
	mostPanels   = 6
)

// overviewFigure: the most important panels of the run on one page.
func (v *view) overviewFigure() (figure, bool) {
	var all []chart.Panel
	var missing []string
	for _, draw := range []func() (chart.Panel, []string){
		v.costPanel, v.efficiencyPanel, v.kernelsPanel, v.memoryPanel, v.crowdOverview, v.workersOverview, v.tailPanel,
	} {
		p, absent := draw()
		if len(p.Series)+len(p.Rows) > 0 && len(all) < mostPanels {
			all, missing = append(all, p), append(missing, absent...)
		}
	}
	m := v.origin("", "Overview of a run on "+plural(v.table.Run.Plan.GOMAXPROCS, "processor"),
		"Medians with 95 % intervals as bands or bars. Own pools are tuned in this repository, libraries are used as their documentation shows; "+
			"what is behind the guard is left out here."+without(missing), false)
	return figure{"overview", "overview of the run", chart.Grid{Meta: m, Columns: 2, BehindLabel: "libraries", Panels: all}}, len(all) >= fewestPanels
}

// costPanel: the cost of an empty task by row.
func (v *view) costPanel() (chart.Panel, []string) {
	t := v.trial("overhead", "")
	if len(t.values) == 0 {
		return chart.Panel{}, nil
	}
	return chart.Panel{
		Title: "Cost of one empty task, " + submitters(t.values[0]), Rows: t.plainRows(t.values[0], perTask),
		X: chart.Axis{Unit: chart.Nanoseconds}, Y: chart.Axis{Title: "time per task (log scale), lower is better"},
	}, nil
}

// efficiencyPanel: efficiency against task size, own pools in front of libraries.
func (v *view) efficiencyPanel() (chart.Panel, []string) {
	t := v.trial("grain", "")
	inline := t.arm(catalog.Serial)
	p := chart.Panel{
		Title: "Parallel efficiency against task size",
		X:     chart.Axis{Title: "time per task of inline (log scale)", Unit: chart.Nanoseconds},
		Y:     chart.Axis{Title: "efficiency, higher is better", Unit: chart.Percent, Spacing: chart.Linear, Max: 1},
	}
	t.arms = slices.DeleteFunc(t.arms, func(a arm) bool { return a.variant == catalog.Serial })
	t.values = slices.DeleteFunc(t.values, func(value string) bool { // without work there is nothing to be efficient at
		serial := inline.cells[value]
		return perTask(serial).N == 0 || serial.Cell.Iterations == 0
	})
	size := func(_ int, value string) (float64, bool) { return perTask(inline.cells[value]).Mid, true }
	efficiency := func(c *cell) stats.Estimate {
		if c == nil {
			return stats.Estimate{}
		}
		return v.efficiency(c, inline.cells[c.Cell.Value])
	}
	arms, series := t.curves(func(a arm) []chart.Point { return t.points(a, size, efficiency) })
	for i, s := range series {
		if arms[i].own() {
			p.Series = append(p.Series, s)
		} else {
			p.Behind = append(p.Behind, s)
		}
	}
	return p, t.absences("grain ", efficiency)
}

// kernelsPanel: the baseline's speed-up on each kernel.
func (v *view) kernelsPanel() (chart.Panel, []string) {
	t := v.trial("workloads", "")
	a, inline := t.arm(catalog.Baseline), t.arm(catalog.Serial)
	p := chart.Panel{
		Title:  "Speed-up of real work over inline, " + catalog.Baseline,
		X:      chart.Axis{Unit: chart.Ratio, Min: 1, Max: v.procs()},
		Y:      chart.Axis{Title: "speed-up (log scale), higher is better"},
		Guides: []chart.Guide{v.idealColumn()},
	}
	for _, kernel := range t.values {
		if c := a.cells[kernel]; c != nil {
			p.Rows = append(p.Rows, estimateRow(kernel, a, c.against(inline.cells[kernel], times), c))
		}
	}
	p.Rows = valued(p.Rows)
	return p, nil
}

// idealColumn is the vertical line of all processors.
func (v *view) idealColumn() chart.Guide {
	return column(v.allProcessors(), v.procs())
}

// memoryPanel: memory per waiting task by row.
func (v *view) memoryPanel() (chart.Panel, []string) {
	t := v.trial("backlog", "")
	if len(t.values) == 0 {
		return chart.Panel{}, nil
	}
	value := t.values[len(t.values)-1]
	each := func(c *cell) stats.Estimate { return c.medianOf(sample.Measurement.WaitingBytesPerTask) }
	return chart.Panel{
		Title: "Memory per waiting task", Rows: t.plainRows(value, each),
		X: chart.Axis{Unit: chart.Bytes}, Y: chart.Axis{Title: "heap and stacks (log scale), lower is better"},
	}, nil
}

// crowdOverview: latency of an echo against the goroutines that compute; in a run without them
// processors in use stand in its place.
func (v *view) crowdOverview() (chart.Panel, []string) {
	p, missing := v.crowdPanel(taskLatency)
	if len(p.Series) == 0 {
		return v.handoffPanel()
	}
	p.Title, p.Keyed, p.Behind = "Latency of an echo while k goroutines compute", true, nil
	return p, missing
}

// handoffPanel: processors in use against the length of the buffer.
func (v *view) handoffPanel() (chart.Panel, []string) {
	p, missing := v.busyPanel()
	p.Title = "Processors in use against the buffer, tasks of 15 µs"
	return p, missing
}

// workersOverview: throughput against the number of workers, at the first grain that the run has,
// own pools in front of libraries.
func (v *view) workersOverview() (chart.Panel, []string) {
	groups := v.groups("workers")
	for _, group := range append([]string{"grain=15us"}, groups...) {
		if p, missing := v.workersPanel(v.trial("workers", group)); len(p.Series) > 0 {
			p.Title = "Throughput against the number of workers, " + strings.Replace(group, "=", " ", 1)
			front := func(s chart.Series) bool { return !strings.Contains(s.Label, "/") }
			p.Behind = slices.DeleteFunc(slices.Clone(p.Series), front)
			p.Series = slices.DeleteFunc(p.Series, func(s chart.Series) bool { return !front(s) })
			return p, missing
		}
	}
	return chart.Panel{}, nil
}

// tailPanel: the 99th percentile of latency in the open loop, at its highest load.
func (v *view) tailPanel() (chart.Panel, []string) {
	t := v.trial("arrivals", "")
	if len(t.values) == 0 {
		return chart.Panel{}, nil
	}
	value := t.values[len(t.values)-1]
	tail := func(c *cell) stats.Estimate {
		var values []float64
		for _, s := range c.taken() {
			if s.Latency != nil {
				values = append(values, float64(s.Latency.P99NS))
			}
		}
		return stats.Median(values)
	}
	return chart.Panel{
		Title: "99th percentile of latency, load " + value, Rows: t.plainRows(value, tail),
		X: chart.Axis{Unit: chart.Nanoseconds}, Y: chart.Axis{Title: "latency (log scale), lower is better"},
	}, nil
}
