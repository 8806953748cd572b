package stats_test

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	moremath "github.com/aclements/go-moremath/stats"
	"github.com/stretchr/testify/assert"

	"poolbench/harness/stats"
)

// If both samples come from one distribution, every choice of m of the values is equally
// likely to be the first sample: all are enumerated.
func TestUnpairedPIsExactOverAllSplits(t *testing.T) {
	for m := 1; m <= 6; m++ {
		for n := 1; n <= 6; n++ {
			pools := map[string][]int{"distinct": upTo(m + n)}
			for i := range m + n {
				pools["all equal"] = append(pools["all equal"], 1)
				pools["pairs"] = append(pools["pairs"], i/2)
				pools["two values"] = append(pools["two values"], i%2)
			}
			for name, pool := range pools {
				values := powers(pool...)
				var p []float64
				for choice := range 1 << (m + n) {
					if bits.OnesCount(uint(choice)) == m {
						before, after := split(values, choice)
						p = append(p, stats.Unpaired(before, after, 1).P)
					}
				}
				assertHonest(t, p, name != "distinct", "%s, m=%d n=%d", name, m, n)
			}
		}
	}
}

// split puts the values whose bit is set into before.
func split(values []float64, choice int) (before, after []float64) {
	for i, v := range values {
		if choice>>i&1 == 1 {
			before = append(before, v)
		} else {
			after = append(after, v)
		}
	}
	return before, after
}

// withU are samples of m and n values with u pairs in which before is above after.
func withU(m, n, u int) (before, after []float64) {
	for j := range n {
		after = append(after, math.Ldexp(1, 2*j))
	}
	for range m { // each before stands above as many after as are still to be had
		above := min(u, n)
		u -= above
		before = append(before, math.Ldexp(1, 2*above-1))
	}
	return before, after
}

// Against printed tables (Mann & Whitney's, as in textbooks): the largest U that is still
// significant.
func TestUnpairedAgreesWithPrintedTables(t *testing.T) {
	tables := map[float64]map[[2]int]int{
		0.05: {{4, 4}: 0, {5, 5}: 2, {3, 8}: 2, {8, 8}: 13, {10, 10}: 23, {12, 12}: 37, {20, 20}: 127},
		0.01: {{5, 5}: 0, {10, 10}: 16, {20, 20}: 105},
	}
	for alpha, table := range tables {
		for size, critical := range table {
			before, after := withU(size[0], size[1], critical)
			assert.Less(t, stats.Unpaired(before, after, 1).P, alpha, "%v", size)
			before, after = withU(size[0], size[1], critical+1)
			assert.GreaterOrEqual(t, stats.Unpaired(before, after, 1).P, alpha, "%v", size)
		}
	}
}

// An implementation by others: go-moremath's, which benchstat uses.
func TestUnpairedPAgreesWithMoremath(t *testing.T) {
	for _, size := range [][2]int{{1, 30}, {7, 19}, {20, 20}, {12, 31}} {
		for u := 0; u <= size[0]*size[1]/2; u += 3 {
			before, after := withU(size[0], size[1], u)
			want := 2 * moremath.UDist{N1: size[0], N2: size[1]}.CDF(float64(u))
			assert.InEpsilon(t, min(1, want), stats.Unpaired(before, after, 1).P, 1e-9, "%v, U=%d", size, u)
		}
	}
}

func TestUnpairedEqualsItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for m := 1; m <= 15; m += 2 {
		for n := 1; n <= 16; n += 3 {
			p := rankSums(m, n)
			for name, draw := range inOrder(draws) {
				before, after := sampleOf(r, m, draw), sampleOf(r, n, draw)
				want := referenceComparison(shiftList(before, after), p, min(m, n))
				want.Ratio, want.Wide = representable(want.Ratio), representable(want.Wide)
				assertClose(t, want, stats.Unpaired(before, after, 1), "%s %v %v", name, before, after)
			}
		}
	}
}

// representable is e with what overflowed put at the ends of what a float64 can hold.
func representable(e stats.Estimate) stats.Estimate {
	for _, v := range []*float64{&e.Lo, &e.Mid, &e.Hi} {
		*v = min(max(*v, math.SmallestNonzeroFloat64), math.MaxFloat64)
	}
	return e
}

func TestUnpairedOfHundredsEqualsItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, size := range [][2]int{{51, 50}, {3, 900}, {200, 300}} {
		m, n := float64(size[0]), float64(size[1])
		p := normalTail(size[0]*size[1], m*n*(m+n+1)/12)
		for _, name := range []string{"normal", "ties", "zeros"} {
			before, after := sampleOf(r, size[0], draws[name]), sampleOf(r, size[1], draws[name])
			want := referenceComparison(shiftList(before, after), p, min(size[0], size[1]))
			assertClose(t, want, stats.Unpaired(before, after, 1), "%s, %v", name, size)
		}
	}
}

