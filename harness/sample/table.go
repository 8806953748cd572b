package sample

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Table is a run arranged by cell, which is how it is compared and shown. It holds what a
// sample measured and nothing twice: some 400 bytes per sample and what its pointers lead to.
type Table struct {
	Run Run
	// Series has one entry per cell, in the order of the plan.
	Series []*Series
	// Warnings are those of [File].
	Warnings []string
	// First and Last are when the first and the last child process started.
	First, Last time.Time
	// Took is for how long children ran in all.
	Took time.Duration
}

// Series is what a run knows of one cell. A nil Series is an empty one.
type Series struct {
	Cell Cell
	// Taken are the measurements that count, in the order of rounds.
	Taken []Taken
	// Failures are those of the cell, that of its calibration included.
	Failures []Failure
	// Dropped is how many attempts were made again.
	Dropped int
}

// Taken is a measurement, and when it was taken.
type Taken struct {
	Round int
	// Position is the place in its round among the samples that count, from 1.
	Position int
	Started  time.Time
	Measurement
}

// Load reads the run in dir cell by cell. Its errors are those of [Read].
func Load(dir string) (*Table, error) {
	var b tableBuilder
	warnings, err := Scan(dir, b.start, b.add)
	if err != nil {
		return nil, err
	}
	t := b.finish()
	t.Warnings = warnings
	if len(b.place) == 0 { // dropped attempts alone are no samples
		return nil, fmt.Errorf("%s: the run has no samples yet", filepath.Join(dir, SamplesFile))
	}
	return t, nil
}

// Table arranges f by cell.
func (f *File) Table() *Table {
	var b tableBuilder
	b.start(f.Run)
	for _, s := range append(slices.Clone(f.Dropped), f.Samples...) {
		b.add(s)
	}
	t := b.finish()
	t.Warnings = f.Warnings
	return t
}

type tableBuilder struct {
	table  Table
	series map[string]*Series
	place  map[int]int // samples so far by round
}

func (b *tableBuilder) start(run Run) {
	b.table.Run = run
	b.series, b.place = map[string]*Series{}, map[int]int{}
	for _, c := range run.Plan.Cells {
		s := &Series{Cell: c}
		if c.Failure != nil {
			s.Failures = append(s.Failures, *c.Failure)
		}
		b.table.Series = append(b.table.Series, s)
		b.series[c.Key()] = s
	}
}

func (b *tableBuilder) add(s Sample) {
	t := &b.table
	if t.First.IsZero() || s.Started.Before(t.First) {
		t.First = s.Started
	}
	if s.Started.After(t.Last) {
		t.Last = s.Started
	}
	t.Took += time.Duration(s.TookNS)
	if s.Dropped == "" {
		b.place[s.Round]++
	}
	b.series[s.Cell].add(s, b.place[s.Round])
}

func (b *tableBuilder) finish() *Table {
	for _, s := range b.table.Series {
		s.Taken = append(make([]Taken, 0, len(s.Taken)), s.Taken...) // a list that has grown is a quarter too long
		slices.SortFunc(s.Taken, func(a, b Taken) int { return a.Round - b.Round })
	}
	return &b.table
}

func (s *Series) add(x Sample, position int) {
	switch {
	case x.Dropped != "":
		s.Dropped++
	case x.Failure != nil:
		s.Failures = append(s.Failures, *x.Failure)
	default:
		s.Taken = append(s.Taken, Taken{x.Round, position, x.Started, *x.Measured})
	}
}

// Find returns the series of the cell with key, or nil.
func (t *Table) Find(key string) *Series {
	for _, s := range t.Series {
		if s.Cell.Key() == key {
			return s
		}
	}
	return nil
}

// Outcome says how the samples ended, every kind of failure for itself: "12 of 12 ran", "crashed 1 of 3, out
// of memory 2 of 3", "crashed while it was calibrated", or "not measured" without a sample.
func (s *Series) Outcome() string {
	if s == nil || len(s.Taken)+len(s.Failures) == 0 {
		return "not measured"
	}
	if s.Cell.Failure != nil {
		return string(s.Cell.Failure.Kind) + " while it was calibrated"
	}
	all := len(s.Taken) + len(s.Failures)
	if len(s.Failures) == 0 {
		return fmt.Sprintf("%d of %d ran", all, all)
	}
	var kinds []FailureKind
	counts := map[FailureKind]int{}
	for _, f := range s.Failures {
		if counts[f.Kind] == 0 {
			kinds = append(kinds, f.Kind)
		}
		counts[f.Kind]++
	}
	texts := make([]string, len(kinds))
	for i, kind := range kinds {
		texts[i] = fmt.Sprintf("%s %d of %d", kind, counts[kind], all)
	}
	return strings.Join(texts, ", ")
}

// Values returns what of makes of each measurement.
func (s *Series) Values(of func(Measurement) float64) []float64 {
	if s == nil {
		return nil
	}
	values := make([]float64, len(s.Taken))
	for i, t := range s.Taken {
		values[i] = of(t.Measurement)
	}
	return values
}

// Pairs calls visit with the two measurements of every round in which both series have one.
func Pairs(a, b *Series, visit func(a, b Taken)) {
	if a == nil || b == nil {
		return
	}
	for i, j := 0, 0; i < len(a.Taken) && j < len(b.Taken); {
		switch x, y := a.Taken[i], b.Taken[j]; {
		case x.Round < y.Round:
			i++
		case x.Round > y.Round:
			j++
		default:
			visit(x, y)
			i, j = i+1, j+1
		}
	}
}
