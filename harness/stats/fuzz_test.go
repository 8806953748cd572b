package stats_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"poolbench/harness/stats"
)

// floats reads data as float64s of any kind, NaN and infinities included.
func floats(data []byte) []float64 {
	var values []float64
	for len(data) >= 8 && len(values) < 300 {
		values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(data)))
		data = data[8:]
	}
	return values
}

func bytesOf(values ...float64) []byte {
	var data []byte
	for _, v := range values {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	return data
}

// seeds are lists that have been trouble, or could be.
func seeds() [][]byte {
	return [][]byte{
		nil, bytesOf(1), bytesOf(1, 1, 1, 1, 1, 1, 1, 1), bytesOf(powers(upTo(30)...)...),
		bytesOf(2, 0.5, 4, 0.25, 1, 1, 8, 8, 8), bytesOf(1e300, 1e-300, 5e-324, math.MaxFloat64, 3, 3, 3, 3),
		bytesOf(1+0x1p-52, 1+0x1p-52, 1+0x1p-52, 1+0x1p-52, 1, 1+0x1p-52, 1-0x1p-53, 1+0x1p-52),
		bytesOf(0), bytesOf(-1, 2), bytesOf(math.NaN(), 1), bytesOf(math.Inf(1), math.Inf(-1)),
	}
}

func anyInvalid(values ...float64) bool {
	for _, v := range values {
		if !(v > 0 && v <= math.MaxFloat64) {
			return true
		}
	}
	return false
}

// requireComparison holds what a comparison promises for any input at all. A null within a
// rounding error of what a float64 can hold leaves no room beside it and is not asked for.
func requireComparison(t *testing.T, c stats.Comparison, null float64, empty, invalid bool) {
	t.Helper()
	require.Equal(t, invalid, c.Invalid > 0)
	if empty || invalid {
		require.Equal(t, stats.Comparison{P: 1, Invalid: c.Invalid}, c)
		return
	}
	requireSound(t, c, null)
}

func askable(null float64) bool { return anyInvalid(null) || 1e-307 < null && null < 1e307 }

func FuzzPaired(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed, 1.0)
		f.Add(seed, 1.05)
	}
	f.Fuzz(func(t *testing.T, data []byte, null float64) {
		ratios := floats(data)
		if askable(null) {
			requireComparison(t, stats.PairedAgainst(ratios, null), null, len(ratios) == 0, anyInvalid(append(ratios, null)...))
		}
	})
}

func FuzzUnpaired(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed, bytesOf(2, 3, 4, 5, 6), 1.0)
		f.Add(bytesOf(1, 1, 2, 3), seed, 0.9)
	}
	f.Fuzz(func(t *testing.T, before, after []byte, null float64) {
		b, a := floats(before), floats(after)
		if askable(null) {
			c := stats.Unpaired(b, a, null)
			requireComparison(t, c, null, len(a) == 0 || len(b) == 0, anyInvalid(append(append(b, a...), null)...))
		}
	})
}

func FuzzHolm(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed)
	}
	f.Add(bytesOf(0.01, 0.04, 0.03, 0.01, 1, 0))
	f.Fuzz(func(t *testing.T, data []byte) {
		p := floats(data)
		adjusted := stats.Holm(p)
		require.Len(t, adjusted, len(p))
		for i, a := range adjusted {
			require.True(t, 0 <= a && a <= 1)
			require.False(t, a < min(p[i], 1), "a correction never helps")
			for j, b := range adjusted {
				require.False(t, p[i] < p[j] && a > b, "order is kept")
			}
		}
	})
}

func FuzzDrift(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed, seed, seed)
		f.Add(seed, bytesOf(1, 2, 3, 4, 5, 6, 7, 8), bytesOf(3, 1, 2, 1, 5, 1, 1, 9))
	}
	f.Fuzz(func(t *testing.T, values, times, positions []byte) {
		v, at, place := floats(values), floats(times), floats(positions)
		var observations []stats.Observation
		for i := range min(len(v), len(at), len(place)) {
			observations = append(observations, stats.Observation{Group: i % 2, Time: at[i], Position: place[i], Value: v[i]})
		}
		time, position := stats.Drift(observations)
		for _, e := range []stats.Estimate{time, position} {
			require.True(t, -1 <= e.Lo && e.Lo <= e.Mid && e.Mid <= e.Hi && e.Hi <= math.MaxFloat64, "%+v", e)
		}
	})
}
