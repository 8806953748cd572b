package chart

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
)

// Spec is any of the chart types of this package: [Bars], [Lines], [Ranges],
// [Dots], [Percentiles], [Grid] or [Diagram].
type Spec interface {
	// Validate returns an error that names the first thing in the spec that
	// cannot be drawn, or nil. [Render] and [Save] call it.
	Validate() error

	// meta returns the texts around the data.
	meta() Meta
	// plan measures everything below the title block, for a given width. The
	// spec has passed Validate.
	plan(width vg.Length) body
}

// body is the measured part of a chart between the subtitle and the footer.
type body interface {
	// height is the vertical space that draw needs.
	height() vg.Length
	// draw paints the body with its upper left corner at x, y.
	draw(p pen, x, y vg.Length)
}

var (
	_ Spec = Bars{}
	_ Spec = Lines{}
	_ Spec = Ranges{}
	_ Spec = Dots{}
	_ Spec = Percentiles{}
	_ Spec = Grid{}
	_ Spec = Diagram{}
)

// Meta is the text that every chart carries around its data. Texts that are
// longer than a line are wrapped, and cut with an ellipsis only after three
// lines (the title: two). Empty texts take no space.
type Meta struct {
	// Title says what is shown. It describes and does not conclude.
	Title string
	// Subtitle explains the estimate: statistic, interval, conditions.
	Subtitle string
	// Footer is the provenance: run, commit, date, machine, rounds.
	Footer string
}

// meta implements Spec for every chart that embeds Meta.
func (m Meta) meta() Meta { return m }

// Interval is an estimate with its confidence interval, Lo <= Mid <= Hi. Where
// no interval is known, Lo and Hi equal Mid and no whisker is drawn.
type Interval struct{ Lo, Mid, Hi float64 }

// exact reports that the interval has no extent.
func (i Interval) exact() bool { return i.Lo == i.Hi }

// largest bounds the values of a chart, and 1/largest those of a logarithmic
// axis, so that no sum or product in the drawing code can overflow.
const largest = 1e100

// errNotFinite is returned for a NaN, an infinity or an absurdly large value,
// which no axis can hold.
var errNotFinite = errors.New("not a finite number below 1e100")

// validate returns an error unless the three numbers are finite and in order.
func (i Interval) validate() error {
	for _, v := range []float64{i.Lo, i.Mid, i.Hi} {
		if !finite(v) {
			return fmt.Errorf("interval [%v, %v, %v]: %w", i.Lo, i.Mid, i.Hi, errNotFinite)
		}
	}
	if i.Lo > i.Mid || i.Mid > i.Hi {
		return fmt.Errorf("interval [%v, %v, %v]: want Lo <= Mid <= Hi", i.Lo, i.Mid, i.Hi)
	}
	return nil
}

// finite reports whether v is an ordinary number that an axis can hold.
func finite(v float64) bool { return math.Abs(v) <= largest }
