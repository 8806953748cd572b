package stats_test

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/stats"
)

// assertClose compares two comparisons up to rounding.
func assertClose(t *testing.T, want, got stats.Comparison, context ...any) {
	t.Helper()
	assertEstimate(t, want.Ratio, got.Ratio, context...)
	assertEstimate(t, want.Wide, got.Wide, context...)
	assert.InEpsilon(t, want.P, got.P, 1e-9, context...)
	assert.Equal(t, want.Invalid, got.Invalid, context...)
}

func assertEstimate(t *testing.T, want, got stats.Estimate, context ...any) {
	t.Helper()
	assert.InEpsilon(t, want.Lo, got.Lo, 1e-12, context...)
	assert.InEpsilon(t, want.Mid, got.Mid, 1e-12, context...)
	assert.InEpsilon(t, want.Hi, got.Hi, 1e-12, context...)
	assert.Equal(t, want.N, got.N, context...)
	assert.Equal(t, want.Bounded, got.Bounded, context...)
}

// powers are ratios with the given binary logarithms. Logarithms of powers of two are exact
// multiples of each other, so that 2 and ½ are tied and 1 is 0.
func powers(exponents ...int) []float64 {
	ratios := make([]float64, len(exponents))
	for i, e := range exponents {
		ratios[i] = math.Ldexp(1, e)
	}
	return ratios
}

// flipped gives each exponent the sign of its bit in signs.
func flipped(exponents []int, signs int) []int {
	flipped := slices.Clone(exponents)
	for i := range flipped {
		if signs>>i&1 == 1 {
			flipped[i] = -flipped[i]
		}
	}
	return flipped
}

func upTo(n int) []int {
	var numbers []int
	for i := range n {
		numbers = append(numbers, i+1)
	}
	return numbers
}

// assertHonest checks that a P of x or less has a probability of exactly x, or with ties of
// at most x, over all equally likely cases.
func assertHonest(t *testing.T, p []float64, ties bool, context ...any) {
	t.Helper()
	slices.Sort(p)
	for i, x := range p {
		if x == 1 || i+1 < len(p) && p[i+1] == x {
			continue
		}
		share := float64(i+1) / float64(len(p))
		if ties {
			assert.LessOrEqual(t, share, x*(1+1e-12), context...)
		} else {
			assert.InEpsilon(t, x, share, 1e-12, context...)
		}
	}
}

// If the ratio is 1, each round is as likely to be r as 1/r: all 2ⁿ ways are enumerated.
func TestPairedPIsExactOverAllSigns(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 10; n++ {
		families := map[string][]int{"distinct": upTo(n)}
		for i := range n {
			families["all equal"] = append(families["all equal"], 1)
			families["pairs"] = append(families["pairs"], 1+i/2)
			families["zeros"] = append(families["zeros"], max(0, i-2))
			families["zeros and ties"] = append(families["zeros and ties"], i/3)
		}
		for name, magnitudes := range families {
			var p []float64
			for signs := range 1 << n {
				p = append(p, stats.Paired(powers(flipped(magnitudes, signs)...)).P)
			}
			assertHonest(t, p, name != "distinct", "%s, n=%d", name, n)
		}
	}
}

// Against printed tables (Wilcoxon's own, as in Hollander & Wolfe): the largest rank sum of
// the dissenting rounds that is still significant.
func TestPairedAgreesWithPrintedTables(t *testing.T) {
	tables := map[float64]map[int]int{
		0.05: {6: 0, 7: 2, 8: 3, 9: 5, 10: 8, 11: 10, 12: 13, 15: 25, 20: 52, 25: 89},
		0.01: {8: 0, 9: 1, 10: 3, 11: 5, 12: 7, 15: 15, 20: 37, 25: 68},
	}
	for alpha, table := range tables {
		for n, critical := range table {
			assert.Less(t, stats.Paired(withRankSum(n, critical)).P, alpha, "n=%d", n)
			assert.GreaterOrEqual(t, stats.Paired(withRankSum(n, critical+1)).P, alpha, "n=%d", n)
		}
	}
}

// withRankSum are n ratios above 1, less those whose ranks sum to t, which are below.
func withRankSum(n, t int) []float64 {
	ratios := powers(upTo(n)...)
	for rank := n; rank >= 1; rank-- {
		if rank <= t {
			t -= rank
			ratios[rank-1] = 1 / ratios[rank-1]
		}
	}
	return ratios
}

