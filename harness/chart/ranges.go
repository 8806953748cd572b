package chart

import (
	"cmp"
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
	// LoLabel and HiLabel say under the ends of the axis what it means to lie
	// there ("faster than channel", "slower"). Arrows are added to them.
	LoLabel, HiLabel string
	// XMin and XMax are what the axis shows at least; 0 means from the data. The
	// axis grows to hold every estimate; an interval that goes on beyond its end
	// gets an arrow head there.
	XMin, XMax float64
	// Reference is what the estimates are read against, such as 1 for ratios: a
	// vertical line that the axis always holds, with some space on both sides.
	// 0 means none. ReferenceLabel stands above it where there is no BandLabel.
	Reference      float64
	ReferenceLabel string
	// Band is shaded behind the rows, such as the noise floor around Reference;
	// nil means none. Only Lo and Hi are drawn. BandLabel stands above it.
	Band      *Interval
	BandLabel string
	// Groups of rows, drawn apart, in the order given.
	Groups []RangeGroup
	// Columns draws each group in a panel of its own, so many of them side by
	// side, at most three, over the same axis: for more rows than fit on a
	// screen. Labels that are the same in all panels of a line are written once.
	// Where the axes would become too short, notes after values are left out
	// first, then the ends of intervals in words. 0 and 1 draw the groups below
	// each other.
	Columns int
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
	// Faint draws the row in grey, for a difference that is not resolved. Its
	// marker keeps its shape.
	Faint bool
	// Value is the estimate; nil means that there is none, and only the note is
	// printed ("never, up to 1.5 ms").
	Value *Interval
	// OpenLo and OpenHi say that the end of the interval is censored: the truth
	// may lie anywhere beyond it. Such an end is drawn as an arrow head.
	OpenLo, OpenHi bool
	// Note is printed in grey after the value, or alone without one.
	Note string
}

// maxRangeColumns is the number of panels beyond which their axes are too short.
const maxRangeColumns = 3

// Validate implements [Spec].
func (r Ranges) Validate() error {
	if err := r.validateAxis(); err != nil {
		return fmt.Errorf("ranges: %w", err)
	}
	if r.Columns < 0 || r.Columns > maxRangeColumns {
		return fmt.Errorf("ranges: %d columns, want 0 to %d", r.Columns, maxRangeColumns)
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

// validateAxis checks what is drawn along the whole axis.
func (r Ranges) validateAxis() error {
	for _, set := range []struct {
		name string
		at   float64
	}{{"x limit", r.XMin}, {"x limit", r.XMax}, {"reference", r.Reference}} {
		if set.at == 0 {
			continue
		}
		if err := validateLog(set.at); err != nil {
			return fmt.Errorf("%s %v: %w", set.name, set.at, err)
		}
	}
	if r.XMax != 0 && r.XMin > r.XMax {
		return fmt.Errorf("x limits: %v is above %v", r.XMin, r.XMax)
	}
	if r.Band != nil {
		if err := r.Band.validateLog(); err != nil {
			return fmt.Errorf("band: %w", err)
		}
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
	return r.Value.validateLog()
}

// validateLog is validate for an interval on a logarithmic axis.
func (i Interval) validateLog() error {
	if err := i.validate(); err != nil {
		return err
	}
	if err := validateLog(i.Lo); err != nil {
		return fmt.Errorf("lower end %v: %w", i.Lo, err)
	}
	return nil
}

// style is the style of the marks of a row.
func (r RangeRow) style() Style { return r.Style.muted(r.Faint) }

// note returns the note, or the default where the value is missing.
func (r RangeRow) note() string {
	if r.Value == nil {
		return cmp.Or(r.Note, noValue)
	}
	return r.Note
}
