package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/stats"
)

// All simulations are seeded, so they are deterministic; tolerances are four standard
// errors of a share in so many runs, so that a correct change of the order of random draws
// does not fail either.
func standardError(share float64, runs int) float64 {
	return math.Sqrt(share * (1 - share) / float64(runs))
}

func cauchy(r *rand.Rand) float64 { return math.Tan(math.Pi * (r.Float64() - 0.5)) }

func laplace(r *rand.Rand) float64 { return r.ExpFloat64() - r.ExpFloat64() }

// logRatios are log ratios of two rows that do not differ.
var logRatios = map[string]func(*rand.Rand) float64{
	"normal":       (*rand.Rand).NormFloat64,
	"uniform":      func(r *rand.Rand) float64 { return r.Float64() - 0.5 },
	"heavy tails":  laplace,
	"no mean":      cauchy,
	"two clusters": func(r *rand.Rand) float64 { return float64(2*r.IntN(2)-1) + 0.1*r.NormFloat64() },
	// Each row is skewed to the right, as times are. Their ratio is not.
	"two lognormal rows":   func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()) - math.Exp(r.NormFloat64()) },
	"two exponential rows": func(r *rand.Rand) float64 { return math.Log(1+r.ExpFloat64()) - math.Log(1+r.ExpFloat64()) },
}

// shares are how often, in so many runs, intervals held the truth and P fell below alpha.
type shares struct{ held95, held99, below05, below01 float64 }

func simulate(runs int, truth float64, compare func() stats.Comparison) shares {
	var s shares
	add := func(share *float64, hit bool) {
		if hit {
			*share += 1 / float64(runs)
		}
	}
	for range runs {
		c := compare()
		add(&s.held95, c.Ratio.Lo <= truth && truth <= c.Ratio.Hi)
		add(&s.held99, c.Wide.Lo <= truth && truth <= c.Wide.Hi)
		add(&s.below05, c.P < 0.05)
		add(&s.below01, c.P < 0.01)
	}
	return s
}

// missed is the exact probability that the interval at 1 − alpha misses, or P is below it.
func missed(p []float64, alpha float64) float64 {
	k := rankOf(p, alpha)
	if k == 0 {
		return 0
	}
	return 2 * p[k-1]
}

func assertShares(t *testing.T, p []float64, s shares, runs int, context ...any) {
	t.Helper()
	miss05, miss01 := missed(p, 0.05), missed(p, 0.01)
	assert.InDelta(t, 1-miss05, s.held95, 4*standardError(miss05, runs), context...)
	assert.InDelta(t, 1-miss01, s.held99, 4*standardError(miss01, runs), context...)
	assert.InDelta(t, miss05, s.below05, 4*standardError(miss05, runs), context...)
	assert.InDelta(t, miss01, s.below01, 4*standardError(miss01, runs), context...)
}

// Whatever the symmetric distribution, coverage and false positives are not merely
// bounded: they are the known steps of the signed-rank distribution.
func TestPairedCoverageAndFalsePositives(t *testing.T) {
	t.Parallel()
	const runs, n = 2000, 12
	for name, draw := range logRatios {
		r := rand.New(rand.NewPCG(7, 1))
		ratio := func(r *rand.Rand) float64 { return math.Exp(0.01 * draw(r)) }
		s := simulate(runs, 1, func() stats.Comparison { return stats.Paired(sampleOf(r, n, ratio)) })
		assertShares(t, signedRanks(n), s, runs, name)
	}
}

// 30 are counted, 120 have the normal approximation.
func TestPairedCoverageOfManyRounds(t *testing.T) {
	t.Parallel()
	const runs = 700
	for _, n := range []int{30, 120} {
		r := rand.New(rand.NewPCG(8, 1))
		s := simulate(runs, 1, func() stats.Comparison {
			return stats.Paired(sampleOf(r, n, func(r *rand.Rand) float64 { return math.Exp(0.1 * laplace(r)) }))
		})
		assertShares(t, signedRanks(n), s, runs, "n=%d", n)
	}
}

// The limit of the model: noise in one row only, all on one side. What is covered is the
// pseudo-median, here the median of Gamma(2, ½), and some of the confidence is lost.
func TestPairedCoverageOfASkewedRatio(t *testing.T) {
	t.Parallel()
	const runs, pseudoMedian = 2000, 0.8391735
	for _, n := range []int{12, 25} {
		r := rand.New(rand.NewPCG(9, uint64(n)))
		s := simulate(runs, math.Exp(0.1*pseudoMedian), func() stats.Comparison {
			return stats.Paired(sampleOf(r, n, func(r *rand.Rand) float64 { return math.Exp(0.1 * r.ExpFloat64()) }))
		})
		assert.GreaterOrEqual(t, s.held95, 0.93, "n=%d", n)
		assert.GreaterOrEqual(t, s.held99, 0.975, "n=%d", n)
	}
}

