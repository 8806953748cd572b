package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/stats"
)

func TestHolmByHand(t *testing.T) {
	cases := map[string]struct{ p, want []float64 }{
		"none":                        {nil, []float64{}},
		"one":                         {[]float64{0.03}, []float64{0.03}},
		"order is kept":               {[]float64{0.04, 0.01, 0.03}, []float64{0.06, 0.03, 0.06}},
		"capped at 1":                 {[]float64{0.6, 0.7}, []float64{1, 1}},
		"equal ones stay equal":       {[]float64{0.02, 0.02, 0.02}, []float64{0.06, 0.06, 0.06}},
		"a failure stops the rest":    {[]float64{0.001, 0.04, 0.041, 0.042}, []float64{0.004, 0.12, 0.12, 0.12}},
		"not a number is no evidence": {[]float64{math.NaN(), 0.01}, []float64{1, 0.02}},
		"out of range":                {[]float64{-1, 2, math.Inf(1)}, []float64{0, 1, 1}},
	}
	for name, c := range cases {
		got := stats.Holm(c.p)
		assert.InDeltaSlice(t, c.want, got, 1e-12, name)
		assert.Len(t, got, len(c.p), name)
	}
}

// stepDown is Holm's procedure as he wrote it: which hypotheses fall at level alpha.
func stepDown(p []float64, alpha float64) []bool {
	rejected := make([]bool, len(p))
	for left := len(p); left > 0; left-- {
		best := -1
		for i, v := range p {
			if !rejected[i] && (best < 0 || v < p[best]) {
				best = i
			}
		}
		if p[best] > alpha/float64(left) {
			break
		}
		rejected[best] = true
	}
	return rejected
}

func TestHolmRejectsWhatTheProcedureRejects(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	for range 2000 {
		p := sampleOf(r, 1+r.IntN(12), func(r *rand.Rand) float64 { return math.Pow(r.Float64(), 4) })
		adjusted := stats.Holm(p)
		for _, alpha := range []float64{0.01, 0.05, 0.3} {
			for i, rejected := range stepDown(p, alpha) {
				require.Equal(t, rejected, adjusted[i] <= alpha, "%v at %v", p, alpha)
			}
		}
	}
}

func TestHolmDoesNotChangeItsArgument(t *testing.T) {
	p := []float64{0.5, 0.1}
	stats.Holm(p)
	assert.Equal(t, []float64{0.5, 0.1}, p)
}

func TestRoundsNeeded(t *testing.T) {
	for comparisons, want := range map[int]int{-1: 12, 0: 12, 1: 12, 36: 12, 102: 12, 103: 13, 204: 13, 205: 14, 1000: 16} {
		assert.Equal(t, want, stats.RoundsNeeded(comparisons), "%d comparisons", comparisons)
	}
	assert.Less(t, stats.RoundsNeeded(math.MaxInt), 80)
}

// With exactly the needed rounds the clearest possible result passes Holm; with one fewer
// it would not.
func TestRoundsNeededAreEnoughAndNotTooMany(t *testing.T) {
	for _, comparisons := range []int{102, 103, 500} {
		n := stats.RoundsNeeded(comparisons)
		p := make([]float64, comparisons)
		for i := range p {
			p[i] = 1
		}
		p[0] = stats.Paired(powers(upTo(n)...)).P
		assert.Less(t, stats.Holm(p)[0], stats.FamilyAlpha, "%d", comparisons)
		if n > stats.MinRounds {
			p[0] = stats.Paired(powers(upTo(n - 1)...)).P
			assert.Greater(t, stats.Holm(p)[0], stats.FamilyAlpha, "%d", comparisons)
		}
	}
}

// What the comment of MinRounds claims.
func TestOneWildRoundOfTwelveDoesNotDecide(t *testing.T) {
	wild := func(n int) stats.Estimate {
		ratios := powers(upTo(n)...)
		ratios[n-1] = 1e-9
		return stats.Paired(ratios).Ratio
	}
	assert.Greater(t, wild(stats.MinRounds).Lo, 1.0)
	assert.Less(t, wild(stats.MinRounds-1).Lo, 1.0)
}
