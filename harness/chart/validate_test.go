package chart

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/plot/vg"
)

func TestValidateBars(t *testing.T) {
	row := func(f func(*BarRow)) func(*Bars) {
		return func(b *Bars) { f(&b.Groups[1].Rows[0]) }
	}
	for want, edit := range map[string]func(*Bars){
		"no rows":                     func(b *Bars) { b.Groups = nil },
		"0 panels, want 1 to 4":       func(b *Bars) { b.Panels = nil },
		`row "variant 2"`:             row(func(r *BarRow) { r.Values = nil }),
		"1 values for 2 panels":       row(func(r *BarRow) { r.Values = r.Values[:1] }),
		"1 notes for 2 panels":        row(func(r *BarRow) { r.Notes = []string{"x"} }),
		"not a finite number":         row(func(r *BarRow) { r.Values[1].Mid = math.NaN() }),
		"want Lo <= Mid <= Hi":        row(func(r *BarRow) { r.Values[1].Lo = 1e6 }),
		"cannot show a negative":      row(func(r *BarRow) { r.Values[1].Lo = -1 }),
		"dash 0 is not positive":      row(func(r *BarRow) { r.Style.Dashes = []vg.Length{0} }),
		"interval [+Inf, +Inf, +Inf]": row(func(r *BarRow) { inf := math.Inf(1); r.Values[0] = &Interval{inf, inf, inf} }),
	} {
		b := testBars(4)
		edit(&b)
		assert.ErrorContains(t, b.Validate(), want)
	}
	assert.NoError(t, testBars(4).Validate())
}

func TestValidateLines(t *testing.T) {
	point := func(f func(*Point)) func(*Lines) {
		return func(l *Lines) { f(&l.Series[1].Points[2]) }
	}
	for want, edit := range map[string]func(*Lines){
		"no series":            func(l *Lines) { l.Series = nil },
		"no points":            func(l *Lines) { l.Series[1].Points = nil },
		`series "variant 1"`:   point(func(p *Point) { p.X = 0 }),
		"x 0: not positive":    point(func(p *Point) { p.X = 0 }),
		"x -3: not positive":   point(func(p *Point) { p.X = -3 }),
		"x NaN: not a finite":  point(func(p *Point) { p.X = math.NaN() }),
		"at x 1500: interval":  point(func(p *Point) { p.Y.Hi = math.Inf(1) }),
		"want Lo <= Mid <= Hi": point(func(p *Point) { p.Y.Hi = -1 }),
		"2 is above 1":         func(l *Lines) { l.YMin = 2 },
		"y limits":             func(l *Lines) { l.YMin = math.NaN() },
		`reference "80%`:       func(l *Lines) { l.References[0].Value = math.Inf(-1) },
		"dash -1":              func(l *Lines) { l.Series[0].Style.Dashes = []vg.Length{-1} },
	} {
		l := testLines(3)
		edit(&l)
		assert.ErrorContains(t, l.Validate(), want)
	}
	assert.NoError(t, testLines(3).Validate())
}

func TestValidateRanges(t *testing.T) {
	row := func(f func(*RangeRow)) func(*Ranges) {
		return func(r *Ranges) { f(&r.Groups[0].Rows[1]) }
	}
	for want, edit := range map[string]func(*Ranges){
		"no rows":              func(r *Ranges) { r.Groups = nil },
		`row "variant 1"`:      row(func(r *RangeRow) { r.Value.Lo = 0 }),
		"lower end 0":          row(func(r *RangeRow) { r.Value.Lo = 0 }),
		"want Lo <= Mid <= Hi": row(func(r *RangeRow) { r.Value.Hi = 1 }),
		"not a finite number":  row(func(r *RangeRow) { r.Value.Mid = math.NaN() }),
		"x limit -1":           func(r *Ranges) { r.XMin = -1 },
		"5 is above 2":         func(r *Ranges) { r.XMin, r.XMax = 5, 2 },
		"dash 0":               row(func(r *RangeRow) { r.Style.Dashes = []vg.Length{0} }),
		"reference -1":         func(r *Ranges) { r.Reference = -1 },
		"band: lower end 0":    func(r *Ranges) { r.Band = &Interval{0, 1, 2} },
		"band: interval":       func(r *Ranges) { r.Band = &Interval{2, 1, 2} },
		"4 columns":            func(r *Ranges) { r.Columns = 4 },
		"-1 columns":           func(r *Ranges) { r.Columns = -1 },
	} {
		r := testRanges(4)
		edit(&r)
		assert.ErrorContains(t, r.Validate(), want)
	}
	assert.NoError(t, testRanges(4).Validate())
}

func TestValidateDots(t *testing.T) {
	row := func(f func(*DotRow)) func(*Dots) {
		return func(d *Dots) { f(&d.Groups[0].Rows[1]) }
	}
	for want, edit := range map[string]func(*Dots){
		"no rows":                       func(d *Dots) { d.Groups = nil },
		`row "spawn": sample 2, NaN`:    row(func(r *DotRow) { r.Samples[2] = math.NaN() }),
		"not a finite number":           row(func(r *DotRow) { r.Samples[2] = math.Inf(1) }),
		"sample 2, 0: not positive, bu": func(d *Dots) { d.Log, d.Groups[0].Rows[1].Samples[2] = true, 0 },
		"dash 0":                        row(func(r *DotRow) { r.Style.Dashes = []vg.Length{0} }),
	} {
		d := testDots(1, 3, 5)
		edit(&d)
		assert.ErrorContains(t, d.Validate(), want)
	}
	d := testDots(1, 3, 5)
	d.Groups[0].Rows[1].Samples[2] = -1
	assert.NoError(t, d.Validate(), "a linear axis holds everything")
}

func TestValidatePercentiles(t *testing.T) {
	row := func(f func(*PercentileRow)) func(*Percentiles) {
		return func(c *Percentiles) { f(&c.Groups[0].Rows[1]) }
	}
	for want, edit := range map[string]func(*Percentiles){
		"no rows":             func(c *Percentiles) { c.Groups = nil },
		`row "spawn": p50 -1`: row(func(r *PercentileRow) { r.P50 = -1 }),
		"not a finite number": row(func(r *PercentileRow) { r.Max = math.Inf(1) }),
		"p99 1 is below":      row(func(r *PercentileRow) { r.P99 = 1 }),
		"max 2 is below":      row(func(r *PercentileRow) { r.P999, r.Max = 0, 2 }),
		"is above max":        row(func(r *PercentileRow) { r.Mean = 2 * r.Max }),
		"mean NaN":            row(func(r *PercentileRow) { r.Mean = math.NaN() }),
		"dash 0":              row(func(r *PercentileRow) { r.Style.Dashes = []vg.Length{0} }),
	} {
		c := testPercentiles(1, 3)
		edit(&c)
		assert.ErrorContains(t, c.Validate(), want)
	}
	c := testPercentiles(1, 3)
	c.Groups[0].Rows[0] = PercentileRow{P99: 3, Mean: 1}
	assert.NoError(t, c.Validate(), "values may be missing")
}
