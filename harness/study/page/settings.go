package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/study"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// shapes say what a sample does, and when its clock runs.
var shapes = map[experiment.Shape]string{
	experiment.Batch:      "A batch: tasks are handed over one after the other. The clock runs from the first submission to the end of the last task.",
	experiment.Backlog:    "A backlog: all workers are held while tasks pile up, and memory is measured. Then the workers are released.",
	experiment.Request:    "A closed loop: each caller hands over a task, waits for its result, and only then hands over the next one.",
	experiment.Arrivals:   "An open loop: tasks arrive by a schedule, whatever the pool does. Latency counts from the intended arrival.",
	experiment.Blocked:    "Tasks block, all at the same time. Threads of the process are counted before and meanwhile.",
	experiment.Behaviour:  "No load: each sample is one rule in a process of its own, kept or broken.",
	experiment.SubmitOnly: "A batch whose clock stops when the last task has been handed over, which is a mistake.",
	experiment.Lifecycle:  "A batch whose clock includes opening and closing the pool, which is a mistake unless a pool is opened per batch.",
	experiment.Probed:     "Another process asks for the echo of a byte and for GET /, by a schedule, while this one computes. Latency counts from when a request should have been sent.",
	experiment.Served:     "An open loop over HTTP: requests arrive from another process by a schedule, whatever the service does. Latency counts from the intended arrival.",
	experiment.Leak:       "An HTTP server is asked, and the goroutines that it leaves behind are counted.",
	experiment.Divided:    "A batch of items: a task computes one of them, several in a row, or all of a worker's. The clock runs from the first submission to the end of the last task; times are per item.",
	experiment.RoundTrip:  "A closed loop over HTTP: another process asks again and again on one connection.",
	experiment.Parked:     "Goroutines wait, all at the same time. Resident memory is read before and meanwhile, and then the garbage collector is timed.",
	experiment.Started:    "Pools of one worker are opened one after the other. Each computes one task, and all stay open; latency is from opening to the answer. Resident memory is read before the first and after the last.",
	experiment.Health:     "An open loop over HTTP beside a closed one: another process asks for GET / by a schedule, and callers ask for /compute without a pause. Latency is that of GET /, counted from when it should have been sent.",
	experiment.Erratum:    "No load: each sample is a program that makes one mistake, or makes it no more, in a process of its own.",
	experiment.Churn:      "A burst for which every worker is needed, a time without tasks in which goroutines are counted, a second such burst, and then tasks one at a time with a pause before each.",
}

// fewWorkloads is how many kinds of task a page describes; of more it has the names.
const fewWorkloads = 6

// load describes the shape of the load and the tasks.
func (p *page) load(e experiment.Experiment) {
	p.paragraph("## Load")
	var texts, submitters []string
	var tasks []workload.Workload
	for _, b := range e.Blocks {
		shape := cmp.Or(b.Shape, e.Shape)
		if shapes[shape] == "" {
			p.fail(fmt.Errorf("no words for the shape %q", shape))
		}
		texts = with(texts, shapes[shape])
		submitters = with(submitters, fmt.Sprint(b.Submitters))
		if !slices.ContainsFunc(tasks, func(w workload.Workload) bool { return w.Name == b.Workload.Name }) {
			tasks = append(tasks, b.Workload)
		}
	}
	p.paragraph("%s", strings.Join(texts, "\n\n"))
	if e.Shape == experiment.Behaviour || e.Shape == experiment.Erratum { // its workloads are what the results name
		return
	}
	p.paragraph("%s Submitters: %s.", kinds(tasks), strings.Join(submitters, " or "))
}

// kinds describes tasks in a paragraph.
func kinds(tasks []workload.Workload) string {
	var list []string
	for _, w := range tasks {
		text := "`" + w.Name + "`"
		if len(tasks) <= fewWorkloads {
			text += ", " + w.Title
		}
		list = append(list, text)
	}
	if len(tasks) > fewWorkloads {
		return fmt.Sprintf("Tasks: %s.", strings.Join(list, ", "))
	}
	return fmt.Sprintf("Tasks: %s.", strings.Join(list, "; "))
}

// with appends a text that is not in the list yet.
func with(list []string, text string) []string {
	if slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// settings says what varies, in which selections, with which rows, and how to run it.
func (p *page) settings(e experiment.Experiment, run *study.Run) {
	p.paragraph("## Settings")
	text := fmt.Sprintf("What varies is `%s`", e.Parameter)
	if p.scales(e.Name) {
		text += fmt.Sprintf("; it depends on the number of processors, here %d%s", run.Procs(), mark(run))
	}
	p.paragraph("%s:", text)
	var lines [][]string
	for _, s := range selections(e) {
		var in []experiment.Block
		for _, b := range e.Blocks {
			if s.in(b) {
				in = append(in, b)
			}
		}
		lines = append(lines, []string{s.title, cmp.Or(values(in), "–")})
	}
	p.table([]string{"measured by", e.Parameter}, lines)
	p.paragraph("%s", p.rows(e))
	p.paragraph("To run it alone, with all of its settings:\n\n```console\nbin/poolbench run --experiment %s --out results/%s\n```", e.Name, e.Name)
}

// selection is a usual run, with the blocks that it measures.
type selection struct {
	title string
	in    func(experiment.Block) bool
}

// selections are those that an experiment may be in.
func selections(e experiment.Experiment) []selection {
	all := func(b experiment.Block) bool { return !b.Extra }
	if e.Node {
		return []selection{{"`make bench-node`", all}}
	}
	return []selection{
		{"`make quick`", func(b experiment.Block) bool { return b.Quick }},
		{"`make bench`", all},
		{"`make bench ALL=1` adds", func(b experiment.Block) bool { return b.Extra }},
	}
}

// values are the settings of blocks, by group where there is a second parameter.
func values(blocks []experiment.Block) string {
	var groups []string
	in := map[string][]string{}
	for _, b := range blocks {
		groups = append(groups, b.Group)
		in[b.Group] = append(in[b.Group], b.Value)
	}
	var texts []string
	for _, g := range slices.Compact(groups) {
		text := strings.Join(in[g], ", ")
		if g != "" {
			text = strings.Replace(g, "=", " = ", 1) + ": " + text
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, "; ")
}

// rows says which strategies take part.
func (p *page) rows(e experiment.Experiment) string {
	usual, all := distinct(e, false), distinct(e, true)
	var added []string
	for _, r := range all {
		if !slices.Contains(usual, r) {
			added = append(added, r)
		}
	}
	text := "Rows: " + strings.Join(usual, ", ")
	if len(usual) == 0 {
		text, added = "Rows: "+strings.Join(added, ", "), nil
	}
	if len(added) > 0 {
		text += "; in the extra set also " + strings.Join(added, ", ")
	}
	if slices.ContainsFunc(e.Blocks, func(b experiment.Block) bool { return len(e.Rows(b, true)) != len(all) }) {
		text += "; not all of them with every setting"
	}
	return text + "."
}

// distinct are the keys of the rows that some block has, in the order of the catalog; without the
// extra set those of its own blocks alone.
func distinct(e experiment.Experiment, extra bool) []string {
	found := map[string]bool{}
	for _, b := range e.Blocks {
		if b.Extra && !extra {
			continue
		}
		for _, r := range e.Rows(b, extra) {
			found[r.Key()] = true
		}
	}
	var keys []string
	for _, r := range append(catalog.Rows(), node.Rows()...) {
		if found[r.Key()] {
			keys = append(keys, r.Key())
		}
	}
	return keys
}
