package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// figure is a chart of the report: its file's name without the ending, and its data.
type figure struct {
	name string
	alt  string
	spec chart.Spec
}

// charts are those of experiments that have others than one of their own name.
var charts = map[string][]string{
	"overhead": {"overhead", "guard-price"}, "grain": {"efficiency", "break-even"}, "blocking": {"threads"},
	"node-workers": {"node-start", "node-memory"},
}

// Charts are the names of the charts that a report may have of an experiment, files without their
// ending, those about what it asks first. Which of them there are depends on the run.
func Charts(experiment string) []string {
	return append(ownCharts(experiment), latencyChart(experiment), comparisonChart(experiment), distributionChart(experiment))
}

// ownCharts are those about what the experiment asks. The caller owns the slice.
func ownCharts(experiment string) []string {
	if own, ok := charts[experiment]; ok {
		return slices.Clone(own)
	}
	return []string{experiment}
}

// manySeries is how many curves the eye can follow in one panel; more are drawn as small
// multiples.
const manySeries = 7

// maxPanels is how many panels of bars fit side by side; this build has two, but a record
// may come from another.
const maxPanels = 4

// figures returns the charts that this run has data for.
func (v *view) figures() []figure {
	var figures []figure
	add := func(f figure, ok bool) {
		if ok {
			figures = append(figures, f)
		}
	}
	add(v.overheadFigure())
	add(v.guardFigure())
	add(v.efficiencyFigure())
	add(v.breakEvenFigure())
	for i := range v.experiments {
		s := &v.experiments[i]
		add(v.comparisonFigure(s))
		add(v.distributionFigure(s))
		add(v.latencyFigure(s))
	}
	return append(figures, v.experimentFigures()...)
}

// meta adds where the numbers come from to a chart's texts.
func (v *view) meta(s *section, title, subtitle string) chart.Meta {
	return chart.Meta{Title: title, Subtitle: subtitle, Footer: v.provenance(s) + "  ·  " + v.floorText(s, s.metric) + "  ·  " + v.gateText()}
}

// provenance is everything that is needed to find a chart's numbers again.
func (v *view) provenance(s *section) string {
	r := v.table.Run
	parts := []string{
		orUnknown(r.Machine.CPU, "CPU") + fmt.Sprintf(", %d cores, %s/%s", r.Machine.Cores, r.Machine.OS, r.Machine.Arch),
		r.Build.Go, "commit " + shortCommit(r.Build.Commit),
		v.sectionRounds(s),
		fmt.Sprintf("%d workers, queue %d", r.Plan.GOMAXPROCS, r.Plan.Queue), r.ID,
	}
	return strings.Join(parts, "  ·  ")
}

// plural is "1 round", "12 rounds".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (v *view) roundsText() string { return v.rounds(v.table.Series) }

// rounds is how many samples cells have: "12 rounds", "12 to 18 rounds", or how many are
// still missing of what was planned.
func (v *view) rounds(series []*sample.Series) string {
	switch c := v.count(series); {
	case c.done < c.planned:
		return plural(v.table.Run.Plan.Rounds, "round") + fmt.Sprintf(" planned, %d of %d samples taken", c.done, c.planned)
	case c.fewest < c.most:
		return fmt.Sprintf("%d to %s", c.fewest, plural(c.most, "round"))
	default:
		return plural(c.most, "round")
	}
}

// counts are samples of several cells: all of them, what the plan asks for at least, and those
// of the cells with the fewest and the most.
type counts struct{ done, planned, fewest, most int }

func (v *view) count(series []*sample.Series) counts {
	plan := v.table.Run.Plan
	c := counts{fewest: plan.Most()}
	for _, s := range series {
		if s.Cell.Failure != nil {
			continue
		}
		n := len(s.Taken) + len(s.Failures)
		c.done, c.planned = c.done+n, c.planned+plan.RoundsOf(s.Cell)
		c.fewest, c.most = min(c.fewest, n), max(c.most, n)
	}
	return c
}

