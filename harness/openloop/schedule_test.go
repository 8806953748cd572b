package openloop_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/openloop"
)

func TestASeedDeterminesTheSchedule(t *testing.T) {
	first, err := openloop.Poisson(1000, 5000, 1)
	require.NoError(t, err)
	again, err := openloop.Poisson(1000, 5000, 1)
	require.NoError(t, err)
	other, err := openloop.Poisson(1000, 5000, 2)
	require.NoError(t, err)
	assert.Equal(t, first, again)
	assert.NotEqual(t, first, other)
	assert.Zero(t, first[0], "the first arrival opens the window")
	assert.True(t, slices.IsSorted(first))

	longer, err := openloop.Poisson(2000, 5000, 1)
	require.NoError(t, err)
	assert.Equal(t, first, longer[:1000], "a longer schedule goes on, it is no other")
}

// A Poisson process: exponential gaps have a standard deviation as large as their mean, and
// 1−1/e of them are shorter than it. Five standard errors on each side.
func TestTheScheduleIsAPoissonProcess(t *testing.T) {
	const n = 20_000
	for _, rate := range []float64{10, 6666.7, 1e6} {
		for seed := range uint64(5) {
			due, err := openloop.Poisson(n+1, rate, seed)
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

// A seed gives the arrivals that recorded runs have had, whatever the version of Go.
func TestSchedulesStayAsTheyAre(t *testing.T) {
	due, err := openloop.Poisson(4, 1000, 1)
	require.NoError(t, err)
	assert.Equal(t, []time.Duration{0, 761_212, 2_324_410, 2_340_768}, due)
}

func TestConstantGapsAreEqual(t *testing.T) {
	const n = 10_000
	for _, rate := range []float64{3, 1000, 6666.7, 1e6} {
		due, err := openloop.Constant(n, rate)
		require.NoError(t, err)
		require.Len(t, due, n)
		assert.Zero(t, due[0])
		for i, d := range due {
			assert.InDelta(t, float64(i)/rate*1e9, float64(d), 2, "rate %v, arrival %d: errors do not add up", rate, i)
		}
	}
}

func TestWhatIsNoScheduleIsRefused(t *testing.T) {
	poisson := func(n int, rate float64) ([]time.Duration, error) { return openloop.Poisson(n, rate, 1) }
	for name, schedule := range map[string]func(int, float64) ([]time.Duration, error){"Poisson": poisson, "constant": openloop.Constant} {
		for _, rate := range []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1), 1e-300, 1e-9, 0.02, 2e9} {
			_, err := schedule(100, rate)
			require.Error(t, err, "%s, %v", name, rate)
			assert.Contains(t, err.Error(), "100 tasks at ")
		}
		for _, n := range []int{0, -1} {
			_, err := schedule(n, 100)
			assert.ErrorContains(t, err, "allowed is at least 1 task", name)
		}
		due, err := schedule(1, 0.001)
		require.NoError(t, err)
		assert.Equal(t, []time.Duration{0}, due, name)
	}
}
