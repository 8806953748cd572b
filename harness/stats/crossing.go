package stats

import "math"

// Point is a point of a curve.
type Point struct{ X, Y float64 }

// Crossing returns the X from which on the curve through points stays at or above level.
// Between two points it is interpolated on logarithmic axes, where both task sizes and
// speed-ups are closer to straight lines; X and Y must be positive and X ascending.
//
// −Inf means that the first point is above already, so the crossing lies before it; +Inf
// that the last point is still below, or that there are no points. If the curve crosses
// several times the last upward crossing counts: "from here on" must hold for all that
// was measured.
func Crossing(points []Point, level float64) float64 {
	last := len(points) - 1
	if last < 0 || points[last].Y < level {
		return math.Inf(1)
	}
	for i := last; i > 0; i-- {
		if points[i-1].Y < level {
			return between(points[i-1], points[i], level)
		}
	}
	return math.Inf(-1)
}

func between(below, above Point, level float64) float64 {
	share := math.Log(level/below.Y) / math.Log(above.Y/below.Y)
	return below.X * math.Pow(above.X/below.X, share)
}
