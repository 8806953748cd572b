package chart

import (
	"fmt"
	"math"
)

// The specs of the tests. The numbers are made up.

// testMeta has a footer that needs two lines.
var testMeta = Meta{
	Title:    "Cost of an empty task, 2 workers",
	Subtitle: "Median of 20 rounds, whiskers: 95% CI.",
	Footer: "Run 2026-01-01, commit 1f3c9d2, Intel Xeon Platinum, 2 cores, Linux, Go 1.26, GOMAXPROCS=2, " +
		"20 rounds in random order, noise floor 1.8% (A/A), grade B. Made-up data.",
}

// around returns an interval of m plus and minus a part of it.
func around(m, part float64) *Interval {
	return &Interval{Lo: m * (1 - part), Mid: m, Hi: m * (1 + part)}
}

// testBars has n rows in two groups and two panels.
func testBars(n int) Bars {
	b := Bars{
		Meta:    testMeta,
		Panels:  []string{"1 submitter", "16 submitters"},
		Caption: "time per empty task, lower is better",
		Groups:  []BarGroup{{Title: "hand-rolled, tuned here"}, {Title: "libraries"}},
	}
	for i := range n {
		g := &b.Groups[2*i/n]
		g.Rows = append(g.Rows, BarRow{
			Label:  fmt.Sprintf("variant %d", i),
			Style:  StyleAt(i),
			Faint:  i%5 == 1,
			Values: []*Interval{around(60+float64(i*37%90), 0.06), around(90+float64(i*53%140), 0.12)},
		})
	}
	return b
}

// testLines has n series of 9 points from 150 ns to 1.5 ms.
func testLines(n int) Lines {
	l := Lines{
		Meta: testMeta, XTitle: "work per task (log scale)", YTitle: "efficiency, higher is better",
		YUnit: Percent, YMax: 1, References: []Reference{{Value: 0.8, Label: "80% reference"}},
	}
	for i := range n {
		s := Series{Label: fmt.Sprintf("variant %d", i), Style: StyleAt(i)}
		for k := range 9 {
			x := 150 * math.Pow(10, float64(k)/2)
			s.Points = append(s.Points, Point{X: x, Y: *around(x/(x+200*float64(i+1)), 0.02)})
		}
		l.Series = append(l.Series, s)
	}
	return l
}

// testRanges has n rows, of which the first is open below and the last has no
// value.
func testRanges(n int) Ranges {
	r := Ranges{Meta: testMeta, XTitle: "work per task (log scale)", Groups: make([]RangeGroup, 1)}
	for i := range n {
		r.Groups[0].Rows = append(r.Groups[0].Rows, RangeRow{
			Label: fmt.Sprintf("variant %d", i), Style: StyleAt(i), Value: around(300*math.Pow(1.9, float64(i)), 0.15),
		})
	}
	rows := r.Groups[0].Rows
	rows[0].OpenLo = true
	rows[n-2].OpenHi = true
	rows[n-1].Value, rows[n-1].Note = nil, "never, up to 1.5 ms"
	return r
}
