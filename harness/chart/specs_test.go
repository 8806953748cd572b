package chart

import (
	"maps"
	"strings"
)

// words is a text that is longer than any place for it.
var words = strings.Repeat("a rather long text ", 30)

// columns returns the forest as a grid.
func (r Ranges) columns(n int) Ranges {
	r.Columns = n
	return r
}

// rowSpecs are one spec for each way of drawing forests, dots and percentiles.
func rowSpecs() map[string]Spec {
	apart := testForest(2, 9, 0.6).columns(2)
	apart.Groups[1].Rows = apart.Groups[1].Rows[2:]
	apart.Groups[0].Rows[3].Value, apart.Groups[0].Rows[3].Note = nil, "crashed"

	beyond := testDots(1, 9, 24)
	rows := beyond.Groups[0].Rows
	rows[1].Samples[3], rows[5].Samples[3], rows[5].Samples[7] = 3.14, 12, 4
	rows[7].Samples[3] = 0.0123
	rows[6].Samples, rows[6].Note = nil, "crashed"

	log := testDots(2, 3, 24)
	log.Log, log.XUnit, log.XTitle = true, Nanoseconds, "time per task (log scale)"
	for g := range log.Groups {
		for i, r := range log.Groups[g].Rows {
			for k := range r.Samples {
				r.Samples[k] *= 43 * float64(1+i*i*(1+g))
			}
		}
	}

	partly := testPercentiles(1, 3)
	partly.Groups[0].Rows[1] = PercentileRow{Label: "conc/native", Note: "crashed"}
	partly.Groups[0].Rows[2].P50, partly.Groups[0].Rows[2].Max = 0, 0

	return map[string]Spec{
		"forest":               testForest(2, 9, 0.09),
		"forest over decades":  testForest(2, 5, 4),
		"forest in a grid":     testForest(6, 5, 0.6).columns(3),
		"forest of two panels": testForest(2, 16, 0.6).columns(2),
		"forest of two lists":  apart,
		"dots":                 testDots(2, 8, 24),
		"dots, logarithmic":    log,
		"dots, 400 samples":    testDots(1, 4, 400),
		"dots beyond the axis": beyond,
		"percentiles":          testPercentiles(2, 9),
		"percentiles, partly":  partly,
	}
}

// hardSpecs are extreme; they are laid out and not rendered, which would take
// long.
func hardSpecs() map[string]Spec {
	specs := map[string]Spec{
		"1 bar":                  testBars(1),
		"60 bars":                testBars(60),
		"28 lines":               testLines(28),
		"1 row of a forest":      testForest(1, 1, 1),
		"96 rows of a forest":    testForest(6, 16, 0.6),
		"96 rows in a grid":      testForest(6, 16, 0.6).columns(3),
		"1 row of dots":          testDots(1, 1, 24),
		"64 rows of dots":        testDots(4, 16, 12),
		"1 sample":               testDots(1, 1, 1),
		"1 row of percentiles":   testPercentiles(1, 1),
		"64 rows of percentiles": testPercentiles(4, 16),
		"dots without texts":     Dots{Groups: []DotGroup{{Rows: []DotRow{{Samples: []float64{0}}}}}},
		"dots without samples":   Dots{Groups: []DotGroup{{Rows: []DotRow{{}}}}},
		"no percentiles":         Percentiles{Groups: []PercentileGroup{{Rows: []PercentileRow{{}}}}},
		"only a mean":            Percentiles{Groups: []PercentileGroup{{Rows: []PercentileRow{{Mean: 5}}}}},
		"equal percentiles":      Percentiles{Groups: []PercentileGroup{{Rows: []PercentileRow{{P50: 5, P99: 5, P999: 5, Max: 5, Mean: 5}}}}},
		"extreme percentiles":    Percentiles{Groups: []PercentileGroup{{Rows: []PercentileRow{{P50: 1 / largest, Max: largest}}}}},
	}
	for name, samples := range map[string][]float64{
		"equal":            {7, 7, 7, 7},
		"equal but one":    {7, 7, 7, 7, 7e9},
		"extreme":          {-largest, 0, largest},
		"almost equal":     {1, 1 + 1e-15, 1 + 2e-15},
		"far on each side": {5, 6, 7, 5, 6, 7, 6, -1e12, 1e12},
	} {
		specs["dots: "+name] = Dots{Groups: []DotGroup{{Rows: []DotRow{{Label: name, Samples: samples}}}}}
	}
	equal := testForest(2, 3, 0)
	for g := range equal.Groups {
		for i := range equal.Groups[g].Rows {
			equal.Groups[g].Rows[i].Value = &Interval{1, 1, 1}
		}
	}
	specs["forest of equal values"] = equal
	specs["forest of equal values in a grid"] = equal.columns(2)
	for n := range maxRangeColumns + 1 {
		long := longForest(3).columns(n)
		specs["forest with long texts, columns "+string(rune('0'+n))] = long
	}
	maps.Copy(specs, longSpecs())
	specs["dots with long texts"] = longDots()
	specs["percentiles with long texts"] = longPercentiles()
	return specs
}

