package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// trial is what a run has of an experiment, or of one group of it, for the figures in which
// blocks are compared with each other.
type trial struct {
	series []*sample.Series
	values []string // of the parameter, in the order of the plan
	arms   []arm    // in the order of the plan
}

// arm is a row of the catalog in a trial, with its cells by the value of the parameter.
type arm struct {
	key, variant, face string
	cells              map[string]*cell
}

// trial collects the cells of an experiment that are compared; group is that of a second
// parameter. Without any it is empty.
func (v *view) trial(name, group string) trial {
	var t trial
	for _, s := range v.table.Series {
		c := s.Cell
		if c.Experiment != name || c.Group != group || c.Role != sample.Compared {
			continue
		}
		t.series = append(t.series, s)
		if !slices.Contains(t.values, c.Value) {
			t.values = append(t.values, c.Value)
		}
		i := slices.IndexFunc(t.arms, func(a arm) bool { return a.key == c.RowKey() })
		if i < 0 {
			i = len(t.arms)
			t.arms = append(t.arms, arm{c.RowKey(), c.Variant, c.Face, map[string]*cell{}})
		}
		t.arms[i].cells[c.Value] = &cell{s}
	}
	return t
}

// groups are the settings of the second parameter of an experiment, in the order of the plan.
func (v *view) groups(name string) []string {
	var groups []string
	for _, s := range v.table.Series {
		if s.Cell.Experiment == name && s.Cell.Role == sample.Compared && !slices.Contains(groups, s.Cell.Group) {
			groups = append(groups, s.Cell.Group)
		}
	}
	return groups
}

// arm returns the row with key; without cells if there is none.
func (t trial) arm(key string) arm {
	i := slices.IndexFunc(t.arms, func(a arm) bool { return a.key == key })
	if i < 0 {
		return arm{}
	}
	return t.arms[i]
}

// style is the look of the variant.
func (a arm) style() chart.Style { return look(a.variant) }

// own tells pools of this repository from libraries.
func (a arm) own() bool { return a.face == string(catalog.Own) }

// points are the estimates of an arm where it has one, at the positions that x gives to the
// values of t; a value without a position has no point. The curve has a gap where a cell that
// was planned has no estimate.
func (t trial) points(a arm, x func(i int, value string) (float64, bool), y func(*cell) stats.Estimate) []chart.Point {
	var points []chart.Point
	gap := false
	for i, value := range t.values {
		at, ok := x(i, value)
		e := y(a.cells[value])
		switch {
		case ok && usable(e):
			points = append(points, chart.Point{X: at, Y: *interval(e), Gap: gap && len(points) > 0})
			gap = false
		case ok && a.cells[value] != nil:
			gap = true
		}
	}
	return points
}

// step puts values at equal distances.
func step(i int, _ string) (float64, bool) { return float64(i), true }

// positive reads a value as a number for a logarithmic axis: "16", "1e4", "64KiB".
func positive(_ int, value string) (float64, bool) {
	factor := 1.0
	for i, unit := range []string{"KiB", "MiB", "GiB"} {
		if number, ok := strings.CutSuffix(value, unit); ok {
			value, factor = number, float64(uint64(1)<<(10*(i+1)))
		}
	}
	n, err := strconv.ParseFloat(strings.TrimSuffix(value, "B"), 64)
	return n * factor, err == nil && n > 0
}

// positions are those that all values of trials have, ascending, and that of first before them:
// its label is kept where there is no room for all.
func positions(first float64, trials ...trial) []float64 {
	var at []float64
	for _, t := range trials {
		for i, value := range t.values {
			if x, ok := positive(i, value); ok {
				at = append(at, x)
			}
		}
	}
	slices.Sort(at)
	at = slices.Compact(at)
	if i := slices.Index(at, first); i > 0 {
		at = slices.Insert(slices.Delete(at, i, i+1), 0, first)
	}
	return at
}

// absences lists the cells that were planned and have no value, "spawn at 1e7 (out of memory)".
func (t trial) absences(where string, y func(*cell) stats.Estimate) []string {
	var list []string
	for _, a := range t.arms {
		for _, value := range t.values {
			if c := a.cells[value]; c != nil && !usable(y(c)) {
				list = append(list, fmt.Sprintf("%s at %s%s (%s)", a.key, where, value, c.absence()))
			}
		}
	}
	return list
}

// maxAbsences is how many of them are named in a chart.
const maxAbsences = 3

// without is the sentence about what is missing in a chart; empty if nothing is.
func without(absences []string) string {
	if len(absences) == 0 {
		return ""
	}
	text := " No value: " + strings.Join(absences[:min(len(absences), maxAbsences)], ", ")
	if more := len(absences) - maxAbsences; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text + "."
}

