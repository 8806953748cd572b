package chart

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
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
		{"every digit of a tick", Ratio, 2, 1.0049, 1.0149, []string{"1.005×", "1.01×"}},
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
		{"bytes within an octave", Bytes, 520, 1000, []string{"640 B", "768 B", "896 B"}},
		{"narrow ratios", Ratio, 0.9, 1.1, []string{"0.9×", "0.95×", "1×", "1.05×", "1.1×"}},
		{"shorter linear steps for three labels", Ratio, 0.56, 1.7, []string{"0.6×", "0.8×", "1×", "1.2×", "1.4×", "1.6×"}},
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

// An axis of ratios around 1 has at least two labels, one of them at 1, for any
// extent and on any length from that of a panel in a grid.
func TestRatioAxesAlwaysHaveLabels(t *testing.T) {
	for below := 1.001; below < 200; below = 1 + (below-1)*1.37 {
		for above := 1.001; above < 200; above = 1 + (above-1)*1.37 {
			for _, length := range []vg.Length{leastAxis, 200, 400} {
				s := scale{lo: 1 / below, hi: above, to: length, norm: plot.LogScale{}}
				got := labels(logAxisTicks(Ratio, s, 1))
				assert.GreaterOrEqual(t, len(got), 2, "%v to %v on %v", s.lo, s.hi, length)
				assert.Contains(t, got, "1×", "%v to %v on %v", s.lo, s.hi, length)
			}
		}
	}
}

func TestThinKeepsTheAnchor(t *testing.T) {
	at := func(v float64) vg.Length { return vg.Length(v) * 20 }
	ticks := func(texts ...string) []plot.Tick {
		var out []plot.Tick
		for i, s := range texts {
			out = append(out, plot.Tick{Value: float64(i), Label: s})
		}
		return out
	}
	assert.Equal(t, []string{"b", "d"}, labels(thin(ticks("aaaa", "b", "cccc", "d"), at, 1)), "every second one, from the anchor")
	assert.Equal(t, []string{"a", "c"}, labels(thin(ticks("a", "bbbb", "c", "dddd"), at, 9)), "no anchor: from the first")
	assert.Equal(t, []string{"a", "ccccccc"}, labels(thin(ticks("a", "bbbbb", "ccccccc", "d"), at, 2)), "not the anchor alone")
	assert.Equal(t, []string{"a", "c"}, labels(thin(ticks("a", "much too long", "c"), at, 1)), "rather without the anchor than alone")
}

func TestThinLabelsDoNotTouch(t *testing.T) {
	s := scale{lo: 100, hi: 1e9, from: 0, to: 100, norm: plot.LogScale{}}
	ticks := logAxisTicks(Nanoseconds, s, 0)
	assert.Equal(t, []string{"100 ns", "100 µs", "100 ms"}, labels(ticks), "every third decade fits")
	assert.Len(t, ticks, 8, "the other decades keep their marks; there is no room within them")
}
