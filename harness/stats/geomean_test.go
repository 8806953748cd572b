package stats_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/stats"
)

func TestGeoMean(t *testing.T) {
	cases := map[string]struct {
		values []float64
		want   float64
	}{
		"one value is itself":   {[]float64{0.3}, 0.3},
		"twice and half":        {[]float64{2, 0.5}, 1},
		"three":                 {[]float64{1, 10, 100}, 10},
		"no overflow":           {[]float64{1e300, 1e308, 1e292}, 1e300},
		"no underflow":          {[]float64{1e-300, 1e-300}, 1e-300},
		"none":                  {nil, 0},
		"a missing value":       {[]float64{1, math.NaN()}, 0},
		"zero has no logarithm": {[]float64{1, 0}, 0},
		"negative":              {[]float64{1, -1}, 0},
		"infinite":              {[]float64{1, math.Inf(1)}, 0},
	}
	for name, c := range cases {
		got := stats.GeoMean(c.values)
		assert.InDelta(t, c.want, got, 1e-12*c.want, name)
	}
	assert.Equal(t, 0.1, stats.GeoMean([]float64{0.1, 0.1, 0.1}), "equal values are their mean exactly")
}

func TestGeoMeanIsInvertedBySwapping(t *testing.T) {
	assert.InEpsilon(t, 1/stats.GeoMean([]float64{1.1, 3, 0.7}), stats.GeoMean([]float64{1 / 1.1, 1 / 3.0, 1 / 0.7}), 1e-12)
}
