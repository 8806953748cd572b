package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/report"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
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
	assert.Equal(t, "bench", mode(experiment.Selection{}))
	assert.Equal(t, "all", mode(experiment.Selection{All: true}))
	assert.Equal(t, "quick", mode(experiment.Selection{Quick: true}))
	assert.Equal(t, "node", mode(experiment.Selection{Node: true}))
	assert.Equal(t, "custom", mode(experiment.Selection{Node: true, Variants: []string{"node-pool"}}))
	assert.Equal(t, "custom", mode(experiment.Selection{Experiments: []string{"node-cost"}}))
	assert.Equal(t, "custom", mode(experiment.Selection{Quick: true, Variants: []string{"ants"}}))
	assert.Equal(t, "custom", mode(experiment.Selection{Experiments: []string{"sum"}}))
	assert.Equal(t, "custom", mode(experiment.Selection{All: true, Variants: []string{"ants"}}))
}

// How much is measured if not all of it is said on the command line.
func TestDefaultsOfHowMuchToMeasure(t *testing.T) {
	type amount struct {
		rounds, most int
		precision    float64
		budget       time.Duration
	}
	all := verdictRounds(experiment.Selection{All: true})
	cases := map[string]amount{
		"":                                {12, 18, 0.10, 13 * time.Minute},
		"--all":                           {all, all, 0.10, 0},
		"--quick":                         {6, 6, 0.10, 0},
		"--rounds 20":                     {20, 20, 0.10, 0},
		"--max-rounds 30":                 {12, 30, 0.10, 0},
		"--rounds 6 --max-rounds 8":       {6, 8, 0.10, 0},
		"--all --max-rounds 18":           {all, 18, 0.10, 0},
		"--budget 30m":                    {12, 100, 0.01, 30 * time.Minute},
		"--all --budget 1h":               {all, 100, 0.01, time.Hour},
		"--budget 30m --max-rounds 20":    {12, 20, 0.01, 30 * time.Minute},
		"--precision 5":                   {12, 18, 0.05, 13 * time.Minute},
		"--budget 30m --precision 5":      {12, 100, 0.05, 30 * time.Minute},
		"--experiment sum --variant ants": {12, 18, 0.10, 13 * time.Minute},
		"--node":                          {8, 8, 0.10, 0},
		"--node --rounds 3":               {3, 3, 0.10, 0},
		"--node --max-rounds 12":          {8, 12, 0.10, 0},
		"--node --budget 10m":             {8, 100, 0.01, 10 * time.Minute},
		"--experiment node-cost,control":  {8, 8, 0.10, 0},
	}
	for args, want := range cases {
		cmd, f := newRunCommand()
		require.NoError(t, cmd.ParseFlags(strings.Fields(args)), args)
		f.o.Selection.All = f.all
		f.setRounds(cmd.Flags().Changed)
		assert.Equal(t, want, amount{f.o.Rounds, f.o.MaxRounds, f.o.Precision, f.o.Budget}, args)
	}
}

// A run for verdicts has as many rounds as the largest family of comparisons takes, and no more.
func TestRoundsSufficeForVerdicts(t *testing.T) {
	for _, s := range []experiment.Selection{{}, {All: true}, {Experiments: []string{"workloads"}}, {Experiments: []string{"handoff"}}} {
		cells, err := experiment.Select(s)
		require.NoError(t, err)
		families := map[string]int{}
		for _, c := range cells {
			if c.Role == sample.Compared && c.Row.Key() != "channel" && !c.Across {
				families[c.Experiment]++
			}
		}
		rounds, reached := verdictRounds(s), false
		for name, n := range families {
			assert.LessOrEqual(t, stats.RoundsNeeded(n), rounds, "%v: %s has %d comparisons", s, name, n)
			reached = reached || stats.RoundsNeeded(n) == rounds
		}
		assert.True(t, reached || rounds == stats.MinRounds, "%v: no family needs %d", s, rounds)
	}
	assert.Equal(t, stats.MinRounds, verdictRounds(experiment.Selection{Experiments: []string{"nonsense"}}), "refused later")
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
