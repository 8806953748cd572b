package report

import (
	"fmt"
	"path"
	"sort"
	"strings"
	"time"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// document is Markdown under construction.
type document struct{ strings.Builder }

func (d *document) line(format string, args ...any) { _, _ = fmt.Fprintf(d, format+"\n", args...) }

// paragraph is a line with an empty one after it.
func (d *document) paragraph(format string, args ...any) { d.line(format+"\n", args...) }

// table writes a Markdown table; every row has as many cells as head, the first column is
// text and the others are numbers.
func (d *document) table(head []string, rows [][]string) {
	d.line("| %s |", strings.Join(head, " | "))
	d.line("|:--%s|", strings.Repeat("|--:", len(head)-1))
	for _, r := range rows {
		d.line("| %s |", strings.Join(r, " | "))
	}
	d.line("")
}

// markdown renders the report; plots is the relative path of the charts' directory.
func (v *view) markdown(plots string) string {
	d := &document{}
	v.header(d)
	v.summary(d)
	figures := map[string]figure{}
	for _, f := range v.figures() {
		figures[f.name] = f
	}
	show := func(name string) {
		if f, ok := figures[name]; ok {
			d.paragraph("![%s](%s)", f.alt, path.Join(plots, f.name+".png"))
		}
	}
	for i := range v.experiments {
		s := &v.experiments[i]
		d.paragraph("## %s", s.name)
		if s.about.Name != "" {
			d.paragraph("**%s** %s", s.about.Question, s.about.Reading)
		}
		switch s.name {
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
		v.headlineTable(d, s)
		if s.metric.title == timePerTask.title {
			v.resourceTables(d, s)
		}
	}
	v.failures(d)
	v.behaviour(d)
	v.quality(d)
	v.footnotes(d)
	return d.String()
}

func (v *view) header(d *document) {
	r := v.file.Run
	d.paragraph("# poolbench: run %s", r.ID)
	d.paragraph("%s on %s with %d cores, %s, %s/%s, kernel %s. %s, commit %s. Started %s.",
		upperFirst(r.Plan.Mode)+" run",
		orUnknown(r.Machine.CPU, "CPU"), r.Machine.Cores, memory(r.Machine.MemoryBytes), r.Machine.OS, r.Machine.Arch,
		orUnknown(r.Machine.Kernel, "release"), r.Build.Go, shortCommit(r.Build.Commit), r.Started.Format(time.RFC3339))
	d.paragraph("%s, seed %d; GOMAXPROCS = workers = %d, queue %d; windows of at least %v; every sample in a fresh process.",
		v.roundsText(), r.Seed, r.Plan.GOMAXPROCS, r.Plan.Queue, time.Duration(r.Plan.WindowNS))
	d.paragraph("%s", libraries(r.Build.Libraries))
	d.paragraph("Numbers are medians over the rounds with their 95 %% confidence intervals in brackets. Rows without a " +
		"face are written and tuned here; *native* is a library as its documentation uses it, *guarded* the same library " +
		"behind a guard that adds the contract it lacks. Intervals that overlap do not show that two rows are equal.")
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
	head := []string{"strategy"}
	for _, value := range s.values {
		head = append(head, s.parameter+" = "+value)
	}
	return head
}

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
	d.paragraph("%s:", upperFirst(s.metric.title))
	d.table(s.columns(), s.perBlock(func(r row, i int) string {
		e := r.cells[i].estimate(s.metric.of)
		if e.N == 0 {
			return r.cells[i].absence()
		}
		text := withInterval(e, s.metric.unit)
		for _, remark := range r.cells[i].remarks(e) {
			text += v.notes.mark(remark)
		}
		return text
	}))
}

// withInterval is "43.1 ns [42.0 ns, 44.8 ns]".
func withInterval(e stats.Estimate, unit chart.Unit) string {
	return fmt.Sprintf("%s [%s, %s]", unit.Format(e.Mid), unit.Format(e.Lo), unit.Format(e.Hi))
}

func (v *view) efficiencyTable(d *document, s *section) {
	if s.serial() == nil {
		return
	}
	d.paragraph("Efficiency; for inline it is that of one core by definition:")
	d.table(s.columns(), s.perBlock(func(r row, i int) string {
		if !s.hasWork(i) {
			return "–"
		}
		e := v.efficiency(r.cells[i], s.serial().cells[i])
		if e.N == 0 {
			return r.cells[i].absence()
		}
		return withInterval(e, chart.Percent)
	}))
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
	d.paragraph("Break-even grain: from this task size on a row beats inline by %.0f %%:", (experiment.GrainFactor-1)*100)
	d.table([]string{"strategy", "break-even grain"}, rows)
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

// resourceTables show what the time was spent on: processor time in every experiment, and
// in overhead, where nothing but the pool spends anything, memory too.
func (v *view) resourceTables(d *document, s *section) {
	if s.name != "overhead" {
		d.paragraph("Effective parallelism, processor time ÷ wall time (medians):")
		d.table(s.columns(), s.perBlock(func(r row, i int) string {
			return r.cells[i].median(sample.Measurement.EffectiveParallelism, twoDecimals)
		}))
		return
	}
	for i, value := range s.values {
		d.paragraph("Resources, %s (medians; goroutines as seen by the submitters, memory of the whole process):", submitters(value))
		var rows [][]string
		for _, r := range s.rows {
			c := r.cells[i]
			rows = append(rows, []string{
				r.label,
				c.median(sample.Measurement.EffectiveParallelism, twoDecimals),
				c.median(func(m sample.Measurement) float64 { return float64(m.Allocs) / float64(m.Tasks) }, twoDecimals),
				c.median(func(m sample.Measurement) float64 { return float64(m.Bytes) / float64(m.Tasks) }, twoDecimals),
				c.median(func(m sample.Measurement) float64 { return float64(m.PeakGoroutines) }, chart.Count.Format),
				c.median(peakRSS, bytesOrUnknown),
			})
		}
		d.table([]string{"strategy", "CPU ÷ wall", "allocations/task", "bytes/task", "peak goroutines", "peak resident"}, rows)
	}
}

// median is the text of a metric's median, or a dash without good samples.
func (c *cell) median(of func(sample.Measurement) float64, format func(float64) string) string {
	e := c.estimate(of)
	if e.N == 0 {
		return "–"
	}
	return format(e.Mid)
}

func peakRSS(m sample.Measurement) float64 {
	if m.PeakRSS == nil {
		return 0
	}
	return float64(*m.PeakRSS)
}

func bytesOrUnknown(v float64) string {
	if v == 0 {
		return "unknown"
	}
	return chart.Bytes.Format(v)
}

// twoDecimals writes what is zero up to the harness's own handful of allocations as 0.
func twoDecimals(v float64) string {
	if v < 0.005 {
		return "0"
	}
	return fmt.Sprintf("%.2f", v)
}

func (v *view) failures(d *document) {
	var rows [][]string
	for _, s := range v.experiments {
		for _, r := range s.rows {
			for _, c := range r.cells {
				if c == nil || len(c.failures) == 0 {
					continue
				}
				detail := strings.ReplaceAll(c.failures[0].String(), "|", "\\|")
				rows = append(rows, []string{c.plan.Key(), fmt.Sprint(len(c.failures)), detail})
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

// quality is what a careful reader asks for before believing any of the above.
func (v *view) quality(d *document) {
	d.paragraph("## How far to trust this run")
	counting := v.file.Run.Counting
	d.line("- Noticing that a task has ended costs every row the same: %s when one goroutine counts, %s per task when all cores count at once. It is part of the times above.",
		chart.Nanoseconds.Format(counting.AloneNS), chart.Nanoseconds.Format(counting.SharedNS))
	noisy, unknown, total := quiet(v.file)
	if unknown < total {
		d.line("- Others used the processors noticeably during %d of %d samples. None of these was dropped.", noisy, total-unknown)
	}
	if unknown > 0 {
		d.line("- For %d of %d samples it is unknown what others did meanwhile: this system does not tell.", unknown, total)
	}
	if short, n, least := v.shortWindows(); short > 0 {
		d.line("- %d of %d windows were shorter than the %v aimed at, the shortest %v.",
			short, n, time.Duration(v.file.Run.Plan.WindowNS), time.Duration(least).Round(time.Millisecond))
	}
	d.line("- Work was done, not folded away: %s (%s, inline, less the cost at grain 0).", v.iterationCheck(), "per iteration")
	d.paragraph("- There is no correction for comparing many rows here. To compare two rows, look whether their intervals are apart.")
}

func (v *view) shortWindows() (short, total int, least int64) {
	least = v.file.Run.Plan.WindowNS
	for _, s := range v.file.Samples {
		if s.Measured != nil && s.Measured.WaitingBytes == nil {
			if total++; s.Measured.WallNS < v.file.Run.Plan.WindowNS {
				short++
			}
			least = min(least, s.Measured.WallNS)
		}
	}
	return short, total, least
}

// iterationCheck lists ns per iteration of each workload as the serial reference ran it.
func (v *view) iterationCheck() string {
	admission := map[string]float64{}
	var list []string
	for _, s := range v.experiments {
		for _, r := range s.rows {
			if r.variant != catalog.Serial {
				continue
			}
			for _, c := range r.cells {
				e := c.estimate(sample.Measurement.NSPerTask)
				switch {
				case e.N == 0:
				case c.plan.Iterations == 0:
					admission[s.name] = e.Mid
				default:
					list = append(list, fmt.Sprintf("%s %.3f ns", c.plan.Workload, (e.Mid-admission[s.name])/float64(c.plan.Iterations)))
				}
			}
		}
	}
	if len(list) == 0 {
		return "not measured"
	}
	return strings.Join(list, ", ")
}

func (v *view) footnotes(d *document) {
	for i, text := range v.notes.texts {
		d.line("[^%d]: %s", i+1, text)
	}
}
