package chart

import (
	"errors"
	"fmt"
)

// Lines is a chart of curves with confidence bands over a logarithmic x axis.
// The y axis is linear.
type Lines struct {
	Meta
	// XTitle stands under the x axis; XUnit formats its ticks.
	XTitle string
	XUnit  Unit
	// YTitle stands above the y axis; YUnit formats its ticks.
	YTitle string
	YUnit  Unit
	// YMin and YMax are what the y axis shows at least: it grows to hold every
	// estimate, while bands are cut at its ends. Both zero: from the data,
	// including zero.
	YMin, YMax float64
	// References are dashed horizontal lines.
	References []Reference
	// Series are the curves, in drawing and key order.
	Series []Series
	// Panels draws small multiples: one small panel per series, with all others
	// in grey behind it, for more series than the eye can follow in one panel
	// (about seven).
	Panels bool
}

// Reference is a horizontal line at Value, named by Label.
type Reference struct {
	Value float64
	Label string
}

// Series is one curve. Its points are connected in the order given; a curve of
// one point is drawn as a marker with a whisker.
type Series struct {
	Label  string
	Style  Style
	Points []Point
}

// Point is an estimate Y at the position X.
type Point struct {
	X float64
	Y Interval
	// Beyond says that the truth lies above Y, which is a limit that was reached: an
	// arrow head upwards stands in place of the marker.
	Beyond bool
	// Gap says that a value between the point before and this one is missing: they
	// are not connected.
	Gap bool
}

// Validate implements [Spec].
func (l Lines) Validate() error {
	if len(l.Series) == 0 {
		return errors.New("lines: no series")
	}
	if !finite(l.YMin) || !finite(l.YMax) {
		return fmt.Errorf("lines: y limits %v and %v: %w", l.YMin, l.YMax, errNotFinite)
	}
	if l.YMin > l.YMax {
		return fmt.Errorf("lines: y limits: %v is above %v", l.YMin, l.YMax)
	}
	for _, r := range l.References {
		if !finite(r.Value) {
			return fmt.Errorf("lines: reference %q: %w", r.Label, errNotFinite)
		}
	}
	for _, s := range l.Series {
		if err := s.validate(); err != nil {
			return fmt.Errorf("lines: series %q: %w", s.Label, err)
		}
	}
	return nil
}

// validate checks the points of a series.
func (s Series) validate() error {
	if len(s.Points) == 0 {
		return errors.New("no points")
	}
	if err := s.Style.validate(); err != nil {
		return err
	}
	for _, p := range s.Points {
		if err := validateLog(p.X); err != nil {
			return fmt.Errorf("x %v: %w", p.X, err)
		}
		if err := p.Y.validate(); err != nil {
			return fmt.Errorf("at x %v: %w", p.X, err)
		}
	}
	return nil
}

// validateLog returns an error unless v can stand on a logarithmic axis.
func validateLog(v float64) error {
	if !finite(v) {
		return errNotFinite
	}
	if v < 1/largest {
		return errors.New("not positive, but the axis is logarithmic")
	}
	return nil
}