// panels draws the series of arms in p, or where they are too many for one panel in two: own
// pools and libraries, with the others in grey.
func panels(p chart.Panel, arms []arm, series []chart.Series) []chart.Panel {
	if len(series) <= manySeries {
		p.Series = series
		return []chart.Panel{p}
	}
	own, libraries := p, p
	own.Title, libraries.Title = "tuned here", "libraries"
	for i, s := range series {
		if arms[i].own() {
			own.Series, libraries.Behind = append(own.Series, s), append(libraries.Behind, s)
		} else {
			libraries.Series, own.Behind = append(libraries.Series, s), append(own.Behind, s)
		}
	}
	return slices.DeleteFunc([]chart.Panel{own, libraries}, func(p chart.Panel) bool { return len(p.Series) == 0 })
}

// sharing is a grid of panels that have the same axes.
func sharing(m chart.Meta, panels []chart.Panel) chart.Grid {
	const most = 3
	return chart.Grid{Meta: m, Columns: min(max(len(panels), 1), most), Same: true, BehindLabel: "the others", Panels: panels}
}

// curves are the series of the arms that have points.
func (t trial) curves(points func(arm) []chart.Point) (arms []arm, series []chart.Series) {
	for _, a := range t.arms {
		if p := points(a); len(p) > 0 {
			arms, series = append(arms, a), append(series, chart.Series{Label: a.key, Style: a.style(), Points: p})
		}
	}
	return arms, series
}

// origin adds where the numbers of an experiment come from to a chart's texts; without a name
// those of the whole run. The noise floor is that of the headline metric, for charts that show it.
func (v *view) origin(name, title, subtitle string, floor bool) chart.Meta {
	r := v.table.Run
	var series []*sample.Series
	for _, s := range v.table.Series {
		if (name == "" || s.Cell.Experiment == name) && s.Cell.Role == sample.Compared {
			series = append(series, s)
		}
	}
	settings := v.settings(series)
	if name == "" {
		settings = v.settings(nil) + " unless shown"
	}
	footer := []string{
		orUnknown(r.Machine.CPU, "CPU") + fmt.Sprintf(", %d cores, %s/%s", r.Machine.Cores, r.Machine.OS, r.Machine.Arch),
		v.toolchains(series), "commit " + shortCommit(r.Build.Commit), v.samples(series), settings, r.ID,
	}
	if floor && len(series) > 0 {
		footer = append(footer, v.floorText(&section{name: name}, experiment.Shape(series[0].Cell.Shape).Metrics()[0]))
	}
	return chart.Meta{Title: title, Subtitle: subtitle, Footer: strings.Join(append(footer, v.gateText()), "  ·  ")}
}

// toolchains is Go's version, and that of Node.js where the cells have systems in it.
func (v *view) toolchains(series []*sample.Series) string {
	b := v.table.Run.Build
	if b.Node == "" || !inNode(series) {
		return b.Go
	}
	return b.Go + ", Node.js " + b.Node
}

// samples is how many rounds cells have, and whether those are too few for intervals.
func (v *view) samples(series []*sample.Series) string {
	text := v.rounds(series)
	if v.count(series).fewest < stats.MinSamples {
		text += fmt.Sprintf(" (ranges in place of intervals below %d)", stats.MinSamples)
	}
	return text
}

// settings are the workers and the queue of the cells, as far as they are the same for all, and
// where they have one the backlog or the limit of admission.
func (v *view) settings(series []*sample.Series) string {
	plan := v.table.Run.Plan
	parts := []string{fmt.Sprintf("GOMAXPROCS %d", plan.GOMAXPROCS), plural(plan.GOMAXPROCS, "worker"), fmt.Sprintf("queue %d", plan.Queue)}
	var backlog, admission string
	for _, s := range series {
		if s.Cell.Procs != 0 {
			parts[0] = "GOMAXPROCS as shown"
		}
		if s.Cell.Workers != 0 {
			parts[1] = "workers as shown"
		}
		if node.Is(s.Cell.Variant) && s.Cell.Queue == nil { // whose queues have no end
			parts[2] = fmt.Sprintf("queue %d in Go", plan.Queue)
		}
		if s.Cell.Queue != nil {
			parts[2] = "queue as shown"
		}
		if experiment.Shape(s.Cell.Shape) == experiment.Backlog {
			parts[2] = "queue for all tasks"
		}
		if b := s.Cell.Busy; b.Units > 0 {
			backlog = fmt.Sprintf("%d tasks at all times", b.Tasks)
		}
		if s.Cell.Admission != 0 {
			admission = "admission as shown"
		}
	}
	for _, more := range []string{backlog, admission} {
		if more != "" {
			parts = append(parts, more)
		}
	}
	return strings.Join(parts, ", ")
}
