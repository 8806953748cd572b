package report

import (
	"slices"

	"poolbench/harness/chart"
	"poolbench/harness/conformance"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// view is a run arranged for reading: experiments, their blocks as columns, their rows.
type view struct {
	file        *sample.File
	experiments []section
	native      *conformance.Table // nil if it was not made
	notes       *notes
}

// section is one experiment of the run.
type section struct {
	name      string
	parameter string
	metric    metric
	about     experiment.Experiment // zero if this build does not know it
	values    []string              // of the parameter, in the order of the plan
	rows      []row
}

// metric is what an experiment compares its rows by; less is better.
type metric struct {
	of    func(sample.Measurement) float64
	unit  chart.Unit
	title string
}

var (
	timePerTask      = metric{sample.Measurement.NSPerTask, chart.Nanoseconds, "time per task"}
	memoryPerWaiting = metric{sample.Measurement.WaitingBytesPerTask, chart.Bytes, "memory per waiting task"}
)

// headline is the metric that fits the shape of a load.
func headline(shape string) metric {
	if shape == string(experiment.Backlog) {
		return memoryPerWaiting
	}
	return timePerTask
}

// row is a variant with a face, with one cell per value; nil where the plan has none.
type row struct {
	variant, face string
	label         string
	cells         []*cell
}

// cell is what a run knows about one row in one block.
type cell struct {
	plan     sample.Cell
	rounds   map[int]sample.Measurement
	failures []sample.Failure
}

func newView(file *sample.File) *view {
	v := &view{file: file, notes: &notes{}}
	for _, planned := range file.Run.Plan.Cells {
		s := v.section(planned)
		r := s.row(planned)
		r.cells[slices.Index(s.values, planned.Value)] = &cell{
			plan: planned, rounds: map[int]sample.Measurement{}, failures: file.Failures(planned.Key()),
		}
	}
	byKey := map[string]*cell{}
	for _, s := range v.experiments {
		for _, r := range s.rows {
			for _, c := range r.cells {
				if c != nil {
					byKey[c.plan.Key()] = c
				}
			}
		}
	}
	for _, s := range file.Samples {
		if s.Measured != nil {
			byKey[s.Cell].rounds[s.Round] = *s.Measured
		}
	}
	return v
}

// section finds or adds the experiment of a planned cell, and its value as a column.
func (v *view) section(c sample.Cell) *section {
	i := slices.IndexFunc(v.experiments, func(s section) bool { return s.name == c.Experiment })
	if i < 0 {
		i = len(v.experiments)
		about, _ := experiment.Find(c.Experiment)
		v.experiments = append(v.experiments, section{name: c.Experiment, parameter: c.Parameter, metric: headline(c.Shape), about: about})
	}
	s := &v.experiments[i]
	if !slices.Contains(s.values, c.Value) {
		s.values = append(s.values, c.Value)
		for i := range s.rows {
			s.rows[i].cells = append(s.rows[i].cells, nil)
		}
	}
	return s
}

func (s *section) row(c sample.Cell) *row {
	i := slices.IndexFunc(s.rows, func(r row) bool { return r.variant == c.Variant && r.face == c.Face })
	if i < 0 {
		i = len(s.rows)
		s.rows = append(s.rows, row{variant: c.Variant, face: c.Face, label: c.RowKey(), cells: make([]*cell, len(s.values))})
	}
	return &s.rows[i]
}

// find returns the section called name, or nil.
func (v *view) find(name string) *section {
	i := slices.IndexFunc(v.experiments, func(s section) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return &v.experiments[i]
}

// serial returns the row that efficiency refers to, or nil.
func (s *section) serial() *row {
	i := slices.IndexFunc(s.rows, func(r row) bool { return r.variant == catalog.Serial })
	if i < 0 {
		return nil
	}
	return &s.rows[i]
}

// measured are the good samples by round; none for a nil cell.
func (c *cell) measured() map[int]sample.Measurement {
	if c == nil {
		return nil
	}
	return c.rounds
}

func (c *cell) has(round int) bool {
	_, ok := c.measured()[round]
	return ok
}

// estimate is the median of metric over the rounds of c. A nil cell, or one without a good
// sample, gives the zero Estimate.
func (c *cell) estimate(metric func(sample.Measurement) float64) stats.Estimate {
	var values []float64
	for _, m := range c.measured() {
		values = append(values, metric(m))
	}
	return stats.Median(values)
}

// against is the median over the rounds in which both cells have a sample of f(c, other):
// what is compared was measured close together in time.
func (c *cell) against(other *cell, f func(c, other sample.Measurement) float64) stats.Estimate {
	var values []float64
	for round, m := range c.measured() {
		if o, ok := other.measured()[round]; ok {
			values = append(values, f(m, o))
		}
	}
	return stats.Median(values)
}

// styleIndex is the variant's place in this build's catalog, -1 for an unknown one.
func styleIndex(variant string) int { return slices.Index(catalog.Names(), variant) }
