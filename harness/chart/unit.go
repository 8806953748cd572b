package chart

import (
	"math"
	"strconv"
)

// Unit says what a number measures, and so how it is written.
type Unit int

// The units. The zero value is Nanoseconds, the unit of most results.
const (
	Nanoseconds Unit = iota // 43.1 ns, 1.5 µs, 150 µs, 2 s
	Percent                 // a fraction: 0.95 is written 95%
	Count                   // 12, 300k, 1.2M
	Bytes                   // 48 B, 1.5 KiB (binary prefixes)
	Ratio                   // 1.25×
	Number                  // 1024, where the prefixes of Count would hide a power of two
)

// labelDigits is the number of significant digits of a printed value. More
// would claim a precision that no benchmark has.
const labelDigits = 3

// prefix is a step of a unit: values are divided by factor, then get suffix.
type prefix struct {
	factor float64
	suffix string
}

// prefixes lists the steps of each unit in ascending order.
var prefixes = map[Unit][]prefix{
	Nanoseconds: {{1, " ns"}, {1e3, " µs"}, {1e6, " ms"}, {1e9, " s"}},
	Percent:     {{0.01, "%"}},
	Count:       {{1, ""}, {1e3, "k"}, {1e6, "M"}, {1e9, "G"}, {1e12, "T"}},
	Bytes:       {{1, " B"}, {1 << 10, " KiB"}, {1 << 20, " MiB"}, {1 << 30, " GiB"}},
	Ratio:       {{1, "×"}},
	Number:      {{1, ""}},
}

// Format writes v with its unit and at most three significant digits. A value
// that is not finite gives "n/a"; an unknown unit gives the bare number.
func (u Unit) Format(v float64) string {
	number, suffix := u.split(v, labelDigits)
	return number + suffix
}

// split writes v with a number of significant digits and returns the number and
// its suffix apart. The prefix is chosen after rounding: 999.7 ns is 1 µs.
func (u Unit) split(v float64, digits int) (number, suffix string) {
	if !finite(v) {
		return "n/a", ""
	}
	steps := prefixes[u]
	if len(steps) == 0 {
		steps = []prefix{{1, ""}}
	}
	var rounded float64
	for _, step := range steps {
		rounded, suffix = significant(v/step.factor, digits), step.suffix
		if rounded > -1000 && rounded < 1000 {
			break
		}
	}
	return decimal(rounded), suffix
}

// decimal writes v with the digits it has, and with an exponent where it would
// be longer than a label may be.
func decimal(v float64) string {
	const small, large = 1e-4, 1e7
	if abs := math.Abs(v); abs >= large || abs > 0 && abs < small {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// significant rounds v to a number of significant digits. Going through the
// decimal text makes the result the closest float to what will be printed.
func significant(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', digits-1, 64), 64)
	if err != nil || r == 0 { // err: rounding up beyond the largest float
		return 0
	}
	return r
}

// interval writes an estimate and its interval apart: "620 ns", "[540, 710]".
// The unit is repeated inside the brackets only where it differs. An open end
// is marked with < or >. The second text is empty for an exact estimate.
func (u Unit) interval(i Interval, openLo, openHi bool) (mid, rng string) {
	m, unit := u.split(i.Mid, labelDigits)
	lo, loUnit := u.split(i.Lo, labelDigits)
	hi, hiUnit := u.split(i.Hi, labelDigits)
	if loUnit != unit || hiUnit != unit {
		lo, hi = lo+loUnit, hi+hiUnit
	}
	return join(i, openLo, openHi, [3]string{lo, m + unit, hi})
}

// intervalOn is interval for a chart with the axis x: ratios get the decimals that
// can be seen on it.
func (u Unit) intervalOn(x scale, i Interval, openLo, openHi bool) (mid, rng string) {
	switch {
	case u != Ratio:
		return u.interval(i, openLo, openHi)
	case x.hi/x.lo < narrowRatios:
		return ratios(i, openLo, openHi, 3)
	default:
		return ratios(i, openLo, openHi, 2)
	}
}

// narrowRatios is the extent of an axis below which the third decimal of a ratio
// is printed: it decides there whether an interval holds 1.
const narrowRatios = 1.5

// ratios writes an interval of ratios with n decimals, so that the decimal points
// of a column stand below each other and 1.00 beside 0.98 does not look rounder
// than it is. Numbers that would keep less than two significant digits are
// written like all others.
func ratios(i Interval, openLo, openHi bool, n int) (mid, rng string) {
	write := func(v float64) string {
		const large = 1000
		if v < math.Pow(10, float64(1-n)) || v >= large {
			return decimal(significant(v, labelDigits))
		}
		return strconv.FormatFloat(v, 'f', n, 64)
	}
	return join(i, openLo, openHi, [3]string{write(i.Lo), write(i.Mid) + "×", write(i.Hi)})
}

// join puts the numbers of an interval together.
func join(i Interval, openLo, openHi bool, texts [3]string) (mid, rng string) {
	lo, mid, hi := texts[0], texts[1], texts[2]
	if i.exact() && !openLo && !openHi {
		return mid, ""
	}
	if openLo {
		lo = "<" + lo
	}
	if openHi {
		hi = ">" + hi
	}
	return mid, "[" + lo + ", " + hi + "]"
}
