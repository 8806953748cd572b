package report

import (
	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// What counts as a repair: answers come within so many times the latency of an idle process,
// and no more than so much throughput is lost.
const (
	goodLatency    = 10.0
	goodThroughput = 0.9
)

// repairLabels says in words what a repair is; they are keys of values.
var repairLabels = map[string]string{
	"idle": "nothing to compute", "none": "no repair: W = P", "less1": "a worker less: W = P − 1", "more1": "GOMAXPROCS = P + 1",
	"lock": "P + 1, workers on own threads", "nice": "P + 1, own threads, low priority", "yield": "tasks yield every 150 µs",
	"answers": "echo answered on own threads", "apart": "work in another process",
}

// repairLabel names a cell of the experiment for a picture.
func repairLabel(value string, a arm) string {
	label := repairLabels[value]
	switch {
	case label == "":
		return a.key + ", " + value
	case a.key == unpooled && value == "none":
		return "no repair: goroutine per task"
	case a.key != catalog.Baseline:
		return label + ", " + a.key
	}
	return label
}

// repairsFigure: latency and throughput of each repair, beside each other.
func (v *view) repairsFigure() (figure, bool) {
	t := v.trial("repairs", "")
	none, idle := v.repairReferences()
	latency := chart.Panel{
		Title: "Latency of an echo, median to 99th percentile",
		X:     chart.Axis{Unit: chart.Nanoseconds},
		Y:     chart.Axis{Title: "number: 99th percentile; log scale, lower is better"},
	}
	throughput := chart.Panel{
		Title: "Throughput of the work, relative to no repair",
		X:     chart.Axis{Unit: chart.Percent, Spacing: chart.Linear, Max: 1},
		Y:     chart.Axis{Title: "paired by round, higher is better"},
	}
	for _, value := range t.values {
		for _, a := range t.arms {
			c := a.cells[value]
			if c == nil {
				continue
			}
			label := repairLabel(value, a)
			latency.Rows = append(latency.Rows, toTail(estimateRow(label, a, c.medianOf(p99Of(taskLatency)), c), c.medianOf(p50Of(taskLatency))))
			row := estimateRow(label, a, c.over(none, unitRate), c)
			switch {
			case row.Value != nil || len(c.taken()) == 0:
			case c.medianOf(unitRate).N == 0:
				row.Note = "nothing"
			default:
				row.Note = "no repair: " + none.absence()
			}
			throughput.Rows = append(throughput.Rows, row)
		}
	}
	if e := idle.quietly(experiment.Metric{Of: p99Of(taskLatency)}); usable(e) { // what others are judged by is not disturbed
		latency.Guides = []chart.Guide{column("10 × the 99th percentile with nothing to compute: "+chart.Nanoseconds.Format(goodLatency*e.Mid), goodLatency*e.Mid)}
	}
	if valued(throughput.Rows) != nil {
		throughput.Guides = []chart.Guide{column("90 % of the throughput without repair", goodThroughput)}
	}
	spec := chart.Grid{Columns: 2, Panels: []chart.Panel{latency, throughput}}
	spec.Meta = v.origin("repairs", "Latency of answers beside a busy pool, and throughput, by repair",
		"A backlog of tasks of 5 ms is computed while another process asks for echoes"+v.asks("repairs", taskLatency)+". Left: the mark is the 99th percentile, the line goes back to the median; "+
			"both are medians over the rounds. Right: median and 95 % interval of units of work per second ÷ those without repair in the same round. The "+
			"intervals of latencies are in the table.", false)
	return figure{"repairs", "latency of answers and throughput by repair", spec}, valued(latency.Rows) != nil
}

// toTail makes a row of a 99th percentile one that reaches back to the median.
func toTail(row chart.RangeRow, median stats.Estimate) chart.RangeRow {
	if row.Value == nil {
		return row
	}
	row.OpenLo, row.Value.Lo, row.Value.Hi = false, row.Value.Mid, row.Value.Mid
	if usable(median) {
		row.Value.Lo = min(median.Mid, row.Value.Mid)
	}
	return row
}

// column is a vertical line.
func column(label string, at float64) chart.Guide {
	return chart.Guide{Label: label, From: [2]float64{at, -endless}, To: [2]float64{at, endless}}
}
