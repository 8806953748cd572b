package stats

import "math"

// Times is what one task size costs: Serial when the submitter runs the tasks itself,
// Pooled when a pool does. Both in the same unit, both positive.
type Times struct{ Serial, Pooled float64 }

// BreakEven returns the task size, as its serial time, from which on the pool is faster
// than serial execution by factor (1.10: by 10 %). curve is ascending in Serial.
//
// Between two sizes the pooled time is interpolated linearly. That is the right shape: a
// pool's time per task is a fixed cost plus a share of the work. Interpolating the
// speed-up instead, on whatever axes, bends the curve and misplaces the crossing several
// times over where measured sizes are far apart.
//
// −Inf means that the pool wins at the first size already, so the crossing lies before it;
// +Inf that it does not at the last one, or that there are no sizes. If the curve crosses
// several times the last crossing counts: "from here on" must hold for all that was
// measured.
func BreakEven(curve []Times, factor float64) float64 {
	wins := func(t Times) bool { return t.Serial >= factor*t.Pooled }
	last := len(curve) - 1
	if last < 0 || !wins(curve[last]) {
		return math.Inf(1)
	}
	for i := last; i > 0; i-- {
		if !wins(curve[i-1]) {
			return crossing(curve[i-1], curve[i], factor)
		}
	}
	return math.Inf(-1)
}

// crossing solves serial = factor × pooled(serial) on the line between two sizes.
func crossing(below, above Times, factor float64) float64 {
	if below.Serial == above.Serial {
		return above.Serial
	}
	slope := (above.Pooled - below.Pooled) / (above.Serial - below.Serial)
	fixed := below.Pooled - slope*below.Serial
	return factor * fixed / (1 - factor*slope)
}
