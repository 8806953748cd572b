package report

import (
	"cmp"
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// indexOf is the position of a value among steps.
func indexOf(values []string, value string) (float64, bool) {
	i := slices.Index(values, value)
	return float64(i), i >= 0
}

// setting is the look of the i-th setting of one variant: its colour, and marks of its own.
func setting(a arm, i int) chart.Style {
	s := a.style()
	if i > 0 {
		other := chart.StyleAt(i * shapesApart)
		s.Marker, s.Open, s.Dashes = other.Marker, i%2 == 1, other.Dashes
	}
	return s
}

// shapesApart is the distance of two styles that differ in marker and dashes.
const shapesApart = 8

// peak is the largest resident set.
func peak(c *cell) stats.Estimate { return c.medianOf(sample.Measurement.Resident) }

// outOfMemory tells whether every sample of c ended at the memory limit.
func (c *cell) outOfMemory() bool {
	return c != nil && len(c.Taken) == 0 && len(c.Failures) > 0 && c.Failures[0].Kind == sample.OutOfMemory
}

// burstFigure: memory against the number of waiting tasks.
func (v *view) burstFigure() (figure, bool) {
	t := v.trial("burst", "")
	limit := float64(v.table.Run.Plan.MemoryLimit)
	beyond := false
	arms, series := t.curves(func(a arm) []chart.Point {
		points := t.points(a, positive, peak)
		for i, value := range t.values {
			if at, ok := positive(i, value); ok && limit > 0 && a.cells[value].outOfMemory() {
				points = append(points, chart.Point{X: at, Y: chart.Interval{Lo: limit, Mid: limit, Hi: limit}, Beyond: true})
				beyond = true
			}
		}
		slices.SortStableFunc(points, func(a, b chart.Point) int { return cmp.Compare(a.X, b.X) })
		return points
	})
	p := chart.Panel{
		X: chart.Axis{Title: "tasks that wait (log scale)", Unit: chart.Count, Ticks: positions(0, t)},
		Y: chart.Axis{Title: "peak resident set of the process (log scale), lower is better", Unit: chart.Bytes},
	}
	missing := slices.DeleteFunc(t.absences("", peak), func(text string) bool {
		return limit > 0 && strings.Contains(text, string(sample.OutOfMemory))
	})
	subtitle := "All workers are held while tasks pile up. Median of the largest resident set; bands are 95 % intervals. "
	if beyond {
		subtitle += "Arrow: the process needed more than the memory limit, and ended. "
		p.References = []chart.Reference{{Value: limit, Label: "memory limit " + chart.Bytes.Format(limit)}}
	}
	m := v.origin("burst", "Memory against the number of waiting tasks", strings.TrimSpace(subtitle+without(missing)), false)
	return figure{"burst", "peak memory against the number of waiting tasks", sharing(m, panels(p, arms, series))}, len(series) > 0
}

// perTask is the median time per task.
func perTask(c *cell) stats.Estimate { return c.estimate(sample.Measurement.NSPerTask) }

// stackFigure: time per task against the depth of its recursion.
func (v *view) stackFigure() (figure, bool) {
	t := v.trial("stack", "")
	arms, series := t.curves(func(a arm) []chart.Point { return t.points(a, step, perTask) })
	p := chart.Panel{
		X: chart.Axis{Title: "depth of the recursion, calls", Spacing: chart.Steps, Names: t.values},
		Y: chart.Axis{Title: "time per task (log scale), lower is better", Unit: chart.Nanoseconds},
	}
	m := v.origin("stack", "Time per task against the stack that it needs",
		"Tasks that call themselves so many times. A new goroutine begins with a small stack and has it copied to a larger one; a goroutine that runs "+
			"many tasks has done so already. Medians; bands are 95 % intervals."+without(t.absences("depth ", perTask)), true)
	return figure{"stack", "time per task against the stack that it needs", sharing(m, panels(p, arms, series))}, len(series) > 0
}

// waysToGive says what the worker gets.
var waysToGive = map[string]string{"pass": "the slice itself", "copy": "a slice of its own", "encode": "bytes, and back"}

// transferFigure: time per call against the size of its data, a curve per way to give them.
func (v *view) transferFigure() (figure, bool) {
	p := chart.Panel{
		X: chart.Axis{Title: "size of the data (log scale)", Unit: chart.Bytes},
		Y: chart.Axis{Title: "time per call (log scale), lower is better", Unit: chart.Nanoseconds},
	}
	var missing, ways []string
	var trials []trial
	for i, group := range v.groups("transfer") {
		t := v.trial("transfer", group)
		trials = append(trials, t)
		_, way, _ := strings.Cut(group, "=")
		if title := waysToGive[way]; title != "" {
			ways = append(ways, way+": "+title)
		}
		missing = append(missing, t.absences(way+" ", perTask)...)
		for _, a := range t.arms {
			if points := t.points(a, positive, perTask); len(points) > 0 {
				p.Series = append(p.Series, chart.Series{Label: a.key + ", " + way, Style: setting(a, i), Points: points})
			}
		}
	}
	p.X.Ticks = positions(0, trials...)
	m := v.origin("transfer", "Time per call against the size of its data, by way to give them",
		"One caller, one task at a time, from the call of Do to its return. Medians; bands are 95 % intervals. "+upperFirst(strings.Join(ways, "; "))+"."+
			without(missing), true)
	return figure{"transfer", "time per call against the size of its data", chart.Grid{Meta: m, Columns: 1, Panels: []chart.Panel{p}}}, len(p.Series) > 0
}

// threadsFigure: bars of the threads that blocked tasks add.
func (v *view) threadsFigure() (figure, bool) {
	spec := chart.Bars{
		Panels: []string{""}, Unit: chart.Number, Caption: "threads of the operating system that blocked tasks add, lower is better",
	}
	added := func(c *cell) stats.Estimate { return c.medianOf(sample.Measurement.ThreadsGained) }
	found := false
	for _, name := range v.groups("blocking") {
		t := v.trial("blocking", name)
		group := chart.BarGroup{Title: "blocked " + strings.Replace(name, "in=", "in: ", 1)}
		for _, a := range t.arms {
			for _, value := range t.values {
				c := a.cells[value]
				if c == nil {
					continue
				}
				row := chart.BarRow{Label: value + " tasks", Style: a.style(), Values: []*chart.Interval{interval(added(c))}, Notes: []string{""}}
				if found = found || row.Values[0] != nil; row.Values[0] == nil {
					row.Notes[0] = c.absence()
				}
				group.Rows = append(group.Rows, row)
			}
		}
		spec.Groups = append(spec.Groups, group)
	}
	spec.Meta = v.origin("blocking", "Threads that blocked tasks cost, by what they are blocked in",
		"Threads of the process while all tasks are blocked, less those before. Medians; whiskers are 95 % intervals. A goroutine per task.", false)
	return figure{"threads", "threads added by blocked tasks", spec}, found
}

// mistake is a wrong way to measure, beside the right one.
type mistake struct {
	group, title string
	wrong, right string // values of the parameter
	// of is what is measured the wrong way, and to the right one.
	of, to func(sample.Measurement) float64
}

// mistakes are those with a right value in the same experiment.
var mistakes = []mistake{
	{"mistake=submission", "clock stops at hand-over", "submitted", "completed", sample.Measurement.NSPerTask, sample.Measurement.NSPerTask},
	{"mistake=workers", "50,000 workers, not P", "50000", "P", sample.Measurement.NSPerTask, sample.Measurement.NSPerTask},
	{"mistake=workers", "200,000 workers, not P", "200000", "P", sample.Measurement.NSPerTask, sample.Measurement.NSPerTask},
	{"mistake=teardown", "open and close in the clock", "lifecycle", "lifecycle", sample.Measurement.NSPerTask, func(m sample.Measurement) float64 {
		inside, _ := m.InsidePerTask()
		return inside
	}},
	{"mistake=limit", "limit inside: goroutines", "inside", "before", mostGoroutines, mostGoroutines},
}

func mostGoroutines(m sample.Measurement) float64 { return float64(m.PeakGoroutines) }

// pitfallsFigure: the wrong value divided by the right one, a group per mistake.
func (v *view) pitfallsFigure() (figure, bool) {
	spec := chart.Ranges{
		XTitle: "wrong ÷ right (log scale)", XUnit: chart.Ratio, Reference: 1, LoLabel: "smaller than it is", HiLabel: "larger",
	}
	found := false
	for _, m := range mistakes {
		t := v.trial("pitfalls", m.group)
		group := chart.RangeGroup{Title: m.title}
		for _, a := range t.arms {
			wrong, right, label := a.cells[m.wrong], a.cells[m.right], a.key
			if wrong == nil {
				continue
			}
			if right == nil { // the right way is another row
				other := t.only(m.right)
				right, label = other.cells[m.right], a.key+" ÷ "+other.key
			}
			e := wrong.against(right, func(w, r sample.Measurement) float64 { return m.of(w) / max(m.to(r), 1) })
			row := estimateRow(label, a, e, wrong)
			if row.Value == nil && len(wrong.taken()) > 0 {
				row.Note = "right: " + right.absence()
			}
			found = found || row.Value != nil
			group.Rows = append(group.Rows, row)
		}
		if len(group.Rows) > 0 {
			spec.Groups = append(spec.Groups, group)
		}
	}
	spec.Meta = v.origin("pitfalls", "What usual mistakes of benchmarks do to their result",
		"What the mistake measures ÷ what the right way does, paired by round: time per task, and goroutines in the last group, where the right way is "+
			"another row. Median and 95 % interval. Tasks that sleep have no right value, and are in the table only.", false)
	return figure{"pitfalls", "wrong value divided by the right one, by mistake", spec}, found
}

// only returns the first arm that has a cell at value; without cells if there is none.
func (t trial) only(value string) arm {
	for _, a := range t.arms {
		if a.cells[value] != nil {
			return a
		}
	}
	return arm{}
}

// plainRows are the rows of one block by a metric, own pools first, each group ascending;
// guarded ones are left out.
func (t trial) plainRows(value string, of func(*cell) stats.Estimate) []chart.RangeRow {
	arms := slices.DeleteFunc(slices.Clone(t.arms), func(a arm) bool { return a.cells[value] == nil || a.face == "guarded" })
	slices.SortStableFunc(arms, func(a, b arm) int {
		if a.own() != b.own() {
			if a.own() {
				return -1
			}
			return 1
		}
		x, y := of(a.cells[value]), of(b.cells[value])
		if x.N == 0 || y.N == 0 { // without a number it is not the best
			return cmp.Compare(y.N, x.N)
		}
		return cmp.Compare(x.Mid, y.Mid)
	})
	var rows []chart.RangeRow
	for _, a := range arms {
		rows = append(rows, estimateRow(a.key, a, of(a.cells[value]), a.cells[value]))
	}
	return valued(rows)
}

// valued returns the rows, or none if not a single one has a value: a picture of reasons is
// none.
func valued(rows []chart.RangeRow) []chart.RangeRow {
	if slices.ContainsFunc(rows, func(r chart.RangeRow) bool { return r.Value != nil }) {
		return rows
	}
	return nil
}
