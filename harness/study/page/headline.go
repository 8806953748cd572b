package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/claim"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// fewRows is how many strategies a table of results has a column for. Of more it shows the extremes.
const fewRows = 5

// headlines are the metrics of experiments whose shape does not tell what they ask for.
var headlines = map[string][]string{
	"blocking": {"threads"}, "handoff": {"cpu/wall"}, "request": {"p50-ns", "p99-ns"}, "workloads": {speedUp},
	"memory": {"RSS-B/goroutine", "gc-ns"}, "churn": {"workers-left", "second/first", "spaced-goroutines"}, "cluster": {"p50-ns", "p99-ns", "processes-rss"},
	"node-workers": {"p50-ns", "RSS-B/worker"},
}

// speedUp stands for the serial reference's time per task divided by a row's, where a metric stands.
const speedUp = "speed-up over " + catalog.Serial

// quantity is a metric of a row in a block, by the block's key.
func quantity(metric, block string, row catalog.Row) study.Quantity {
	cell := block + "/" + key(row)
	if metric == speedUp {
		return study.Ratio{Of: block + "/" + catalog.Serial + "/" + string(catalog.Own), To: cell, Metric: experiment.TimePerTask}
	}
	return study.Median{Cell: cell, Metric: metric}
}

// metrics are the keys of what a page shows of an experiment: the headline of its shape, and where
// that is the median of latencies their 99th percentile too.
func metrics(e experiment.Experiment) []string {
	if keys := headlines[e.Name]; keys != nil {
		return keys
	}
	headline := e.Shape.Metrics()[0].Key
	if headline == "p50-ns" {
		return []string{headline, "p99-ns"}
	}
	return []string{headline}
}

// title is what a metric is called.
func title(metric string) string {
	if m, err := claim.FindMetric(metric); err == nil {
		return m.Title
	}
	return metric // speedUp, which is its own title
}

// results shows the experiment's numbers, as far as there are any.
func (p *page) results(e experiment.Experiment, run *study.Run) {
	switch {
	case e.Name == experiment.Control:
		p.control(e)
	case e.Shape == experiment.Behaviour:
		p.rules(e, run)
	case e.Shape == experiment.Erratum:
		p.errata(e)
	case e.Node && len(distinct(e, true)) > len(e.Blocks):
		for _, m := range metrics(e) {
			p.turned(e, m)
		}
	case len(distinct(e, true)) <= fewRows:
		for _, m := range metrics(e) {
			p.full(e, m)
		}
	default:
		for _, m := range metrics(e) {
			p.extremes(e, m)
		}
	}
	p.paragraph("%s has all of it, with what is odd about a number.", p.toReport("The report", section(e.Name)))
}

// section is what the report has an experiment under.
func section(name string) string {
	if name == experiment.Control {
		return "How far to trust this run"
	}
	return name
}

// block is the key of a block.
func block(e experiment.Experiment, b experiment.Block) string {
	return sample.Cell{Experiment: e.Name, Group: b.Group, Parameter: e.Parameter, Value: b.Value}.BlockKey()
}

// parameters are the headings of the columns that name a setting: two where there are groups.
func parameters(e experiment.Experiment) []string {
	if name, _, ok := strings.Cut(e.Blocks[0].Group, "="); ok {
		return []string{name, e.Parameter}
	}
	return []string{e.Parameter}
}

// setting is what a block has in these columns.
func setting(b experiment.Block) []string {
	if _, value, ok := strings.Cut(b.Group, "="); ok {
		return []string{value, b.Value}
	}
	return []string{b.Value}
}

// measured tells whether a source has samples of a row in the block.
func (p *page) measured(e experiment.Experiment, b experiment.Block) bool {
	for _, r := range e.Rows(b, true) {
		cell := block(e, b) + "/" + key(r)
		if slices.ContainsFunc(p.sources(e.Name), func(run *study.Run) bool { return asked(run.Table.Find(cell)) }) {
			return true
		}
	}
	return false
}

// full is a table with a line per setting and a column per row.
func (p *page) full(e experiment.Experiment, metric string) {
	rows := distinct(e, true)
	var lines [][]string
	for _, b := range e.Blocks {
		if !p.measured(e, b) {
			continue
		}
		line := setting(b)
		for _, name := range rows {
			i := slices.IndexFunc(e.Rows(b, true), func(r catalog.Row) bool { return r.Key() == name })
			text := "–"
			if i >= 0 {
				text = p.value(block(e, b)+"/"+key(e.Rows(b, true)[i]), metric)
			}
			line = append(line, text)
		}
		lines = append(lines, line)
	}
	p.sheet(e, metric, append(parameters(e), rows...), lines)
}

// sheet is one table of numbers, or a word on there being none.
func (p *page) sheet(e experiment.Experiment, metric string, head []string, lines [][]string) {
	if len(lines) == 0 {
		p.paragraph("%s: %s.", upperFirst(title(metric)), study.NotMeasured)
		return
	}
	text := upperFirst(title(metric))
	if missing := len(e.Blocks) - len(lines); missing > 0 {
		text += fmt.Sprintf(" (%d of %d settings are measured)", len(lines), len(e.Blocks))
	}
	p.paragraph("%s:", text)
	p.table(head, lines)
}