// draws give ratios of a kind; those with ties are powers of two.
var draws = map[string]func(r *rand.Rand) float64{
	"normal": func(r *rand.Rand) float64 { return math.Exp(0.1 * (r.NormFloat64() + 0.5)) },
	"ties":   func(r *rand.Rand) float64 { return math.Ldexp(1, r.IntN(8)-3) },
	"zeros":  func(r *rand.Rand) float64 { return math.Ldexp(1, max(0, r.IntN(6)-2)) },
	"wild":   func(r *rand.Rand) float64 { return math.Exp(100 * r.NormFloat64()) },
}

// inOrder ranges over a map by name. Where kinds share a source of random numbers, the
// order of a map would make every run of the test another one.
func inOrder[V any](kinds map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, name := range slices.Sorted(maps.Keys(kinds)) {
			if !yield(name, kinds[name]) {
				return
			}
		}
	}
}

func sampleOf(r *rand.Rand, n int, draw func(*rand.Rand) float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = draw(r)
	}
	return values
}

func TestPairedEqualsItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for n := 1; n <= 40; n++ {
		p := signedRanks(n)
		for name, draw := range inOrder(draws) {
			for range 3 {
				ratios := sampleOf(r, n, draw)
				assertClose(t, referenceComparison(walshList(ratios), p, n), stats.Paired(ratios), "%s %v", name, ratios)
			}
		}
	}
}

// Beyond the exact distribution the same must hold with the normal one, and a list of all
// averages must give the ranks that bisection finds.
func TestPairedOfHundredsEqualsItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for _, n := range []int{101, 150, 400} {
		f := float64(n)
		p := normalTail(n*(n+1)/2, f*(f+1)*(2*f+1)/24)
		for name, draw := range inOrder(draws) {
			ratios := sampleOf(r, n, draw)
			if name == "zeros" {
				ratios[0] = 0.25 // P = 0 otherwise, and no relative error
			}
			want, got := referenceComparison(walshList(ratios), p, n), stats.Paired(ratios)
			assertEstimate(t, want.Ratio, got.Ratio, "%s, n=%d", name, n)
			assertEstimate(t, want.Wide, got.Wide, "%s, n=%d", name, n)
			assert.InDelta(t, want.P, got.P, 1e-9, "%s, n=%d", name, n)
		}
	}
}

// At the switch to the normal approximation: never a smaller P where it matters, and at
// most 15 % more down to 0.001.
func TestApproximatedPErrsUpwards(t *testing.T) {
	for _, n := range []int{100, 101} {
		p := signedRanks(n)
		for rankSum, half := range p {
			exact := 2 * half
			if exact > 0.08 {
				break
			}
			if exact < 0.001 || rankSum%7 > 0 { // every seventh will do
				continue
			}
			got := stats.Paired(withRankSum(n, rankSum)).P
			if n == 100 {
				assert.InEpsilon(t, exact, got, 1e-12, "counted")
				continue
			}
			assert.GreaterOrEqual(t, got, exact, "rank sum %d", rankSum)
			assert.LessOrEqual(t, got, 1.15*exact, "rank sum %d", rankSum)
		}
	}
}

func TestPairedOfTenThousand(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	const n = 10_000
	c := stats.Paired(sampleOf(r, n, func(r *rand.Rand) float64 { return 1.2 * math.Exp(0.1*r.NormFloat64()) }))
	// The estimate's standard error is √(π/3)·σ/√n for normal noise (Hodges & Lehmann).
	margin := math.Sqrt(math.Pi/3) * 0.1 / math.Sqrt(n)
	assert.InDelta(t, 1.2, c.Ratio.Mid, 1.2*4*margin)
	assert.InEpsilon(t, 1.96*margin, math.Log(c.Ratio.Hi/c.Ratio.Lo)/2, 0.05)
	assert.InEpsilon(t, 2.576*margin, math.Log(c.Wide.Hi/c.Wide.Lo)/2, 0.05)
	assert.Zero(t, c.P, "a difference of 200 standard errors")
}

func TestPairedWithFewRoundsClaimsNoConfidence(t *testing.T) {
	for n := 1; n <= 12; n++ {
		c := stats.Paired(powers(upTo(n)...))
		assert.Equal(t, n >= 6, c.Ratio.Bounded, "95 %%, n=%d", n)
		assert.Equal(t, n >= 8, c.Wide.Bounded, "99 %%, n=%d", n)
		assert.InEpsilon(t, math.Ldexp(2, -n), c.P, 1e-12, "all agree, n=%d", n)
		if !c.Ratio.Bounded {
			assert.InEpsilon(t, 2, c.Ratio.Lo, 1e-12, "the smallest ratio")
			assert.InEpsilon(t, math.Ldexp(1, n), c.Ratio.Hi, 1e-12, "the largest ratio")
		}
	}
}

