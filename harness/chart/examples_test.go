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

// longFooter is as long as the provenance of a real run can be.
const longFooter = "AMD EPYC 9B14, 2 cores, linux/amd64  ·  go1.26.8  ·  commit f89512e59  ·  24 rounds  ·  2 workers, queue 64  ·  " +
	"noise floor ±1.8 %, A/A passed, known effect 1.10 found as 1.098  ·  gate: 4380 kept, 61 dropped, 0 unknown  ·  20261123T110915Z-242960"

// catalogNames are rows as a report has them.
var catalogNames = []string{
	"inline", "spawn", "channel", "freelist", "batched", "errgroup/native", "errgroup/guarded", "ants/native", "ants/guarded", "pond/native",
	"pond/guarded", "gammazero/native", "gammazero/guarded", "conc/native", "conc/guarded", "gopool/native",
}

// noise is a deterministic number from -1 to 1 that looks random.
func noise(i, j int) float64 {
	_, frac := math.Modf(math.Abs(math.Sin(float64(i)*12.9898+float64(j)*78.233)) * 43758.5453)
	return 2*frac - 1
}

// testForest compares rows with a baseline, in a number of groups; differences
// grow with spread. Those that the interval leaves open are faint.
func testForest(groups, rows int, spread float64) Ranges {
	r := Ranges{
		Meta: Meta{
			Title: "Time per task against channel, by strategy and number of submitters",
			Subtitle: "Time per task ÷ channel's in the same round: Hodges-Lehmann estimate and exact 95 % interval. " +
				"Grey: not resolved after Holm's correction for 96 comparisons.",
			Footer: longFooter,
		},
		XTitle: "time per task ÷ channel's (log scale)", XUnit: Ratio, LoLabel: "faster than channel", HiLabel: "slower",
		Reference: 1, Band: &Interval{Lo: 1 / 1.018, Mid: 1, Hi: 1.018}, BandLabel: "noise floor ±1.8 %",
	}
	titles := []string{"1 submitter", "2 submitters", "4 submitters", "16 submitters", "64 submitters", "256 submitters"}
	for g := range groups {
		group := RangeGroup{Title: titles[g%len(titles)]}
		for i := range rows {
			mid := math.Exp(spread * noise(i, g) * float64(1+g) / float64(groups))
			v := around(mid, 0.012+0.02*spread*math.Abs(noise(g, i)))
			group.Rows = append(group.Rows, RangeRow{
				Label: catalogNames[i%len(catalogNames)], Style: StyleAt(i), Value: v, Faint: v.Lo < 1.018 && v.Hi > 1/1.018,
				Note: fmt.Sprintf("%+.1f ns", 80*(mid-1)),
			})
		}
		r.Groups = append(r.Groups, group)
	}
	return r
}

// testDots has samples of time relative to the median of their row: some rows are
// narrow, some have a tail, some two heaps.
func testDots(groups, rows, samples int) Dots {
	d := Dots{
		Meta: Meta{
			Title: "Spread of the samples, by strategy",
			Subtitle: "Time per empty task in each round ÷ the median of its row. Two heaps of dots are two states of the machine or of the " +
				"pool, between which a median only chooses.",
			Footer: longFooter,
		},
		XTitle: "time per task ÷ median of the row", XUnit: Ratio,
	}
	for g := range groups {
		group := DotGroup{Title: []string{"1 submitter", "16 submitters"}[g%2]}
		for i := range rows {
			r := DotRow{Label: catalogNames[i%len(catalogNames)], Style: StyleAt(i), Faint: i%7 == 4, Note: fmt.Sprintf("%.3g ns", 43+20*float64(i))}
			for k := range samples {
				v := 1 + 0.012*(noise(k, i+16*g)+noise(i+16*g, k))*(1+float64(i%4))
				switch {
				case i%5 == 2 && k%3 == 0:
					v += 0.09 // a second heap
				case i%5 == 3:
					v += 0.04 * math.Pow(noise(k, 99), 6) // a tail
				}
				r.Samples = append(r.Samples, v)
			}
			group.Rows = append(group.Rows, r)
		}
		d.Groups = append(d.Groups, group)
	}
	return d
}

// testPercentiles has one group per load; the last rows of the highest one are
// saturated.
func testPercentiles(groups, rows int) Percentiles {
	c := Percentiles{
		Meta: Meta{
			Title: "Latency of a task of 15 µs, by strategy and load",
			Subtitle: "From the intended arrival to the end of the task, Poisson arrivals; load as a share of what inline achieves. " +
				"Grey: saturated, less than 99 % of the offered tasks were done in time.",
			Footer: longFooter,
		},
		XTitle: "latency (log scale)",
	}
	for g := range groups {
		group := PercentileGroup{Title: []string{"load 50 %", "load 80 %", "load 95 %"}[g%3]}
		for i := range rows {
			p50 := 16e3 * math.Exp(0.4*float64(g)+0.3*noise(i, g))
			p99 := p50 * (2.5 + 1.5*math.Abs(noise(i, 7)))
			r := PercentileRow{
				Label: catalogNames[i%len(catalogNames)], Style: StyleAt(i), P50: p50, P99: p99, P999: p99 * 2.2, Mean: p50 * 1.4,
				Max: p99 * (9 + 6*noise(g, i)),
			}
			if g == 1 && i > rows-3 {
				r.P50, r.P99, r.P999, r.Max, r.Mean = 20*p50, 20*p99, 0, 8*20*p99, 40*p50
				r.Faint, r.Note = true, "saturated"
			}
			group.Rows = append(group.Rows, r)
		}
		c.Groups = append(c.Groups, group)
	}
	return c
}
