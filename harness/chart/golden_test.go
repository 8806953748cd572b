package chart

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// goldenSpecs are small: each shows every kind of element of a chart once.
func goldenSpecs() map[string]Spec {
	bars := testBars(5)
	bars.Groups[0].Rows[0].Values[0] = around(4000, 0.05)
	bars.Groups[1].Rows[0].Values[1], bars.Groups[1].Rows[0].Notes = nil, []string{"", "time-out"}

	panels := testLines(3)
	panels.Panels = true

	forest := testForest(2, 4, 0.09)
	forest.Groups[1].Rows[0].OpenHi = true
	forest.Groups[1].Rows[3].Value, forest.Groups[1].Rows[3].Note = nil, "crashed"

	dots := testDots(2, 3, 12)
	dots.Groups[0].Rows[1].Samples[4] = 3.5
	dots.Groups[1].Rows[1].Samples = nil
	dots.Groups[1].Rows[0].Faint = true

	percentiles := testPercentiles(2, 4)
	percentiles.Groups[0].Rows[1] = PercentileRow{Label: "conc/native", Note: "crashed"}

	return map[string]Spec{
		"bars":            bars,
		"lines":           testLines(2),
		"small-multiples": panels,
		"ranges":          testRanges(4),
		"forest":          forest,
		"forest-grid":     forest.columns(2),
		"dots":            dots,
		"percentiles":     percentiles,
		"grid":            testGrid(),
		"grid-same":       testSame(2),
		"grid-rows":       testRows(),
		"diagram":         testDiagram(),
	}
}

// The golden files are what stands where in each type of chart: a change that
// moves or recolours something shows up as a difference in text.
func TestPagesGolden(t *testing.T) {
	for name, spec := range goldenSpecs() {
		golden := filepath.Join("testdata", name+".golden")
		got := dump(spec)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err, "create it with: go test ./harness/chart -update")
		assert.Equal(t, string(want), got, name)
	}
}

// dump writes a page, one element per line.
func dump(spec Spec) string {
	elements, height := page(spec)
	var b strings.Builder
	fmt.Fprintf(&b, "page %s\n", at(pageWidth, height))
	for _, e := range elements {
		fmt.Fprintln(&b, e)
	}
	return b.String()
}