// longForest is a forest in which every text is too long, and values have the
// most digits.
func longForest(groups int) Ranges {
	r := testForest(groups, 4, 1)
	r.Title, r.Subtitle, r.Footer = words, words, words
	r.XTitle, r.LoLabel, r.HiLabel, r.BandLabel = words, words, words, words
	for g := range r.Groups {
		r.Groups[g].Title = words
		rows := r.Groups[g].Rows
		rows[0].Label, rows[0].Note, rows[1].Note = words, words, words
		rows[2].Value, rows[2].Note = nil, words
		rows[3].Value, rows[3].OpenLo, rows[3].OpenHi = &Interval{1.234e-50, 1.234e-20, 1.234e60}, true, true
	}
	r.Groups[0].Rows = r.Groups[0].Rows[1:] // labels that are not shared
	return r
}

// longDots has long texts, and long values beyond both ends of the axis.
func longDots() Dots {
	d := testDots(1, 3, 24)
	d.Title, d.Subtitle, d.Footer, d.XTitle, d.Groups[0].Title = words, words, words, words, words
	rows := d.Groups[0].Rows
	rows[0].Label, rows[0].Note = words, words
	rows[1].Samples, rows[1].Note = nil, words
	rows[2].Samples[0], rows[2].Samples[1] = -1.234e50, 1.234e50
	return d
}

// longPercentiles has long texts and values.
func longPercentiles() Percentiles {
	c := testPercentiles(1, 3)
	c.Title, c.Subtitle, c.Footer, c.XTitle, c.Groups[0].Title = words, words, words, words, words
	rows := c.Groups[0].Rows
	rows[0].Label, rows[0].Note = words, words
	rows[1] = PercentileRow{Label: words, Note: words}
	rows[2] = PercentileRow{P50: 1.234e-50, P99: 1.234e-40, P999: 1.234e40, Max: 1.234e50, Note: words}
	return c
}

// longSpecs are bars, lines and ranges in which every text is too long.
func longSpecs() map[string]Spec {
	long := testBars(7)
	long.Title, long.Subtitle, long.Footer, long.Caption = words, words, words, words
	long.Panels = []string{words, words}
	long.Groups[0].Title, long.Groups[0].Rows[0].Label = words, words
	long.Groups[0].Rows[1].Notes = []string{words, words}

	longLines := testLines(12)
	longLines.XTitle, longLines.YTitle, longLines.Series[0].Label = words, words, words
	longLines.References[0].Label = words
	longPanels := longLines
	longPanels.Panels = true

	longRanges := testRanges(5)
	longRanges.XTitle, longRanges.Groups[0].Rows[0].Label = words, words
	longRanges.Groups[0].Rows[0].Note, longRanges.Groups[0].Rows[1].Note = words, words

	return map[string]Spec{
		"bars with long texts":            long,
		"lines with long texts":           longLines,
		"small multiples with long texts": longPanels,
		"ranges with long texts":          longRanges,
	}
}
