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
	} {
		r := testRanges(4)
		edit(&r)
		assert.ErrorContains(t, r.Validate(), want)
	}
	assert.NoError(t, testRanges(4).Validate())
}
