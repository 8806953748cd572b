package stats

import (
	"math"
	"slices"

	moremath "github.com/aclements/go-moremath/stats"
)

// Observation is one measured value, with when and where it was taken.
type Observation struct {
	// Group is what is measured, a cell: only values of the same group are compared.
	Group int
	// Time and Position are when in the run and where in its round it was taken, in any
	// unit, finite.
	Time, Position float64
	// Value is positive and finite.
	Value float64
}

// still is the mean square below which a regressor, scaled to its range, stands still inside
// the groups: what moves by less than a millionth of the range is rounding.
const still = 1e-12

// Drift tells whether values depend on when and where they were taken: as the relative
// change from the earliest to the latest Time of all observations, and from the first to
// the last Position, each with a 95 % interval; 0.1 is 10 % more at the end. An interval
// that holds 0 is no proof of steadiness; its width says what could have been missed.
//
// The method is ordinary least squares of log Value on both at once, so that neither takes
// the blame for the other, after subtracting the means of each group: groups may differ in
// level, and the slopes are common to all. Intervals use Student's t with N − groups − 2
// degrees of freedom, one more if only one of the two moves. Straight lines are assumed,
// and errors that are independent and not too far from normal; where neighbours in time
// err alike, the intervals are too narrow.
//
// An estimate with Bounded false is unknown, and all its numbers but N are zero: Time or
// Position stands still inside every group, or both move in step, or there are too few
// observations. If any observation is invalid, both are unknown and N is zero.
func Drift(observations []Observation) (time, position Estimate) {
	n := len(observations)
	times, places, logs := make([]float64, n), make([]float64, n), make([]float64, n)
	for i, o := range observations {
		times[i], places[i], logs[i] = o.Time, o.Position, math.Log(o.Value)
		if invalid([]float64{o.Value}) > 0 || !finite(o.Time) || !finite(o.Position) {
			return Estimate{}, Estimate{}
		}
	}
	inUnitsOfRange(times)
	inUnitsOfRange(places)
	groups := 0
	for _, list := range [][]float64{times, places, logs} {
		groups = centre(list, observations)
	}
	return slopes(times, places, logs, n-groups)
}

// slopes estimates the changes of y along t and p, all of them centred; free is the degrees
// of freedom before any slope. Following Frisch, Waugh and Lovell, a slope is that along
// the part of its regressor that the other one does not explain.
func slopes(t, p, y []float64, free int) (along, across Estimate) {
	onlyT, onlyP := without(t, p), without(p, t)
	slopeT, slopeP := slope(onlyT, y), slope(onlyP, y)
	for _, regressor := range [][]float64{t, p} {
		if moves(regressor) {
			free--
		}
	}
	squares := 0.0
	for i := range y {
		rest := y[i] - slopeT*t[i] - slopeP*p[i]
		squares += rest * rest
	}
	estimate := func(only []float64, slope float64) Estimate {
		if free < 1 || !moves(only) {
			return Estimate{N: len(y)}
		}
		t := moremath.InvCDF(moremath.TDist{V: float64(free)})((1 + Confidence) / 2)
		margin := t * math.Sqrt(squares/float64(free)/dot(only, only))
		return Estimate{Lo: change(slope - margin), Mid: change(slope), Hi: change(slope + margin), N: len(y), Bounded: true}
	}
	return estimate(onlyT, slopeT), estimate(onlyP, slopeP)
}

// change turns a difference of logarithms into a relative one, finite even if it overflows.
func change(log float64) float64 { return min(math.Expm1(log), math.MaxFloat64) }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// inUnitsOfRange scales values to 0 … 1; all to 0 if they have no range, or one beyond what
// a float64 can hold.
func inUnitsOfRange(values []float64) {
	if len(values) == 0 {
		return
	}
	low, high := slices.Min(values), slices.Max(values)
	span := high - low
	for i, v := range values {
		values[i] = 0
		if span > 0 && finite(span) {
			values[i] = (v - low) / span
		}
	}
}

// centre subtracts from each value the mean of its observation's group, and returns the
// number of groups.
func centre(values []float64, observations []Observation) int {
	type total struct{ sum, n float64 }
	totals := map[int]total{}
	for i, o := range observations {
		t := totals[o.Group]
		totals[o.Group] = total{t.sum + values[i], t.n + 1}
	}
	for i, o := range observations {
		values[i] -= totals[o.Group].sum / totals[o.Group].n
	}
	return len(totals)
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func moves(regressor []float64) bool {
	return dot(regressor, regressor) > still*float64(len(regressor))
}

// slope of y along x; 0 if x stands still.
func slope(x, y []float64) float64 {
	if !moves(x) {
		return 0
	}
	return dot(x, y) / dot(x, x)
}

// without is what is left of x after its own slope along other is taken out.
func without(x, other []float64) []float64 {
	s := slope(other, x)
	rest := make([]float64, len(x))
	for i := range x {
		rest[i] = x[i] - s*other[i]
	}
	return rest
}
