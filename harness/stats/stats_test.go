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

func TestCrossing(t *testing.T) {
	curve := func(ys ...float64) []stats.Point {
		var points []stats.Point
		for i, y := range ys {
			points = append(points, stats.Point{X: math.Pow(10, float64(i)), Y: y})
		}
		return points
	}
	for name, c := range map[string]struct {
		points []stats.Point
		want   float64
	}{
		"halfway on log axes":        {curve(0.25, 1, 4), 1e1},
		"interpolated":               {curve(0.1, 10), math.Sqrt(10)},
		"above from the start":       {curve(1, 2, 3), math.Inf(-1)},
		"never":                      {curve(0.1, 0.2), math.Inf(1)},
		"falls back below":           {curve(0.1, 2, 0.5), math.Inf(1)},
		"the last crossing counts":   {curve(2, 0.1, 10), 1e1 * math.Sqrt(10)},
		"nothing measured":           {nil, math.Inf(1)},
		"touching the level is over": {curve(0.5, 1), 1e1},
	} {
		got := stats.Crossing(c.points, 1)
		if math.IsInf(c.want, 0) {
			assert.Equal(t, c.want, got, name)
			continue
		}
		assert.InEpsilon(t, c.want, got, 1e-9, name)
	}
}

func TestCrossingAtALevelBetweenPoints(t *testing.T) {
	points := []stats.Point{{X: 150, Y: 0.5}, {X: 1500, Y: 1.6}}
	got := stats.Crossing(points, 1.1)
	assert.Greater(t, got, 150.0)
	assert.Less(t, got, 1500.0)
	share := math.Log(got/150) / math.Log(10)
	assert.InEpsilon(t, math.Log(1.1), math.Log(0.5)+share*math.Log(1.6/0.5), 1e-9, "the point lies on the line")
}
