package chart

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/plot"
)

// labels returns the labels that are not empty.
func labels(ticks []plot.Tick) []string {
	var out []string
	for _, t := range ticks {
		if !t.IsMinor() {
			out = append(out, t.Label)
		}
	}
	return out
}

func TestLinearTicks(t *testing.T) {
	for _, c := range []struct {
		name   string
		unit   Unit
		want   int
		lo, hi float64
		labels []string
	}{
		{"percent", Percent, 5, 0, 1, []string{"0%", "20%", "40%", "60%", "80%", "100%"}},
		{"few", Percent, 4, 0, 1, []string{"0%", "50%", "100%"}},
		{"end above a tick", Nanoseconds, 4, 0, 260, []string{"0", "100 ns", "200 ns"}},
		{"changing prefix", Nanoseconds, 4, 0, 2000, []string{"0", "500 ns", "1 µs", "1.5 µs", "2 µs"}},
		{"negative", Count, 4, -10, 10, []string{"-10", "-5", "0", "5", "10"}},
		{"bytes step in powers of two", Bytes, 4, 0, 2048, []string{"0", "512 B", "1 KiB", "1.5 KiB", "2 KiB"}},
		{"more digits where three repeat", Count, 3, 10000, 10015, []string{"10k", "10.005k", "10.01k", "10.015k"}},
		{"no range", Count, 4, 5, 5, nil},
		{"range below the precision", Count, 4, 1, 1 + 1e-15, nil},
		{"want nothing", Count, 0, 0, 10, []string{"0", "10"}},
	} {
		assert.Equal(t, c.labels, labels(linearTicks{c.unit, c.want}.Ticks(c.lo, c.hi)), c.name)
	}
}

func TestLogTicks(t *testing.T) {
	for _, c := range []struct {
		name   string
		unit   Unit
		lo, hi float64
		labels []string
	}{
		{"decades", Nanoseconds, 140, 1.6e6, []string{"1 µs", "10 µs", "100 µs", "1 ms"}},
		{"1-2-5 below three decades", Nanoseconds, 150, 2100, []string{"200 ns", "500 ns", "1 µs", "2 µs"}},
		{"linear within an octave", Nanoseconds, 210, 390, []string{"250 ns", "300 ns", "350 ns"}},
		{"bytes", Bytes, 500, 5000, []string{"512 B", "1 KiB", "2 KiB", "4 KiB"}},
	} {
		assert.Equal(t, c.labels, labels(logTicks{c.unit}.Ticks(c.lo, c.hi)), c.name)
	}
}

func TestLogTicksAlwaysHaveLabels(t *testing.T) {
	for lo := 1.0; lo < 10; lo += 0.37 {
		for _, ratio := range []float64{1.1, 1.5, 2, 5, 11, 120, 1e6} {
			n := len(labels(logTicks{Nanoseconds}.Ticks(lo, lo*ratio)))
			assert.GreaterOrEqual(t, n, 2, "from %v to %v", lo, lo*ratio)
		}
	}
}

func TestThinLabelsDoNotTouch(t *testing.T) {
	s := scale{lo: 100, hi: 1e9, from: 0, to: 100, norm: plot.LogScale{}}
	ticks := logAxisTicks(Nanoseconds, s)
	assert.Equal(t, []string{"100 ns", "100 µs", "100 ms"}, labels(ticks), "every third decade fits")
	assert.Len(t, ticks, 8, "the other decades keep their marks; there is no room within them")
}