func shortCommit(commit string) string {
	if commit == "" {
		return "unknown"
	}
	hash, dirty, _ := strings.Cut(commit, "+")
	if hash = hash[:min(9, len(hash))]; dirty != "" {
		return hash + "+dirty"
	}
	return hash
}

func orUnknown(text, what string) string {
	if text == "" {
		return what + " unknown"
	}
	return text
}

// interval converts an estimate; nil without samples.
func interval(e stats.Estimate) *chart.Interval {
	if e.N == 0 {
		return nil
	}
	return &chart.Interval{Lo: e.Lo, Mid: e.Mid, Hi: e.Hi}
}

// grouping draws own pools apart from libraries: the former are tuned in this repository,
// and neither resize nor purge nor report metrics.
func grouping(face string) string {
	if face == string(catalog.Own) {
		return "tuned here"
	}
	return "libraries"
}

// grouped returns the rows of s by group, the own ones first, each group sorted by key and
// the faces of one variant kept together.
func grouped(s *section, keep func(row) bool, key func(row) float64) (titles []string, groups [][]row) {
	best := map[string]float64{}
	for _, r := range s.rows {
		if k, ok := best[r.variant]; keep(r) && (!ok || key(r) < k) {
			best[r.variant] = key(r)
		}
	}
	rows := slices.DeleteFunc(slices.Clone(s.rows), func(r row) bool { return !keep(r) })
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(best[a.variant], best[b.variant]), cmp.Compare(a.variant, b.variant))
	})
	for _, own := range []bool{true, false} {
		var group []row
		for _, r := range rows {
			if (r.face == string(catalog.Own)) == own {
				group = append(group, r)
			}
		}
		if len(group) > 0 {
			titles, groups = append(titles, grouping(group[0].face)), append(groups, group)
		}
	}
	return titles, groups
}

// overheadFigure: bars of time per empty task, a panel per number of submitters.
func (v *view) overheadFigure() (figure, bool) {
	s := v.find("overhead")
	if s == nil {
		return figure{}, false
	}
	spec := chart.Bars{
		Meta: v.meta(s, "Cost of one empty task, by strategy",
			"Median time per task from the first submission to the end of the last task; whiskers are 95 % intervals. "+
				"\"Tuned here\" pools neither resize nor purge nor report metrics, as libraries do. Hollow: behind the guard."),
		Unit: chart.Nanoseconds, Caption: "time per task, lower is better",
	}
	columns := min(len(s.values), maxPanels)
	for _, value := range s.values[:columns] {
		spec.Panels = append(spec.Panels, submitters(value))
	}
	first := func(r row) float64 {
		if e := r.cells[0].estimate(sample.Measurement.NSPerTask); e.N > 0 {
			return e.Mid
		}
		return math.Inf(1) // without a number it is not the best
	}
	titles, groups := grouped(s, func(row) bool { return true }, first)
	for i, group := range groups {
		bars := chart.BarGroup{Title: titles[i]}
		for _, r := range group {
			bars.Rows = append(bars.Rows, barRow(r, columns))
		}
		spec.Groups = append(spec.Groups, bars)
	}
	return figure{"overhead", "time per empty task by strategy", spec}, true
}

func barRow(r row, columns int) chart.BarRow {
	bar := chart.BarRow{
		Label: r.label, Style: chart.StyleAt(styleIndex(r.variant)), Faint: r.face == string(catalog.Guarded),
		Notes: make([]string, columns),
	}
	for i, c := range r.cells[:columns] {
		bar.Values = append(bar.Values, interval(c.estimate(sample.Measurement.NSPerTask)))
		if bar.Values[i] == nil {
			bar.Notes[i] = c.absence()
		}
	}
	return bar
}

// absence says in a word or two why a cell has no number.
func (c *cell) absence() string {
	if c == nil || len(c.Failures) == 0 {
		return "not measured"
	}
	return string(c.Failures[0].Kind)
}

