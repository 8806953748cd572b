package stats_test

import (
	"math"
	"math/big"
	"slices"

	"poolbench/harness/stats"
)

// The reference is everything that the package avoids: whole lists of pairwise values, big
// integers, and intervals by the definition of their rank.

// cumulated turns counts into P(T <= t), rounded once.
func cumulated(counts []*big.Int) []float64 {
	total := new(big.Int)
	for _, c := range counts {
		total.Add(total, c)
	}
	p, sum := make([]float64, len(counts)), new(big.Int)
	for t, c := range counts {
		p[t], _ = new(big.Rat).SetFrac(sum.Add(sum, c), total).Float64()
	}
	return p
}

func zeros(n int) []*big.Int {
	counts := make([]*big.Int, n)
	for i := range counts {
		counts[i] = new(big.Int)
	}
	return counts
}

// signedRanks counts the subsets of 1 … n by their sum.
func signedRanks(n int) []float64 {
	counts := zeros(n*(n+1)/2 + 1)
	counts[0].SetInt64(1)
	for rank := 1; rank <= n; rank++ {
		for t := len(counts) - 1; t >= rank; t-- {
			counts[t].Add(counts[t], counts[t-rank])
		}
	}
	return cumulated(counts)
}

// rankSums counts the subsets of m of the ranks 0 … m+n−1 by their sum, less the smallest
// possible: another recursion than that of the package.
func rankSums(m, n int) []float64 {
	least := m * (m - 1) / 2
	counts := make([][]*big.Int, m+1)
	for k := range counts {
		counts[k] = zeros(least + m*n + 1)
	}
	counts[0][0].SetInt64(1)
	for rank := range m + n {
		for k := m; k >= 1; k-- {
			for s := len(counts[k]) - 1; s >= rank; s-- {
				counts[k][s].Add(counts[k][s], counts[k-1][s-rank])
			}
		}
	}
	return cumulated(counts[m][least:])
}

// normalTail is P(T <= t) by the normal approximation, for all t up to size.
func normalTail(size int, variance float64) []float64 {
	p := make([]float64, size+1)
	for t := range p {
		z := (float64(t) + 0.5 - float64(size)/2) / math.Sqrt(variance)
		p[t] = math.Erfc(-z/math.Sqrt2) / 2
	}
	return p
}

// walshList are the averages of all pairs, in logarithms, ascending.
func walshList(ratios []float64) []float64 {
	var list []float64
	for i, a := range ratios {
		for _, b := range ratios[i:] {
			list = append(list, (math.Log(a)+math.Log(b))/2)
		}
	}
	slices.Sort(list)
	return list
}

// shiftList are the differences of all pairs, in logarithms, ascending.
func shiftList(before, after []float64) []float64 {
	var list []float64
	for _, b := range before {
		for _, a := range after {
			list = append(list, math.Log(a)-math.Log(b))
		}
	}
	slices.Sort(list)
	return list
}

// rankOf is the largest k with 2·P(T <= k−1) < alpha, or 0.
func rankOf(p []float64, alpha float64) int {
	k := 0
	for k < len(p) && 2*p[k] < alpha {
		k++
	}
	return k
}

// referenceComparison is the definition, on an ascending list of pairwise logarithms and
// the distribution of the number of them on one side.
func referenceComparison(list, p []float64, n int) stats.Comparison {
	atMost, atLeast := 0, 0
	for _, w := range list {
		if w <= 0 {
			atMost++
		}
		if w >= 0 {
			atLeast++
		}
	}
	size := len(list)
	mid := (list[(size-1)/2] + list[size/2]) / 2
	interval := func(alpha float64) stats.Estimate {
		k := rankOf(p, alpha)
		e := stats.Estimate{Mid: math.Exp(mid), N: n, Bounded: k > 0}
		k = max(k, 1)
		e.Lo, e.Hi = math.Exp(list[k-1]), math.Exp(list[size-k])
		return e
	}
	return stats.Comparison{Ratio: interval(0.05), Wide: interval(0.01), P: min(1, 2*p[min(atMost, atLeast)])}
}
