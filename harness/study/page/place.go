package page

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// measure is a number that every strategy has.
type measure struct {
	title string
	// block is the key of a block of an experiment, metric what is taken there.
	block, metric string
	// round is set where small fractions are accidents: of a million empty tasks a few allocate.
	round bool
}

// of is the quantity for a row.
func (m measure) of(r catalog.Row) study.Quantity {
	median := study.Median{Cell: m.cell(r), Metric: m.metric}
	if !m.round {
		return median
	}
	return study.Derived{Of: median, By: func(v float64) float64 { return math.Round(100*v) / 100 }, Unit: chart.Count}
}

// cell is the key of a row's cell.
func (m measure) cell(r catalog.Row) string { return m.block + "/" + key(r) }

// measures are what a strategy's page has of all that is measured: what a task costs when it is
// nothing and when it is work, what callers wait, and what waiting takes. The settings do not
// depend on the number of processors.
var measures = []measure{
	{title: "time per empty task, 1 submitter", block: "overhead/submitters=1", metric: experiment.TimePerTask},
	{title: "time per empty task, 16 submitters", block: "overhead/submitters=16", metric: experiment.TimePerTask},
	{title: "allocations per empty task", block: "overhead/submitters=1", metric: "allocs/op", round: true},
	{title: "time per task of 1.5 µs", block: sized("1.5us"), metric: experiment.TimePerTask},
	{title: "time per task of 15 µs", block: sized("15us"), metric: experiment.TimePerTask},
	{title: "time per task of 150 µs", block: sized("150us"), metric: experiment.TimePerTask},
	{title: "16 callers that wait: median latency", block: "request/callers=16", metric: "p50-ns"},
	{title: "16 callers that wait: 99th percentile", block: "request/callers=16", metric: "p99-ns"},
	{title: "arrivals at 80 % load: 99th percentile", block: "arrivals/load=80pct", metric: "p99-ns"},
	{title: "memory per waiting task", block: "backlog/waiting=2e4", metric: "B/waiting-task"},
}

// sized is the block of the grain experiment with tasks of that size.
func sized(grain string) string { return "grain/grain=" + grain }

// key is how cells of the row end, "ants/native".
func key(r catalog.Row) string { return r.Variant + "/" + string(r.Face) }

// place shows a variant's numbers and how they rank.
func (p *page) place(rows []catalog.Row) {
	row := rows[0]
	p.paragraph("## Its place on this machine")
	var lines [][]string
	for _, m := range measures {
		n, failure := p.number(m.cell(row), m.of(row))
		lines = append(lines, []string{m.title, cmp.Or(failure, n.String()), p.rank(n, m, row)})
	}
	if len(rows) > 1 {
		m := measures[0]
		lines = slices.Insert(lines, 1, []string{m.title + ", behind the guard", p.value(m.cell(rows[1]), m.metric), "–"})
	}
	p.table([]string{"", "median and interval", "rank, of " + group(row)}, lines)
	p.paragraph("Less is better in all of them. Ranks are those of the medians: where intervals overlap, another run may have another order.")
	if row.Variant != catalog.Serial {
		p.gain(row)
	}
	if links := p.charts("overhead", "efficiency", "break-even", "latency-request", "latency-arrivals"); len(links) > 0 {
		p.paragraph("Among all others: %s.", strings.Join(links, ", "))
	}
}

// group names the rows that a row is ranked among.
func group(r catalog.Row) string {
	if r.Face == catalog.Own {
		return "the strategies written here"
	}
	return "the libraries"
}

// rank is "2 of 5": the place of a number among those of the rows with the same face, in the same run.
func (p *page) rank(n study.Number, m measure, row catalog.Row) string {
	if !n.Known() {
		return "–"
	}
	place, all := 1, 0
	for _, r := range catalog.Rows() {
		if r.Face != row.Face {
			continue
		}
		other, err := only(n.From).Number(m.of(r))
		p.fail(err)
		if other.Known() {
			all++
		}
		if other.Known() && other.Mid < n.Mid && other.Unit.Format(other.Mid) != n.Unit.Format(n.Mid) {
			place++
		}
	}
	return fmt.Sprintf("%d of %d", place, all)
}

// gain says how much faster than the serial reference the row is, and from which size on.
func (p *page) gain(row catalog.Row) {
	var texts []string
	for _, size := range []struct{ value, title string }{{"1.5us", "1.5 µs"}, {"15us", "15 µs"}, {"150us", "150 µs"}} {
		n, err := p.book.Number(quantity(speedUp, sized(size.value), row))
		p.fail(err)
		texts = append(texts, fmt.Sprintf("%s with tasks of %s", n, size.title))
	}
	p.paragraph("Speed-up over [%s](%s.md), paired by round: %s. %s", catalog.Serial, catalog.Serial, strings.Join(texts, ", "), p.pays(row))
}

// pays says from which of the measured sizes on the row is faster by experiment.GrainFactor, with
// the whole interval. The report interpolates between the sizes, and the estimate lies between
// this one and the size before.
func (p *page) pays(row catalog.Row) string {
	var run *study.Run // one machine's sizes: those of another would be of another speed
	from, sizes := "", 0
	for _, b := range slices.Backward(p.planFor("grain", p.book.Runs[0].Procs()).Blocks) {
		n, err := p.book.Number(quantity(speedUp, sized(b.Value), row))
		p.fail(err)
		if run == nil {
			run = n.From
		}
		if !n.Known() || n.From != run {
			continue
		}
		sizes++
		if !n.Bounded || n.Lo < experiment.GrainFactor {
			break
		}
		from = b.Value
	}
	percent := (experiment.GrainFactor - 1) * 100
	switch {
	case sizes == 0:
		return ""
	case from == "":
		return fmt.Sprintf("At no measured grain is the whole interval %.0f %% faster%s.", percent, mark(run))
	}
	return fmt.Sprintf("The smallest measured grain from which on the whole interval is at least %.0f %% faster: %s%s.", percent, from, mark(run))
}
