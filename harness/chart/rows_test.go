package chart

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/plot/vg"
)

// find returns the only element with a text.
func find(t *testing.T, spec Spec, text string) element {
	elements, _ := page(spec)
	elements = slices.DeleteFunc(elements, func(e element) bool { return e.text != text })
	if !assert.Len(t, elements, 1, text) {
		return element{}
	}
	return elements[0]
}

func TestFaintRowsAreGrey(t *testing.T) {
	r := testForest(1, 2, 1)
	r.Groups[0].Rows[0].Faint, r.Groups[0].Rows[1].Faint = false, true
	r.Groups[0].Rows[1].Value = &Interval{2.1, 2.5, 3}
	text := dump(r)
	assert.NotContains(t, text, hex(palette[1]), "neither marker nor interval of the second row keep its colour")
	assert.Contains(t, text, hex(neutral))
	assert.Equal(t, ink, find(t, r, "inline").color)
	assert.Equal(t, muted, find(t, r, "spawn").color)
	assert.Equal(t, muted, find(t, r, "2.50×").color, "nor do the texts")

	c := testPercentiles(1, 2)
	c.Groups[0].Rows[1].Faint = true
	assert.NotContains(t, dump(c), hex(palette[1]))
	assert.Equal(t, muted, find(t, c, "spawn").color)
}

// The reference is on the axis with space around it, wherever the estimates are.
func TestReferenceAndBandAreOnTheAxis(t *testing.T) {
	for _, v := range []float64{0.01, 0.5, 1, 3, 70} {
		r := testForest(1, 1, 1)
		r.Groups[0].Rows[0].Value = &Interval{v, v, v}
		x := r.xScale()
		assert.LessOrEqual(t, x.lo, 1/referenceRoom, "%v", v)
		assert.GreaterOrEqual(t, x.hi, referenceRoom, "%v", v)
		assert.True(t, x.lo < v && v < x.hi, "%v", v)
	}
	r := testForest(1, 3, 0.01)
	r.Band = &Interval{0.5, 1, 2}
	x := r.xScale()
	assert.True(t, x.lo < 0.5 && x.hi > 2, "a band that is wider than the differences")
	r.Reference, r.Band, r.Footer = 0, nil, ""
	assert.NotContains(t, dump(r), hex(shade))
	assert.NotContains(t, dump(r), r.BandLabel, "a label without a band")
}

func TestBandLabelStandsAboveItsBand(t *testing.T) {
	r := testForest(2, 4, 0.09)
	label := find(t, r, r.BandLabel)
	elements, _ := page(r)
	band := elements[slices.IndexFunc(elements, func(e element) bool { return e.color == shade })]
	assert.InDelta(t, float64(band.min.x+band.max.x), float64(label.min.x+label.max.x), 0.01)
	assert.Less(t, label.max.y, band.min.y)
	assert.Len(t, slices.DeleteFunc(elements, func(e element) bool { return e.color != shade }), 1, "the band is one area")
}

func TestAxisEndsAreNamed(t *testing.T) {
	r := testForest(1, 3, 1)
	lo, title, hi := find(t, r, "← faster than channel"), find(t, r, r.XTitle), find(t, r, "slower →")
	assert.Equal(t, title.max.y, lo.max.y, "all in one line where they fit")
	assert.Equal(t, title.max.y, hi.max.y)

	r.XTitle = strings.Repeat("rather long ", 6)
	lo, title = find(t, r, "← faster than channel"), find(t, r, strings.TrimSpace(r.XTitle))
	assert.Greater(t, title.min.y, lo.max.y, "the title moves below")

	r.LoLabel, r.HiLabel, r.XTitle = "", "", ""
	assert.Zero(t, r.plan(bodyWidth).(rangesPlan).words.height(), "no words take no space")
}

// In a grid each group has its panel; all panels have one axis.
func TestRangesGrid(t *testing.T) {
	r := testForest(5, 4, 0.5).columns(3)
	pl := r.plan(bodyWidth).(rangesPlan)
	assert.Len(t, pl.panels, 5)
	for i, p := range pl.panels {
		first := pl.panels[i-i%3]
		assert.Equal(t, p.y+p.topHeight(), first.y+p.topHeight(), "panels of a line begin together")
		assert.InDelta(t, float64(first.axis.to-first.axis.from), float64(p.axis.to-p.axis.from), 1e-6)
		assert.Equal(t, []float64{first.axis.lo, first.axis.hi}, []float64{p.axis.lo, p.axis.hi})
		assert.Equal(t, i%3 > 0, p.unlabelled, "labels that agree are written once per line")
		assert.InDelta(t, float64(pl.panels[i%3].axis.from), float64(p.axis.from), 1e-6, "panels stand below each other")
	}
	assert.Greater(t, pl.panels[3].top(), pl.panels[0].bottom())

	r.Groups[1].Rows = r.Groups[1].Rows[1:]
	for _, p := range r.plan(bodyWidth).(rangesPlan).panels {
		assert.False(t, p.unlabelled, "labels that differ are all written")
	}
	r.Groups[1].Rows = nil
	assert.Len(t, r.plan(bodyWidth).(rangesPlan).panels, 4, "an empty group takes no panel")
}