func upperFirst(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// entry is a row with its number.
type entry struct {
	row string
	n   study.Number
}

// String is "channel 65.6 ns [63.7 ns, 68.5 ns]".
func (e entry) String() string { return e.row + " " + e.n.String() }

// ranked are the numbers of a block in the first source that has any, the smallest first, and what
// happened to rows that failed there: numbers of two machines have no order.
func (p *page) ranked(e experiment.Experiment, b experiment.Block, metric string) (entries []entry, failures []string) {
	for _, run := range p.sources(e.Name) {
		for _, row := range e.Rows(b, true) {
			if metric == speedUp && row.Variant == catalog.Serial {
				continue
			}
			n, err := p.book.Only(run).Number(quantity(metric, block(e, b), row))
			p.fail(err)
			switch {
			case n.Known():
				entries = append(entries, entry{row.Key(), n})
			case n.Lack != "":
				failures = append(failures, row.Key()+": "+n.String())
			}
		}
		if len(entries)+len(failures) > 0 {
			break
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.n.Mid, b.n.Mid) })
	return entries, failures
}

// extremes is a table with a line per setting: the baseline, the two rows with the smallest numbers,
// and the one with the largest.
func (p *page) extremes(e experiment.Experiment, metric string) {
	head := append(parameters(e), catalog.Baseline+", the baseline", "smallest", "second", "largest")
	var lines [][]string
	anyFailed := false
	for _, b := range e.Blocks {
		entries, failures := p.ranked(e, b, metric)
		if len(entries)+len(failures) == 0 {
			continue
		}
		line := append(setting(b), ends(entries)...)
		lines = append(lines, append(line, cmp.Or(strings.Join(failures, ", "), "–")))
		anyFailed = anyFailed || len(failures) > 0
	}
	if anyFailed {
		head = append(head, "failed")
	}
	for i := range lines {
		lines[i] = lines[i][:len(head)]
	}
	p.sheet(e, metric, head, lines)
}

// ends are the baseline, the first, the second and the last of the entries, as far as there are others
// than the baseline.
func ends(entries []entry) []string {
	texts := []string{"–", "–", "–", "–"}
	at := slices.IndexFunc(entries, func(e entry) bool { return e.row == catalog.Baseline })
	if at >= 0 {
		texts[0] = entries[at].n.String()
		if len(entries) == 1 {
			return texts
		}
	}
	for i, found := range entries[:min(2, len(entries))] {
		texts[1+i] = found.String()
	}
	if len(entries) > 2 {
		texts[3] = entries[len(entries)-1].String()
	}
	return texts
}

// control shows the two arms of the control and their ratio.
func (p *page) control(e experiment.Experiment) {
	arm := block(e, e.Blocks[0]) + "/" + catalog.Serial + "/" + string(catalog.Own) + "+"
	same, slower := arm+string(sample.Same), arm+string(sample.Slower)
	n, err := p.book.Number(study.Ratio{Of: slower, To: same, Metric: experiment.TimePerTask})
	p.fail(err)
	p.table([]string{"", "time per task"}, [][]string{
		{"the work as it is", p.value(same, experiment.TimePerTask)},
		{"with a tenth more", p.value(slower, experiment.TimePerTask)},
		{"ratio, paired by round", n.String()},
	})
}

// rules shows who keeps which rule, by the ledger's notion of keeping one: a sample that could not
// ask is no answer.
func (p *page) rules(e experiment.Experiment, run *study.Run) {
	head := []string{"rule", "kept by", "broken by"}
	var lines [][]string
	anyOpen := false
	for _, b := range e.Blocks {
		kept, broken, open := 0, []string{}, []string{}
		for _, row := range e.Rows(b, true) {
			s := run.Table.Find(block(e, b) + "/" + key(row))
			switch claim.Keeps(s) {
			case claim.Supported:
				kept++
			case claim.Refuted:
				broken = append(broken, row.Key())
			case claim.Inconclusive:
				open = append(open, row.Key()+": "+s.Outcome())
			}
		}
		if all := kept + len(broken) + len(open); all > 0 {
			lines = append(lines, []string{
				b.Workload.Title, fmt.Sprintf("%d of %d%s", kept, all, mark(run)),
				cmp.Or(strings.Join(broken, ", "), "–"), cmp.Or(strings.Join(open, ", "), "–"),
			})
		}
		anyOpen = anyOpen || len(open) > 0
	}
	if len(lines) == 0 {
		p.paragraph("Rules kept: %s.", study.NotMeasured)
		return
	}
	if anyOpen {
		head = append(head, "open")
	}
	for i := range lines {
		lines[i] = lines[i][:len(head)]
	}
	p.table(head, lines)
}
