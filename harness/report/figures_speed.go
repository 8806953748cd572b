package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// experimentFigures are the charts of the experiments that are built from cells of several
// blocks, and the overview of all.
func (v *view) experimentFigures() []figure {
	var figures []figure
	for _, draw := range []func() (figure, bool){
		v.workloadsFigure, v.workersFigure, v.handoffFigure, v.scaleFigure, v.burstFigure, v.stackFigure, v.transferFigure,
		v.threadsFigure, v.pitfallsFigure, v.responsiveFigure, v.repairsFigure, v.overloadFigure,
		v.skewFigure, v.batchingFigure, v.stateFigure, v.primitivesFigure, v.monitoringFigure, v.memoryFigure, v.churnFigure, v.clusterFigure,
		v.nodeCostFigure, v.nodeWorkFigure, v.nodeMemoryFigure, v.nodeStartFigure, v.nodeHealthFigure, v.nodeTransferFigure,
		v.overviewFigure,
	} {
		if f, ok := draw(); ok {
			figures = append(figures, f)
		}
	}
	return figures
}

// times is how many times as long another cell takes per task.
func times(c, other sample.Measurement) float64 { return other.NSPerTask() / c.NSPerTask() }

// procs is the number of processors of the run.
func (v *view) procs() float64 { return float64(v.table.Run.Plan.GOMAXPROCS) }

// allProcessors is the label of P, wherever an axis has it.
func (v *view) allProcessors() string {
	return "P = " + plural(v.table.Run.Plan.GOMAXPROCS, "processor")
}

// manyRows is the number of rows of a forest plot from which its groups stand side by side, and
// tooManyRows that from which it does not fit on a screen and is summed up.
const (
	manyRows    = 24
	tooManyRows = 60
)

// workloadsFigure: a forest plot of speed-ups over inline, a group per kernel.
func (v *view) workloadsFigure() (figure, bool) {
	t := v.trial("workloads", "")
	spec := chart.Ranges{
		XTitle: "speed-up over inline (log scale)", XUnit: chart.Ratio, XMin: 1,
		Reference: v.procs(), ReferenceLabel: "ideal: " + chart.Ratio.Format(v.procs()),
	}
	rows := 0
	var missing []string
	for _, kernel := range t.values {
		group, absent := t.speedUps(kernel)
		if missing = append(missing, absent...); len(group.Rows) > 0 {
			spec.Groups, rows = append(spec.Groups, group), rows+len(group.Rows)
		}
	}
	subtitle := "Inline's time per task ÷ that of the row, paired by round: median and 95 % interval. Inline runs on one processor."
	if rows > tooManyRows {
		for i, g := range spec.Groups {
			spec.Groups[i].Rows = extremes(g.Rows)
		}
		subtitle += " Last: the fastest and slowest other row of each kernel, which noise drives apart; all rows are in the table."
	}
	if rows > manyRows {
		spec.Columns = min(len(spec.Groups), maxForestColumns)
	}
	spec.Meta = v.origin("workloads", "Speed-up of real work over inline, by kernel", subtitle+without(missing), true)
	return figure{"workloads", "speed-up over inline by kernel", spec}, rows > 0
}

// speedUps are the rows of a kernel, or the reason why there are none.
func (t trial) speedUps(kernel string) (chart.RangeGroup, []string) {
	inline := t.arm(catalog.Serial).cells[kernel]
	if len(inline.taken()) == 0 {
		return chart.RangeGroup{}, []string{fmt.Sprintf("all of %s (inline: %s)", kernel, inline.absence())}
	}
	group := chart.RangeGroup{Title: kernel}
	for _, a := range t.arms {
		if c := a.cells[kernel]; c != nil && a.variant != catalog.Serial {
			group.Rows = append(group.Rows, estimateRow(a.key, a, c.against(inline, times), c))
		}
	}
	if len(group.Rows) > 0 && valued(group.Rows) == nil {
		return chart.RangeGroup{}, []string{"any row of " + kernel}
	}
	return group, nil
}

// extremes keeps a goroutine per task and the baseline, and of the others the one with the
// highest and, last, the one with the lowest estimate. Rows without a value stay.
func extremes(rows []chart.RangeRow) []chart.RangeRow {
	var kept, others []chart.RangeRow
	for _, r := range rows {
		if r.Label == catalog.Baseline || r.Label == unpooled || r.Value == nil {
			kept = append(kept, r)
		} else {
			others = append(others, r)
		}
	}
	if len(others) <= 2 {
		return append(kept, others...)
	}
	slices.SortStableFunc(others, func(a, b chart.RangeRow) int { return cmp.Compare(b.Value.Mid, a.Value.Mid) })
	for _, r := range []chart.RangeRow{others[0], others[len(others)-1]} {
		r.Label, _, _ = strings.Cut(r.Label, "/") // no variant has two faces here, and there is little room
		kept = append(kept, r)
	}
	return kept
}

