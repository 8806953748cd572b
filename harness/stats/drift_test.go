package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/stats"
)

// run simulates rounds of cells in random order: levels differ by orders of magnitude, and
// values grow by timeSlope over the run and by positionSlope over a round, in logarithms.
func run(r *rand.Rand, rounds, cells int, noise, timeSlope, positionSlope float64) []stats.Observation {
	var observations []stats.Observation
	last := float64(rounds*cells - 1)
	for round := range rounds {
		for position, cell := range r.Perm(cells) {
			at := float64(round*cells + position)
			effect := timeSlope*at/last + positionSlope*float64(position)/float64(cells-1)
			observations = append(observations, stats.Observation{
				Group: cell, Time: 1e9 + at, Position: float64(position),
				Value: math.Pow(10, float64(cell)) * math.Exp(effect+noise*r.NormFloat64()),
			})
		}
	}
	return observations
}

func TestDriftRecoversWhatWasInjected(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	time, position := stats.Drift(run(r, 12, 8, 0, math.Log(1.2), math.Log(0.9)))
	for _, v := range []float64{time.Lo, time.Mid, time.Hi} {
		assert.InDelta(t, 0.2, v, 1e-9, "without noise it is exact: 20 % more at the end of the run")
	}
	for _, v := range []float64{position.Lo, position.Mid, position.Hi} {
		assert.InDelta(t, -0.1, v, 1e-9, "and 10 % less at the end of a round")
	}
	assert.Equal(t, 96, time.N)
	assert.True(t, time.Bounded && position.Bounded)
}

// With and without drift the intervals hold the truth in 95 % of runs.
func TestDriftCoverage(t *testing.T) {
	t.Parallel()
	const runs = 2000
	for _, truth := range []float64{0, 0.1} {
		r := rand.New(rand.NewPCG(2, 5))
		heldTime, heldPosition := 0.0, 0.0
		for range runs {
			time, position := stats.Drift(run(r, 6, 4, 0.05, truth, -truth))
			if want := math.Expm1(truth); time.Lo <= want && want <= time.Hi {
				heldTime += 1.0 / runs
			}
			if want := math.Expm1(-truth); position.Lo <= want && want <= position.Hi {
				heldPosition += 1.0 / runs
			}
		}
		assert.InDelta(t, 0.95, heldTime, 4*standardError(0.05, runs), "drift %v", truth)
		assert.InDelta(t, 0.95, heldPosition, 4*standardError(0.05, runs), "drift %v", truth)
	}
}

// By hand: values e⁰, e¹, e³ at times 0, 1, 2. The slope is 3/2 per step; the residuals are
// 1/6, −1/3, 1/6, their squares 1/6, and one degree of freedom is left.
func TestDriftIntervalByHand(t *testing.T) {
	time, position := stats.Drift([]stats.Observation{
		{Time: 0, Value: 1}, {Time: 1, Value: math.E}, {Time: 2, Value: math.Exp(3)},
	})
	const quantile = 12.706204736174694 // of Student's t, one degree of freedom: tan(0.475 π)
	margin := 2 * quantile * math.Sqrt(1.0/6/2)
	assert.InEpsilon(t, math.Expm1(3), time.Mid, 1e-9)
	assert.InEpsilon(t, math.Expm1(3+margin), time.Hi, 1e-9)
	assert.InEpsilon(t, math.Expm1(3-margin), time.Lo, 1e-9)
	assert.Equal(t, stats.Estimate{N: 3}, position, "position stands still")
}

func TestDriftIsUnknownWhere(t *testing.T) {
	unknown := func(n int) stats.Estimate { return stats.Estimate{N: n} }
	steps := func(n int, f func(i int) stats.Observation) []stats.Observation {
		var observations []stats.Observation
		for i := range n {
			o := f(i)
			o.Value = 1 + float64(i%3)
			observations = append(observations, o)
		}
		return observations
	}
	cases := map[string][]stats.Observation{
		"there is nothing":           nil,
		"one observation":            steps(1, func(int) stats.Observation { return stats.Observation{} }),
		"as many unknowns as values": steps(3, func(i int) stats.Observation { return stats.Observation{Time: float64(i), Position: float64(i * i)} }),
		"each group has one value": steps(9, func(i int) stats.Observation {
			return stats.Observation{Group: i, Time: float64(i), Position: float64(i * i)}
		}),
		"both move in step": steps(9, func(i int) stats.Observation {
			return stats.Observation{Time: float64(i) / 7, Position: 0.3 - float64(i)}
		}),
		"nothing moves":            steps(9, func(int) stats.Observation { return stats.Observation{Time: 0.1, Position: 0.1} }),
		"nothing moves in a group": steps(9, func(i int) stats.Observation { return stats.Observation{Group: i % 3, Time: 0.1 * float64(i%3)} }),
		"the range overflows":      steps(9, func(i int) stats.Observation { return stats.Observation{Time: math.MaxFloat64 * float64(i%2*2-1)} }),
	}
	for name, observations := range cases {
		time, position := stats.Drift(observations)
		assert.Equal(t, unknown(len(observations)), time, name)
		assert.Equal(t, unknown(len(observations)), position, name)
	}
}

func TestOneUnknownRegressorLeavesTheOtherKnown(t *testing.T) {
	for name, at := range map[string]func(i int) float64{
		"stands still":        func(int) float64 { return 5 },
		"its range overflows": func(i int) float64 { return math.MaxFloat64 * float64(i%2*2-1) },
	} {
		var observations []stats.Observation
		for i := range 10 {
			observations = append(observations, stats.Observation{Time: at(i), Position: float64(i), Value: math.Exp(float64(i) / 9)})
		}
		time, position := stats.Drift(observations)
		assert.Equal(t, stats.Estimate{N: 10}, time, name)
		assert.InEpsilon(t, math.E-1, position.Mid, 1e-9, name)
		assert.True(t, position.Bounded, name)
	}
}

func TestDriftRefusesInvalidObservations(t *testing.T) {
	good := run(rand.New(rand.NewPCG(3, 5)), 6, 4, 0.05, 0, 0)
	for name, bad := range map[string]stats.Observation{
		"zero": {}, "negative": {Value: -1}, "NaN": {Value: math.NaN()}, "infinite": {Value: math.Inf(1)},
		"time": {Value: 1, Time: math.NaN()}, "position": {Value: 1, Position: math.Inf(-1)},
	} {
		time, position := stats.Drift(append(good[:len(good):len(good)], bad))
		assert.Zero(t, time, name)
		assert.Zero(t, position, name)
	}
}

// Units are free: nanoseconds since 1970 say the same as seconds since the start.
func TestDriftDoesNotDependOnUnits(t *testing.T) {
	observations := run(rand.New(rand.NewPCG(4, 5)), 12, 8, 0.05, 0.1, 0.1)
	time, position := stats.Drift(observations)
	for i := range observations {
		observations[i].Time = 1.7e18 + 1e9*observations[i].Time
		observations[i].Position = -observations[i].Position
		observations[i].Value *= 1e-9
	}
	scaledTime, reversed := stats.Drift(observations)
	assert.InEpsilon(t, time.Mid, scaledTime.Mid, 1e-6)
	assert.InEpsilon(t, time.Hi, scaledTime.Hi, 1e-6)
	assert.InEpsilon(t, 1+position.Mid, 1/(1+reversed.Mid), 1e-9)
	assert.InEpsilon(t, 1+position.Lo, 1/(1+reversed.Hi), 1e-9)
}
