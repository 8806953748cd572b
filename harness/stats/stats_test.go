package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/stats"
)

func TestMedianOfSixIsBoundedByTheRange(t *testing.T) {
	values := []float64{6, 1, 5, 2, 4, 3}
	e := stats.Median(values)
	assert.Equal(t, stats.Estimate{Lo: 1, Mid: 3.5, Hi: 6, N: 6, Bounded: true}, e)
	assert.Equal(t, []float64{6, 1, 5, 2, 4, 3}, values, "the caller's slice stays as it was")
}

func TestMedianOfTwelveLeavesOutTheExtremes(t *testing.T) {
	var values []float64
	for i := range 12 {
		values = append(values, float64(i+1))
	}
	e := stats.Median(values)
	assert.Equal(t, stats.Estimate{Lo: 3, Mid: 6.5, Hi: 10, N: 12, Bounded: true}, e,
		"ranks 3 and 10 of 12 cover the median with 96 %: Binomial(12, 1/2)")
}

func TestTooFewSamplesClaimNoConfidence(t *testing.T) {
	e := stats.Median([]float64{3, 1, 2})
	assert.Equal(t, stats.Estimate{Lo: 1, Mid: 2, Hi: 3, N: 3}, e)
	assert.Zero(t, stats.Median(nil))
}

// The interval must contain the true median in at least 95 % of runs, whatever the
// distribution. Simulated with a seed, so the test is deterministic; 94 % leaves room for
// the error of 4,000 simulations (standard error 0.35 %).
func TestCoverageOfTheInterval(t *testing.T) {
	draws := map[string]struct {
		draw   func(*rand.Rand) float64
		median float64
	}{
		"uniform":     {func(r *rand.Rand) float64 { return r.Float64() }, 0.5},
		"exponential": {func(r *rand.Rand) float64 { return r.ExpFloat64() }, math.Ln2},
		"lognormal":   {func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()) }, 1},
	}
	for name, d := range draws {
		for _, n := range []int{6, 12, 20} {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			const runs = 4000
			covered := 0
			for range runs {
				values := make([]float64, n)
				for i := range values {
					values[i] = d.draw(r)
				}
				if e := stats.Median(values); e.Lo <= d.median && d.median <= e.Hi {
					covered++
				}
			}
			assert.GreaterOrEqual(t, float64(covered)/runs, 0.94, "%s, n=%d", name, n)
		}
	}
}

func TestSpreadTakesTheWiderSide(t *testing.T) {
	assert.InDelta(t, 0.2, stats.Estimate{Lo: 95, Mid: 100, Hi: 120}.Spread(), 1e-9)
	assert.InDelta(t, 0.3, stats.Estimate{Lo: 70, Mid: 100, Hi: 101}.Spread(), 1e-9)
	assert.Zero(t, stats.Estimate{}.Spread())
}

// costs is the curve of a pool with a fixed cost per task on two cores.
func costs(fixed float64, sizes ...float64) []stats.Times {
	var curve []stats.Times
	for _, size := range sizes {
		curve = append(curve, stats.Times{Serial: size, Pooled: fixed + size/2})
	}
	return curve
}

func TestBreakEvenIsExactForAFixedCost(t *testing.T) {
	want := 1.1 * 400 / (1 - 1.1/2) // serial = 1.1 × (400 + serial/2)
	assert.InEpsilon(t, want, stats.BreakEven(costs(400, 0.1, 150, 1500, 15000), 1.1), 1e-9)
	assert.InEpsilon(t, want, stats.BreakEven(costs(400, 0.1, 150_000), 1.1), 1e-9, "however far apart the sizes are")
}

func TestBreakEvenOutsideOfWhatWasMeasured(t *testing.T) {
	assert.Equal(t, math.Inf(-1), stats.BreakEven(costs(1, 150, 1500), 1.1), "wins from the first size")
	assert.Equal(t, math.Inf(1), stats.BreakEven(costs(1e6, 150, 1500), 1.1), "does not win at the last")
	assert.Equal(t, math.Inf(1), stats.BreakEven(nil, 1.1))
}

func TestBreakEvenTakesTheLastCrossing(t *testing.T) {
	curve := []stats.Times{{10, 5}, {100, 200}, {1000, 500}}
	got := stats.BreakEven(curve, 1.1)
	assert.Greater(t, got, 100.0)
	assert.Less(t, got, 1000.0)

	fallsBack := append(curve, stats.Times{Serial: 1e4, Pooled: 1e4})
	assert.Equal(t, math.Inf(1), stats.BreakEven(fallsBack, 1.1))
}

func TestBreakEvenAtExactlyTheFactorCounts(t *testing.T) {
	assert.InEpsilon(t, 125, stats.BreakEven([]stats.Times{{50, 60}, {125, 100}}, 1.25), 1e-9)
}