// unpooled is the row of a goroutine per task.
const unpooled = "spawn"

// estimateRow is a row with an estimate, or with the reason why c has none. Its axis is
// logarithmic: an interval down to zero is open there, and zero itself stands in words.
func estimateRow(label string, a arm, e stats.Estimate, c *cell) chart.RangeRow {
	row := chart.RangeRow{Label: label, Style: a.style(), Value: interval(e)}
	switch {
	case row.Value == nil:
		row.Note = c.absence()
	case !usable(e):
		row.Value, row.Note = nil, fmt.Sprint(e.Mid)
	case e.Lo <= 0:
		row.Value.Lo, row.OpenLo = e.Mid, true
	}
	return row
}

// usable tells numbers above zero that an axis can hold from what division by a time of zero
// leaves.
func usable(e stats.Estimate) bool { return e.N > 0 && e.Mid > 0 && e.Hi < endless }

// workersFigure: throughput against the number of workers, a panel per grain.
func (v *view) workersFigure() (figure, bool) {
	var all []chart.Panel
	var missing []string
	var trials []trial
	for _, group := range v.groups("workers") {
		trials = append(trials, v.trial("workers", group))
	}
	for i, group := range v.groups("workers") {
		p, absent := v.workersPanel(trials[i])
		p.Title = strings.Replace(group, "=", " = ", 1)
		p.X.Ticks = positions(v.procs(), trials...)
		missing = append(missing, absent...)
		if len(p.Series) > 0 {
			all = append(all, p)
		}
	}
	m := v.origin("workers", "Throughput against the number of workers",
		fmt.Sprintf("Time per task with W = P = %d, a worker per processor, ÷ that with W workers, paired by round. Medians; bands are 95 %% intervals. "+
			"One submitter, which needs a processor as well.", v.table.Run.Plan.GOMAXPROCS)+without(missing), true)
	return figure{"workers", "throughput against the number of workers", sharing(m, all)}, len(all) > 0
}

// workersPanel has a curve per row, relative to the same row with a worker per processor.
func (v *view) workersPanel(t trial) (chart.Panel, []string) {
	p := chart.Panel{
		X: chart.Axis{Title: "workers W (log scale)", Unit: chart.Number, Ticks: positions(v.procs(), t)},
		Y: chart.Axis{Title: "throughput, relative to W = P", Unit: chart.Ratio, Spacing: chart.Linear},
		Guides: []chart.Guide{{
			Label: v.allProcessors(), From: [2]float64{v.procs(), 0}, To: [2]float64{v.procs(), endless},
		}},
	}
	relative := func(a arm) func(*cell) stats.Estimate {
		return func(c *cell) stats.Estimate { return c.against(a.cells[fmt.Sprint(v.procs())], times) }
	}
	_, p.Series = t.curves(func(a arm) []chart.Point { return t.points(a, positive, relative(a)) })
	var missing []string
	for _, a := range t.arms {
		one := trial{values: t.values, arms: []arm{a}}
		missing = append(missing, one.absences("W = ", relative(a))...)
	}
	return p, missing
}

// endless is above all values: where a guide goes on to the end of the axis.
const endless = 1e99

// handoffFigure: processors in use and the cost of an empty task, against the length of the
// buffer; and the other strategies at the usual length.
func (v *view) handoffFigure() (figure, bool) {
	var all []chart.Panel
	busy, missing := v.busyPanel()
	if len(busy.Series) > 0 {
		all = append(all, busy)
	}
	t := v.trial("handoff", "task=empty.P")
	cost := func(c *cell) stats.Estimate { return c.estimate(sample.Measurement.NSPerTask) }
	_, series := t.curves(func(a arm) []chart.Point { return t.points(a, step, cost) })
	if len(series) > 0 {
		for i := range series {
			series[i].Label += " with W = P"
		}
		missing = append(missing, t.absences("empty tasks, buffer ", cost)...)
		all = append(all, chart.Panel{
			Title: "Empty tasks", Series: series, Keyed: true,
			X: chart.Axis{Title: "buffer, places for waiting tasks", Spacing: chart.Steps, Names: t.values},
			Y: chart.Axis{Title: "time per task, lower is better", Unit: chart.Nanoseconds, Spacing: chart.Linear},
		})
	}
	for _, group := range []string{"task=15us.P", "task=15us.Pplus1"} {
		if p := v.othersPanel(group); len(p.Rows) > 0 {
			all = append(all, p)
		}
	}
	m := v.origin("handoff", "Processors in use and cost of a task, against the length of the buffer",
		fmt.Sprintf("cpu/wall is processor time ÷ wall time: how many of the P = %d processors were in use. W is the number of workers. Medians with 95 %% intervals. "+
			"The submitter never stops.", v.table.Run.Plan.GOMAXPROCS)+without(missing), false)
	return figure{"handoff", "processors in use and cost of a task, by buffer", chart.Grid{Meta: m, Columns: min(len(all), 2), Panels: all}}, len(all) > 0
}

