package chart

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/plot/vg"
)

func TestBreakLimit(t *testing.T) {
	for _, c := range []struct {
		name   string
		values [][]float64
		want   float64
	}{
		{"alike", [][]float64{{40, 50, 60}}, math.Inf(1)},
		{"an outlier", [][]float64{{40, 50, 60, 50, 2000}}, 500},
		{"fits the other panel", [][]float64{{40, 50, 60, 50, 2000}, {300, 400, 500, 400, 300}}, math.Inf(1)},
		{"too many to be outliers", [][]float64{{1, 1, 1, 90, 90}}, math.Inf(1)},
		{"one of two", [][]float64{{1, 90}}, math.Inf(1)},
		{"mostly zero", [][]float64{{0, 0, 0, 5}}, math.Inf(1)},
		{"nothing", [][]float64{nil, nil}, math.Inf(1)},
	} {
		assert.Equal(t, c.want, breakLimit(c.values), c.name)
	}
}

func TestBarLabelsFitTheirPanel(t *testing.T) {
	b := testBars(17)
	b.Groups[1].Rows[3].Values[0] = around(4000, 0.05) // is cut
	b.Groups[1].Rows[4].Notes = []string{"guarded", ""}
	pl := b.plan(bodyWidth).(barsPlan)
	for _, r := range b.rows() {
		for i, v := range r.Values {
			if v.Mid > pl.limit {
				continue
			}
			end := pl.axis.at(v.Hi) + whiskerGap + pl.labelWidth(r, i)
			assert.LessOrEqual(t, float64(end), float64(pl.panel-breakRoom)+1e-6, "%s, panel %d", r.Label, i)
		}
	}
	assert.InDelta(t, float64(bodyWidth), float64(pl.list.width+columnGap+2*pl.panel+panelGap), 1e-6)
}

func TestLinesGrowToHoldEstimates(t *testing.T) {
	l := testLines(1)
	l.Series[0].Points[8].Y = Interval{0.9, 1.2, 3}
	y := l.yScale()
	assert.Equal(t, []float64{0, 1.2}, []float64{y.lo, y.hi}, "the estimate is held, the band is cut")
	l.YMax = 0
	assert.Equal(t, 3.0, l.yScale().hi, "without limits the band is held too")
}

func TestReferenceLabelAvoidsData(t *testing.T) {
	l := testLines(2)
	at := func(l Lines) (inside, key int) {
		pl := l.plan(bodyWidth).(linesPlan)
		return len(pl.inside), len(pl.key.items) - len(l.Series)
	}
	in, key := at(l)
	assert.Equal(t, [2]int{1, 0}, [2]int{in, key}, "there is room in the data")

	l.References = append(l.References, Reference{0.8, "the same"}, Reference{0.79, "just below"})
	in, key = at(l)
	assert.Equal(t, [2]int{1, 2}, [2]int{in, key}, "labels do not cover each other")

	flat := Series{Points: []Point{{X: 100, Y: Interval{0.82, 0.82, 0.82}}, {X: 1e6, Y: Interval{0.82, 0.82, 0.82}}}}
	l = testLines(0)
	l.Series = []Series{flat}
	in, key = at(l)
	assert.Equal(t, [2]int{0, 1}, [2]int{in, key}, "a curve covers the whole line")
}

func TestRangesAxis(t *testing.T) {
	r := testRanges(5)
	x := r.xScale()
	rows := r.Groups[0].Rows
	assert.Less(t, x.lo, rows[0].Value.Lo)
	assert.Greater(t, x.hi, rows[3].Value.Hi)

	r.XMin, r.XMax = 150, 1.5e6
	x = r.xScale()
	assert.Equal(t, []float64{150, 1.5e6}, []float64{x.lo, x.hi})

	r.XMin, r.XMax = 400, 1000
	x = r.xScale()
	assert.Less(t, x.lo, rows[0].Value.Mid, "grows to hold the first estimate")
	assert.Greater(t, x.hi, rows[3].Value.Mid, "and the last")
}

func TestKeyWraps(t *testing.T) {
	var items []keyItem
	for range 11 {
		items = append(items, keyItem{label: "a variant"})
	}
	k := newKeyStrip(items, bodyWidth)
	assert.Equal(t, 2*keyRow, k.total)
	for _, it := range k.items {
		assert.LessOrEqual(t, it.at.x+keySample+keyPad+labelText.Width(it.label), vg.Length(bodyWidth))
	}
	assert.Zero(t, newKeyStrip(nil, bodyWidth).total)
}
