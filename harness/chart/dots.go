package chart

import (
	"errors"
	"fmt"
)

// Dots shows whole distributions: one row per label with every single sample as
// a dot, over a box from the first to the third quartile with a line at the
// median. It is for what a median hides: tails, and samples that fall into two
// heaps. Dots that would cover each other are moved up and down within the row;
// their vertical position means nothing.
//
// No sample is left out. Where a few lie so far from all others that the axis
// would be squashed to hold them, they are drawn as an arrow head at its end,
// and their number and the most distant value are printed there.
//
// Rows whose medians are far apart hide each other's spread: divide such samples
// by the median of their row and use [Ratio].
type Dots struct {
	Meta
	// XTitle stands under the axis; XUnit formats ticks and values.
	XTitle string
	XUnit  Unit
	// Log makes the axis logarithmic; all samples are positive then. The linear
	// axis does not start from zero: positions are compared, not lengths.
	Log bool
	// Groups of rows, drawn apart, in the order given.
	Groups []DotGroup
}

// DotGroup is a block of rows under a small heading. An empty Title leaves the
// heading out.
type DotGroup struct {
	Title string
	Rows  []DotRow
}

// DotRow is the distribution of one row.
type DotRow struct {
	Label string
	// Style gives the colour; all markers are dots.
	Style Style
	// Faint draws the row in grey.
	Faint bool
	// Samples in any order. None means that only the note is printed.
	Samples []float64
	// Note is printed in grey after the median and the quartiles, or alone.
	Note string
}

// Validate implements [Spec].
func (d Dots) Validate() error {
	rows := 0
	for _, g := range d.Groups {
		for _, r := range g.Rows {
			if err := r.validate(d.Log); err != nil {
				return fmt.Errorf("dots: row %q: %w", r.Label, err)
			}
			rows++
		}
	}
	if rows == 0 {
		return errors.New("dots: no rows")
	}
	return nil
}

// validate checks one row.
func (r DotRow) validate(log bool) error {
	if err := r.Style.validate(); err != nil {
		return err
	}
	for i, v := range r.Samples {
		err := error(nil)
		switch {
		case !finite(v):
			err = errNotFinite
		case log:
			err = validateLog(v)
		}
		if err != nil {
			return fmt.Errorf("sample %d, %v: %w", i, v, err)
		}
	}
	return nil
}
