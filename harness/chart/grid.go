package chart

import (
	"errors"
	"fmt"
)

// Grid is several small charts on one page, side by side and below each other:
// curves over an axis of any kind, or rows of estimates. Use it where what is
// shown has more than one scale, or more curves than one panel can hold.
type Grid struct {
	Meta
	// Columns is how many panels stand side by side, 1 to 3.
	Columns int
	// Same gives all panels the same axes, around the data of all of them, with
	// the titles and units of the first. Labels then stand only at the left and
	// below.
	Same bool
	// BehindLabel names in the key what panels draw in grey behind their curves.
	BehindLabel string
	// Tall gives panels of curves the height that a single one has: for a line of few.
	Tall bool
	// Panels in the order of reading: from left to right, then down. Where all have
	// the same rows, their labels stand at the left only.
	Panels []Panel
}

// Panel is one chart of a [Grid]. It has either Series or Rows.
type Panel struct {
	// Title stands above the panel.
	Title string
	// X and Y are its axes. Rows have no Y, but its title, as a caption.
	X, Y Axis
	// Series are the curves, in drawing and key order.
	Series []Series
	// Behind are curves of other panels, drawn in grey behind the Series.
	Behind []Series
	// References are dashed horizontal lines, labelled where there is room, and in
	// the key otherwise.
	References []Reference
	// Guides are dashed lines from point to point, named in the key.
	Guides []Guide
	// Keyed gives the panel a key of its own, for series that have another meaning
	// in it than in the others.
	Keyed bool
	// Named says that Title names the only one of Series, whose mark then stands before it: the
	// key leaves it out.
	Named bool
	// Rows are estimates below each other, each with its label at the left and its
	// value at the right; over an X without steps.
	Rows []RangeRow
}

// Guide is a dashed line from From to To, which are x and y, such as that of an
// ideal. It is cut at the ends of the axes, and does not extend them.
type Guide struct {
	Label    string
	From, To [2]float64
}

// Spacing is how the values of an axis are spread over its length.
type Spacing int

// The spacings. The zero value is Logarithmic.
const (
	// Logarithmic gives equal ratios equal lengths; values are positive.
	Logarithmic Spacing = iota
	// Linear starts from zero, or from Min if that is positive.
	Linear
	// Steps puts the values 0, 1, 2, ... at equal distances and writes Names
	// below them: for a few settings of which some are 0. A value up to half a
	// step away stands beside its step, and not upon another one's mark. Only for
	// the X of curves.
	Steps
)

// Axis is an axis of a [Panel]. The zero value is a logarithmic one in
// nanoseconds.
type Axis struct {
	// Title stands under a horizontal axis and above a vertical one.
	Title string
	// Unit formats its labels.
	Unit Unit
	// Spacing of its values.
	Spacing Spacing
	// Min and Max are what it shows at least; 0 means from the data.
	Min, Max float64
	// Ticks are the only values that may be labelled; those that come first keep
	// their label where there is not enough room. Nil means round ones.
	Ticks []float64
	// Names are the labels of Steps.
	Names []string
}

// halfStep is how far from its name a value belongs to it; a step is as wide as the
// distance to the next.
const halfStep = 0.5

// maxGridColumns is the number of panels beyond which they are too narrow for
// the labels of their axes.
const maxGridColumns = 3

// Validate implements [Spec].
func (g Grid) Validate() error {
	if len(g.Panels) == 0 {
		return errors.New("grid: no panels")
	}
	if g.Columns < 1 || g.Columns > maxGridColumns {
		return fmt.Errorf("grid: %d columns, want 1 to %d", g.Columns, maxGridColumns)
	}
	for i, panel := range g.Panels {
		if err := panel.validate(); err != nil {
			return fmt.Errorf("grid: panel %d, %q: %w", i, panel.Title, err)
		}
		if g.Same && panel.Rows != nil {
			return fmt.Errorf("grid: panel %d, %q: rows cannot share their axes", i, panel.Title)
		}
		if first := g.Panels[0]; g.Same && (panel.X.Spacing != first.X.Spacing || panel.Y.Spacing != first.Y.Spacing) {
			return fmt.Errorf("grid: panel %d, %q: another spacing than the first", i, panel.Title)
		}
	}
	return nil
}

// validate checks one panel.
func (p Panel) validate() error {
	if (len(p.Series) == 0) == (len(p.Rows) == 0) {
		return errors.New("want either series or rows")
	}
	if p.Named && len(p.Series) != 1 {
		return fmt.Errorf("named after one series, but it has %d", len(p.Series))
	}
	for _, r := range p.Rows {
		if err := r.validate(); err != nil {
			return fmt.Errorf("row %q: %w", r.Label, err)
		}
	}
	if p.Y.Spacing == Steps || len(p.Rows) > 0 && p.X.Spacing == Steps {
		return errors.New("the axis cannot have this spacing")
	}
	for _, axis := range []Axis{p.X, p.Y} {
		if err := axis.validate(); err != nil {
			return err
		}
	}
	for _, s := range p.all() {
		if err := p.validateSeries(s); err != nil {
			return fmt.Errorf("series %q: %w", s.Label, err)
		}
	}
	for _, r := range p.References {
		if err := p.Y.holds(r.Value); err != nil {
			return fmt.Errorf("reference %q: %w", r.Label, err)
		}
	}
	for _, g := range p.Guides {
		for _, v := range [...]float64{g.From[0], g.From[1], g.To[0], g.To[1]} {
			if !finite(v) {
				return fmt.Errorf("guide %q: %w", g.Label, errNotFinite)
			}
		}
	}
	return nil
}

// all returns the curves of a panel, those behind first.
func (p Panel) all() []Series {
	return append(append([]Series(nil), p.Behind...), p.Series...)
}

// validateSeries checks the points of a curve against the axes.
func (p Panel) validateSeries(s Series) error {
	if len(s.Points) == 0 {
		return errors.New("no points")
	}
	if err := s.Style.validate(); err != nil {
		return err
	}
	for _, pt := range s.Points {
		if err := p.X.holds(pt.X); err != nil {
			return fmt.Errorf("x %v: %w", pt.X, err)
		}
		if err := pt.Y.validate(); err != nil {
			return fmt.Errorf("at x %v: %w", pt.X, err)
		}
		if err := p.Y.holds(pt.Y.Mid); err != nil {
			return fmt.Errorf("at x %v: y %v: %w", pt.X, pt.Y.Mid, err)
		}
	}
	return nil
}

// validate checks the limits and labels of an axis.
func (a Axis) validate() error {
	for _, v := range append([]float64{a.Min, a.Max}, a.Ticks...) {
		if v == 0 {
			continue
		}
		if err := a.holds(v); err != nil {
			return fmt.Errorf("axis %q: %v: %w", a.Title, v, err)
		}
	}
	if a.Max != 0 && a.Min > a.Max {
		return fmt.Errorf("axis %q: limits: %v is above %v", a.Title, a.Min, a.Max)
	}
	if a.Spacing == Steps && len(a.Names) == 0 {
		return fmt.Errorf("axis %q: no names", a.Title)
	}
	return nil
}

// holds returns an error unless v can stand on the axis.
func (a Axis) holds(v float64) error {
	switch a.Spacing {
	case Logarithmic:
		return validateLog(v)
	case Steps:
		if !(v > -halfStep && v < float64(len(a.Names))-halfStep) {
			return fmt.Errorf("not one of %d steps", len(a.Names))
		}
	}
	if !finite(v) {
		return errNotFinite
	}
	return nil
}
