package chart

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// testCurve is a curve over the given positions.
func testCurve(i int, at ...float64) Series {
	s := Series{Label: catalogNames[i%len(catalogNames)], Style: StyleAt(i)}
	for k, x := range at {
		s.Points = append(s.Points, Point{X: x, Y: *around(100*float64(1+i)*float64(1+k), 0.1)})
	}
	return s
}

// testGrid has one panel of each kind: linear over steps, logarithmic with a limit that
// is reached, relative with a guide, and rows.
func testGrid() Grid {
	limited := []Series{testCurve(1, 1e4, 1e5, 1e6), testCurve(2, 1e4, 1e5, 1e6)}
	for i := range limited {
		p := &limited[i].Points[2]
		p.Y, p.Beyond = Interval{1e4, 1e4, 1e4}, true
	}
	rows := []RangeRow{
		{Label: "spawn", Style: StyleAt(1), Value: around(230, 0.05)},
		{Label: "channel", Style: StyleAt(3), Value: around(60, 0.2)},
		{Label: "conc/native", Style: StyleAt(9), Note: "crashed"},
		{Label: "pond/native", Style: StyleAt(7), Value: around(90, 0.2), Faint: true},
	}
	steps := Axis{Title: "buffer", Spacing: Steps, Names: []string{"0", "1", "64", "1024"}}
	return Grid{Meta: testMeta, Columns: 2, BehindLabel: "libraries", Panels: []Panel{
		{
			Title: "Processors in use", X: steps, Y: Axis{Title: "cpu/wall", Unit: Count, Spacing: Linear},
			Series: []Series{testCurve(3, 0, 1, 2, 3)}, References: []Reference{{Value: 600, Label: "P = 600 processors"}},
		},
		{
			Title: "Memory", X: Axis{Title: "tasks (log scale)", Unit: Count, Ticks: []float64{1e4, 1e5, 1e6}},
			Y: Axis{Title: "peak (log scale)", Unit: Bytes}, Series: limited, Behind: []Series{testCurve(5, 1e4, 1e5)},
			References: []Reference{{Value: 1e4, Label: "limit"}},
		},
		{
			Title: "Workers", X: Axis{Title: "workers (log scale)", Unit: Number, Ticks: []float64{16, 1, 4, 15, 17, 1024}},
			Y: Axis{Spacing: Linear, Unit: Ratio}, Keyed: true, Series: []Series{testCurve(3, 1, 4, 15, 16, 17, 1024)},
			Guides: []Guide{{Label: "P = 16 processors", From: [2]float64{16, 0}, To: [2]float64{16, 1e99}}},
		},
		{Title: "Cost", Rows: rows, Y: Axis{Title: "time per task (log scale)"}},
	}}
}

// testSame has n panels with the same axes.
func testSame(n int) Grid {
	g := Grid{Meta: testMeta, Columns: 3, Same: true}
	for i := range n {
		g.Panels = append(g.Panels, Panel{
			Title: catalogNames[i%len(catalogNames)], Series: []Series{testCurve(i, 1, 2, 4, 8, 16)},
			X: Axis{Title: "processors P", Unit: Number, Spacing: Linear, Min: 1, Ticks: []float64{16, 1, 2, 4, 8}},
			Y: Axis{Title: "speed-up, higher is better", Unit: Ratio, Spacing: Linear, Min: 1},
		})
	}
	return g
}

// testRows has two panels with the same rows over axes of their own.
func testRows() Grid {
	late := []RangeRow{
		{Label: "no repair", Style: StyleAt(3), Value: &Interval{1e7, 3e7, 3e7}},
		{Label: "a goroutine per task", Style: StyleAt(1), Value: &Interval{3e8, 9e8, 9e8}},
		{Label: "nothing to compute", Style: StyleAt(3), Value: &Interval{1e5, 2.5e5, 2.5e5}},
	}
	rate := []RangeRow{
		{Label: "no repair", Style: StyleAt(3), Value: &Interval{1, 1, 1}},
		{Label: "a goroutine per task", Style: StyleAt(1), Value: around(0.51, 0.02)},
		{Label: "nothing to compute", Style: StyleAt(3), Note: "nothing"},
	}
	return Grid{Meta: testMeta, Columns: 2, Panels: []Panel{
		{Title: "Latency", Rows: late, Y: Axis{Title: "log scale"}, Guides: []Guide{{Label: "10 × idle", From: [2]float64{2.5e6, -1e99}, To: [2]float64{2.5e6, 1e99}}}},
		{Title: "Throughput", Rows: rate, X: Axis{Unit: Percent, Spacing: Linear, Max: 1}, Y: Axis{Title: "higher is better"}},
	}}
}

