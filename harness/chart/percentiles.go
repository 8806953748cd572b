package chart

import (
	"errors"
	"fmt"
)

// Percentiles compares latencies: one row per label with its median, its high
// percentiles and its largest value on a logarithmic axis, and the same numbers
// in words at the right. A key above the data explains the marks.
type Percentiles struct {
	Meta
	// XTitle stands under the axis; XUnit formats ticks and values.
	XTitle string
	XUnit  Unit
	// Groups of rows, drawn apart, in the order given: for instance one per load.
	Groups []PercentileGroup
}

// PercentileGroup is a block of rows under a small heading. An empty Title
// leaves the heading out.
type PercentileGroup struct {
	Title string
	Rows  []PercentileRow
}

// PercentileRow is the latency of one row. A value of 0 is missing and is not
// drawn, in the words it is a dash; those present are in ascending order.
type PercentileRow struct {
	Label string
	// Style gives the colour; the markers stand for the percentiles.
	Style Style
	// Faint draws the row in grey, for latencies that cannot be compared with
	// those of the other rows.
	Faint bool
	// P50, P99 and P999 are the 50th, the 99th and the 99.9th percentile.
	P50, P99, P999 float64
	// Max is the largest value, and Mean the arithmetic mean, which a long tail
	// may move beyond the percentiles.
	Max, Mean float64
	// Note is printed in grey after the values, or alone ("saturated").
	Note string
}

// values returns the percentiles in ascending order, then the mean.
func (r PercentileRow) values() [5]float64 { return [5]float64{r.P50, r.P99, r.P999, r.Max, r.Mean} }

// Validate implements [Spec].
func (c Percentiles) Validate() error {
	rows := 0
	for _, g := range c.Groups {
		for _, r := range g.Rows {
			if err := r.validate(); err != nil {
				return fmt.Errorf("percentiles: row %q: %w", r.Label, err)
			}
			rows++
		}
	}
	if rows == 0 {
		return errors.New("percentiles: no rows")
	}
	return nil
}

// validate checks one row.
func (r PercentileRow) validate() error {
	if err := r.Style.validate(); err != nil {
		return err
	}
	var below float64 // the last value that is not missing
	for i, v := range r.values() {
		if v == 0 {
			continue
		}
		name := percentileMarks[i].label
		if err := validateLog(v); err != nil {
			return fmt.Errorf("%s %v: %w", name, v, err)
		}
		if i == meanMark {
			if r.Max != 0 && v > r.Max {
				return fmt.Errorf("%s %v is above max %v", name, v, r.Max)
			}
			continue
		}
		if v < below {
			return fmt.Errorf("%s %v is below a lower percentile, %v", name, v, below)
		}
		below = v
	}
	return nil
}
