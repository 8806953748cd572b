package chart

import (
	"bytes"
	"errors"
	"flag"
	"image"
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
	maps.Copy(specs, gridSpecs())
	maps.Copy(specs, diagramSpecs())
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

	one := testBars(1)

	return map[string]Spec{
		"7 bars":                           testBars(7),
		"17 bars, missing and cut":         missing,
		"bars without texts":               Bars{Panels: []string{""}, Groups: []BarGroup{{Rows: []BarRow{{Values: []*Interval{{}}}}}}},
		"bars without values":              Bars{Panels: []string{""}, Groups: []BarGroup{{Rows: []BarRow{{Values: []*Interval{nil}}}}}},
		"5 lines":                          testLines(5),
		"11 small multiples":               panels,
		"lines of one point":               Lines{Series: []Series{{Points: []Point{{X: 1}}}}},
		"11 ranges":                        testRanges(11),
		"ranges beyond the axis":           limits,
		"ranges without values":            Ranges{Groups: []RangeGroup{{Rows: []RangeRow{{}}}}},
		"a pointer to a spec":              &one,
		"a range at the largest of values": Ranges{Groups: []RangeGroup{{Rows: []RangeRow{{Value: &Interval{1 / largest, 1, largest}}}}}},
	}
}

func TestRenderSmoke(t *testing.T) {
	specs := smokeSpecs()
	if *pictures != "" {
		maps.Copy(specs, hardSpecs())
		maps.Copy(specs, hardGrids())
		maps.Copy(specs, hardDiagrams())
	}
	for name, spec := range specs {
		t.Run(name, func(t *testing.T) {
			var file bytes.Buffer
			require.NoError(t, Render(&file, spec))
			if *pictures != "" {
				path := filepath.Join(*pictures, strings.ReplaceAll(name, " ", "-")+".png")
				require.NoError(t, os.WriteFile(path, file.Bytes(), 0o644))
			}
			img, err := png.Decode(&file)
			require.NoError(t, err)
			f := newFrame(spec)
			assert.Equal(t, image.Pt(9*dpi, int(math.Round(float64(f.height())/72*dpi))), img.Bounds().Size())
			inside, edge := inkIn(img.(*image.RGBA)) // what an opaque PNG decodes to
			assert.True(t, inside, "blank picture")
			assert.False(t, edge, "something reaches the edge and may be cut off")
		})
	}
}

// inkIn reports whether some pixel is not white: inside, and near the edges.
func inkIn(img *image.RGBA) (inside, edge bool) {
	const near, bytesPerPixel = 10, 4
	white := bytes.Repeat([]byte{255}, img.Stride)
	side := near * bytesPerPixel
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:img.Rect.Dx()*bytesPerPixel]
		blank := func(from, to int) bool { return bytes.Equal(row[from:to], white[from:to]) }
		if y < near || y >= img.Rect.Dy()-near {
			edge = edge || !blank(0, len(row))
			continue
		}
		edge = edge || !blank(0, side) || !blank(len(row)-side, len(row))
		inside = inside || !blank(side, len(row)-side)
	}
	return inside, edge
}

// Equal specs give equal files, so that a chart that did not change is no change in
// a repository.
func TestRenderIsDeterministic(t *testing.T) {
	again := goldenSpecs()
	for name, spec := range goldenSpecs() {
		var first, second bytes.Buffer
		require.NoError(t, Render(&first, spec))
		require.NoError(t, Render(&second, again[name]))
		assert.True(t, bytes.Equal(first.Bytes(), second.Bytes()), name)
	}
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