// tall is the grid with high panels.
func (g Grid) tall() Grid {
	g.Tall = true
	return g
}

// named is the grid with marks before the titles of its panels.
func (g Grid) named() Grid {
	for i := range g.Panels {
		g.Panels[i].Named = true
	}
	return g
}

// onePanel is a grid of a single curve.
func onePanel(x, y Axis, points ...Point) Grid {
	return Grid{Columns: 3, Panels: []Panel{{X: x, Y: y, Series: []Series{{Points: points}}}}}
}

// longGrid is a grid in which every text is too long.
func longGrid() Grid {
	g := testGrid()
	g.Title, g.Subtitle, g.Footer, g.BehindLabel = words, words, words, words
	g.Columns = maxGridColumns
	for i := range g.Panels {
		p := &g.Panels[i]
		p.Title, p.X.Title, p.Y.Title = words, words, words
		for j := range p.Series {
			p.Series[j].Label = words
		}
		for j := range p.References {
			p.References[j].Label = words
		}
		for j := range p.Rows {
			p.Rows[j].Label, p.Rows[j].Note = words, words
		}
		p.Keyed = true
	}
	g.Panels[0].X.Names = []string{words, words, "64", words}
	return g
}

// gridSpecs are one for each way of drawing a grid.
func gridSpecs() map[string]Spec {
	return map[string]Spec{"grid": testGrid(), "grid with the same axes": testSame(4), "grid of the same rows": testRows(), "tall grid": testSame(2).tall(),
		"named panels": testSame(4).named()}
}

// hardGrids are extreme.
func hardGrids() map[string]Spec {
	log, linear := Axis{}, Axis{Spacing: Linear}
	column := testGrid()
	column.Columns = 1
	longest := testSame(2)
	longRows := testRows()
	for i := range longRows.Panels {
		for j := range longRows.Panels[i].Rows {
			longRows.Panels[i].Rows[j].Label, longRows.Panels[i].Rows[j].Note = words, words
		}
	}
	longest.Panels[0].X.Title, longest.Panels[0].Y.Title = words, words
	return map[string]Spec{
		"grid in a column":               column,
		"grid of one panel":              testSame(1),
		"grid with long texts":           longGrid(),
		"shared axes with long texts":    longest,
		"the same rows with long texts":  longRows,
		"grid of a point":                onePanel(log, log, Point{X: 1, Y: Interval{1, 1, 1}}),
		"grid of a zero":                 onePanel(linear, linear, Point{}),
		"grid of a lone limit":           onePanel(log, log, Point{X: 1, Y: Interval{1, 1, 1}, Beyond: true}),
		"grid of a band that ends at 0":  onePanel(log, log, Point{X: 1, Y: Interval{0, 1, 2}}, Point{X: 2, Y: Interval{0, 1, 2}}),
		"grid of extreme values":         onePanel(log, log, Point{X: 1 / largest, Y: Interval{1, 1, 1}}, Point{X: largest, Y: Interval{largest, largest, largest}}),
		"grid of rows without any value": Grid{Columns: 2, Panels: []Panel{{Rows: []RangeRow{{Note: "crashed"}}}}},
		"grid of 40 steps": onePanel(Axis{Spacing: Steps, Names: make([]string, 40)}, linear, Point{X: 39, Y: Interval{1, 1, 1}},
			Point{X: 0, Y: Interval{-1, -1, -1}}),
		"grid of 12 panels": testSame(12),
	}
}

