package chart

import (
	"errors"
	"fmt"
)

// Validate implements [Spec].
func (d Diagram) Validate() error {
	if d.Columns < 1 || d.Columns > maxDiagramColumns {
		return fmt.Errorf("diagram: %d columns, want 1 to %d", d.Columns, maxDiagramColumns)
	}
	if len(d.Lanes) < 1 || len(d.Lanes) > maxDiagramLanes {
		return fmt.Errorf("diagram: %d lanes, want 1 to %d", len(d.Lanes), maxDiagramLanes)
	}
	for i, l := range d.Lanes {
		if err := l.validate(d.Columns); err != nil {
			return fmt.Errorf("diagram: lane %d, %q: %w", i, l.Title, err)
		}
	}
	return nil
}

// validate checks one lane.
func (l Lane) validate(columns int) error {
	if len(l.Boxes) == 0 {
		return errors.New("no boxes")
	}
	if err := l.validateFrames(columns); err != nil {
		return err
	}
	if err := l.validateBoxes(columns); err != nil {
		return err
	}
	if n := len(l.places()); n != len(l.Boxes)+len(l.Frames) {
		return errors.New("two boxes or frames have the same title")
	}
	for _, a := range l.Arrows {
		if _, _, err := l.way(a, columns); err != nil {
			return fmt.Errorf("arrow from %q to %q: %w", a.From, a.To, err)
		}
	}
	return nil
}

func (l Lane) validateFrames(columns int) error {
	for i, f := range l.Frames {
		if err := f.At.validate(f.Title, columns); err != nil {
			return fmt.Errorf("frame %q: %w", f.Title, err)
		}
		for _, o := range l.Frames[:i] {
			if f.At.overlaps(o.At) && f.At.holds(o.At) == o.At.holds(f.At) { // neither, or the same cells
				return fmt.Errorf("frames %q and %q cross", o.Title, f.Title)
			}
		}
	}
	return nil
}

func (l Lane) validateBoxes(columns int) error {
	for i, b := range l.Boxes {
		if err := b.At.validate(b.Title, columns); err != nil {
			return fmt.Errorf("box %q: %w", b.Title, err)
		}
		if b.At.Rows > 1 {
			return fmt.Errorf("box %q: %d rows, want 1", b.Title, b.At.Rows)
		}
		for _, o := range l.Boxes[:i] {
			if b.At.overlaps(o.At) {
				return fmt.Errorf("boxes %q and %q overlap", o.Title, b.Title)
			}
		}
		for _, f := range l.Frames {
			if f.At.overlaps(b.At) && !f.At.holds(b.At) {
				return fmt.Errorf("box %q crosses frame %q", b.Title, f.Title)
			}
		}
	}
	return nil
}

// maxDiagramRows bounds the height of a page; a drawing with more is no drawing.
const maxDiagramRows = 40

// validate checks a place, and the title of what stands there.
func (p Place) validate(title string, columns int) error {
	switch {
	case title == "":
		return errors.New("no title")
	case p.Row < 0 || p.Column < 0 || p.Rows < 0 || p.Columns < 0:
		return fmt.Errorf("a negative place, %+v", p)
	case p.right() > columns || p.bottom() > maxDiagramRows:
		return fmt.Errorf("reaches column %d of %d, row %d of %d", p.right(), columns, p.bottom(), maxDiagramRows)
	}
	return nil
}

// way returns the columns that an arrow may use, from lo up to hi, or an error if
// there is no straight way.
func (l Lane) way(a Arrow, columns int) (lo, hi int, err error) {
	at := l.places()
	from, ok := at[a.From]
	to, known := at[a.To]
	if !ok || !known {
		return 0, 0, errors.New("no such box or frame")
	}
	upper, lower, goal := from, to, a.To
	if upper.Row > lower.Row {
		upper, lower, goal = to, from, a.From
	}
	if upper.bottom() > lower.Row {
		return 0, 0, errors.New("neither stands below the other")
	}
	for _, f := range l.Frames {
		if f.Title != goal && f.At.holds(lower) && !f.At.holds(upper) {
			return 0, 0, fmt.Errorf("it would cross the title of frame %q", f.Title)
		}
	}
	lo, hi = widestRun(l.free(upper, lower, columns))
	if lo == hi {
		return 0, 0, errors.New("no straight way")
	}
	return lo, hi, nil
}

// free marks the columns that both places have and nothing between them stands in.
func (l Lane) free(upper, lower Place, columns int) []bool {
	free := make([]bool, columns)
	for c := max(upper.Column, lower.Column); c < min(upper.right(), lower.right()); c++ {
		free[c] = true
	}
	between := Place{Row: upper.bottom(), Rows: lower.Row - upper.bottom(), Columns: columns}
	if between.Rows == 0 {
		return free
	}
	for _, at := range l.places() {
		if at.holds(upper) || at.holds(lower) || !at.overlaps(between) {
			continue
		}
		for c := at.Column; c < at.right(); c++ {
			free[c] = false
		}
	}
	return free
}

// widestRun returns the first of the longest runs of true, from lo up to hi.
func widestRun(free []bool) (lo, hi int) {
	from := 0
	for i, ok := range free {
		if !ok {
			from = i + 1
		} else if i+1-from > hi-lo {
			lo, hi = from, i+1
		}
	}
	return lo, hi
}
