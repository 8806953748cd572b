package stats_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/stats"
)

func TestKarpFlattFindsTheSerialFractionOfAmdahlsLaw(t *testing.T) {
	for _, serial := range []float64{0, 0.01, 0.25, 1} {
		for _, procs := range []int{2, 3, 64} {
			speedup := 1 / (serial + (1-serial)/float64(procs))
			assert.InDelta(t, serial, stats.KarpFlatt(speedup, procs), 1e-12, "%v of the work, %d processors", serial, procs)
		}
	}
}

func TestKarpFlattBeyondWhatAmdahlAllows(t *testing.T) {
	assert.Negative(t, stats.KarpFlatt(2.1, 2), "faster than all processors")
	assert.InDelta(t, 3, stats.KarpFlatt(0.5, 2), 1e-12, "slower than one")
	for _, bad := range []float64{stats.KarpFlatt(1, 1), stats.KarpFlatt(1, 0), stats.KarpFlatt(0, 2), stats.KarpFlatt(-1, 2), stats.KarpFlatt(math.NaN(), 2)} {
		assert.True(t, math.IsNaN(bad))
	}
}