func TestValidateGrid(t *testing.T) {
	for want, edit := range map[string]func(*Grid){
		"no panels":                       func(g *Grid) { g.Panels = nil },
		"0 columns, want 1 to 3":          func(g *Grid) { g.Columns = 0 },
		"4 columns":                       func(g *Grid) { g.Columns = 4 },
		`panel 0, "Processors in use"`:    func(g *Grid) { g.Panels[0].Series = nil },
		"either series or rows":           func(g *Grid) { g.Panels[1].Rows = g.Panels[3].Rows },
		"no points":                       func(g *Grid) { g.Panels[0].Series[0].Points = nil },
		"not one of 4 steps":              func(g *Grid) { g.Panels[0].Series[0].Points[1].X = 4 },
		"x -0.5: not one":                 func(g *Grid) { g.Panels[0].Series[0].Points[1].X = -0.5 },
		"no names":                        func(g *Grid) { g.Panels[0].X.Names = nil },
		"x 0: not positive":               func(g *Grid) { g.Panels[1].Series[0].Points[0].X = 0 },
		"y 0: not positive":               func(g *Grid) { g.Panels[1].Series[0].Points[0].Y = Interval{} },
		`series "errgroup/native"`:        func(g *Grid) { g.Panels[1].Behind[0].Points = nil },
		"want Lo <= Mid <= Hi":            func(g *Grid) { g.Panels[1].Series[0].Points[0].Y.Hi = 0 },
		`reference "limit": not positive`: func(g *Grid) { g.Panels[1].References[0].Value = 0 },
		`guide "P = 16 processors"`:       func(g *Grid) { g.Panels[2].Guides[0].To[1] = math.Inf(1) },
		"limits: 3 is above 2":            func(g *Grid) { g.Panels[1].X.Min, g.Panels[1].X.Max = 3, 2 },
		"-1: not positive":                func(g *Grid) { g.Panels[1].X.Ticks[0] = -1 },
		"cannot have this spacing":        func(g *Grid) { g.Panels[3].X.Spacing = Steps },
		`row "spawn"`:                     func(g *Grid) { g.Panels[3].Rows[0].Value.Lo = 0 },
		"rows cannot share":               func(g *Grid) { g.Same, g.Panels = true, g.Panels[3:] },
		"another spacing than the first":  func(g *Grid) { g.Same, g.Panels = true, g.Panels[:3] },
		"dash 0":                          func(g *Grid) { g.Panels[0].Series[0].Style.Dashes = []vg.Length{0} },
	} {
		g := testGrid()
		edit(&g)
		assert.ErrorContains(t, g.Validate(), want)
	}
	assert.NoError(t, testGrid().Validate())
	assert.NoError(t, testSame(3).Validate())
}

// labelsOf are the labels of ticks that have one.
func labelsOf(ticks []plot.Tick) (out []string) {
	for _, tick := range ticks {
		if !tick.IsMinor() {
			out = append(out, tick.Label)
		}
	}
	return out
}

func TestTicksOfAGrid(t *testing.T) {
	pl := testGrid().plan(bodyWidth).(gridPlan)
	assert.Equal(t, []string{"0", "1", "64", "1024"}, labelsOf(pl.panels[0].xt), "steps at equal distances")
	assert.Equal(t, []string{"16", "1", "4", "1024"}, labelsOf(pl.panels[2].xt), "15 and 17 would touch 16, which comes first")
	assert.Len(t, pl.panels[2].xt, 6, "they keep their ticks")
	for _, p := range pl.panels[:3] {
		last := vg.Length(math.Inf(1))
		for _, tick := range p.yt {
			assert.GreaterOrEqual(t, float64(last-p.y.at(tick.Value)), float64(lineHeight(tickText)), "labels below each other")
			last = p.y.at(tick.Value)
		}
		assert.GreaterOrEqual(t, len(p.yt), 2)
	}
}

func TestAGridExplainsALabelOnce(t *testing.T) {
	g := testGrid()
	g.Panels[1].Series[0].Label = g.Panels[0].Series[0].Label
	var labels []string
	for _, it := range g.plan(bodyWidth).(gridPlan).key.items {
		labels = append(labels, it.label)
	}
	assert.Equal(t, []string{catalogNames[3], catalogNames[2], "libraries", "limit", "P = 16 processors"}, labels,
		"the reference in the first panel is labelled there, and the third panel has a key of its own")
}

// All panels with the same axes have the same scale, whatever their own data.
func TestSameAxes(t *testing.T) {
	pl := testSame(4).plan(bodyWidth).(gridPlan)
	for i, p := range pl.panels {
		assert.Equal(t, []float64{pl.panels[0].y.lo, pl.panels[0].y.hi, pl.panels[0].x.hi}, []float64{p.y.lo, p.y.hi, p.x.hi})
		assert.InDelta(t, float64(pl.panels[0].size.x), float64(p.size.x), 1e-9)
		assert.Equal(t, i%3 == 0, p.leftmost)
		assert.Equal(t, i > 0, p.lowest, "the panel in the second line is below the first one")
	}
}

