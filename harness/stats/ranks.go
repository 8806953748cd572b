package stats

import (
	"math"
	"sort"
)

// tail is the distribution of a rank statistic T that is symmetric on 0 … size: P(T <= t).
type tail func(t int) float64

// outside returns how many ranks at either end have a two-sided probability below alpha
// together: the interval from the k-th smallest to the k-th largest value then has
// confidence of more than 1 − alpha. 0 means that even the whole range does not carry it.
func (p tail) outside(size int, alpha float64) int {
	return sort.Search(size, func(t int) bool { return 2*p(t) >= alpha })
}

// exact is the tail of a distribution given by how many cases there are of each value.
// Counts are whole numbers, exact up to 2⁵³ and rounded in the last digit beyond.
func exact(counts []float64) tail {
	upTo := make([]float64, len(counts))
	sum := 0.0
	for t, c := range counts {
		sum += c
		upTo[t] = sum
	}
	return func(t int) float64 {
		if t < 0 {
			return 0
		}
		return upTo[min(t, len(upTo)-1)] / sum
	}
}

// normal is the tail of the normal distribution with T's mean and variance, half a step
// farther in: the continuity correction for a statistic that takes whole numbers only. The
// tails of T are lighter, so beyond √3 standard deviations, where Edgeworth's first
// correction changes sign, it errs towards a larger P. That is below 0.08, wherever
// something is decided.
func normal(mean, variance float64) tail {
	scale := math.Sqrt(2 * variance)
	return func(t int) float64 { return math.Erfc((mean-float64(t)-0.5)/scale) / 2 }
}
