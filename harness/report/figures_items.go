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

// skewOrders says in words where the heavy items are, and dividers who decides on an item.
var (
	skewOrders = map[string]string{"order=scattered": "heavy items scattered", "order=clustered": "heavy items first"}
	dividers   = map[string]string{string(sample.Static): "static: equal shares", string(sample.Claimed): "claimed: shared counter"}
)

// skewFigure: time relative to work that is divided evenly, a panel per order of the items.
func (v *view) skewFigure() (figure, bool) {
	spec := chart.Ranges{
		XTitle: "time ÷ ideal (log scale), lower is better", XUnit: chart.Ratio, XMin: 1, XMax: v.procs(), Reference: 1,
		ReferenceLabel: "ideal",
	}
	for _, group := range v.groups("skew") {
		g := chart.RangeGroup{Title: skewOrders[group], Rows: v.skewRows(v.trial("skew", group))}
		if len(g.Rows) > 0 {
			spec.Groups = append(spec.Groups, g)
		}
	}
	spec.Columns = min(len(spec.Groups), maxForestColumns)
	spec.Meta = v.origin("skew", "Time for items of which a tenth takes 40 times as long, by who divides them",
		fmt.Sprintf("Ideal: inline's time ÷ P = %s, paired by round. Median and 95 %% interval. static: each worker has equally many items "+
			"in a row; claimed: it takes the next one from a shared counter; each: every item is a task.",
			plural(v.table.Run.Plan.GOMAXPROCS, "processor")), true)
	return figure{"skew", "time relative to evenly divided work, by who divides the items", spec}, len(spec.Groups) > 0
}

// skewRows are the ways to divide the items of one order, relative to inline on all processors.
func (v *view) skewRows(t trial) []chart.RangeRow {
	inline := t.arm(catalog.Serial).cells[string(sample.Each)]
	var rows []chart.RangeRow
	pairs := false
	slices.SortStableFunc(t.arms, func(a, b arm) int { return cmp.Compare(styleIndex(a.variant), styleIndex(b.variant)) })
	for i, value := range t.values {
		for _, a := range t.arms {
			c := a.cells[value]
			if c == nil {
				continue
			}
			label := dividers[value]
			if label == "" {
				label = value + ": " + a.key
			}
			row := estimateRow(label, a, c.against(inline, func(c, serial sample.Measurement) float64 { return v.procs() * times(serial, c) }), c)
			if row.Value == nil && len(c.taken()) > 0 {
				row.Note = unpaired("inline", inline)
			}
			if dividers[value] != "" {
				row.Style = setting(a, i+1)
			}
			rows, pairs = append(rows, row), pairs || row.Value != nil && a.variant != catalog.Serial
		}
	}
	if !pairs { // inline alone is twice, or P times, the ideal by definition
		return nil
	}
	return rows
}

// unpaired says why a cell with samples has no ratio to another one.
func unpaired(name string, other *cell) string {
	if len(other.taken()) > 0 {
		return "no undisturbed pair"
	}
	return name + ": " + other.absence()
}

// batchingFigure: time per item against the number of items per task.
func (v *view) batchingFigure() (figure, bool) {
	t := v.trial("batching", "")
	_, series := t.curves(func(a arm) []chart.Point { return t.points(a, positive, perTask) })
	p := chart.Panel{
		X:      chart.Axis{Title: "items per task (log scale)", Unit: chart.Count, Ticks: positions(0, t)},
		Y:      chart.Axis{Title: "time per item (log scale), lower is better", Unit: chart.Nanoseconds},
		Series: series,
	}
	subtitle := "Wall time of a batch ÷ its items. Medians; bands are 95 % intervals."
	if item := perTask(v.trial("grain", "").arm(catalog.Serial).cells[batchedItem]); usable(item) {
		p.References = []chart.Reference{
			{Value: item.Mid, Label: "an item alone: " + chart.Nanoseconds.Format(item.Mid)},
			{Value: item.Mid / v.procs(), Label: "÷ " + plural(v.table.Run.Plan.GOMAXPROCS, "processor") + ": " + chart.Nanoseconds.Format(item.Mid/v.procs())},
		}
		subtitle += " An item alone: the median of inline in the experiment grain, with inline's own cost; not measured beside these, so a reference and no comparison."
	}
	m := v.origin("batching", "Time per item of 150 ns against the number of items per task", subtitle+without(t.absences("", perTask)), true)
	return figure{"batching", "time per item against the number of items per task", sharing(m, []chart.Panel{p})}, len(series) > 0
}

// batchedItem is the size of the items of batching among those of grain.
const batchedItem = "150ns"

// scratches says where scratch memory comes from.
var scratches = map[string]string{
	"own": "own: kept by the worker", "make": "make: new for each item", "pool": "pool: borrowed from a sync.Pool",
}

// stateFigure: time per item against the size of its scratch memory, and relative to memory that
// the worker keeps.
func (v *view) stateFigure() (figure, bool) {
	absolute := chart.Panel{
		Title: "Time per item",
		X:     chart.Axis{Title: "size of the memory (log scale)", Unit: chart.Bytes},
		Y:     chart.Axis{Title: "log scale, lower is better", Unit: chart.Nanoseconds},
	}
	ratio := chart.Panel{
		Title:      "Relative to memory that the worker keeps",
		X:          absolute.X,
		Y:          chart.Axis{Title: "time ÷ own, paired by round (log scale)", Unit: chart.Ratio},
		References: []chart.Reference{{Value: 1, Label: "own"}},
	}
	var missing []string
	var trials []trial
	for i, group := range v.groups("state") {
		t := v.trial("state", group)
		_, way, _ := strings.Cut(group, "=")
		missing = append(missing, t.absences(way+" ", perTask)...)
		trials = append(trials, t)
		for _, a := range t.arms {
			style := setting(a, i)
			absolute.Series = curve(absolute.Series, scratches[way], style, t.points(a, positive, perTask))
			if group != "scratch=own" {
				ratio.Series = curve(ratio.Series, scratches[way], style, t.points(a, positive, v.ratio))
			}
		}
	}
	if at := positions(0, trials...); len(at) > 0 {
		absolute.X.Ticks, absolute.X.Min, absolute.X.Max = at, at[0], at[len(at)-1]
	}
	ratio.X = absolute.X
	all := []chart.Panel{absolute}
	if len(ratio.Series) > 0 {
		all = append(all, ratio)
	}
	m := v.origin("state", "Time per item against the size of its scratch memory, by where that comes from",
		"An item fills its memory and adds it up, and does nothing else. As many workers as processors have an equal share of the items each. Medians; bands are 95 % intervals."+
			without(missing), true)
	return figure{"state", "time per item against the size of its scratch memory", chart.Grid{Meta: m, Columns: len(all), Tall: true, Panels: all}}, len(absolute.Series) > 0
}

// ratio is the time of a cell divided by that of its reference, paired by round; nothing for nil.
func (v *view) ratio(c *cell) stats.Estimate {
	if c == nil {
		return stats.Estimate{}
	}
	return c.over(v.reference(c.Cell), nsPerTask)
}