// parallelism is how many processors were in use.
func parallelism(c *cell) stats.Estimate { return c.estimate(sample.Measurement.EffectiveParallelism) }

// buffered are the rows that were measured with more than one length of the buffer.
func buffered(t trial) []arm {
	var arms []arm
	for _, a := range t.arms {
		if len(a.cells) > 1 {
			arms = append(arms, a)
		}
	}
	return arms
}

// busyPanel: cpu/wall against the length of the buffer, with a worker per processor and with
// one more.
func (v *view) busyPanel() (chart.Panel, []string) {
	p := chart.Panel{
		Title: "Tasks of 15 µs", Keyed: true,
		X:          chart.Axis{Title: "buffer, places for waiting tasks", Spacing: chart.Steps},
		Y:          chart.Axis{Title: "cpu/wall, higher is better", Unit: chart.Count, Spacing: chart.Linear},
		References: []chart.Reference{{Value: v.procs(), Label: v.allProcessors()}},
	}
	var missing []string
	for i, group := range []string{"task=15us.P", "task=15us.Pplus1"} {
		t := v.trial("handoff", group)
		t.arms = buffered(t)
		missing = append(missing, t.absences("15 µs, buffer ", parallelism)...)
		if len(p.X.Names) == 0 {
			p.X.Names = t.values
		}
		x := func(_ int, value string) (float64, bool) { return indexOf(p.X.Names, value) }
		for _, a := range t.arms {
			if points := t.points(a, x, parallelism); len(points) > 0 {
				label := a.key + []string{" with W = P", " with W = P + 1"}[i]
				p.Series = append(p.Series, chart.Series{Label: label, Style: setting(a, i), Points: points})
			}
		}
	}
	return p, missing
}

// othersPanel: cpu/wall of the strategies that are measured with one buffer only.
func (v *view) othersPanel(group string) chart.Panel {
	t := v.trial("handoff", group)
	workers := map[string]string{"task=15us.P": "W = P", "task=15us.Pplus1": "W = P + 1"}[group]
	p := chart.Panel{
		Title:  "Tasks of 15 µs, " + workers + ", buffer " + fmt.Sprint(v.table.Run.Plan.Queue),
		X:      chart.Axis{Unit: chart.Count, Min: 1, Max: v.procs()},
		Y:      chart.Axis{Title: "cpu/wall (log scale), higher is better"},
		Guides: []chart.Guide{v.idealColumn()},
	}
	for _, a := range t.arms {
		if c := a.cells[fmt.Sprint(v.table.Run.Plan.Queue)]; c != nil {
			p.Rows = append(p.Rows, estimateRow(a.key, a, parallelism(c), c))
		}
	}
	if p.Rows = valued(p.Rows); len(p.Rows) < 2 { // that of the other panels alone
		p.Rows = nil
	}
	return p
}

// fewProcs is the number of processors up to which speed-ups need labels between those of the
// steps.
const fewProcs = 4

// scaleFigure: speed-up against the number of processors.
func (v *view) scaleFigure() (figure, bool) {
	t := v.trial("scale", "")
	speedUp := func(a arm) func(*cell) stats.Estimate {
		return func(c *cell) stats.Estimate { return c.against(a.cells["1"], times) }
	}
	var missing []string
	arms, series := t.curves(func(a arm) []chart.Point {
		if len(a.cells) < 2 {
			return nil // inline, which more processors do not help
		}
		one := trial{values: t.values, arms: []arm{a}}
		missing = append(missing, one.absences("P = ", speedUp(a))...)
		return t.points(a, positive, speedUp(a))
	})
	p := chart.Panel{
		X:      chart.Axis{Title: "processors P", Unit: chart.Number, Spacing: chart.Linear, Ticks: positions(v.procs(), t), Min: 1},
		Y:      chart.Axis{Title: "speed-up, higher is better", Unit: chart.Ratio, Spacing: chart.Linear, Min: 1, Max: v.procs()},
		Guides: []chart.Guide{{Label: "ideal: P", From: [2]float64{1, 1}, To: [2]float64{v.procs(), v.procs()}}},
	}
	if v.procs() > fewProcs {
		p.Y.Ticks = p.X.Ticks
	}
	m := v.origin("scale", "Speed-up against the number of processors",
		"The row's own time per task with 1 processor ÷ that with P, paired by round; GOMAXPROCS = workers = P, tasks of 150 µs. Medians; bands are "+
			"95 % intervals. A processor is what the operating system calls one."+without(missing), true)
	return figure{"scale", "speed-up against the number of processors", sharing(m, panels(p, arms, series))}, len(series) > 0
}
