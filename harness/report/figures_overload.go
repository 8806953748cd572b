package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// outcomes are what the chart of overload shows of requests, a column of panels each: at most as
// many as a grid has.
var outcomes = []struct {
	title string
	y     chart.Axis
	of    func(sample.Measurement) (float64, bool)
}{
	{"99th percentile", chart.Axis{Title: "latency (log scale), lower is better", Unit: chart.Nanoseconds}, p99Of(taskLatency)},
	{"Median", chart.Axis{Title: "latency (log scale), lower is better", Unit: chart.Nanoseconds}, p50Of(taskLatency)},
	{"Not answered", chart.Axis{Title: "share rejected or failed", Unit: chart.Percent, Spacing: chart.Linear, Max: 1},
		shareOf(func(s sample.Served) int64 { return s.Rejected + s.Failed })},
}

// overloadFigure: what becomes of requests against how many are offered, a line of panels per
// limit of admission.
func (v *view) overloadFigure() (figure, bool) {
	groups := v.groups("overload")
	lines := make([][]chart.Panel, len(groups))
	var missing []string
	columns := 0
	for i, o := range outcomes {
		var column []chart.Panel
		for _, group := range groups {
			t := v.trial("overload", group)
			estimate := func(c *cell) stats.Estimate { return c.medianOf(o.of) }
			column = append(column, offeredPanel(o.title+", "+admission(group), o.y, t.offered(estimate, o.y)))
			if i == 0 {
				missing = append(missing, t.absences(admission(group)+", ", estimate)...)
			}
		}
		if slices.ContainsFunc(column, func(p chart.Panel) bool { return len(p.Series) == 0 }) {
			continue
		}
		level(column)
		for j, p := range column {
			lines[j] = append(lines[j], p)
		}
		columns++
	}
	m := v.origin("overload", "Latency and rejections of the service against the offered load, by strategy",
		"Requests come for "+chart.Nanoseconds.Format(float64(experiment.ServedWindow))+" by a schedule whatever the service does"+v.fewest()+
			"; latency counts from the intended arrival, of answered requests. Load is relative to what was "+
			"answered in a rehearsal. Medians; bands are 95 % intervals. Grey marks: saturated in most rounds."+v.limits()+without(missing), false)
	spec := chart.Grid{Meta: m, Columns: max(columns, 1), Panels: slices.Concat(lines...)}
	return figure{"overload", "latency and rejections against the offered load", spec}, len(spec.Panels) > 0
}

// fewest says how many requests a sample has at the lowest load, where percentiles are of the
// fewest.
func (v *view) fewest() string {
	lowest, requests := math.Inf(1), stats.Estimate{}
	for _, s := range v.table.Series {
		load, ok := share(s.Cell.Value)
		if s.Cell.Experiment != "overload" || s.Cell.Role != sample.Compared || !ok || load >= lowest {
			continue
		}
		e := (&cell{s}).medianOf(func(m sample.Measurement) (float64, bool) { return float64(m.Tasks), true })
		if e.N > 0 {
			lowest, requests = load, e
		}
	}
	if requests.N == 0 {
		return ""
	}
	return fmt.Sprintf(", %.0f of them at %s load", requests.Mid, percent(lowest))
}

// offeredPanel is a panel over the offered load.
func offeredPanel(title string, y chart.Axis, series []chart.Series) chart.Panel {
	return chart.Panel{
		Title: title, X: chart.Axis{Title: "offered load", Unit: chart.Percent, Spacing: chart.Linear}, Y: y, Series: series,
		Guides: []chart.Guide{column("what was answered in a rehearsal", 1)},
	}
}

// admission says how many requests are let in, and by which setting of the runtime: "limit 32, P + 1".
func admission(group string) string {
	_, value, _ := strings.Cut(group, "=")
	limit, setting, _ := strings.Cut(value, ".")
	text := "limit " + limit
	if limit == "none" {
		text = "no limit"
	}
	switch setting {
	case "":
		return text
	case "more1":
		return text + ", P + 1"
	}
	return text + ", " + setting
}

// limits explains the titles of panels.
func (v *view) limits() string {
	groups, text := v.groups("overload"), ""
	if slices.ContainsFunc(groups, func(group string) bool { return group != "admission=none" }) {
		text = " Limit: requests let in at once."
	}
	if slices.ContainsFunc(groups, func(group string) bool { return strings.HasSuffix(group, ".more1") }) {
		text += " P + 1: with GOMAXPROCS one more."
	}
	return text
}

// offered are the curves of arms over the load, and marks of those of their points that are
// saturated.
func (t trial) offered(y func(*cell) stats.Estimate, axis chart.Axis) []chart.Series {
	var curves, marks []chart.Series
	for _, a := range t.arms {
		var points, saturated []chart.Point
		gap := false
		for _, value := range t.values {
			c := a.cells[value]
			x, ok := share(value)
			e := y(c)
			if c == nil || !ok {
				continue
			}
			if e.N == 0 || axis.Spacing == chart.Logarithmic && !usable(e) {
				gap = true
				continue
			}
			p := chart.Point{X: x, Y: *interval(e), Gap: gap && len(points) > 0}
			points, gap = append(points, p), false
			if 2*c.saturated() > len(c.taken()) {
				p.Gap = true
				saturated = append(saturated, p)
			}
		}
		curves = curve(curves, a.key, a.style(), points)
		grey := a.style()
		grey.Color, grey.Open, grey.Dashes = nil, true, nil
		marks = curve(marks, "saturated", grey, saturated)
	}
	return append(curves, marks...)
}

// share reads "20pct" as 0.2.
func share(value string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSuffix(value, "pct"), 64)
	return n / 100, err == nil
}

// level gives panels of the same kind the same vertical axis.
func level(panels []chart.Panel) {
	var ends []float64
	for _, p := range panels {
		for _, s := range p.Series {
			for _, point := range s.Points {
				ends = append(ends, point.Y.Lo, point.Y.Mid, point.Y.Hi)
			}
		}
	}
	ends = slices.DeleteFunc(ends, func(y float64) bool { return y <= 0 })
	for i := range panels {
		if y := &panels[i].Y; len(ends) > 0 && y.Spacing == chart.Logarithmic {
			y.Min, y.Max = slices.Min(ends), slices.Max(ends)
		}
	}
}
