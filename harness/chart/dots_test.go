package chart

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/plot"
)

// The quartiles of 1 to n as R's quantile(1:n, type = 7) prints them.
func TestQuartiles(t *testing.T) {
	for _, c := range []struct {
		sorted []float64
		want   Interval
	}{
		{[]float64{4}, Interval{4, 4, 4}},
		{[]float64{1, 2}, Interval{1.25, 1.5, 1.75}},
		{[]float64{1, 2, 3, 4}, Interval{1.75, 2.5, 3.25}},
		{[]float64{1, 2, 3, 4, 5}, Interval{2, 3, 4}},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, Interval{3.25, 5.5, 7.75}},
	} {
		assert.Equal(t, c.want, quartiles(c.sorted), "%v", c.sorted)
	}
}

func TestAxisOfDots(t *testing.T) {
	many := make([]float64, 100)
	for i := range many {
		many[i] = 50 + float64(i%10)
	}
	for _, c := range []struct {
		name string
		rows [][]float64
		want extent
	}{
		{"all alike", [][]float64{{1, 2, 3, 4}}, extent{1, 4}},
		{"a tail within reach", [][]float64{{10, 10, 11, 11, 12, 12, 13}, {10, 16}}, extent{10, 16}},
		{"one far above", [][]float64{{1, 2, 3, 4, 5, 6, 7, 1000}}, extent{1, 7}},
		{"one far below", [][]float64{{-1000, 1, 2, 3, 4, 5, 6, 7}}, extent{1, 7}},
		{"two of eight are no outliers", [][]float64{{1, 2, 3, 4, 5, 6, 900, 1000}}, extent{1, 1000}},
		{"two of a hundred are", [][]float64{append(many, 900, 1000)}, extent{50, 59}},
		{"another row reaches there", [][]float64{{1, 2, 3, 4, 5, 6, 7, 1000}, {1001, 1002}}, extent{1, 1002}},
		{"all but one equal", [][]float64{{5, 5, 5, 5, 9}}, extent{5, 5}},
		{"rows of one", [][]float64{{5}, nil, {9}}, extent{5, 9}},
		{"nothing", [][]float64{nil}, nothing},
	} {
		for i := range c.rows {
			slices.Sort(c.rows[i])
		}
		assert.Equal(t, c.want, axisExtent(c.rows), c.name)
	}
}

// Each sample is a dot or is counted beyond an end of the axis.
func TestNoSampleIsLost(t *testing.T) {
	for name, spec := range allSpecs() {
		d, ok := spec.(Dots)
		if !ok {
			continue
		}
		pl := d.plan(bodyWidth).(dotsPlan)
		for i, r := range d.rows() {
			below, above := beyond(r.Samples, pl.axis)
			assert.Equal(t, len(r.Samples), len(pl.swarm[i].dots)+below+above, "%s, %s", name, r.Label)
			assert.Equal(t, below > 0, pl.swarm[i].lo != "", name)
			assert.Equal(t, above > 0, pl.swarm[i].hi != "", name)
			for _, dot := range pl.swarm[i].dots {
				assert.LessOrEqual(t, math.Abs(float64(dot.y+pl.dot.radius)), float64(pl.list.pitch/2), "dots stay in their row")
				assert.True(t, dot.x >= pl.axis.from && dot.x <= pl.axis.to, "and on the axis")
			}
		}
	}
}

// The order of the samples does not matter, and the caller's slice keeps it.
func TestDotsIgnoreTheOrderOfSamples(t *testing.T) {
	a, b := testDots(1, 3, 24), testDots(1, 3, 24)
	for _, r := range b.Groups[0].Rows {
		slices.Reverse(r.Samples)
	}
	kept := slices.Clone(b.Groups[0].Rows[0].Samples)
	assert.Equal(t, dump(a), dump(b))
	assert.Equal(t, kept, b.Groups[0].Rows[0].Samples)
}

func TestDotsSpreadOnlyWhereTheyCrowd(t *testing.T) {
	axis := scale{lo: 0, hi: 100, to: 100, norm: plot.LinearScale{}}
	for _, dot := range plainDot.spread([]float64{10, 20, 30}, axis, 8) {
		assert.Zero(t, dot.y)
	}
	crowd := plainDot.spread([]float64{10, 10, 10}, axis, 8)
	assert.Len(t, slices.Compact(crowd), 3, "equal samples lie beside each other")
}

// What lies beyond the axis is printed with its number and its farthest value,
// and the key explains the arrow head.
func TestDotsBeyondTheAxisAreNamed(t *testing.T) {
	text := dump(rowSpecs()["dots beyond the axis"])
	for _, want := range []string{`"3.14×"`, `"2, up to 12×"`, `"0.0123×"`, `"samples beyond the axis`, `"crashed"`} {
		assert.Contains(t, text, want)
	}
	assert.NotContains(t, dump(testDots(1, 3, 24)), "beyond the axis")
}

func TestEqualSamplesGetAnAxis(t *testing.T) {
	for _, log := range []bool{false, true} {
		d := Dots{Log: log}
		x := d.xScale([][]float64{{7, 7, 7}})
		assert.InDelta(t, 3.5, x.lo, 1e-9)
		assert.GreaterOrEqual(t, x.hi, 10.5)
	}
	x := Dots{}.xScale([][]float64{{0}})
	assert.Equal(t, []float64{-1, 1}, []float64{x.lo, x.hi})
	x = Dots{}.xScale([][]float64{{1, 100}})
	assert.Zero(t, x.lo, "positive values get no negative axis")
}

func TestFaintDotsAreGrey(t *testing.T) {
	d := testDots(1, 2, 6)
	for i := range d.Groups[0].Rows {
		d.Groups[0].Rows[i].Faint = true
	}
	assert.NotContains(t, dump(d), hex(palette[1]))
	assert.Equal(t, 1, strings.Count(dump(d), "#5f6773 10 \"spawn\""), "the label too")
}
