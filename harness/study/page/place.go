package page

import (
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
// nothing and when it is work, what callers wait at worst, and what waiting takes. In a closed loop the
// mean latency follows from the time per task, whatever the pool does, and a low median only says
// that others wait longer: neither is here. The settings do not depend on the number of processors.
var measures = []measure{
	{title: "time per empty task, 1 submitter", block: "overhead/submitters=1", metric: experiment.TimePerTask},
	{title: "time per empty task, 16 submitters", block: "overhead/submitters=16", metric: experiment.TimePerTask},
	{title: "allocations per empty task", block: "overhead/submitters=1", metric: "allocs/op", round: true},
	{title: "time per task of 1.5 µs", block: sized("1.5us"), metric: experiment.TimePerTask},
	{title: "time per task of 15 µs", block: sized("15us"), metric: experiment.TimePerTask},
	{title: "time per task of 150 µs", block: sized("150us"), metric: experiment.TimePerTask},
	{title: "16 callers that wait: 99.9th percentile", block: "request/callers=16", metric: "p99.9-ns"},
	{title: "arrivals at 80 % load: 99th percentile", block: "arrivals/load=80pct", metric: "p99-ns"},
	{title: "memory per waiting task", block: "backlog/waiting=2e4", metric: "B/waiting-task"},
}

// sized is the block of the grain experiment with tasks of that size.
func sized(grain string) string { return "grain/grain=" + grain }

// key is how cells of the row end, "ants/native".
func key(r catalog.Row) string { return r.Variant + "/" + string(r.Face) }

// place shows a variant's numbers and how they rank. The serial reference has no rank: it hands nothing
// over, so that to be cheaper than a pool is no merit, and to be slower no fault.
func (p *page) place(rows []catalog.Row) {
	row := rows[0]
	ranked := row.Variant != catalog.Serial
	var lines [][]string
	var numbers []study.Number
	for _, m := range measures {
		n := p.number(m.cell(row), m.of(row))
		numbers = append(numbers, n)
		line := []string{m.title, n.String()}
		if ranked {
			line = append(line, p.rank(n, m, row))
		}
		lines = append(lines, line)
	}
	if len(rows) > 1 {
		m := measures[0]
		lines = slices.Insert(lines, 1, []string{m.title + ", behind the guard", p.value(m.cell(rows[1]), m.metric), "–"})
	}
	head, text := []string{"", "median and interval"}, "Less is better in all of them."
	if ranked {
		head = append(head, "rank, of "+group(row))
		text += " It ranks behind those whose intervals lie wholly below its own, and ahead of those whose intervals lie wholly above. The " +
			"others, and those whose median looks the same, may be on either side, so that a rank can be a range."
	} else {
		text += " It is the reference, and has no rank."
	}
	p.paragraph("## Its place on %s", p.machine(numbers))
	p.table(head, lines)
	p.paragraph("%s", text)
	if ranked {
		p.gain(row)
	}
	if links := p.charts("overhead", "efficiency", "break-even", "latency-request", "latency-arrivals"); len(links) > 0 {
		p.paragraph("Among all others: %s.", strings.Join(links, ", "))
	}
}

// machine says whose the numbers are: the reader's if only one of them is, since those of others are marked.
func (p *page) machine(numbers []study.Number) string {
	own := p.book.Runs[0].Own
	if slices.ContainsFunc(numbers, study.Number.Known) {
		own = slices.ContainsFunc(numbers, study.Number.Own)
	}
	if own {
		return "this machine"
	}
	return "the reference machine"
}

// group names the rows that a row is ranked among.
func group(r catalog.Row) string {
	if r.Face == catalog.Own {
		return "the concurrent strategies written here"
	}
	return "the libraries"
}

// rank is "2 of 5" or "2–4 of 5": the places that a number can have among those of the rows with the same
// face, in the same run; rows without a number follow, with the reason. A row of which no order is known
// counts as possibly before and possibly after.
func (p *page) rank(n study.Number, m measure, row catalog.Row) string {
	if !n.Known() {
		return "–"
	}
	first, last := 1, 0
	all, without := 0, ""
	for _, r := range catalog.Rows() {
		if r.Face != row.Face || r.Variant == catalog.Serial {
			continue
		}
		other, err := p.book.Only(n.From).Number(m.of(r))
		p.fail(err)
		if !other.Known() {
			without += fmt.Sprintf("; %s: %s", r.Key(), other)
			continue
		}
		all++
		if below(other, n) {
			first++
		}
		if !below(n, other) {
			last++
		}
	}
	places := fmt.Sprint(first)
	if last > first {
		places = fmt.Sprintf("%d–%d", first, last)
	}
	return fmt.Sprintf("%s of %d%s", places, all, without)
}

// below tells whether a's interval lies wholly below b's. Without intervals there is no order, and numbers
// that look the same have none that matters.
func below(a, b study.Number) bool {
	return a.Bounded && b.Bounded && a.Hi < b.Lo && a.Unit.Format(a.Mid) != b.Unit.Format(b.Mid)
}

// gain says how much faster than the serial reference the row is, and from which size on.
func (p *page) gain(row catalog.Row) {
	var texts []string
	for _, size := range []struct{ value, title string }{{"1.5us", "1.5 µs"}, {"15us", "15 µs"}, {"150us", "150 µs"}} {
		n := p.number(sized(size.value), quantity(speedUp, sized(size.value), row))
		texts = append(texts, fmt.Sprintf("%s with tasks of %s", n, size.title))
	}
	p.paragraph("Speed-up over [%s](%s.md), paired by round: %s. %s", catalog.Serial, catalog.Serial, strings.Join(texts, ", "), p.pays(row))
}

// pays says from which of the measured sizes on the row is faster by experiment.GrainFactor, with
// the whole interval. The report interpolates between the sizes, and the estimate lies between
// this one and the size before. The first run that has samples answers alone: another machine's
// sizes would be of another speed.
func (p *page) pays(row catalog.Row) string {
	for _, run := range p.sources("grain") {
		var planned []string
		sampled := false
		for _, b := range p.planFor("grain", run.Procs()).Blocks {
			if s := run.Table.Find(sized(b.Value) + "/" + key(row)); s != nil {
				planned, sampled = append(planned, b.Value), sampled || asked(s)
			}
		}
		if sampled {
			return p.paysIn(run, planned, row) + mark(run) + "."
		}
	}
	return ""
}

// paysIn goes down from the largest size, and stops at one without an interval: what lies beyond a gap
// says nothing about "from which on".
func (p *page) paysIn(run *study.Run, sizes []string, row catalog.Row) string {
	faster := fmt.Sprintf("the whole interval is at least %.0f %% faster", (experiment.GrainFactor-1)*100)
	from, gap := "", ""
	for _, size := range slices.Backward(sizes) {
		n, err := p.book.Only(run).Number(quantity(speedUp, sized(size), row))
		p.fail(err)
		if !n.Bounded {
			gap = size
			break
		}
		if n.Lo < experiment.GrainFactor {
			break
		}
		from = size
	}
	switch {
	case from == "" && gap == "":
		return fmt.Sprintf("Not even at the largest measured grain, %s, can one say that %s", sizes[len(sizes)-1], faster)
	case from == "":
		return fmt.Sprintf("From which grain on %s is not known: there is no interval for %s", faster, gap)
	case gap != "":
		return fmt.Sprintf("The smallest measured grain from which on %s: %s, or a smaller one, since there is no interval for %s", faster, from, gap)
	}
	return fmt.Sprintf("The smallest measured grain from which on %s: %s", faster, from)
}
