package chart

import (
	"errors"
	"fmt"
)

// Ranges is a forest plot: one row per label with an estimate and its interval
// on a logarithmic x axis, and the same numbers in words at the right.
type Ranges struct {
	Meta
	// XTitle stands under the axis; XUnit formats ticks and values.
	XTitle string
	XUnit  Unit
	// XMin and XMax are what the axis shows at least; 0 means from the data. The
	// axis grows to hold every estimate; an interval that goes on beyond its end
	// gets an arrow head there.
	XMin, XMax float64
	// Groups of rows, drawn apart, in the order given.
	Groups []RangeGroup
}

// RangeGroup is a block of rows under a small heading. An empty Title leaves
// the heading out.
type RangeGroup struct {
	Title string
	Rows  []RangeRow
}

// RangeRow is one row of a forest plot.
type RangeRow struct {
	Label string
	Style Style
	// Value is the estimate; nil means that there is none, and only the note is
	// printed ("never, up to 1.5 ms").
	Value *Interval
	// OpenLo and OpenHi say that the end of the interval is censored: the truth
	// may lie anywhere beyond it. Such an end is drawn as an arrow head.
	OpenLo, OpenHi bool
	// Note is printed in grey after the value, or alone without one.
	Note string
}

// Validate implements [Spec].
func (r Ranges) Validate() error {
	if err := r.validateLimits(); err != nil {
		return fmt.Errorf("ranges: %w", err)
	}
	rows := 0
	for _, g := range r.Groups {
		for _, row := range g.Rows {
			if err := row.validate(); err != nil {
				return fmt.Errorf("ranges: row %q: %w", row.Label, err)
			}
			rows++
		}
	}
	if rows == 0 {
		return errors.New("ranges: no rows")
	}
	return nil
}

// validateLimits checks the limits of the axis, each of which may be zero.
func (r Ranges) validateLimits() error {
	for _, v := range []float64{r.XMin, r.XMax} {
		if v == 0 {
			continue
		}
		if err := validateLog(v); err != nil {
			return fmt.Errorf("x limit %v: %w", v, err)
		}
	}
	if r.XMax != 0 && r.XMin > r.XMax {
		return fmt.Errorf("x limits: %v is above %v", r.XMin, r.XMax)
	}
	return nil
}

// validate checks one row.
func (r RangeRow) validate() error {
	if err := r.Style.validate(); err != nil {
		return err
	}
	if r.Value == nil {
		return nil
	}
	if err := r.Value.validate(); err != nil {
		return err
	}
	if err := validateLog(r.Value.Lo); err != nil {
		return fmt.Errorf("lower end %v: %w", r.Value.Lo, err)
	}
	return nil
}