func TestPairedWithoutData(t *testing.T) {
	assert.Equal(t, stats.Comparison{P: 1}, stats.Paired(nil))
	assert.Equal(t, stats.Comparison{P: 1}, stats.Paired([]float64{}))
}

func TestPairedRefusesInvalidValuesAsAWhole(t *testing.T) {
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1)} {
		t.Run(fmt.Sprint(bad), func(t *testing.T) {
			assert.Equal(t, stats.Comparison{P: 1, Invalid: 2}, stats.Paired([]float64{1, bad, 2, bad}))
			assert.Equal(t, stats.Comparison{P: 1, Invalid: 1}, stats.PairedAgainst([]float64{1, 2}, bad))
		})
	}
}

func TestPairedOfEqualRatios(t *testing.T) {
	for _, ratio := range []float64{1e-300, 0.5, 0.97, 3, 1e300, math.MaxFloat64} {
		c := stats.Paired(slices.Repeat([]float64{ratio}, 12))
		for _, v := range []float64{c.Ratio.Lo, c.Ratio.Mid, c.Ratio.Hi, c.Wide.Lo, c.Wide.Hi} {
			assert.InEpsilon(t, ratio, v, 1e-12)
			assert.False(t, math.IsInf(v, 0))
		}
		assert.InEpsilon(t, 2.0/4096, c.P, 1e-12)
	}
	same := stats.Paired(slices.Repeat([]float64{1}, 12))
	assert.Equal(t, stats.Estimate{Lo: 1, Mid: 1, Hi: 1, N: 12, Bounded: true}, same.Wide)
	assert.Equal(t, 1.0, same.P, "rounds of exactly 1 are evidence for nothing")
}

func TestPairedOfExtremesStaysFinite(t *testing.T) {
	c := stats.Paired([]float64{1e-300, 1e300, 1e-300, 1e300, 1e300, 1e300, 1e300, 1e300})
	assert.Equal(t, 8, c.Ratio.N)
	assert.InEpsilon(t, 1e300, c.Wide.Hi, 1e-9)
	assert.InEpsilon(t, 1e-300, c.Wide.Lo, 1e-9)
}

func TestPairedDoesNotChangeItsArgument(t *testing.T) {
	ratios := []float64{3, 1, 2}
	stats.Paired(ratios)
	assert.Equal(t, []float64{3, 1, 2}, ratios)
}

func TestPairedIsEquivariant(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for n := 1; n <= 50; n++ {
		ratios := sampleOf(r, n, draws["normal"])
		c := stats.Paired(ratios)
		scaled, swapped := make([]float64, n), make([]float64, n)
		for i, ratio := range ratios {
			scaled[i], swapped[i] = 1.7*ratio, 1/ratio
		}

		s := stats.PairedAgainst(scaled, 1.7)
		want := stats.Estimate{Lo: 1.7 * c.Ratio.Lo, Mid: 1.7 * c.Ratio.Mid, Hi: 1.7 * c.Ratio.Hi, N: n, Bounded: n >= 6}
		assertEstimate(t, want, s.Ratio, "scaling all ratios scales the result")
		assert.InEpsilon(t, c.P, s.P, 1e-9, "and moves the null with them")

		s = stats.Paired(swapped)
		want = stats.Estimate{Lo: 1 / c.Wide.Hi, Mid: 1 / c.Wide.Mid, Hi: 1 / c.Wide.Lo, N: n, Bounded: n >= 8}
		assertEstimate(t, want, s.Wide, "swapping the rows inverts the result")
		assert.InEpsilon(t, c.P, s.P, 1e-9)
	}
}

func TestNullMovesPAndNotTheEstimate(t *testing.T) {
	ratios := sampleOf(rand.New(rand.NewPCG(5, 1)), 20, func(r *rand.Rand) float64 { return 1.05 * math.Exp(0.01*r.NormFloat64()) })
	atOne, atTruth := stats.Paired(ratios), stats.PairedAgainst(ratios, 1.05)
	assertEstimate(t, atOne.Ratio, atTruth.Ratio)
	assertEstimate(t, atOne.Wide, atTruth.Wide)
	assert.Less(t, atOne.P, 1e-4)
	assert.Greater(t, atTruth.P, 0.05)
}
