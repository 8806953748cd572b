package chart

import (
	"bytes"
	"errors"
	"flag"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pictures is for looking: go test ./harness/chart -run Smoke -pictures /tmp/looks.
var pictures = flag.String("pictures", "", "a folder to which the rendered specs are also written")

// smokeSpecs are one spec for each way of drawing.
func smokeSpecs() map[string]Spec {
	specs := rowSpecs()
	maps.Copy(specs, olderSpecs())
	return specs
}

// olderSpecs are bars, lines and ranges without a reference.
func olderSpecs() map[string]Spec {
	missing := testBars(17)
	missing.Groups[1].Rows[2].Values[1] = nil
	missing.Groups[1].Rows[2].Notes = []string{"", "time-out"}
	missing.Groups[1].Rows[3].Values[0] = around(4000, 0.05)

	panels := testLines(11)
	panels.Panels = true

	limits := testRanges(11)
	limits.XMin, limits.XMax = 1000, 20_000 // narrower than the data

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
		"7 bars":                           testBars(7),
		"17 bars, missing and cut":         missing,
		"bars without texts":               Bars{Panels: []string{""}, Groups: []BarGroup{{Rows: []BarRow{{Values: []*Interval{{}}}}}}},
		"bars without values":              Bars{Panels: []string{""}, Groups: []BarGroup{{Rows: []BarRow{{Values: []*Interval{nil}}}}}},
		"bars with long texts":             long,
		"5 lines":                          testLines(5),
		"11 small multiples":               panels,
		"lines of one point":               Lines{Series: []Series{{Points: []Point{{X: 1}}}}},
		"lines with long texts":            longLines,
		"small multiples with long texts":  longPanels,
		"11 ranges":                        testRanges(11),
		"ranges beyond the axis":           limits,
		"ranges without values":            Ranges{Groups: []RangeGroup{{Rows: []RangeRow{{}}}}},
		"ranges with long texts":           longRanges,
		"a pointer to a spec":              &missing,
		"a range at the largest of values": Ranges{Groups: []RangeGroup{{Rows: []RangeRow{{Value: &Interval{1 / largest, 1, largest}}}}}},
	}
}

func TestRenderSmoke(t *testing.T) {
	specs := smokeSpecs()
	if *pictures != "" {
		maps.Copy(specs, hardSpecs())
	}
	for name, spec := range specs {
		t.Run(name, func(t *testing.T) {
			var first, second bytes.Buffer
			require.NoError(t, Render(&first, spec))
			require.NoError(t, Render(&second, spec))
			assert.True(t, bytes.Equal(first.Bytes(), second.Bytes()), "the same spec gives the same bytes")
			if *pictures != "" {
				file := filepath.Join(*pictures, strings.ReplaceAll(name, " ", "-")+".png")
				require.NoError(t, os.WriteFile(file, first.Bytes(), 0o644))
			}

			img, err := png.Decode(&first)
			require.NoError(t, err)
			f := newFrame(spec)
			assert.Equal(t, image.Pt(9*dpi, int(math.Round(float64(f.height())/72*dpi))), img.Bounds().Size())
			inside, edge := inkIn(img)
			assert.NotZero(t, inside, "blank picture")
			assert.Zero(t, edge, "something reaches the edge and may be cut off")
		})
	}
}

// inkIn counts the pixels that are not white, those near the edges apart.
func inkIn(img image.Image) (inside, edge int) {
	const near = 10
	white := color.RGBA{255, 255, 255, 255}
	within := img.Bounds().Inset(near)
	rgba := img.(*image.RGBA) // what an opaque PNG decodes to
	for y := rgba.Rect.Min.Y; y < rgba.Rect.Max.Y; y++ {
		for x := rgba.Rect.Min.X; x < rgba.Rect.Max.X; x++ {
			switch {
			case rgba.RGBAAt(x, y) == white:
			case image.Pt(x, y).In(within):
				inside++
			default:
				edge++
			}
		}
	}
	return inside, edge
}

func TestRenderRejects(t *testing.T) {
	assert.ErrorContains(t, Render(&bytes.Buffer{}, nil), "no spec")
	assert.ErrorContains(t, Render(&bytes.Buffer{}, (*Bars)(nil)), "no spec")
	assert.ErrorContains(t, Render(&bytes.Buffer{}, Bars{}), "panels")
	assert.ErrorIs(t, Render(fullDisk{}, testBars(3)), errFull)
}

// errFull is what fullDisk returns.
var errFull = errors.New("no space left")

// fullDisk is a writer that always fails.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestSave(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "bars.png")
	require.NoError(t, Save(path, testBars(3)))
	saved, err := os.ReadFile(path)
	require.NoError(t, err)
	var want bytes.Buffer
	require.NoError(t, Render(&want, testBars(3)))
	assert.True(t, bytes.Equal(want.Bytes(), saved), "Save writes what Render does")

	assert.ErrorContains(t, Save(path, Bars{}), path, "the error names the file")
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(saved, kept), "a failed save keeps the earlier picture")
	assert.Equal(t, []string{"bars.png"}, names(t, dir))
}

func TestFailedSaveLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	assert.Error(t, Save(filepath.Join(dir, "new.png"), Lines{}))
	assert.Empty(t, names(t, dir))

	taken := filepath.Join(dir, "taken.png")
	require.NoError(t, os.Mkdir(taken, 0o755))
	assert.Error(t, Save(taken, testBars(3)), "the rename fails")
	assert.Equal(t, []string{"taken.png"}, names(t, dir))

	assert.Error(t, Save(filepath.Join(dir, "no folder", "x.png"), testBars(3)))
}

// names lists a folder.
func names(t *testing.T, dir string) (out []string) {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}
