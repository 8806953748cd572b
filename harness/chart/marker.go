package chart

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// Marker is the shape of a point.
type Marker int

// The shapes, in the order in which [StyleAt] hands them out: those that are
// easiest to tell apart come first.
const (
	Circle Marker = iota
	Square
	Triangle
	Diamond
	TriangleDown
	Star
	Plus

	// bar is a vertical stroke, which no variant has.
	bar
)

// openStroke is the width of the outline of an open marker. gonum's own open
// glyphs are drawn with half a point, which disappears beside a thick line.
const openStroke = vg.Length(1.3)

// outline returns the corners of the shape around the origin, for a circle of
// radius 1 of about the same visual weight, y upwards; nil means a circle.
func (m Marker) outline() [][2]float64 {
	switch m {
	case Square:
		return [][2]float64{{-0.88, -0.88}, {0.88, -0.88}, {0.88, 0.88}, {-0.88, 0.88}}
	case Triangle:
		return [][2]float64{{-1.12, -0.82}, {1.12, -0.82}, {0, 1.15}}
	case TriangleDown:
		return [][2]float64{{-1.12, 0.82}, {1.12, 0.82}, {0, -1.15}}
	case Diamond:
		return [][2]float64{{0, -1.28}, {1.28, 0}, {0, 1.28}, {-1.28, 0}}
	case Star:
		return star(5, 1.4, 0.62)
	case Plus:
		const a, b = 0.4, 1.2 // half the width and half the length of the arms
		return [][2]float64{
			{-a, -b}, {a, -b}, {a, -a}, {b, -a}, {b, a}, {a, a},
			{a, b}, {-a, b}, {-a, a}, {-b, a}, {-b, -a}, {-a, -a},
		}
	case bar:
		const a, b = 0.3, 1.6
		return [][2]float64{{-a, -b}, {a, -b}, {a, b}, {-a, b}}
	default:
		return nil
	}
}

// star returns the corners of a star with n points, one of them upwards.
func star(n int, outer, inner float64) [][2]float64 {
	var pts [][2]float64
	for i := range 2 * n {
		r := outer
		if i%2 == 1 {
			r = inner
		}
		sin, cos := math.Sincos(math.Pi/2 + float64(i)*math.Pi/float64(n))
		pts = append(pts, [2]float64{r * cos, r * sin})
	}
	return pts
}

// path returns the shape as a closed path around a point of the canvas.
func (m Marker) path(at vg.Point, radius vg.Length) vg.Path {
	var p vg.Path
	corners := m.outline()
	if corners == nil {
		p.Move(vg.Point{X: at.X + radius, Y: at.Y})
		p.Arc(at, radius, 0, 2*math.Pi)
	}
	for i, c := range corners {
		pt := vg.Point{X: at.X + radius*vg.Length(c[0]), Y: at.Y + radius*vg.Length(c[1])}
		if i == 0 {
			p.Move(pt)
		} else {
			p.Line(pt)
		}
	}
	p.Close()
	return p
}
