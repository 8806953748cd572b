package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// families says in every chart of both languages how they are told apart.
const families = "Filled marks: Go. Hollow: Node.js. "

// goFirst are the rows of several trials in the order of charts: those in Go as they were planned, then those
// in Node.js as they are listed.
func goFirst(trials ...trial) []arm {
	var arms []arm
	for _, t := range trials {
		for _, a := range t.arms {
			if !slices.ContainsFunc(arms, func(b arm) bool { return b.key == a.key }) {
				arms = append(arms, a)
			}
		}
	}
	place := func(a arm) int { return slices.Index(node.Names(), a.variant) } // -1 for Go
	slices.SortStableFunc(arms, func(a, b arm) int { return cmp.Compare(place(a), place(b)) })
	return arms
}

// crossed has a row for each of arms in one block of t, with a dash for those that are not in it; none
// without an estimate.
func (t trial) crossed(arms []arm, value string, of func(*cell) stats.Estimate) []chart.RangeRow {
	var rows []chart.RangeRow
	for _, a := range arms {
		c := t.arm(a.key).cells[value]
		row := estimateRow(a.key, a, of(c), c)
		if c == nil {
			row.Note = "–"
		}
		rows = append(rows, row)
	}
	return valued(rows)
}

// nodeTasks says in words what a task of node-cost is.
var nodeTasks = map[string]string{"task=empty": "Empty task", "task=100us": "Task of 100 µs", "task=1ms": "Task of 1 ms"}

// nodeCostFigure: time per task of every system, a panel per size of task and number in flight.
func (v *view) nodeCostFigure() (figure, bool) {
	var trials []trial
	groups := v.groups("node-cost")
	for _, group := range groups {
		trials = append(trials, v.trial("node-cost", group))
	}
	arms := goFirst(trials...)
	var empty, working []chart.Panel
	for i, t := range trials {
		for _, value := range t.values {
			p := chart.Panel{
				Title: cmp.Or(nodeTasks[groups[i]], groups[i]) + ", " + value + " in flight",
				Y:     chart.Axis{Title: "time per task (log scale), lower is better"},
				Rows:  t.crossed(arms, value, perTask),
			}
			switch inline := t.arm(catalog.Serial).cells[value]; {
			case len(p.Rows) == 0:
			case groups[i] == "task=empty":
				empty = append(empty, p)
			default:
				if e := perTask(inline); usable(e) {
					p.Guides = []chart.Guide{column("inline ÷ "+plural(v.table.Run.Plan.GOMAXPROCS, "processor"), e.Mid/v.procs())}
				}
				working = append(working, p)
			}
		}
	}
	levelRows(empty)
	panels := append(empty, working...)
	m := v.origin("node-cost", "Time per task in Go and in Node.js, by system",
		families+"So many callers wait for their answer each; time is wall time ÷ tasks. Tasks of 100 µs and 1 ms are the same 32-bit arithmetic in both. "+
			"Medians with 95 % intervals. Empty tasks share an axis.", true)
	return figure{"node-cost", "time per task of systems in Go and in Node.js, for an empty task with 1 and 64 in flight and for longer ones",
		chart.Grid{Meta: m, Columns: min(max(len(panels), 1), 2), Panels: panels}}, len(panels) > 0
}

// nodeWorkFigure: the time that the note's sum takes, by kind of number, and that of a hash.
func (v *view) nodeWorkFigure() (figure, bool) {
	t := v.trial(computed, "")
	arms := goFirst(t)
	sum := chart.Panel{Title: "The sum of 0 … 10⁸−1", Y: chart.Axis{Title: "time per task (log scale), lower is better"}}
	hash := chart.Panel{Title: "SHA-256 of 64 KiB", Y: sum.Y}
	for _, value := range t.values {
		for _, row := range t.crossed(arms, value, perTask) {
			kind, isSum := strings.CutPrefix(value, "sum-")
			switch {
			case t.arm(row.Label).cells[value] == nil:
			case isSum:
				if a := t.arm(row.Label); !node.Is(a.variant) { // JavaScript has doubles only
					row.Label += ", " + kind + "s"
				}
				sum.Rows = append(sum.Rows, row)
			default:
				hash.Rows = append(hash.Rows, row)
			}
		}
	}
	panels := slices.DeleteFunc([]chart.Panel{sum, hash}, func(p chart.Panel) bool { return len(p.Rows) == 0 })
	m := v.origin(computed, "Time of a computation in Go and in Node.js, by system",
		families+"A batch of tasks, wall time ÷ tasks: systems with workers use all processors. JavaScript adds doubles, so Go does so too, beside integers. "+
			"The hash is computed by each language's library. Medians with 95 % intervals.", true)
	return figure{computed, "time per sum, in integers and in doubles, and per hash, of systems in Go and in Node.js",
		chart.Grid{Meta: m, Columns: max(len(panels), 1), Panels: panels}}, len(panels) > 0
}