// Labels of rows that all panels have stand once, and the data beside them get the same width.
func TestTheSameRowsAreLabelledOnce(t *testing.T) {
	for _, row := range testRows().Panels[0].Rows {
		find(t, testRows(), row.Label)
	}
	find(t, testRows(), "51%")
	pl := testRows().plan(bodyWidth).(gridPlan)
	assert.Equal(t, pl.panels[0].width, pl.panels[1].width)
	assert.Zero(t, pl.panels[1].x.lo, "a linear axis starts from zero")

	other := testRows()
	other.Panels[1].Rows[2].Label = "another one"
	assert.Len(t, other.plan(bodyWidth).(gridPlan).panels[1].labels, 3)
	below := testRows()
	below.Columns = 1
	assert.Len(t, below.plan(bodyWidth).(gridPlan).panels[1].labels, 3, "nothing stands at its left")
}

func TestAValueMayStandBesideItsStep(t *testing.T) {
	steps := Axis{Spacing: Steps, Names: []string{"0", "P", "4P"}}
	g := onePanel(steps, Axis{}, Point{X: 2, Y: *around(1, 0.1)}, Point{X: 2.3, Y: *around(2, 0.1)})
	assert.NoError(t, g.Validate())
	p := g.plan(bodyWidth).(gridPlan).panels[0]
	assert.Less(t, float64(p.x.at(2.3)), float64(p.size.x))
	assert.Equal(t, []string{"0", "P", "4P"}, labelsOf(p.xt))
}

func TestTallPanels(t *testing.T) {
	low, high := testSame(2).plan(bodyWidth).(gridPlan), testSame(2).tall().plan(bodyWidth).(gridPlan)
	assert.Equal(t, singleHeight, high.panels[0].size.y)
	assert.Greater(t, high.height(), low.height())
}

// A curve ends at the first point beyond: where it goes from there is not known.
func TestCurvesEndAtTheLimit(t *testing.T) {
	g := onePanel(Axis{}, Axis{}, Point{X: 1, Y: *around(1, 0.1)}, Point{X: 10, Y: Interval{5, 5, 5}, Beyond: true},
		Point{X: 100, Y: Interval{5, 5, 5}, Beyond: true})
	elements, _ := page(g)
	f := g.plan(bodyWidth).(gridPlan).panels[0].frame()
	var curves, arrows int
	for _, e := range elements {
		if e.stroke == seriesStroke && e.max.x > margin+keySample { // not the key
			curves++
			assert.InDelta(t, float64(margin+f.x.at(10)), float64(e.max.x), 1e-6)
		}
		if e.stroke == 0 && e.data() && e.max.x-e.min.x == 2*arrowHalf {
			arrows++
		}
	}
	assert.Equal(t, []int{1, 2}, []int{curves, arrows})
}

// Neither curve nor band leads over a missing value.
func TestCurvesHaveGaps(t *testing.T) {
	points := []Point{{X: 1, Y: *around(1, 0.1)}, {X: 2, Y: *around(2, 0.1)}, {X: 8, Y: *around(3, 0.1), Gap: true}, {X: 16, Y: *around(4, 0.1)}}
	parts := Series{Points: points}.parts()
	assert.Equal(t, [][]Point{points[:2], points[2:]}, parts)
	g := onePanel(Axis{}, Axis{}, points...)
	elements, _ := page(g)
	f := g.plan(bodyWidth).(gridPlan).panels[0].frame()
	for _, e := range elements {
		if e.data() && e.max.x > margin+keySample {
			over := e.min.x < margin+f.x.at(4) && e.max.x > margin+f.x.at(4)
			assert.False(t, over, "%v", e)
		}
	}
}

func TestPercentSignsStayWithTheirNumbers(t *testing.T) {
	assert.Equal(t, []string{"bands are", "95 %", "intervals"}, wrap(subtitleText, "bands are 95 % intervals", 50, 4))
	assert.Equal(t, []string{"% of"}, wrap(subtitleText, "% of", 50, 4))
}

func TestReferenceLabelOfRanges(t *testing.T) {
	r := testForest(1, 3, 0.6)
	r.Band, r.BandLabel = nil, ""
	plain := newFrame(r).height()
	r.ReferenceLabel = "ideal: 1×"
	assert.Greater(t, newFrame(r).height(), plain)
	elements, _ := page(r)
	found := false
	for _, e := range elements {
		found = found || e.text == r.ReferenceLabel
	}
	assert.True(t, found)
}