func TestSharedLabelIsGreyOnlyIfAllItsRowsAre(t *testing.T) {
	r := testForest(2, 2, 0.5).columns(2)
	for g := range r.Groups {
		for i := range r.Groups[g].Rows {
			r.Groups[g].Rows[i].Faint = i == 1 || g == 1
		}
	}
	assert.Equal(t, ink, find(t, r, "inline").color)
	assert.Equal(t, muted, find(t, r, "spawn").color)
}

// In a grid the notes go first, then the intervals.
func TestGridLeavesTextsOutBeforeTheAxisIsShort(t *testing.T) {
	r := testForest(6, 16, 0.5)
	detail := func(columns int) textDetail {
		return r.columns(columns).plan(bodyWidth).(rangesPlan).panels[0].detail
	}
	assert.Equal(t, wholeText, detail(1))
	assert.Equal(t, withoutNote, detail(2))
	assert.Equal(t, estimateOnly, detail(3))

	r.Groups[0].Rows[0].Value, r.Groups[0].Rows[0].Note = nil, "crashed"
	crashed := find(t, r.columns(3), "crashed")
	axis := r.columns(3).plan(bodyWidth).(rangesPlan).panels[0].axis
	assert.Greater(t, crashed.min.x, margin+axis.from, "a note without a value stands in place of the marks")
	assert.Less(t, crashed.max.x, margin+axis.to)
}

// Many rows get the ticks at both ends.
func TestLongListsHaveTwoAxes(t *testing.T) {
	count := func(rows int) int { return strings.Count(dump(testForest(1, rows, 0.09)), `"1×"`) }
	assert.Equal(t, 1, count(manyRows-1))
	assert.Equal(t, 2, count(manyRows))
}

func TestPercentilesUseOnlyTheMarksTheyHave(t *testing.T) {
	c := Percentiles{Groups: []PercentileGroup{{Rows: []PercentileRow{{P50: 1000, Max: 3000}, {P50: 2000}}}}}
	text := dump(c)
	assert.Equal(t, 2, strings.Count(text, `"p50"`), "in the key and above the column")
	assert.Equal(t, 2, strings.Count(text, `"max"`))
	assert.NotContains(t, text, "p99")
	assert.NotContains(t, text, "mean")
	assert.Equal(t, 1, strings.Count(text, `"–"`), "the missing value")

	c.Groups[0].Rows[0].Mean = 1500
	assert.Equal(t, 1, strings.Count(dump(c), `"mean"`), "only in the key")
}

func TestPercentileRowsWithoutValues(t *testing.T) {
	c := testPercentiles(1, 2)
	c.Groups[0].Rows[0] = PercentileRow{Label: "inline"}
	c.Groups[0].Rows[1].Note = "saturated"
	assert.Equal(t, muted, find(t, c, noValue).color)
	assert.Equal(t, muted, find(t, c, "saturated").color)
}

// Digits stand below each other, notes in a column of their own.
func TestValueTable(t *testing.T) {
	rows := []valueRow{{cells: []string{"1", "[long]"}, note: "a"}, {cells: []string{"100", ""}, note: "b"}, {note: "alone"}}
	table := newValueTable([]valueColumn{{align: right}, {align: left}}, rows, bodyWidth)
	assert.Equal(t, table.noteAt(rows[0]), table.noteAt(rows[1]))
	assert.Greater(t, table.noteAt(rows[0]), table.columns[1].at+table.columns[1].width)
	assert.Zero(t, table.noteAt(rows[2]))

	rows[2].note = words
	cut := newValueTable([]valueColumn{{align: right}, {align: left}}, rows, 100)
	assert.LessOrEqual(t, cut.width, vg.Length(100), "notes are cut")

	empty := newValueTable([]valueColumn{{}, {}}, []valueRow{{cells: []string{"", ""}}}, bodyWidth)
	assert.Zero(t, empty.width, "empty columns take no space")
}
