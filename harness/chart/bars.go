package chart

import (
	"errors"
	"fmt"
)

// Bars is a chart of horizontal bars with whiskers: one panel per setting, side
// by side, with one scale and one column of row labels for all of them. Use it
// for up to about 20 rows and one or two panels.
//
// The axis is linear and starts at zero, because the length of a bar is read as
// its value. A few bars that are far longer than the others are cut short and
// marked with "//", so that the others can still be compared.
type Bars struct {
	Meta
	// Unit of all values.
	Unit Unit
	// Groups of rows, drawn apart, in the order given.
	Groups []BarGroup
	// Panels holds the title of each panel. It has at least one element, which
	// may be empty.
	Panels []string
	// Caption says what the bars measure and which way is better; it is
	// repeated under each panel title.
	Caption string
}

// BarGroup is a block of rows under a small heading. An empty Title leaves the
// heading out.
type BarGroup struct {
	Title string
	Rows  []BarRow
}

// BarRow is one row of bars, one bar per panel.
type BarRow struct {
	Label string
	Style Style
	// Faint draws the bars hollow: a second face of a variant, such as the same
	// pool with its guards on.
	Faint bool
	// Values has one element per panel. Nil means that there is no measurement;
	// then the note stands in place of the bar.
	Values []*Interval
	// Notes has one element per panel, or none at all. A note is printed in
	// grey after the value, or alone where there is no value ("crashed").
	Notes []string
}

// maxBarPanels is the number of panels beyond which there is no room left for
// bars and their value labels.
const maxBarPanels = 4

// noValue is printed for a missing value without a note.
const noValue = "no value"

// Validate implements [Spec].
func (b Bars) Validate() error {
	if len(b.Panels) == 0 || len(b.Panels) > maxBarPanels {
		return fmt.Errorf("bars: %d panels, want 1 to %d", len(b.Panels), maxBarPanels)
	}
	rows := 0
	for _, g := range b.Groups {
		for _, r := range g.Rows {
			if err := r.validate(len(b.Panels)); err != nil {
				return fmt.Errorf("bars: row %q: %w", r.Label, err)
			}
			rows++
		}
	}
	if rows == 0 {
		return errors.New("bars: no rows")
	}
	return nil
}

// validate checks one row of a chart with the given number of panels.
func (r BarRow) validate(panels int) error {
	if len(r.Values) != panels {
		return fmt.Errorf("%d values for %d panels", len(r.Values), panels)
	}
	if len(r.Notes) != 0 && len(r.Notes) != panels {
		return fmt.Errorf("%d notes for %d panels", len(r.Notes), panels)
	}
	if err := r.Style.validate(); err != nil {
		return err
	}
	for _, v := range r.Values {
		if v == nil {
			continue
		}
		if err := v.validate(); err != nil {
			return err
		}
		if v.Lo < 0 {
			return fmt.Errorf("interval [%v, %v, %v]: a bar cannot show a negative value", v.Lo, v.Mid, v.Hi)
		}
	}
	return nil
}

// note returns the note of a panel, or the default where a value is missing.
func (r BarRow) note(panel int) string {
	if panel < len(r.Notes) && r.Notes[panel] != "" {
		return r.Notes[panel]
	}
	if r.Values[panel] == nil {
		return noValue
	}
	return ""
}
