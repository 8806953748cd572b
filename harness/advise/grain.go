package advise

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// own is a row that is written here, by a name that the catalog has.
func own(variant string) catalog.Row {
	row, err := catalog.Find(variant, catalog.Own)
	if err != nil {
		panic(err) // the catalog's tests prove that it is there
	}
	return row
}

// grains is the grain experiment of a run: what tasks of some sizes cost with every row.
type grains struct {
	run *study.Run
	scale
	floor float64
	rows  []catalog.Row
}

// cell is the key of a row in one of the blocks.
func (g *grains) cell(value string, row catalog.Row) string {
	return fmt.Sprintf("grain/grain=%s/%s/%s", value, row.Variant, row.Face)
}

// newGrains finds the run that advice rests on; an error if there is none.
func (s *source) newGrains() (*grains, error) {
	inline, channel := own(catalog.Serial), own(catalog.Baseline)
	e, err := experiment.Find("grain")
	if err != nil {
		return nil, err
	}
	g := &grains{}
	for _, block := range e.Blocks {
		if g.run = s.with(g.cell(block.Value, inline), g.cell(block.Value, channel)); g.run != nil {
			break
		}
	}
	if g.run == nil {
		return nil, fmt.Errorf("no run has measured tasks of different sizes: %s", command(e.Name))
	}
	g.floor = s.floor(g.run, e.Name)
	for _, block := range e.Blocks {
		size := stats.Median(g.series(block.Value, inline).Values(sample.Measurement.NSPerTask))
		if size.N >= stats.MinRounds && good(g.series(block.Value, channel)) >= stats.MinRounds {
			g.values, g.sizes = append(g.values, block.Value), append(g.sizes, size.Mid)
		}
	}
	for _, row := range catalog.Rows() {
		if row.Face != catalog.Guarded {
			g.rows = append(g.rows, row)
		}
	}
	if len(g.sizes) < 2 || !slices.IsSorted(g.sizes) {
		return nil, fmt.Errorf("%s has %s of tasks in enough rounds, and a line takes 2 at least: %s", g.run.Dir, count(len(g.sizes), "size"), command(e.Name))
	}
	return g, nil
}

// series is a row in one of the blocks; nil if it is not there or a sample failed.
func (g *grains) series(value string, row catalog.Row) *sample.Series {
	s := g.run.Table.Find(g.cell(value, row))
	if good(s) == 0 {
		return nil
	}
	return s
}

// at finds a size between two measured ones.
func (g *grains) at(size float64) place { return g.scale.at(size) }

// points are what a row takes at a place, by round; none if it lacks one of the two sizes.
func (g *grains) points(row catalog.Row, at place) points {
	return blend(g.series(at.lo, row), g.series(at.hi, row), at.weight)
}

// time is what a row takes per task of a size.
func (g *grains) time(row catalog.Row, size float64) study.Number {
	return g.points(row, g.at(size)).median(g.run)
}

// ratio is the time of a row divided by that of another, paired by round.
func (g *grains) ratio(of, to catalog.Row, size float64) stats.Comparison {
	return g.points(of, g.at(size)).over(g.points(to, g.at(size)))
}

// gains is how much faster than inline a row is.
func (g *grains) gains(row catalog.Row, size float64) study.Number {
	return ratio(g.ratio(own(catalog.Serial), row, size), g.run)
}

// efficiency is that per processor.
func (g *grains) efficiency(row catalog.Row, size float64) study.Number {
	return g.gains(row, size).Map(chart.Percent, func(v float64) float64 { return v / float64(g.run.Procs()) })
}

// crossing is the size from which on a row is faster than inline by a factor, found in each round as the
// report does: at an end of the measured sizes it lies there or beyond. The zero Number if there is no round with all sizes.
func (g *grains) crossing(row catalog.Row, factor float64) study.Number {
	curves := map[int][]stats.Times{}
	for _, value := range g.values {
		sample.Pairs(g.series(value, own(catalog.Serial)), g.series(value, row), func(a, b sample.Taken) {
			if !a.Disturbed() && !b.Disturbed() {
				curves[a.Round] = append(curves[a.Round], stats.Times{Serial: a.NSPerTask(), Pooled: b.NSPerTask()})
			}
		})
	}
	var sizes []float64
	for _, curve := range curves {
		if len(curve) < len(g.values) { // a hole would move the crossing
			continue
		}
		slices.SortFunc(curve, func(a, b stats.Times) int { return cmp.Compare(a.Serial, b.Serial) })
		sizes = append(sizes, math.Min(math.Max(stats.BreakEven(curve, factor), g.first()), g.last()))
	}
	return number(stats.Median(sizes), g.run)
}

// never tells of a crossing that it does not come before the largest size.
func (g *grains) never(crossing study.Number) bool {
	return !crossing.Known() || crossing.Mid >= g.last()
}

// crossed is a crossing in words.
func (g *grains) crossed(n study.Number) string {
	switch {
	case g.never(n):
		return "at no measured size"
	case n.Mid <= g.first():
		return "below " + nanoseconds(g.first())
	}
	return n.String()
}