// efficiencyFigure: curves of efficiency against what inline needs per task.
func (v *view) efficiencyFigure() (figure, bool) {
	s := v.find("grain")
	if s == nil || s.serial() == nil {
		return figure{}, false
	}
	spec := chart.Lines{
		Meta: v.meta(s, fmt.Sprintf("Parallel efficiency against task size, %d workers", v.table.Run.Plan.GOMAXPROCS),
			"Efficiency = inline's time per task ÷ (time per task × GOMAXPROCS), paired by round. Median; bands are 95 % intervals. "+
				"Inline uses one core, so its own efficiency is that of one core."),
		XTitle: "time per task of inline, its own cost included (log scale)", XUnit: chart.Nanoseconds,
		YTitle: "efficiency, higher is better", YUnit: chart.Percent, YMin: 0, YMax: 1,
	}
	for _, r := range s.rows {
		if points := v.efficiencyPoints(s, r); len(points) > 0 && r.variant != catalog.Serial {
			spec.Series = append(spec.Series, chart.Series{Label: r.label, Style: chart.StyleAt(styleIndex(r.variant)), Points: points})
		}
	}
	spec.References = []chart.Reference{{
		Value: experiment.GrainFactor / float64(v.table.Run.Plan.GOMAXPROCS),
		Label: fmt.Sprintf("break-even: %.0f %% faster than inline", (experiment.GrainFactor-1)*100),
	}}
	spec.Panels = len(spec.Series) > manySeries
	return figure{"efficiency", "parallel efficiency against task size", spec}, len(spec.Series) > 0
}

func (v *view) efficiencyPoints(s *section, r row) []chart.Point {
	var points []chart.Point
	for i, serial := range s.serial().cells {
		size := serial.estimate(sample.Measurement.NSPerTask)
		if e := interval(v.efficiency(r.cells[i], serial)); e != nil && s.hasWork(i) {
			points = append(points, chart.Point{X: size.Mid, Y: *e})
		}
	}
	return points
}

// breakEvenFigure: a range per row of the task size from which it pays.
func (v *view) breakEvenFigure() (figure, bool) {
	s := v.find("grain")
	if s == nil || s.serial() == nil {
		return figure{}, false
	}
	spec := chart.Ranges{
		Meta: v.meta(s, "Break-even grain, by strategy",
			fmt.Sprintf("The task size from which a strategy beats inline by %.0f %%, with %d workers: interpolated between %d measured sizes in "+
				"each round. Median and 95 %% interval, which does not contain the error of interpolating: that is large where sizes are far apart.",
				(experiment.GrainFactor-1)*100, v.table.Run.Plan.GOMAXPROCS, len(s.values))),
		XTitle: "time per task of inline, its own cost included (log scale)", XUnit: chart.Nanoseconds,
	}
	keep := func(r row) bool { _, ok := s.breakEven(r); return ok }
	size := func(r row) float64 { b, _ := s.breakEven(r); return b.Mid }
	titles, groups := grouped(s, keep, size)
	for i, group := range groups {
		ranges := chart.RangeGroup{Title: titles[i]}
		for _, r := range group {
			b, _ := s.breakEven(r)
			ranges.Rows = append(ranges.Rows, rangeRow(r, b))
		}
		spec.Groups = append(spec.Groups, ranges)
	}
	return figure{"break-even", "task size from which each strategy pays", spec}, len(groups) > 0
}

func rangeRow(r row, b breakEven) chart.RangeRow {
	out := chart.RangeRow{Label: r.label, Style: chart.StyleAt(styleIndex(r.variant))}
	if b.never() {
		out.Note = "not up to " + chart.Nanoseconds.Format(b.last)
		return out
	}
	if b.always() {
		out.Note = "below " + chart.Nanoseconds.Format(b.first)
		return out
	}
	out.Value, out.OpenLo, out.OpenHi = interval(b.Estimate), b.Lo <= b.first, b.Hi >= b.last
	return out
}

// submitters is "1 submitter", "16 submitters".
func submitters(number string) string {
	if number == "1" {
		return "1 submitter"
	}
	return number + " submitters"
}