// However unequal the samples are, the approximation must not find too much.
func TestApproximatedUnpairedPErrsUpwards(t *testing.T) {
	for _, size := range [][2]int{{51, 50}, {2, 1300}, {5, 520}, {20, 130}} {
		var exact float64
		d := moremath.UDist{N1: size[0], N2: size[1]}
		for u := 0; ; u += size[0] * size[1] / 50 {
			if exact = 2 * d.CDF(float64(u)); exact > 0.08 {
				break
			}
			before, after := withU(size[0], size[1], u)
			assert.GreaterOrEqual(t, stats.Unpaired(before, after, 1).P, exact, "%v, U=%d", size, u)
		}
	}
}

func TestUnpairedOfTenThousand(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 2))
	noise := func(r *rand.Rand) float64 { return math.Exp(0.1 * r.NormFloat64()) }
	before, after := sampleOf(r, 10_000, noise), sampleOf(r, 10_000, noise)
	for i := range after {
		after[i] *= 1.2
	}
	c := stats.Unpaired(before, after, 1)
	margin := math.Sqrt(math.Pi/3) * 0.1 * math.Sqrt(2.0/10_000)
	assert.InDelta(t, 1.2, c.Ratio.Mid, 1.2*4*margin)
	assert.InEpsilon(t, 2.576*margin, math.Log(c.Wide.Hi/c.Wide.Lo)/2, 0.05)
}

func TestUnpairedIsAntisymmetric(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for n := 1; n <= 30; n++ {
		for name, draw := range inOrder(draws) {
			before, after := sampleOf(r, n, draw), sampleOf(r, 1+n/2, draw)
			c, swapped := stats.Unpaired(before, after, 1), stats.Unpaired(after, before, 1)
			assert.Equal(t, c.P, swapped.P, name)
			want := stats.Estimate{Lo: 1 / c.Ratio.Hi, Mid: 1 / c.Ratio.Mid, Hi: 1 / c.Ratio.Lo, N: c.Ratio.N, Bounded: c.Ratio.Bounded}
			if name != "wild" { // 1 ÷ the largest float64 is not the smallest one
				assertEstimate(t, want, swapped.Ratio, name)
			}
		}
	}
}

func TestUnpairedAgainstANull(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2))
	noise := func(r *rand.Rand) float64 { return math.Exp(0.01 * r.NormFloat64()) }
	before, after := sampleOf(r, 12, noise), sampleOf(r, 12, noise)
	for i := range after {
		after[i] *= 1.1
	}
	assert.Less(t, stats.Unpaired(before, after, 1).P, 0.001)
	assert.Less(t, stats.Unpaired(before, after, 1.05).P, 0.001, "more than 5 % slower")
	assert.Greater(t, stats.Unpaired(before, after, 1.1).P, 0.05)
	assertEstimate(t, stats.Unpaired(before, after, 1).Wide, stats.Unpaired(before, after, 1.05).Wide)
}

func TestUnpairedWithFewValues(t *testing.T) {
	c := stats.Unpaired([]float64{1, 2}, []float64{4, 8}, 1)
	assertEstimate(t, stats.Estimate{Lo: 2, Mid: 4, Hi: 8, N: 2}, c.Ratio, "the extremes, and no confidence")
	assert.InEpsilon(t, 2.0/6, c.P, 1e-12)

	c = stats.Unpaired(powers(upTo(4)...), powers(5, 6, 7, 8, 9, 10), 1)
	assert.Equal(t, 4, c.Ratio.N, "the smaller sample")
	assert.True(t, c.Wide.Bounded, "2 ÷ 210 is below 0.01")
	assert.False(t, stats.Unpaired(powers(upTo(4)...), powers(upTo(5)...), 1).Wide.Bounded, "2 ÷ 126 is not")
}

// P of exactly 0.05 or 0.01 is not below it, and the interval does not exclude the null.
func TestUnpairedAtExactlyTheLevel(t *testing.T) {
	after := func(n int) []float64 { return powers(upTo(n)...) }
	one := []float64{1}
	c := stats.Unpaired(one, after(39), 1)
	assert.Equal(t, 0.05, c.P, "2 ÷ 40")
	assert.False(t, c.Ratio.Bounded)
	assert.True(t, stats.Unpaired(one, after(40), 1).Ratio.Bounded)
	c = stats.Unpaired(one, after(199), 1)
	assert.Equal(t, 0.01, c.P, "2 ÷ 200")
	assert.False(t, c.Wide.Bounded)
}

func TestUnpairedWithoutData(t *testing.T) {
	assert.Equal(t, stats.Comparison{P: 1}, stats.Unpaired(nil, []float64{1}, 1))
	assert.Equal(t, stats.Comparison{P: 1}, stats.Unpaired([]float64{1}, nil, 1))
	assert.Equal(t, stats.Comparison{P: 1, Invalid: 3}, stats.Unpaired([]float64{0, 1}, []float64{math.NaN()}, math.Inf(1)))
}

func TestUnpairedOfExtremesStaysFinite(t *testing.T) {
	small, large := slices.Repeat([]float64{1e-300}, 8), slices.Repeat([]float64{1e300}, 8)
	up, down := stats.Unpaired(small, large, 1), stats.Unpaired(large, small, 1)
	assert.Equal(t, math.MaxFloat64, up.Ratio.Mid)
	assert.Equal(t, math.SmallestNonzeroFloat64, down.Ratio.Mid)
	assert.Equal(t, up.P, down.P)
}
