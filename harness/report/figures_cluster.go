package report

import (
	"cmp"
	"fmt"
	"slices"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

// clusterFigure: one process and several that share the port, by what they answer, how soon, how
// evenly, and in how much memory.
func (v *view) clusterFigure() (figure, bool) {
	groups := v.groups("cluster")
	slices.SortStableFunc(groups, func(a, b string) int { return cmp.Compare(loadOf(a), loadOf(b)) })
	var panels []chart.Panel
	if len(groups) > 0 {
		low, high := groups[0], groups[len(groups)-1]
		panels = []chart.Panel{
			v.clusterPanel(high, "Answers per second", "higher is better"+v.letIn(high), chart.Count, sample.Measurement.AnswersPerSecond),
			v.servedTail(low),
			v.clusterPanel(low, "Balance", "largest share of answers × processes; 1 is even", chart.Ratio, sample.Measurement.Balance),
			v.clusterPanel(high, "Memory", "sum of peak resident sets, lower is better", chart.Bytes, sample.Measurement.ProcessesResident),
		}
		panels[2].Guides = []chart.Guide{column("even", 1)}
	}
	panels = slices.DeleteFunc(panels, func(p chart.Panel) bool { return valued(p.Rows) == nil })
	m := v.origin("cluster", "The service as one process and as several that share its port",
		"Rows: processes × workers in each, and GOMAXPROCS of each. Requests arrive by a schedule whatever the service does; load is relative to what was answered in a "+
			"rehearsal, and latency counts from the intended arrival. Medians; lines are 95 % intervals, but for the latency go from p50 to p99.", false)
	return figure{"cluster", "throughput, latency, balance and memory of one process and of several",
		chart.Grid{Meta: m, Columns: min(max(len(panels), 1), 2), Panels: panels}}, len(panels) > 0
}

// letIn is how many requests are let in at one load, "; 32 requests let in"; empty without a limit.
func (v *view) letIn(group string) string {
	for _, r := range v.clusterRows(group) {
		if n := r.cell.Cell.Admission; n > 0 {
			return "; " + plural(n, "request") + " let in"
		}
	}
	return ""
}

// loadOf reads "load=80pct" as 0.8.
func loadOf(group string) float64 {
	load, _ := share(group[min(len("load="), len(group)):])
	return load
}

// clusterPanel is a number of the arms at one load, from zero.
func (v *view) clusterPanel(group, title, caption string, unit chart.Unit, of func(sample.Measurement) (float64, bool)) chart.Panel {
	p := chart.Panel{
		Title: fmt.Sprintf("%s at %s load", title, percent(loadOf(group))), X: chart.Axis{Unit: unit, Spacing: chart.Linear}, Y: chart.Axis{Title: caption},
	}
	for _, r := range v.clusterRows(group) {
		row := estimateRow(r.label, r.arm, r.cell.medianOf(of), r.cell)
		if row.Value == nil && len(r.cell.taken()) > 0 {
			row.Note = "–"
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// servedTail is the latency of the arms at one load, from the median to the 99th percentile.
func (v *view) servedTail(group string) chart.Panel {
	p := chart.Panel{
		Title: fmt.Sprintf("Latency at %s load, p50 to p99", percent(loadOf(group))),
		X:     chart.Axis{Unit: chart.Nanoseconds}, Y: chart.Axis{Title: "number: p99; log scale, lower is better"},
	}
	for _, r := range v.clusterRows(group) {
		row := estimateRow(r.label, r.arm, r.cell.medianOf(p99Of(taskLatency)), r.cell)
		p.Rows = append(p.Rows, toTail(row, r.cell.medianOf(p50Of(taskLatency))))
	}
	return p
}

// processRow is a number of processes and of workers in each.
type processRow struct {
	label string
	arm   arm
	cell  *cell
}

// clusterRows are the rows of one load, in the order of the plan.
func (v *view) clusterRows(group string) []processRow {
	t := v.trial("cluster", group)
	var rows []processRow
	for _, value := range t.values {
		for _, a := range t.arms {
			if c := a.cells[value]; c != nil {
				procs := v.table.Run.Plan.GOMAXPROCS
				label := fmt.Sprintf("%d × %s, GOMAXPROCS %d", max(c.Cell.Processes, 1), plural(cmp.Or(c.Cell.Workers, procs), "worker"), cmp.Or(c.Cell.Procs, procs))
				rows = append(rows, processRow{label, a, c})
			}
		}
	}
	return rows
}
