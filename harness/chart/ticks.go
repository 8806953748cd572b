package chart

import (
	"math"
	"strings"

	"gonum.org/v1/plot"
)

// linearTicks places ticks at round steps of 1, 2 or 5 times a power of ten. At
// most about want of them fall into the range, all with labels. Bytes are
// stepped in powers of two, which are the round numbers there.
type linearTicks struct {
	unit Unit
	want int
}

var _ plot.Ticker = linearTicks{}

// Ticks implements plot.Ticker.
func (t linearTicks) Ticks(lo, hi float64) []plot.Tick {
	step := roundStep((hi-lo)/float64(max(t.want, 1)), t.unit)
	if !(step > 0) {
		return nil
	}
	// A range that is tiny beside its values has no round numbers in it.
	if math.Max(math.Abs(lo), math.Abs(hi))/step > maxMultiple {
		return nil
	}
	// slack keeps a tick that only rounding errors push beyond an end.
	const slack = 1e-9
	var values []float64
	// Multiples of an integer do not add up rounding errors as a sum would.
	for k := math.Ceil(lo/step - slack); k <= math.Floor(hi/step+slack); k++ {
		values = append(values, k*step)
	}
	return labelled(t.unit, values)
}

// maxMultiple bounds the multiples of a step that are used as ticks, to numbers
// that a float64 can count in ones.
const maxMultiple = 1e12

// roundStep returns the smallest round step that is not below v.
func roundStep(v float64, u Unit) float64 {
	if !(v > 0) || math.IsInf(v, 0) {
		return 0
	}
	if u == Bytes {
		return math.Exp2(math.Ceil(math.Log2(v)))
	}
	decade := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if m*decade >= v*(1-1e-9) {
			return m * decade
		}
	}
	return 10 * decade
}

// maxDigits is the precision of a float64, the most that a label can need.
const maxDigits = 15

// labelled turns values in ascending order into ticks, with the fewest digits,
// at least three, that write the values as they are. In bytes, where a round
// number of one prefix can have many digits in the next, it suffices that
// neighbouring labels differ.
func labelled(u Unit, values []float64) []plot.Tick {
	ticks := make([]plot.Tick, len(values))
	for digits := labelDigits; digits <= maxDigits; digits++ {
		enough := true
		for i, v := range values {
			ticks[i] = plot.Tick{Value: v, Label: tickLabel(u, v, digits)}
			enough = enough && (i == 0 || ticks[i].Label != ticks[i-1].Label) && (u == Bytes || precise(v, digits))
		}
		if enough {
			break
		}
	}
	return ticks
}

// precise reports whether v needs no more than a number of significant digits.
func precise(v float64, digits int) bool {
	const slack = 1e-9 // rounding errors of a multiple of a step
	return math.Abs(significant(v, digits)-v) <= slack*math.Abs(v)
}

// tickLabel writes a tick. Zero has no unit, except for percentages, where it
// would look like a count beside its neighbours.
func tickLabel(u Unit, v float64, digits int) string {
	number, suffix := u.split(v, digits)
	if number == "0" && u != Percent {
		return number
	}
	return number + suffix
}

// logTicks places labelled ticks at the powers of ten and ticks without a label
// between them. Where fewer than three labels would remain, it labels 1-2-5
// steps, and below three of those round linear steps: a logarithmic axis without
// labels cannot be read. Bytes are labelled at powers of two.
type logTicks struct {
	unit Unit
}

var _ plot.Ticker = logTicks{}

// minLabels is the number of labels that make an axis without zero readable.
const minLabels = 3

// Ticks implements plot.Ticker. Both ends are positive.
func (t logTicks) Ticks(lo, hi float64) []plot.Tick {
	if t.unit == Bytes {
		if values := powersOfTwo(lo, hi); len(values) >= minLabels {
			return labelled(t.unit, values)
		}
		return t.linear(lo, hi)
	}
	for _, labels := range []string{"1", "125"} {
		ticks, n := decadeTicks(t.unit, lo, hi, labels)
		if n >= minLabels {
			return ticks
		}
	}
	return t.linear(lo, hi)
}

// linear places ticks at linear steps, shorter ones where the usual number of
// them leaves too few labels.
func (t logTicks) linear(lo, hi float64) []plot.Tick {
	const usual, more = 5, 10
	ticks := linearTicks{unit: t.unit, want: usual}.Ticks(lo, hi)
	if len(ticks) < minLabels {
		ticks = linearTicks{unit: t.unit, want: more}.Ticks(lo, hi)
	}
	return ticks
}

// decadeTicks returns ticks at the multiples 1 to 9 of the powers of ten from lo
// to hi, and how many have a label: those whose multiple is in labels.
func decadeTicks(u Unit, lo, hi float64, labels string) (ticks []plot.Tick, n int) {
	first, last := math.Floor(math.Log10(lo)), math.Ceil(math.Log10(hi))
	for e := first; e <= last; e++ {
		for m := 1; m <= 9; m++ {
			v := float64(m) * math.Pow(10, e)
			if v < lo || v > hi {
				continue
			}
			tick := plot.Tick{Value: v}
			if strings.ContainsRune(labels, rune('0'+m)) {
				tick.Label = u.Format(v)
				n++
			}
			ticks = append(ticks, tick)
		}
	}
	return ticks, n
}

// powersOfTwo returns the powers of two from lo to hi.
func powersOfTwo(lo, hi float64) []float64 {
	var out []float64
	for e := math.Ceil(math.Log2(lo)); e <= math.Floor(math.Log2(hi)); e++ {
		out = append(out, math.Exp2(e))
	}
	return out
}
