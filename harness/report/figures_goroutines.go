package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// parkings says in words what goroutines wait in.
var parkings = map[string]string{"in=channel": "channel", "in=timer": "timer", "in=stack": "channel, stack had grown"}

// memoryFigure: what goroutines that wait cost, in memory and in time of the garbage collector.
func (v *view) memoryFigure() (figure, bool) {
	panels := []chart.Panel{
		{Title: "Resident memory", X: chart.Axis{Unit: chart.Bytes}, Y: chart.Axis{Title: "per goroutine (log scale)"}},
		{Title: "Time of a garbage collection", Y: chart.Axis{Title: "from call to return (log scale)"}},
		{Title: "Its processor time", Y: chart.Axis{Title: "on all processors (log scale)"}},
	}
	costs := []func(sample.Measurement) (float64, bool){sample.Measurement.ResidentPerGoroutine, sample.Measurement.CollectionTime, collectionCPU}
	for _, group := range v.groups("memory") {
		t := v.trial("memory", group)
		for _, value := range t.values {
			a := t.only(value)
			c := a.cells[value]
			label := parked(group, value)
			for i, of := range costs {
				e := c.medianOf(of)
				row := estimateRow(label, a, e, c)
				switch {
				case i == 0 && c.Cell.Tasks == 1 && len(c.taken()) > 0:
					row.Value, row.Note = nil, "of one: too little to tell"
				case row.Value == nil && e.N == 0 && len(c.taken()) > 0:
					row.Note = "unknown"
				}
				panels[i].Rows = append(panels[i].Rows, row)
			}
		}
	}
	levelRows(panels[1:])
	panels = slices.DeleteFunc(panels, func(p chart.Panel) bool { return valued(p.Rows) == nil })
	m := v.origin("memory", "What goroutines cost that only wait, by what they wait in",
		"Lower is better. Resident memory is what the process has grown by, before any collection. Then the collector runs several times with all goroutines there; "+
			"its median counts. Medians over the rounds, with 95 % intervals.", false)
	return figure{"memory", "memory and garbage collection of waiting goroutines", chart.Grid{Meta: m, Columns: max(len(panels), 1), Panels: panels}}, len(panels) > 0
}

// parked names a cell of the experiment: "10k, timer".
func parked(group, value string) string {
	way := parkings[group]
	if way == "" {
		_, way, _ = strings.Cut(group, "=")
	}
	if n, ok := positive(0, value); ok {
		value = chart.Count.Format(n)
	}
	return value + ", " + way
}

// churnFigure: the course of the number of goroutines after a burst, a panel per row.
func (v *view) churnFigure() (figure, bool) {
	t := v.trial("churn", "")
	if len(t.series) == 0 {
		return figure{}, false
	}
	var panels []chart.Panel
	var missing []string
	for _, value := range t.values {
		for _, a := range t.arms {
			c := a.cells[value]
			if c == nil {
				continue
			}
			if p := coursePanel(a, c); len(p.Series) > 0 {
				panels = append(panels, p)
			} else {
				missing = append(missing, fmt.Sprintf("%s (%s)", a.key, c.absence()))
			}
		}
	}
	spec := sharing(v.origin("churn", "Goroutines of a pool after a burst that needed "+t.workers()+" at once, by strategy",
		"Then the pool is left alone for the time in the title of its panel. In brackets: goroutines during the burst → at the end of that pause. "+
			"Medians; bands are 95 % intervals. A mark is a count; the first is that of the burst."+without(missing), false), panels)
	return figure{"churn", "goroutines of a pool after a burst, by strategy", spec}, len(panels) > 0
}

// workers is how many the pools of a trial have, "64 workers"; "all workers" where they differ.
func (t trial) workers() string {
	n := t.series[0].Cell.Workers
	if slices.ContainsFunc(t.series, func(s *sample.Series) bool { return s.Cell.Workers != n }) {
		return "all workers"
	}
	return plural(n, "worker")
}

// coursePanel has the goroutines of one pool over its pause; no series without any.
func coursePanel(a arm, c *cell) chart.Panel {
	pause := float64(c.Cell.IdleNS)
	p := chart.Panel{
		Named:  true,
		Title:  a.key + ", " + chart.Nanoseconds.Format(pause) + c.kept(),
		X:      chart.Axis{Title: "time since the burst, as a share of the pause", Unit: chart.Percent, Spacing: chart.Linear, Max: 1},
		Y:      chart.Axis{Title: "goroutines more than before the pool was opened", Unit: chart.Number, Spacing: chart.Linear},
		Series: curve(nil, a.key, a.style(), course(c, pause)),
	}
	if idle, err := time.ParseDuration(c.Cell.Value); err == nil && pause > 0 { // as the documentation has it
		p.Guides = []chart.Guide{column("idle time in the library's documentation", float64(idle)/pause)}
	}
	return p
}

// kept is how many goroutines a pool had, and how many were left: " (64 → 0)"; empty if unknown.
func (c *cell) kept() string {
	peak, left := c.medianOf(peakWorkers), c.medianOf(sample.Measurement.WorkersLeft)
	if peak.N == 0 || left.N == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s → %s)", chart.Number.Format(peak.Mid), chart.Number.Format(left.Mid))
}

// course is the median over the rounds of the goroutines during the burst, and then of each count, at
// the time of the counts as a share of the pause; nothing without a pause or a count.
func course(c *cell, pause float64) []chart.Point {
	peak := c.medianOf(peakWorkers)
	if peak.N == 0 || pause <= 0 {
		return nil
	}
	points := []chart.Point{{Y: *interval(peak)}}
	for i := 0; ; i++ {
		reading := func(of func(sample.GoroutinesAt) int64) stats.Estimate {
			return c.medianOf(func(m sample.Measurement) (float64, bool) {
				if m.Churned == nil || i >= len(m.Churned.Course) {
					return 0, false
				}
				return float64(of(m.Churned.Course[i])), true
			})
		}
		at := reading(func(g sample.GoroutinesAt) int64 { return g.NS })
		if at.N == 0 {
			break
		}
		goroutines := reading(func(g sample.GoroutinesAt) int64 { return g.Goroutines })
		points = append(points, chart.Point{X: min(at.Mid/pause, 1), Y: *interval(goroutines)})
	}
	if len(points) == 1 {
		return nil
	}
	return points
}
