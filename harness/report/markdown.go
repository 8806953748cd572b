package report

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// document is Markdown under construction.
type document struct{ strings.Builder }

func (d *document) line(format string, args ...any) { _, _ = fmt.Fprintf(d, format+"\n", args...) }

// paragraph is a line with an empty one after it.
func (d *document) paragraph(format string, args ...any) { d.line(format+"\n", args...) }

// table writes a Markdown table; every row has as many cells as head, the first column is
// text and the others are numbers.
func (d *document) table(head []string, rows [][]string) { d.columns(head, "--:", rows) }

// texts is table for columns that are all text.
func (d *document) texts(head []string, rows [][]string) { d.columns(head, ":--", rows) }

func (d *document) columns(head []string, others string, rows [][]string) {
	d.line("| %s |", strings.Join(head, " | "))
	d.line("|:--%s|", strings.Repeat("|"+others, len(head)-1))
	for _, r := range rows {
		d.line("| %s |", strings.Join(r, " | "))
	}
	d.line("")
}

// markdown renders the report; plots is the relative path of the charts' directory.
func (v *view) markdown(plots string) string {
	d := &document{}
	v.header(d)
	v.believe(d)
	v.ledger(d)
	figures := map[string]figure{}
	for _, f := range v.pictures() {
		figures[f.name] = f
	}
	show := func(name string) {
		if f, ok := figures[name]; ok {
			d.paragraph("![%s](%s)", f.alt, path.Join(plots, f.name+".png"))
		}
	}
	show("overview")
	v.summary(d)
	for i := range v.experiments {
		s := &v.experiments[i]
		switch {
		case !s.across:
			v.experiment(d, s, show)
		case i == 0 || v.experiments[i-1].name != s.name: // its groups have one section together
			v.across(d, v.sections(s.name), show)
		}
	}
	architecture(d, show)
	v.failures(d)
	v.behaviour(d)
	v.quality(d)
	v.footnotes(d)
	return d.String()
}

// question writes the heading of a section, what it asks and how to read it.
func (s *section) question(d *document) {
	d.paragraph("## %s", s.name)
	if s.about.Name != "" {
		d.paragraph("**%s** %s", s.about.Question, s.about.Reading)
	}
}

// experiment writes the section of one experiment whose rows are compared with the baseline;
// show places a chart if there is one.
func (v *view) experiment(d *document, s *section, show func(name string)) {
	s.question(d)
	switch s.name {
	case "workloads":
		show("workloads")
		v.speedUpTable(d, s)
	case "overhead":
		show("overhead")
		show("guard-price")
		v.guardTable(d, s)
	case "grain":
		show("efficiency")
		v.efficiencyTable(d, s)
		show("break-even")
		v.breakEvenTable(d, s)
	}
	show(latencyChart(s.name))
	v.latencyTables(d, s)
	if s.shape != experiment.Arrivals { // whose latencies stand in the tables above
		v.headlineTable(d, s)
	}
	show(comparisonChart(s.name))
	for _, metric := range s.shape.Metrics() {
		v.verdictTable(d, s, metric)
	}
	show(distributionChart(s.name))
	if s.shape == experiment.Batch {
		v.resourceTables(d, s)
	}
	v.schedulerTables(d, s)
}

func (v *view) header(d *document) {
	r := v.table.Run
	d.paragraph("# poolbench: run %s", r.ID)
	d.paragraph("%s on %s with %d cores, %s, %s/%s, kernel %s. %s, commit %s. Started %s.",
		upperFirst(r.Plan.Mode)+" run",
		orUnknown(r.Machine.CPU, "CPU"), r.Machine.Cores, memory(r.Machine.MemoryBytes), r.Machine.OS, r.Machine.Arch,
		orUnknown(r.Machine.Kernel, "release"), r.Build.Go, shortCommit(r.Build.Commit), r.Started.Format(time.RFC3339))
	d.paragraph("%s, seed %d; GOMAXPROCS = workers = %d, queue %d, except where an experiment varies them; windows of at least %v; every sample in a fresh process.",
		v.roundsText(), r.Seed, r.Plan.GOMAXPROCS, r.Plan.Queue, time.Duration(r.Plan.WindowNS))
	d.paragraph("%s", libraries(r.Build.Libraries))
	v.languages(d)
	d.paragraph("A *strategy*, or row, is a way to run tasks; a *block* is an experiment with one setting of its parameters; a *cell* is a row in a block. " +
		"A *sample* measures one cell in one process, and a *round* takes one sample of every cell.")
	d.paragraph("Numbers are medians over the rounds with their 95 %% confidence intervals in brackets. Rows without a "+
		"face are written and tuned here; *native* is a library as its documentation uses it, *guarded* the same library "+
		"behind a guard that adds the contract it lacks. To compare two rows, use the %s: intervals of single rows "+
		"that overlap do not show that the rows are equal, and those that lie apart say nothing about how many were looked at.", v.comparing())
}

// comparing is what rows are compared by: where no experiment has comparisons there are ratios at most.
func (v *view) comparing() string {
	if slices.ContainsFunc(v.experiments, func(s section) bool { return !s.across }) {
		return "comparisons"
	}
	return "ratios, which are paired by round"
}

