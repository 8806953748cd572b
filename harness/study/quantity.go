package study

import (
	"cmp"
	"strconv"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/claim"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Quantity is a number that a run can answer with: [Median], [Ratio] or [Derived].
//
// Cells are named by their keys in the record, "overhead/submitters=1/ants/native" or
// "workers/grain=15us/workers=4/channel/own"; {P}, {4P}, {P-1} and {P+1} in them stand for
// multiples of GOMAXPROCS of the run that is asked, and its neighbours.
type Quantity interface {
	// Cells are the keys of the cells that it is about, in a run with so many processors.
	Cells(procs int) []string
	// in returns the number in a run: the zero Number if the run has not sampled it, one with a Lack
	// if nothing came of it, and an error for a metric that does not exist.
	in(r *Run) (Number, error)
}

// Median is the median of a metric over the samples of a cell, as the report's tables have it.
type Median struct{ Cell, Metric string }

// Ratio is a metric of one cell divided by that of another, paired by round: disturbed samples
// are left out with their partners. The estimate is that of verdicts, by Hodges and Lehmann: see
// [stats.Paired]. Numbers of things are divided as they are, so there is no ratio to none. The report's speed-ups and efficiencies are medians of the same ratios, which are close
// to it and not the same.
type Ratio struct{ Of, To, Metric string }

// Derived is computed from one other quantity by a monotonic function, which is also what its
// interval is computed by.
type Derived struct {
	Of   Quantity
	By   func(float64) float64
	Unit chart.Unit
}

// Cells returns the one.
func (q Median) Cells(procs int) []string { return []string{expand(q.Cell, procs)} }

// Cells returns both.
func (q Ratio) Cells(procs int) []string {
	return []string{expand(q.Of, procs), expand(q.To, procs)}
}

// Cells returns those of the other quantity.
func (q Derived) Cells(procs int) []string { return q.Of.Cells(procs) }

func (q Median) in(r *Run) (Number, error) {
	m, err := claim.FindMetric(q.Metric)
	if err != nil {
		return Number{}, err
	}
	s := r.series(q.Cell)
	if s == nil {
		return Number{}, nil
	}
	if lack := lacking(s); lack != "" {
		return Number{From: r, Lack: lack}, nil
	}
	var values []float64
	for _, taken := range s.Taken {
		if v, ok := m.Of(taken.Measurement); ok {
			values = append(values, v)
		}
	}
	n := number(stats.Median(values), m.Unit, r)
	return n.Map(m.Unit, func(v float64) float64 { return v - m.Plus }), nil
}

func (q Ratio) in(r *Run) (Number, error) {
	m, err := claim.FindMetric(q.Metric)
	if err != nil {
		return Number{}, err
	}
	of, to := r.series(q.Of), r.series(q.To)
	if of == nil || to == nil {
		return Number{}, nil
	}
	if lack := cmp.Or(lacking(of), lacking(to)); lack != "" {
		return Number{From: r, Lack: lack}, nil
	}
	var ratios []float64
	disturbed := 0
	sample.Pairs(of, to, func(a, b sample.Taken) {
		x, okX := m.Of(a.Measurement)
		y, okY := m.Of(b.Measurement)
		switch {
		case !okX || !okY:
		case a.Disturbed() || b.Disturbed():
			disturbed++
		default:
			ratios = append(ratios, (x-m.Plus)/(y-m.Plus))
		}
	})
	c := stats.Paired(ratios)
	switch {
	case c.Invalid > 0:
		return Number{From: r, Lack: "no ratio: a value is zero"}, nil
	case len(ratios) == 0 && disturbed > 0:
		return Number{From: r, Lack: "no ratio: others disturbed every round"}, nil
	}
	return number(c.Ratio, chart.Ratio, r), nil
}

// lacking says how the samples of a cell ended if some failed; nothing if all are good. A median over
// those that happened to end well would be a number about survivors.
func lacking(s *sample.Series) string {
	if len(s.Failures) == 0 {
		return ""
	}
	return s.Outcome()
}

func (q Derived) in(r *Run) (Number, error) {
	n, err := q.Of.in(r)
	if err != nil {
		return Number{}, err
	}
	return n.Map(q.Unit, q.By), nil
}

// expand replaces what depends on the number of processors: {P}, {4P}, {P-1}, {P+1}.
func expand(cell string, procs int) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(cell, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		inside, after, closed := strings.Cut(rest, "}")
		if n, ok := ofProcessors(inside, procs); ok && closed {
			b.WriteString(strconv.Itoa(n))
		} else {
			b.WriteString("{" + inside) // no cell has braces: it will not be found
		}
		cell = after
	}
}

// ofProcessors reads "P", "4P", "P-1" or "P+1".
func ofProcessors(text string, procs int) (int, bool) {
	times, plus, ok := strings.Cut(text, "P")
	if !ok {
		return 0, false
	}
	n := procs
	if times != "" {
		factor, err := strconv.Atoi(times)
		if err != nil {
			return 0, false
		}
		n *= factor
	}
	if plus != "" {
		more, err := strconv.Atoi(plus)
		if err != nil {
			return 0, false
		}
		n += more
	}
	return n, true
}
