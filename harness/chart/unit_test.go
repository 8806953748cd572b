package chart

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestUnitFormat(t *testing.T) {
	for _, c := range []struct {
		unit Unit
		v    float64
		want string
	}{
		{Nanoseconds, 43, "43 ns"},
		{Nanoseconds, 43.14, "43.1 ns"},
		{Nanoseconds, 0, "0 ns"},
		{Nanoseconds, 0.25, "0.25 ns"},
		{Nanoseconds, -1500, "-1.5 µs"},
		{Nanoseconds, 1500, "1.5 µs"},
		{Nanoseconds, 150e3, "150 µs"},
		{Nanoseconds, 1.5e6, "1.5 ms"},
		{Nanoseconds, 2e9, "2 s"},
		{Nanoseconds, 2e12, "2000 s"},  // no larger prefix
		{Nanoseconds, 999.4, "999 ns"}, // rounds down: stays
		{Nanoseconds, 999.7, "1 µs"},   // rounds up: next prefix
		{Nanoseconds, 999_700, "1 ms"}, //
		{Nanoseconds, 1e30, "1e+21 s"},
		{Nanoseconds, 1e-6, "1e-06 ns"},
		{Percent, 0.95, "95%"},           //
		{Percent, 0.07, "7%"},            // 0.07*100 is not 7
		{Percent, 0.9534, "95.3%"},       //
		{Percent, 1, "100%"},             //
		{Count, 12, "12"},                //
		{Count, 300e3, "300k"},           //
		{Count, 1.2e6, "1.2M"},           //
		{Count, 0.5, "0.5"},              //
		{Bytes, 48, "48 B"},              //
		{Bytes, 1536, "1.5 KiB"},         //
		{Bytes, 1023, "0.999 KiB"},       // four digits would be needed in bytes
		{Bytes, 3 << 20, "3 MiB"},        //
		{Ratio, 1.25, "1.25×"},           //
		{Unit(99), 1234, "1230"},         // unknown: the bare number
		{Nanoseconds, math.NaN(), "n/a"}, //
		{Count, math.Inf(1), "n/a"},      //
	} {
		assert.Equal(t, c.want, c.unit.Format(c.v), "unit %d, value %v", c.unit, c.v)
	}
}

func TestUnitInterval(t *testing.T) {
	for _, c := range []struct {
		i              Interval
		openLo, openHi bool
		mid, rng       string
	}{
		{i: Interval{540, 620, 710}, mid: "620 ns", rng: "[540, 710]"},
		{i: Interval{620, 620, 620}, mid: "620 ns"},
		{i: Interval{900, 950, 1100}, mid: "950 ns", rng: "[900 ns, 1.1 µs]"},
		{i: Interval{150, 620, 710}, openLo: true, mid: "620 ns", rng: "[<150, 710]"},
		{i: Interval{620, 620, 620}, openHi: true, mid: "620 ns", rng: "[620, >620]"},
	} {
		mid, rng := Nanoseconds.interval(c.i, c.openLo, c.openHi)
		assert.Equal(t, c.mid, mid, "%v", c.i)
		assert.Equal(t, c.rng, rng, "%v", c.i)
	}
}

func TestRatiosHaveTheDecimalsOfTheirAxis(t *testing.T) {
	narrow, wide := scale{lo: 0.9, hi: 1.2}, scale{lo: 0.1, hi: 20}
	for _, c := range []struct {
		x        scale
		i        Interval
		mid, rng string
	}{
		{narrow, Interval{0.9604, 0.98765, 1.0002}, "0.988×", "[0.960, 1.000]"},
		{wide, Interval{0.9604, 0.98765, 1.0002}, "0.99×", "[0.96, 1.00]"},
		{wide, Interval{1, 1, 1}, "1.00×", ""},
		{wide, Interval{0.01234, 0.02, 0.2}, "0.02×", "[0.0123, 0.20]"}, // two digits at least
		{wide, Interval{2, 34, 5678}, "34.00×", "[2.00, 5680]"},
	} {
		mid, rng := Ratio.intervalOn(c.x, c.i, false, false)
		assert.Equal(t, c.mid, mid, "%v", c.i)
		assert.Equal(t, c.rng, rng, "%v", c.i)
	}
	mid, rng := Nanoseconds.intervalOn(narrow, Interval{540, 620, 710}, true, true)
	assert.Equal(t, "620 ns [<540, >710]", mid+" "+rng, "other units as ever")
}