// What the comment of Paired claims about the alternative.
func TestPercentileBootstrapWouldBeTooNarrow(t *testing.T) {
	const runs, n, resamples = 1000, 12, 1000
	r := rand.New(rand.NewPCG(14, 1))
	held := 0.0
	for range runs {
		logs := sampleOf(r, n, (*rand.Rand).NormFloat64)
		means := sampleOf(r, resamples, func(r *rand.Rand) float64 {
			sum := 0.0
			for range n {
				sum += logs[r.IntN(n)] / n
			}
			return sum
		})
		slices.Sort(means)
		if means[resamples/40-1] <= 0 && 0 <= means[resamples-resamples/40] {
			held += 1.0 / runs
		}
	}
	assert.InDelta(t, 0.91, held, 0.02)
}

// For two samples the shape is free, skewed or not, as long as it is the same for both.
func TestUnpairedCoverageAndFalsePositives(t *testing.T) {
	t.Parallel()
	const runs = 1000
	shapes := map[string]func(*rand.Rand) float64{
		"normal": (*rand.Rand).NormFloat64, "exponential": (*rand.Rand).ExpFloat64, "no mean": cauchy,
		"lognormal": func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()) },
	}
	for name, draw := range shapes {
		for _, size := range [][2]int{{12, 12}, {5, 20}} {
			r := rand.New(rand.NewPCG(10, uint64(size[1])))
			value := func(r *rand.Rand) float64 { return 1000 * math.Exp(0.01*draw(r)) }
			s := simulate(runs, 1, func() stats.Comparison {
				return stats.Unpaired(sampleOf(r, size[0], value), sampleOf(r, size[1], value), 1)
			})
			assertShares(t, rankSums(size[0], size[1]), s, runs, "%s, %v", name, size)
		}
	}
}

// rows simulates a table: the comparisons of rows that cost ratios[i] of a baseline, all
// with noise of their own and with that of the baseline in common.
func rows(r *rand.Rand, rounds int, noise float64, ratios ...float64) []stats.Comparison {
	baseline := sampleOf(r, rounds, func(r *rand.Rand) float64 { return math.Exp(noise * r.NormFloat64()) })
	var family []stats.Comparison
	for _, ratio := range ratios {
		measured := make([]float64, rounds)
		for i, b := range baseline {
			measured[i] = ratio * math.Exp(noise*r.NormFloat64()) / b
		}
		family = append(family, stats.Paired(measured))
	}
	return family
}

func repeated(ratio float64, n int) []float64 {
	ratios := make([]float64, n)
	for i := range ratios {
		ratios[i] = ratio
	}
	return ratios
}

// Twenty rows that do not differ: in at most 5 % of such tables may any be called faster or
// slower, even with no noise floor and no margin to catch it. Uncorrected it would be most
// of them.
func TestJudgeKeepsTheErrorOfTheFamily(t *testing.T) {
	t.Parallel()
	const runs = 800
	r := rand.New(rand.NewPCG(11, 1))
	wrong, naive := 0, 0
	for range runs {
		family := rows(r, 12, 0.02, repeated(1, 20)...)
		found, significant := false, false
		for i, j := range stats.Judge(family, stats.Rule{Needed: 12, Alpha: 0.05}) {
			found = found || j.Verdict != stats.NotResolved
			significant = significant || family[i].P < 0.05
		}
		if found {
			wrong++
		}
		if significant {
			naive++
		}
	}
	assert.LessOrEqual(t, float64(wrong)/runs, 0.05+4*standardError(0.05, runs))
	assert.Greater(t, float64(naive)/runs, 0.3, "the correction is what does it")
}

// A row at the very edge of the margin is wrongly the same in at most 0.5 % of runs.
func TestJudgeSeldomCallsAMatteringDifferenceTheSame(t *testing.T) {
	const runs = 4000
	r := rand.New(rand.NewPCG(12, 1))
	wrong := 0
	for range runs {
		if stats.Judge(rows(r, 12, 0.01, 1.03), stats.RuleFor(1, 0))[0].Verdict == stats.Same {
			wrong++
		}
	}
	assert.LessOrEqual(t, float64(wrong)/runs, 0.005+4*standardError(0.005, runs))
}

func TestJudgeFindsWhatIsThere(t *testing.T) {
	const runs = 200
	r := rand.New(rand.NewPCG(13, 1))
	ratios := append(repeated(1.05, 10), append(repeated(1/1.05, 5), repeated(1, 5)...)...)
	right := map[stats.Verdict]int{}
	for range runs {
		for i, j := range stats.Judge(rows(r, 12, 0.01, ratios...), stats.RuleFor(20, 0.02)) {
			switch want := map[bool]stats.Verdict{true: stats.Slower, false: stats.Faster}[ratios[i] > 1]; {
			case ratios[i] != 1 && j.Verdict == want, ratios[i] == 1 && j.Verdict == stats.Same:
				right[j.Verdict]++
			}
		}
	}
	assert.GreaterOrEqual(t, right[stats.Slower], runs*10*99/100, "5 % more with 1 % noise, 12 rounds, among 20")
	assert.GreaterOrEqual(t, right[stats.Faster], runs*5*99/100)
	assert.GreaterOrEqual(t, right[stats.Same], runs*5*9/10, "no difference is found as such")
}
