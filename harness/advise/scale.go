package advise

import (
	"slices"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/harness/study"
)

// beyond is how far outside the measured sizes a task may be: a loop of a nominal 1.5 ms is named for 3.7 GHz and
// takes 1.2 ms at 4.6 GHz, and whoever asks for 1.5 ms should not be refused over that. The line is prolonged.
const beyond = 1.25

// scale are settings of an experiment and the sizes of their tasks, what inline takes for them in ns, ascending.
type scale struct {
	values []string
	sizes  []float64
}

// first and last are the smallest and the largest size.
func (s scale) first() float64 { return s.sizes[0] }
func (s scale) last() float64  { return s.sizes[len(s.sizes)-1] }

// covers tells whether tasks of a size lie between those measured, or a quarter outside at most.
func (s scale) covers(size float64) bool {
	return len(s.sizes) > 0 && size*beyond >= s.first() && size <= s.last()*beyond
}

// only is the part of a scale with some of the values.
func (s scale) only(values []string) scale {
	var part scale
	for i, value := range s.values {
		if slices.Contains(values, value) {
			part.values, part.sizes = append(part.values, value), append(part.sizes, s.sizes[i])
		}
	}
	return part
}

// place is a size as a share of the way between two measured ones, which are the same at a measured one.
type place struct {
	lo, hi string
	weight float64
}

// at finds a size between two measured ones, or on the line through the two next ones if it is beyond them.
func (s scale) at(size float64) place {
	i, exact := slices.BinarySearch(s.sizes, size)
	if exact || len(s.sizes) == 1 {
		i = min(i, len(s.sizes)-1)
		return place{s.values[i], s.values[i], 0}
	}
	i = min(max(i, 1), len(s.sizes)-1)
	return place{s.values[i-1], s.values[i], (size - s.sizes[i-1]) / (s.sizes[i] - s.sizes[i-1])}
}

// point is what a row takes per task in a round.
type point struct {
	ns        float64
	disturbed bool
}

// points are those of a row at a place, by round.
type points map[int]point

// blend lies between two series in each round that both have; a nil series has none.
func blend(lo, hi *sample.Series, weight float64) points {
	all := points{}
	sample.Pairs(lo, hi, func(a, b sample.Taken) {
		all[a.Round] = point{(1-weight)*a.NSPerTask() + weight*b.NSPerTask(), a.Disturbed() || b.Disturbed()}
	})
	return all
}

// median is over all rounds, as the report's tables have it; the zero Number without any.
func (p points) median(r *study.Run) study.Number {
	var values []float64
	for _, each := range p {
		values = append(values, each.ns)
	}
	return number(stats.Median(values), r)
}

// over divides by others of the same round, as verdicts do: disturbed ones are left out with their partners.
func (p points) over(others points) stats.Comparison {
	var ratios []float64
	for round, a := range p {
		if b, ok := others[round]; ok && !a.disturbed && !b.disturbed {
			ratios = append(ratios, a.ns/b.ns)
		}
	}
	return stats.Paired(ratios)
}

// ratio is the estimate of a comparison.
func ratio(c stats.Comparison, r *study.Run) study.Number {
	n := number(c.Ratio, r)
	n.Unit = chart.Ratio
	return n
}