// nodeMemoryFigure: memory of all processes of a system against its number of workers, with that before
// the first at 0.
func (v *view) nodeMemoryFigure() (figure, bool) {
	t := v.trial("node-workers", "")
	values := slices.Clone(t.values)
	inOrder(values)
	p := chart.Panel{
		X: chart.Axis{Title: "pools of one worker (equal steps, not to scale); 0: before the first", Spacing: chart.Steps, Names: append([]string{"0"}, values...)},
		Y: chart.Axis{Title: "resident memory of all processes of the system (log scale), lower is better", Unit: chart.Bytes},
	}
	for _, a := range goFirst(t) {
		p.Series = curve(p.Series, a.key, a.style(), residentPoints(a, p.X.Names))
	}
	after := func(c *cell) stats.Estimate { return c.medianOf(residentAfter) }
	m := v.origin("node-workers", "Resident memory against the number of workers, in Go and in Node.js",
		families+"Pools of one worker each are opened one after the other and stay; each has computed one empty task. Pages that processes share count in each. "+
			"Medians; bands are 95 % intervals."+without(t.absences("", after)), false)
	return figure{"node-memory", "resident memory of systems in Go and in Node.js against the number of workers",
		chart.Grid{Meta: m, Columns: 1, Panels: []chart.Panel{p}}}, len(p.Series) > 0
}

// residentPoints are the resident sets of one row after so many workers, and first that before any, from
// the samples with the fewest.
func residentPoints(a arm, names []string) []chart.Point {
	var points []chart.Point
	gap := false
	for i, value := range names[1:] {
		c := a.cells[value]
		if before := c.medianOf(residentBefore); len(points) == 0 && usable(before) {
			points = append(points, chart.Point{Y: *interval(before)})
		}
		e := c.medianOf(residentAfter)
		switch {
		case usable(e):
			points = append(points, chart.Point{X: float64(i + 1), Y: *interval(e), Gap: gap})
			gap = false
		case c != nil:
			gap = true
		}
	}
	return points
}

// nodeStartFigure: the median time to start a worker, a group per number of workers.
func (v *view) nodeStartFigure() (figure, bool) {
	t := v.trial("node-workers", "")
	values := slices.Clone(t.values)
	inOrder(values)
	spec := chart.Ranges{XTitle: "time from opening to the first answer (log scale), lower is better", XUnit: chart.Nanoseconds}
	start := func(c *cell) stats.Estimate { return c.medianOf(p50Of(taskLatency)) }
	for _, value := range values {
		var own []arm
		for _, a := range goFirst(t) {
			if a.cells[value] != nil {
				own = append(own, a)
			}
		}
		if rows := t.crossed(own, value, start); len(rows) > 0 {
			title := value + " workers"
			if value == "1" {
				title = "1 worker"
			}
			spec.Groups = append(spec.Groups, chart.RangeGroup{Title: title, Rows: rows})
		}
	}
	spec.Meta = v.origin("node-workers", "Time to start a worker, in Go and in Node.js",
		families+"Pools of one worker each are opened one after the other and stay; each computes one empty task. A round has the median of its starts; "+
			"medians over the rounds with 95 % intervals.", false)
	return figure{"node-start", "time to start a worker of systems in Go and in Node.js, by how many are started", spec}, len(spec.Groups) > 0
}

