package stats

import (
	"math"
	"slices"
)

// pairwise is the multiset of all sums x + y with x of one list and y of another, which are
// ascending and not empty. The sums are never written out: 10⁴ values have 5 × 10⁷ of them.
type pairwise struct {
	x, y []float64
	// folded: x and y are the same list, and each pair counts once, whichever comes first,
	// those of a value with itself included.
	folded bool
}

// walsh are the n(n+1)/2 averages of all pairs of values, each value with itself included
// (J. W. Tukey named them after J. E. Walsh; Hollander & Wolfe, Nonparametric Statistical
// Methods, ch. 3).
func walsh(values []float64) pairwise {
	halves := make([]float64, len(values))
	for i, v := range values {
		halves[i] = v / 2 // exact in binary, so that a sum of halves is the rounded average
	}
	slices.Sort(halves)
	return pairwise{x: halves, y: halves, folded: true}
}

// differences are all after − before. It puts after in ascending order.
func differences(before, after []float64) pairwise {
	negated := make([]float64, len(before))
	for i, v := range before {
		negated[i] = -v
	}
	p := pairwise{x: negated, y: after}
	slices.Sort(p.x)
	slices.Sort(p.y)
	return p
}

func (p pairwise) size() int {
	if p.folded {
		return len(p.x) * (len(p.x) + 1) / 2
	}
	return len(p.x) * len(p.y)
}

// atMost counts the sums <= v in linear time: as x grows, fewer y are small enough. Adding
// rounds monotonically, and never to the wrong side of 0, so the count is exact.
func (p pairwise) atMost(v float64) int {
	count, j := 0, len(p.y)
	for _, x := range p.x {
		for j > 0 && x+p.y[j-1] > v {
			j--
		}
		count += j
	}
	if !p.folded {
		return count
	}
	for _, x := range p.x { // pairs of two were counted twice; make that true for all
		if x+x <= v {
			count++
		}
	}
	return count / 2
}

// smallest returns the k-th smallest sum, 1 <= k <= size, by bisection over the floating
// point numbers themselves: at most 64 counts, and the result is one of the sums, not near
// one. One way for all sizes: a sorted list for short ones would be a second one to get wrong.
func (p pairwise) smallest(k int) float64 {
	lo := ordinal(p.x[0] + p.y[0])
	hi := ordinal(p.x[len(p.x)-1] + p.y[len(p.y)-1])
	for lo < hi {
		mid := lo + (hi-lo)/2
		if p.atMost(fromOrdinal(mid)) >= k {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return fromOrdinal(lo)
}

const signBit = 1 << 63

// ordinal numbers the finite floating point numbers in ascending order.
func ordinal(v float64) uint64 {
	if bits := math.Float64bits(v); bits&signBit == 0 {
		return bits | signBit
	}
	return ^math.Float64bits(v)
}

func fromOrdinal(n uint64) float64 {
	if n&signBit != 0 {
		return math.Float64frombits(n &^ signBit)
	}
	return math.Float64frombits(^n)
}