func upperFirst(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func memory(bytes uint64) string {
	if bytes == 0 {
		return "memory unknown"
	}
	return fmt.Sprintf("%.0f GiB memory", float64(bytes)/(1<<30))
}

func libraries(versions map[string]string) string {
	var list []string
	for module, version := range versions {
		list = append(list, module+" "+version)
	}
	sort.Strings(list)
	if len(list) == 0 {
		return "Versions of libraries: unknown."
	}
	return "Libraries: " + strings.Join(list, ", ") + "."
}

// columns are the headings of a table with one column per block.
func (s *section) columns() []string {
	head := []string{cmp.Or(s.lines, "strategy")}
	for _, value := range s.values {
		head = append(head, s.parameter+" = "+value)
	}
	return head
}

// grid writes a table with a line per row and a column per value, and as many more as there are
// further headings. A table that would be wider than it is long lies on its side.
func (s *section) grid(d *document, rows [][]string, more ...string) {
	head := append(s.columns(), more...)
	if len(s.values) <= maxColumns || len(s.values) <= len(rows) {
		d.table(head, rows)
		return
	}
	first := []string{s.parameter}
	for _, r := range rows {
		if s.lines != "" {
			r[0] = s.lines + " = " + r[0]
		}
		first = append(first, r[0])
	}
	var lines [][]string
	for i, name := range append(slices.Clone(s.values), more...) {
		line := []string{name}
		for _, r := range rows {
			line = append(line, r[i+1])
		}
		lines = append(lines, line)
	}
	d.table(first, lines)
}

// maxColumns is how many columns of medians with intervals fit on a page.
const maxColumns = 5

// perBlock makes a table's rows from a text per cell.
func (s *section) perBlock(text func(r row, column int) string) [][]string {
	var rows [][]string
	for _, r := range s.rows {
		line := []string{r.label}
		for i := range s.values {
			line = append(line, text(r, i))
		}
		rows = append(rows, line)
	}
	return rows
}

func (v *view) headlineTable(d *document, s *section) {
	d.paragraph("%s:", upperFirst(s.metric.Title))
	s.grid(d, s.perBlock(func(r row, i int) string {
		return v.number(r.cells[i], r.cells[i].by(s.metric), unit(s.metric))
	}))
	v.caption(d, s)
}

// number is an estimate about a cell with what is odd about it as footnotes, or why there is none.
func (v *view) number(c *cell, e stats.Estimate, unit chart.Unit) string {
	if e.N == 0 {
		return c.absence()
	}
	text := withInterval(e, unit)
	for _, remark := range c.remarks(e) {
		text += v.notes.mark(remark)
	}
	return text
}

// withInterval is "43.1 ns [42.0 ns, 44.8 ns]".
func withInterval(e stats.Estimate, unit chart.Unit) string {
	return fmt.Sprintf("%s [%s, %s]", unit.Format(e.Mid), unit.Format(e.Lo), unit.Format(e.Hi))
}

// speedUpTable shows how much faster than the serial reference each row is, paired by round.
func (v *view) speedUpTable(d *document, s *section) {
	if s.serial() == nil {
		return
	}
	d.paragraph("Speed-up over inline, paired by round:")
	s.grid(d, s.perBlock(func(r row, i int) string {
		return pairedText(r.cells[i].against(s.serial().cells[i], func(m, serial sample.Measurement) float64 {
			return serial.NSPerTask() / m.NSPerTask()
		}), chart.Ratio)
	}))
	v.caption(d, s)
}

func (v *view) efficiencyTable(d *document, s *section) {
	if s.serial() == nil {
		return
	}
	d.paragraph("Efficiency; for inline it is that of one core by definition:")
	s.grid(d, s.perBlock(func(r row, i int) string {
		if !s.hasWork(i) {
			return "–"
		}
		e := v.efficiency(r.cells[i], s.serial().cells[i])
		if e.N == 0 {
			return r.cells[i].absence()
		}
		return withInterval(e, chart.Percent)
	}))
	v.caption(d, s)
}

func (v *view) breakEvenTable(d *document, s *section) {
	var rows [][]string
	for _, r := range s.rows {
		if b, ok := s.breakEven(r); ok {
			rows = append(rows, []string{r.label, b.text()})
		}
	}
	if len(rows) == 0 {
		return
	}
	d.paragraph("Break-even grain: from this task size on a row beats inline by %.0f %%. It is interpolated between %d measured sizes; intervals "+
		"do not contain the error of that, which is large where sizes are far apart:", (experiment.GrainFactor-1)*100, len(s.values))
	d.table([]string{"strategy", "break-even grain"}, rows)
	v.caption(d, s)
}

// text is the break-even grain in words, censored ends included.
func (b breakEven) text() string {
	switch {
	case b.never():
		return "not up to " + chart.Nanoseconds.Format(b.last)
	case b.always():
		return "below " + chart.Nanoseconds.Format(b.first)
	}
	text := withInterval(b.Estimate, chart.Nanoseconds)
	if b.Hi >= b.last {
		text += " or above"
	}
	return text
}

func (v *view) failures(d *document) {
	var rows [][]string
	for _, s := range v.experiments {
		if s.judged() {
			continue
		}
		for _, r := range s.rows {
			for _, c := range r.cells {
				if c == nil || len(c.Failures) == 0 {
					continue
				}
				detail := strings.ReplaceAll(c.Failures[0].String(), "|", "\\|")
				rows = append(rows, []string{c.Cell.Key(), fmt.Sprint(len(c.Failures)), detail})
			}
		}
	}
	if len(rows) == 0 {
		return
	}
	d.paragraph("## Failures")
	d.paragraph("A failed sample is a result: the strategy did not get through this load under these limits.")
	d.table([]string{"cell", "samples", "first"}, rows)
}

func (v *view) footnotes(d *document) {
	for i, text := range v.notes.texts {
		d.line("[^%d]: %s", i+1, text)
	}
}
