package report

import (
	"cmp"
	"math"
	"slices"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// operations says in words what an item of primitives is.
var operations = map[string]string{
	"lock.mutex": "mutex", "lock.channel": "channel of one place", "count.shared": "one counter, shared",
	"count.adjacent": "own counters, same cache line", "count.padded": "own counters, padded", "gosched": "runtime.Gosched",
	"go.join": "goroutine started, waited for", "pingpong": "ping-pong", "pingpong.locked": "ping-pong, locked to threads",
}

// primitivesFigure: time per operation with one worker, with one per processor, and the latter
// divided by the former.
func (v *view) primitivesFigure() (figure, bool) {
	one, many := v.trial("primitives", "workers=1"), v.trial("primitives", "workers=P")
	values := slices.Clone(one.values)
	for _, value := range many.values {
		if !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	workers := "P = " + plural(v.table.Run.Plan.GOMAXPROCS, "worker")
	panels := []chart.Panel{
		{Title: "1 worker", Y: chart.Axis{Title: "time per operation (log scale)"}, Rows: one.operations(values, nil, perTask)},
		{Title: workers, Y: chart.Axis{Title: "wall time ÷ all operations"}, Rows: many.operations(values, nil, perTask)},
		{
			Title: workers + " ÷ 1", Y: chart.Axis{Title: "paired by round (log scale)"}, X: chart.Axis{Unit: chart.Ratio},
			Rows:   many.operations(values, one.arm(catalog.Baseline).cells, v.ratio),
			Guides: []chart.Guide{column("ideal: 1 ÷ P", 1/v.procs()), column("as with 1 worker", 1)},
		},
	}
	levelRows(panels[:2])
	panels[2].X.Min, panels[2].X.Max = 1/v.procs(), 1
	panels = slices.DeleteFunc(panels, func(p chart.Panel) bool { return len(p.Rows) == 0 })
	m := v.origin("primitives", "Time per operation that pools are made of, with 1 worker and with P",
		"Nothing but the operation, again and again; lower is better. With P workers an operation takes up to P times as long as shown. Medians with 95 % intervals. "+
			"Counters in one cache line and padded ones differ in nothing but where they lie; with 1 worker that is the control.", true)
	return figure{"primitives", "time per operation with one worker and with one per processor",
		chart.Grid{Meta: m, Columns: max(len(panels), 1), Panels: panels}}, len(panels) > 0
}

// operations are rows of a trial with one arm, in the order of values; none without an estimate. Those of
// ratios are divided by one.
func (t trial) operations(values []string, one map[string]*cell, of func(*cell) stats.Estimate) []chart.RangeRow {
	var rows []chart.RangeRow
	for _, value := range values {
		a := t.only(value)
		c := a.cells[value]
		row := estimateRow(cmp.Or(operations[value], value), a, of(c), c)
		switch {
		case c == nil:
			row.Style, row.Note = chart.Style{}, "–"
		case row.Value == nil && len(c.taken()) > 0:
			row.Note = unpaired("1 worker", one[value])
		}
		rows = append(rows, row)
	}
	return valued(rows)
}

// levelRows gives panels of rows the same logarithmic axis.
func levelRows(panels []chart.Panel) {
	least, most := math.Inf(1), 0.0
	for _, p := range panels {
		for _, r := range p.Rows {
			if r.Value != nil {
				least, most = min(least, r.Value.Lo), max(most, r.Value.Hi)
			}
		}
	}
	for i := range panels {
		if most > 0 {
			panels[i].X.Min, panels[i].X.Max = least, most
		}
	}
}

// monitors says in words what watches.
var monitors = map[string]string{
	string(sample.RuntimeMetrics): "metrics each 10 ms", string(sample.CPUProfile): "CPU profile, 100 Hz", string(sample.ExecutionTrace): "execution trace",
}

// monitoringFigure: time per task while something watches, relative to nothing.
func (v *view) monitoringFigure() (figure, bool) {
	spec := chart.Ranges{
		XTitle: "time per task ÷ that of the same row unwatched (log scale)", XUnit: chart.Ratio, Reference: 1, ReferenceLabel: "unwatched",
		LoLabel: "faster", HiLabel: "slower than unwatched",
	}
	for _, task := range []struct{ group, title string }{{"task=15us", "15 µs tasks"}, {"task=empty", "empty tasks"}} {
		spec.Groups = append(spec.Groups, v.monitored(task.group, task.title)...)
	}
	if floor, _, ok := v.twinsOf("monitoring", experiment.Batch.Metrics()[0]); ok && floor > 0 {
		spec.Band, spec.BandLabel = &chart.Interval{Lo: 1 / (1 + floor), Mid: 1, Hi: 1 + floor}, "noise floor "+percent(floor)
	}
	spec.Meta = v.origin("monitoring", "Time per task while the process is watched, by what watches",
		"Each row is divided by itself unwatched, paired by round. Median and 95 % interval. What profile and trace write is counted and thrown away.", true)
	return figure{"monitoring", "time per task while watched, relative to unwatched", spec}, len(spec.Groups) > 0
}

// monitored are the rows of one size of task under each monitor.
func (v *view) monitored(name, title string) []chart.RangeGroup {
	var groups []chart.RangeGroup
	t := v.trial("monitoring", name)
	for _, value := range t.values {
		group := chart.RangeGroup{Title: cmp.Or(monitors[value], value) + ", " + title}
		for _, a := range t.arms {
			c, none := a.cells[value], a.cells["none"]
			if c == nil || value == "none" {
				continue
			}
			row := estimateRow(a.key, a, v.ratio(c), c)
			if row.Value == nil && len(c.taken()) > 0 {
				row.Note = unpaired("unwatched", none)
			}
			group.Rows = append(group.Rows, row)
		}
		if group.Rows = valued(group.Rows); len(group.Rows) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}
