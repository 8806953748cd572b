package measure

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestASeedDeterminesTheSchedule(t *testing.T) {
	first, err := poisson(1000, 5000, 1)
	require.NoError(t, err)
	again, err := poisson(1000, 5000, 1)
	require.NoError(t, err)
	other, err := poisson(1000, 5000, 2)
	require.NoError(t, err)
	assert.Equal(t, first, again)
	assert.NotEqual(t, first, other)
	assert.Zero(t, first[0], "the first arrival opens the window")
	assert.True(t, slices.IsSorted(first))

	longer, err := poisson(2000, 5000, 1)
	require.NoError(t, err)
	assert.Equal(t, first, longer[:1000], "a longer schedule goes on, it is no other")
}

// A Poisson process: exponential gaps have a standard deviation as large as their mean, and
// 1−1/e of them are shorter than it. Five standard errors on each side.
func TestTheScheduleIsAPoissonProcess(t *testing.T) {
	const n = 20_000
	for _, rate := range []float64{10, 6666.7, 1e6} {
		for seed := range uint64(5) {
			due, err := poisson(n+1, rate, seed)
			require.NoError(t, err)
			mean := 1e9 / rate
			assert.InDelta(t, mean, float64(due[n])/n, 5*mean/math.Sqrt(n), "rate %v, seed %d", rate, seed)
			short := 0
			for i := range n {
				if float64(due[i+1]-due[i]) < mean {
					short++
				}
			}
			p := 1 - 1/math.E
			assert.InDelta(t, p, float64(short)/n, 5*math.Sqrt(p*(1-p)/n), "rate %v, seed %d", rate, seed)
		}
	}
}

func TestWhatIsNoScheduleIsRefused(t *testing.T) {
	for _, rate := range []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1), 1e-300, 1e-9, 0.02, 2e9} {
		_, err := poisson(100, rate, 1)
		require.Error(t, err, "%v", rate)
		assert.Contains(t, err.Error(), "100 tasks at ")
	}
	due, err := poisson(1, 0.001, 1)
	require.NoError(t, err)
	assert.Equal(t, []time.Duration{0}, due)
}
