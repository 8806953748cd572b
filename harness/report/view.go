package report

import (
	"slices"

	"poolbench/harness/chart"
	"poolbench/harness/compare"
	"poolbench/harness/conformance"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// view is a run arranged for reading: experiments, their blocks as columns, their rows.
type view struct {
	table       *sample.Table
	node        *sample.Table // the companion; nil if there is none
	compared    compare.Run
	experiments []section          // without the control; several in a row for one with groups
	native      *conformance.Table // nil if it was not made
	notes       *notes
}

// section is one experiment of the run, or one group of it if it has a second parameter: then
// sections of one name follow each other.
type section struct {
	name      string
	group     string // the setting of the second parameter, "grain=15us"; empty if there is none
	parameter string
	across    bool // blocks are compared with each other, and not rows with the baseline
	shape     experiment.Shape
	metric    experiment.Metric     // the headline
	about     experiment.Experiment // zero if this build does not know it
	lines     string                // what a line of its tables is; empty for a strategy
	values    []string              // of the parameter, in the order of the plan
	rows      []row
}

// row is a variant with a face, with one cell per value; nil where the plan has none.
type row struct {
	variant, face string
	label         string
	cells         []*cell
}

// cell is what a run knows about one row in one block; nil is a cell without anything.
type cell struct{ *sample.Series }

func newView(table *sample.Table) *view {
	v := &view{table: table, compared: compare.Within(table), notes: &notes{}}
	for _, s := range table.Series {
		if s.Cell.Role != sample.Compared {
			continue
		}
		section := v.section(s.Cell)
		section.row(s.Cell).cells[slices.Index(section.values, s.Cell.Value)] = &cell{s}
	}
	return v
}

// section finds or adds the experiment and group of a planned cell, and its value as a column.
func (v *view) section(c sample.Cell) *section {
	i := slices.IndexFunc(v.experiments, func(s section) bool { return s.name == c.Experiment && s.group == c.Group })
	if i < 0 {
		i = v.place(c.Experiment)
		about, _ := experiment.Find(c.Experiment)
		shape := experiment.Shape(c.Shape)
		v.experiments = slices.Insert(v.experiments, i, section{
			name: c.Experiment, group: c.Group, parameter: c.Parameter, across: c.Across,
			shape: shape, metric: shape.Metrics()[0], about: about,
		})
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

// place is where another section of an experiment goes: behind those that are there.
func (v *view) place(name string) int {
	for i := len(v.experiments); i > 0; i-- {
		if v.experiments[i-1].name == name {
			return i
		}
	}
	return len(v.experiments)
}

func (s *section) row(c sample.Cell) *row {
	i := slices.IndexFunc(s.rows, func(r row) bool { return r.variant == c.Variant && r.face == c.Face })
	if i < 0 {
		i = len(s.rows)
		s.rows = append(s.rows, row{variant: c.Variant, face: c.Face, label: c.RowKey(), cells: make([]*cell, len(s.values))})
	}
	return &s.rows[i]
}

// find returns the section called name, the first one if the experiment has groups, or nil.
func (v *view) find(name string) *section {
	i := slices.IndexFunc(v.experiments, func(s section) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return &v.experiments[i]
}

// sections returns those of an experiment: one, or one per group.
func (v *view) sections(name string) []*section {
	var groups []*section
	for i := range v.experiments {
		if v.experiments[i].name == name {
			groups = append(groups, &v.experiments[i])
		}
	}
	return groups
}

// judged tells whether failed samples of the experiment are answers and not failures.
func (s *section) judged() bool {
	return s.shape == experiment.Behaviour || s.shape == experiment.Erratum
}

// serial returns the row that efficiency refers to, or nil.
func (s *section) serial() *row {
	i := slices.IndexFunc(s.rows, func(r row) bool { return r.variant == catalog.Serial })
	if i < 0 {
		return nil
	}
	return &s.rows[i]
}

// unit is how a metric's values are written.
func unit(m experiment.Metric) chart.Unit {
	switch {
	case m.Bytes:
		return chart.Bytes
	case m.Key == experiment.Leak.Metrics()[0].Key, m.Key == experiment.Churn.Metrics()[0].Key: // which count goroutines
		return chart.Number
	}
	return chart.Nanoseconds
}

// series are the samples of a cell; nil for a nil cell.
func (c *cell) series() *sample.Series {
	if c == nil {
		return nil
	}
	return c.Series
}

// taken are the good samples; none for a nil cell.
func (c *cell) taken() []sample.Taken {
	if c == nil {
		return nil
	}
	return c.Taken
}

// at returns the measurement of a round; false without a good and undisturbed one.
func (c *cell) at(round int) (sample.Measurement, bool) {
	i, found := slices.BinarySearchFunc(c.taken(), round, func(t sample.Taken, round int) int { return t.Round - round })
	if !found || c.Taken[i].Disturbed() {
		return sample.Measurement{}, false
	}
	return c.Taken[i].Measurement, true
}

// estimate is the median over the rounds of c. A nil cell, or one without a good sample,
// gives the zero Estimate.
func (c *cell) estimate(of func(sample.Measurement) float64) stats.Estimate {
	return stats.Median(c.series().Values(of))
}

// by is the median of a metric over the rounds of c that have it.
func (c *cell) by(metric experiment.Metric) stats.Estimate {
	return c.median(metric, func(sample.Taken) bool { return true })
}

// quietly is by without the disturbed samples: what conclusions may rest on.
func (c *cell) quietly(metric experiment.Metric) stats.Estimate {
	return c.median(metric, func(t sample.Taken) bool { return !t.Disturbed() })
}

// medianOf is the median over the rounds of c of whatever of takes from those that have it.
func (c *cell) medianOf(of func(sample.Measurement) (float64, bool)) stats.Estimate {
	return c.by(experiment.Metric{Of: of})
}

func (c *cell) median(metric experiment.Metric, keep func(sample.Taken) bool) stats.Estimate {
	var values []float64
	for _, t := range c.taken() {
		if v, ok := metric.Of(t.Measurement); ok && keep(t) {
			values = append(values, v)
		}
	}
	return stats.Median(values)
}

// against is the median over the rounds in which both cells have an undisturbed sample of
// f(c, other): what is compared was measured close together in time.
func (c *cell) against(other *cell, f func(c, other sample.Measurement) float64) stats.Estimate {
	var values []float64
	sample.Pairs(c.series(), other.series(), func(a, b sample.Taken) {
		if !a.Disturbed() && !b.Disturbed() {
			values = append(values, f(a.Measurement, b.Measurement))
		}
	})
	return stats.Median(values)
}

// styleIndex is the variant's place in this build's catalog, -1 for an unknown one.
func styleIndex(variant string) int { return slices.Index(catalog.Names(), variant) }
