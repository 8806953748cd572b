package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/report"
	"poolbench/harness/sample"
)

// One small run as a user does it: run, look, render again, run once more.
func TestEndToEnd(t *testing.T) {
	root := t.TempDir()
	t.Chdir(root)
	args := strings.Fields("run --experiment overhead --variant ants --rounds 2 --window 2ms --seed 5")

	code, out, errs := poolbench(t.Context(), args...)
	require.Equal(t, exitDone, code, errs)
	checkSummary(t, out)
	checkProgressLines(t, errs)
	latest := filepath.Join("results", "latest")
	for _, name := range []string{sample.SamplesFile, sample.BenchFile, sample.EnvFile, report.File} {
		assert.FileExists(t, filepath.Join(latest, name))
	}
	assert.FileExists(t, filepath.Join("plots", "latest", "overhead.png"))
	first, err := sample.Read(latest)
	require.NoError(t, err)
	assert.Equal(t, uint64(5), first.Run.Seed)
	assert.Equal(t, "custom", first.Run.Plan.Mode)
	assert.Len(t, first.Samples, first.Run.Plan.Planned())
	for _, s := range first.Samples {
		assert.Nil(t, s.Failure, s.Cell)
	}

	before, err := os.ReadFile(filepath.Join(latest, report.File))
	require.NoError(t, err)
	code, out, errs = poolbench(t.Context(), "report", latest)
	assert.Equal(t, exitDone, code)
	assert.Empty(t, errs)
	assert.Contains(t, out, "wrote "+filepath.Join(latest, report.File)+"\n")
	assert.Contains(t, out, "wrote "+filepath.Join("plots", "latest", "overhead.png")+"\n")
	after, err := os.ReadFile(filepath.Join(latest, report.File))
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))

	code, _, errs = poolbench(t.Context(), strings.Fields("run --experiment overhead --variant inline --rounds 1 --window 2ms")...)
	require.Equal(t, exitDone, code, errs)
	moved, err := sample.Read(filepath.Join("results", "previous"))
	require.NoError(t, err)
	assert.Equal(t, first, moved)
	assert.FileExists(t, filepath.Join("plots", "previous", "overhead.png"))
	text, err := os.ReadFile(filepath.Join("results", "previous", report.File))
	require.NoError(t, err)
	assert.Contains(t, string(text), "../../plots/previous/overhead.png", "the charts moved along")
	assert.NotContains(t, string(text), "plots/latest")
}

// The end of a run fits a screen, and names what to open and what to do next.
func checkSummary(t *testing.T, out string) {
	t.Helper()
	assert.LessOrEqual(t, strings.Count(out, "\n"), 15, out)
	assertWidth(t, out)
	assert.NotContains(t, out, "\x1b")
	for _, want := range []string{"  channel ", "  ants/native ", "  ants/guarded ", filepath.Join("results", "latest", report.File),
		filepath.Join("plots", "latest"), "go tool benchstat -filter .unit:ns/op -col /variant,/face " + filepath.Join("results", "latest", sample.BenchFile)} {
		assert.Contains(t, out, want)
	}
}

// Elsewhere than on a terminal progress is plain lines, some ten per phase.
func checkProgressLines(t *testing.T, errs string) {
	t.Helper()
	assert.NotContains(t, errs, "\x1b")
	assert.NotContains(t, errs, "\r")
	assert.LessOrEqual(t, strings.Count(errs, "\n"), 22)
	for line := range strings.Lines(errs) {
		assert.Regexp(t, `^(calibrating|measuring) \d+/\d+(, about \S+ left)?\n$`, line)
	}
	assert.Contains(t, errs, "calibrating 0/")
	assert.Contains(t, errs, "measuring 24/24\n")
}

func TestModeNamesTheSelection(t *testing.T) {
	assert.Equal(t, "bench", mode(false, experiment.Selection{}))
	assert.Equal(t, "quick", mode(true, experiment.Selection{Quick: true}))
	assert.Equal(t, "custom", mode(true, experiment.Selection{Quick: true, Variants: []string{"ants"}}))
	assert.Equal(t, "custom", mode(false, experiment.Selection{Experiments: []string{"sum"}}))
}

// A run of an older schema in previous/ stays as it is and costs the new one nothing.
func TestAnUnreadablePreviousRunIsALineOnly(t *testing.T) {
	t.Chdir(t.TempDir())
	previous := filepath.Join("results", "previous")
	require.NoError(t, os.MkdirAll(previous, 0o755))
	old := `{"record":"run","schema":0}` + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(previous, sample.SamplesFile), []byte(old), 0o644))
	code, out, errs := poolbench(t.Context(), strings.Fields("run --experiment overhead --variant inline --rounds 1 --window 2ms")...)
	assert.Equal(t, exitDone, code)
	assert.NotEmpty(t, out)
	assert.Contains(t, errs, "the report of the run before could not be renewed: ")
	assert.Contains(t, errs, "schema 0 is unknown")
}