// nodeHealthFigure: latency of GET /, and what is computed meanwhile, by system and by what it is busy with.
func (v *view) nodeHealthFigure() (figure, bool) {
	panels := []chart.Panel{
		{Title: "GET /, median", Y: chart.Axis{Title: "latency (log scale)"}},
		{Title: "99th percentile", Y: chart.Axis{Title: "latency (log scale)"}},
		{Title: "Computed meanwhile", X: chart.Axis{Unit: chart.Count, Spacing: chart.Linear}, Y: chart.Axis{Title: "per second, higher is better"}},
	}
	numbers := []func(sample.Measurement) (float64, bool){p50Of(taskLatency), p99OfMany(taskLatency), computedPerSecond}
	var missing []string
	for _, group := range v.groups("node-health") {
		t := v.trial("node-health", group)
		for _, value := range t.values {
			for _, a := range goFirst(t) {
				c := a.cells[value]
				if c == nil {
					continue
				}
				for i, of := range numbers {
					row := estimateRow(a.key+", "+v.occupied(group, value), a, c.medianOf(of), c)
					switch {
					case row.Value == nil && len(c.taken()) > 0:
						row.Note = "–"
					case row.Value != nil && i == 2 && strings.HasPrefix(group, "task="):
						row.Value, row.Note = nil, "other tasks" // of which there are fewer for the same work
					}
					panels[i].Rows = append(panels[i].Rows, row)
				}
			}
		}
		missing = append(missing, t.absences(group+", callers ", func(c *cell) stats.Estimate { return c.medianOf(numbers[0]) })...)
	}
	levelRows(panels[:2])
	panels = slices.DeleteFunc(panels, func(p chart.Panel) bool { return valued(p.Rows) == nil })
	m := v.origin("node-health", fmt.Sprintf("Latency of GET / beside /compute, in Go and in Node.js, P = %s", plural(v.table.Run.Plan.GOMAXPROCS, "processor")),
		families+"Another process asks for GET / by a schedule"+v.asks("node-health", taskLatency)+"; latency counts from when a request should have been sent. "+
			"Callers ask for /compute, 5 ms each unless it says otherwise, again and again; W is the number of workers. Medians over the rounds with 95 % intervals."+without(missing), false)
	return figure{"node-health", "median and 99th percentile of the latency of GET / of systems in Go and in Node.js, idle and busy, and what they compute meanwhile",
		chart.Grid{Meta: m, Columns: max(len(panels), 1), Panels: panels}}, len(panels) > 0
}

// occupied says in a few words what a cell of node-health is busy with: "idle", "8 callers, W = P−1",
// "8 callers, tasks of 20 ms".
func (v *view) occupied(group, callers string) string {
	if callers == "0" {
		return "idle"
	}
	text := callers + " callers"
	switch what, value, _ := strings.Cut(group, "="); {
	case what == "task":
		text += ", tasks of " + strings.Replace(value, "ms", " ms", 1)
	case value != "P":
		text += ", W = " + strings.ReplaceAll(value, "-", "−")
	}
	return text
}

// nodeWays are the marks of ways to give data to a worker, and what they are called in Go and in Node.js.
var nodeWays = map[string]struct {
	mark         chart.Marker
	goes, nodeJS string
}{
	"copy": {chart.Square, "copied", "cloned"}, "transfer": {chart.Triangle, "handed over", "transferred"}, "share": {chart.Circle, "shared", "shared"},
}

// nodeTransferFigure: time per call against the size of its data, a curve per way and language.
func (v *view) nodeTransferFigure() (figure, bool) {
	p := chart.Panel{
		X: chart.Axis{Title: "size of the data (log scale)", Unit: chart.Bytes},
		Y: chart.Axis{Title: "time per call (log scale), lower is better", Unit: chart.Nanoseconds},
	}
	var missing []string
	var trials []trial
	var inNode []chart.Series
	for _, group := range v.groups("node-transfer") {
		t := v.trial("node-transfer", group)
		trials = append(trials, t)
		_, way, _ := strings.Cut(group, "=")
		missing = append(missing, t.absences(way+" ", perTask)...)
		for _, a := range t.arms {
			style, points := a.style(), t.points(a, positive, perTask)
			style.Marker = nodeWays[way].mark
			if node.Is(a.variant) {
				inNode = curve(inNode, a.key+", "+cmp.Or(nodeWays[way].nodeJS, way), style, points)
			} else {
				p.Series = curve(p.Series, a.key+", "+cmp.Or(nodeWays[way].goes, way), style, points)
			}
		}
	}
	p.Series = append(p.Series, inNode...)
	p.X.Ticks = positions(0, trials...)
	m := v.origin("node-transfer", "Time per call against the size of its data, in Go and in Node.js",
		families+"One caller, one task at a time; the task looks at two bytes. A mark is a way to give the data. Medians; bands are 95 % intervals."+without(missing), true)
	return figure{"node-transfer", "time per call against the size of its data, by way to give them in Go and in Node.js",
		chart.Grid{Meta: m, Columns: 1, Panels: []chart.Panel{p}}}, len(p.Series) > 0
}
