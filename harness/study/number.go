package study

import (
	"cmp"
	"fmt"
	"math"

	"poolbench/harness/chart"
	"poolbench/harness/stats"
)

// Number is what a run says of a quantity. The zero value is a number that nobody measured.
type Number struct {
	// Mid is the estimate, Lo and Hi its interval at 95 %, all in the unit.
	Lo, Mid, Hi float64
	// Bounded is false if there were too few rounds for the interval, which is not shown then.
	Bounded bool
	Unit    chart.Unit
	// Rounds is how many were used; 0 if it was not measured.
	Rounds int
	// From is the run; nil if no run has samples of it.
	From *Run
	// Lack says why a run that has samples has no number, "crashed 3 of 3"; empty if it has
	// one.
	Lack string
}

// Dagger marks numbers that are not from the reader's machine.
const Dagger = "†"

// NotMeasured stands where a number would be.
const NotMeasured = "not measured"

func number(e stats.Estimate, unit chart.Unit, r *Run) Number {
	if e.N == 0 {
		return Number{}
	}
	return Number{Lo: e.Lo, Mid: e.Mid, Hi: e.Hi, Bounded: e.Bounded, Unit: unit, Rounds: e.N, From: r}
}

// Known tells whether it was measured.
func (n Number) Known() bool { return n.Rounds > 0 }

// Own tells whether it was measured in a run of the reader.
func (n Number) Own() bool { return n.From != nil && n.From.Own }

// String is the estimate with its interval, and a dagger if it is from the reference run:
// "254 ns [234 ns, 684 ns] †". Without a number it is the Lack, or [NotMeasured].
func (n Number) String() string {
	if !n.Known() && n.Lack == "" {
		return NotMeasured
	}
	text := cmp.Or(n.Lack, n.Unit.Format(n.Mid))
	if n.Bounded && (n.Unit.Format(n.Lo) != text || n.Unit.Format(n.Hi) != text) {
		text = fmt.Sprintf("%s [%s, %s]", text, n.Unit.Format(n.Lo), n.Unit.Format(n.Hi))
	}
	if !n.Own() {
		text += " " + Dagger
	}
	return text
}

// Map applies a monotonic function to the estimate and to the ends of the interval.
func (n Number) Map(unit chart.Unit, f func(float64) float64) Number {
	if !n.Known() {
		return n
	}
	a, b := f(n.Lo), f(n.Hi)
	n.Lo, n.Mid, n.Hi, n.Unit = math.Min(a, b), f(n.Mid), math.Max(a, b), unit
	return n
}

// Extreme is the index of the number with the smallest estimate, or the largest: the first of several
// that are equal. Whether it is told apart from the others is another question.
func Extreme(numbers []Number, largest bool) int {
	best := 0
	for i, n := range numbers {
		if n.Mid != numbers[best].Mid && (n.Mid > numbers[best].Mid) == largest {
			best = i
		}
	}
	return best
}
