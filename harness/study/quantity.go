package study

import (
	"fmt"
	"slices"
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
	// in returns the number in a run, with no rounds if the run does not have it; an error for
	// a metric that does not exist.
	in(r *Run) (Number, error)
}

// Median is the median of a metric over the samples of a cell, as the report's tables have it.
type Median struct{ Cell, Metric string }

// Ratio is a metric of one cell divided by that of another, paired by round: disturbed samples
// are left out with their partners.
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
	m, err := findMetric(q.Metric)
	if err != nil {
		return Number{}, err
	}
	s := r.find(q.Cell)
	if s == nil || len(s.Failures) > 0 {
		return Number{}, nil
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
	m, err := findMetric(q.Metric)
	if err != nil {
		return Number{}, err
	}
	of, to := r.find(q.Of), r.find(q.To)
	if of == nil || to == nil || len(of.Failures)+len(to.Failures) > 0 {
		return Number{}, nil
	}
	var ratios []float64
	sample.Pairs(of, to, func(a, b sample.Taken) {
		x, okX := m.Of(a.Measurement)
		y, okY := m.Of(b.Measurement)
		if okX && okY && !a.Disturbed() && !b.Disturbed() {
			ratios = append(ratios, x/y)
		}
	})
	c := stats.Paired(ratios)
	if c.Invalid > 0 {
		return Number{}, nil
	}
	return number(c.Ratio, chart.Ratio, r), nil
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

// metrics are those of the ledger, and what only texts need.
var metrics = append(claim.Metrics(),
	claim.Metric{Key: "allocs/op", Title: "allocations per task", Unit: chart.Count, Of: func(m sample.Measurement) (float64, bool) {
		return float64(m.Allocs) / float64(m.Tasks), m.Tasks > 0
	}},
	claim.Metric{Key: "B/op", Title: "bytes allocated per task", Unit: chart.Bytes, Of: func(m sample.Measurement) (float64, bool) {
		return float64(m.Bytes) / float64(m.Tasks), m.Tasks > 0
	}},
	claim.Metric{Key: "cpu-ns/op", Title: "processor time per task", Of: func(m sample.Measurement) (float64, bool) {
		return m.CPUPerTask(), m.Tasks > 0
	}},
	claim.Metric{Key: "peak-rss", Title: "largest resident set", Unit: chart.Bytes, Of: sample.Measurement.Resident},
	claim.Metric{Key: "health-p99-ns", Title: "99th percentile of GET /", Of: func(m sample.Measurement) (float64, bool) {
		return m.HealthLatency().P99()
	}},
)

func findMetric(key string) (claim.Metric, error) {
	i := slices.IndexFunc(metrics, func(m claim.Metric) bool { return m.Key == key })
	if i < 0 {
		var keys []string
		for _, m := range metrics {
			keys = append(keys, m.Key)
		}
		return claim.Metric{}, fmt.Errorf("unknown metric %q: allowed are %s", key, strings.Join(keys, ", "))
	}
	return metrics[i], nil
}
