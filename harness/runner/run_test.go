package runner_test

import (
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"

	"poolbench/harness/experiment"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
)

func TestRunTakesEverySampleAndMovesTheRunBeforeAside(t *testing.T) {
	parent := t.TempDir()
	out, previous := filepath.Join(parent, "latest"), filepath.Join(parent, "previous")
	require.NoError(t, os.Mkdir(out, 0o755), "an empty directory is no run: nothing moves")
	older := place(t, previous, nil)
	o := small(out)
	var progress []runner.Progress
	o.Report = func(p runner.Progress) { progress = append(progress, p) }

	require.NoError(t, runner.Run(t.Context(), o))
	assert.NoDirExists(t, runner.Unfinished(out))
	assert.Equal(t, older, recordIn(t, previous), "there was no run to move to its place")
	first, err := sample.Read(out)
	require.NoError(t, err)
	checkRecord(t, first, o)
	checkRounds(t, first)
	checkExports(t, out, first)
	checkProgress(t, progress, first)

	require.NoError(t, runner.Run(t.Context(), small(out)))
	second, err := sample.Read(out)
	require.NoError(t, err)
	assert.Equal(t, sequence(first), sequence(second), "the order follows from the seed")
	displaced, err := sample.Read(previous)
	require.NoError(t, err)
	assert.Equal(t, first, displaced)
	assert.NotEqual(t, first.Run.Started, second.Run.Started)
	names, err := os.ReadDir(parent)
	require.NoError(t, err)
	assert.Len(t, names, 2, "nothing else is left: %v", names)
}

func checkRecord(t *testing.T, f *sample.File, o runner.Options) {
	t.Helper()
	plan := f.Run.Plan
	assert.Len(t, plan.Cells, smallCells)
	assert.Equal(t, o.Rounds, plan.Rounds)
	assert.Equal(t, o.Mode, plan.Mode)
	assert.Equal(t, o.Window.Nanoseconds(), plan.WindowNS)
	assert.Equal(t, o.Timeout.Nanoseconds(), plan.TimeoutNS)
	assert.Equal(t, experiment.Queue, plan.Queue)
	assert.Equal(t, runtime.GOMAXPROCS(0), plan.GOMAXPROCS)
	assert.Equal(t, o.Seed, f.Run.Seed)
	assert.Regexp(t, `^\d{8}T\d{6}Z-7$`, f.Run.ID)
	assert.Equal(t, runtime.Version(), f.Run.Build.Go)
	assert.Regexp(t, `^[0-9a-f]{64}$`, f.Run.Build.Binary)
	assert.Positive(t, f.Run.Counting.AloneNS)
	assert.Positive(t, f.Run.Counting.SharedNS)
	for _, c := range plan.Cells {
		assert.GreaterOrEqual(t, c.Tasks, c.Submitters, c.Key())
		assert.Zero(t, c.Tasks%plan.GOMAXPROCS, "%s: no worker is idle in the last turn", c.Key())
		assert.Nil(t, c.Failure, c.Key())
	}
}

// checkRounds: each cell once per round, and the cells of a block next to each other.
func checkRounds(t *testing.T, f *sample.File) {
	t.Helper()
	require.Len(t, f.Samples, f.Run.Plan.Planned())
	require.Len(t, f.Samples, smallSamples)
	block := map[string]string{}
	for _, c := range f.Run.Plan.Cells {
		block[c.Key()] = c.BlockKey()
	}
	changes := 0
	for i, s := range f.Samples {
		assert.Equal(t, i/smallCells+1, s.Round)
		assert.NotNil(t, s.Measured, s.Cell)
		assert.GreaterOrEqual(t, s.TookNS, s.Measured.WallNS, "the window is a part of the child's life")
		if i%smallCells > 0 && block[f.Samples[i-1].Cell] != block[s.Cell] {
			changes++
		}
	}
	assert.Equal(t, 2*2, changes, "three blocks per round, none visited twice")
	for key := range block {
		assert.Len(t, f.Of(key), 2, key)
	}
}

func checkExports(t *testing.T, dir string, f *sample.File) {
	t.Helper()
	bench, err := os.Open(filepath.Join(dir, sample.BenchFile))
	require.NoError(t, err)
	defer func() { _ = bench.Close() }()
	lines := 0
	for r := benchfmt.NewReader(bench, sample.BenchFile); r.Scan(); {
		switch r.Result().(type) {
		case *benchfmt.Result:
			lines++
		case *benchfmt.SyntaxError:
			t.Error(r.Result())
		}
	}
	const controls = 4 // of 8 cells: two twins, and the two arms of the control
	assert.Equal(t, len(f.Samples)*(smallCells-controls)/smallCells, lines, "controls are not exported")

	env, err := os.ReadFile(filepath.Join(dir, sample.EnvFile))
	require.NoError(t, err)
	line, _, _ := strings.Cut(recordIn(t, dir), "\n")
	assert.JSONEq(t, line, string(env))
	names, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, names, 3, "no temporary file is left: %v", names)
}

// checkProgress: told before each child, once more at the end, and true each time.
func checkProgress(t *testing.T, progress []runner.Progress, f *sample.File) {
	t.Helper()
	require.Len(t, progress, 1+smallCells+smallSamples+1)
	assert.Equal(t, runner.Progress{Phase: "calibrating", Total: smallCells, Next: "counting"}, progress[0])
	for i, c := range f.Run.Plan.Cells {
		assert.Equal(t, runner.Progress{Phase: "calibrating", Done: i, Total: smallCells, Next: c.Key()}, progress[1+i])
	}
	for i, s := range f.Samples {
		assert.Equal(t, runner.Progress{Phase: "measuring", Done: i, Total: smallSamples, Next: s.Cell}, progress[1+smallCells+i])
	}
	assert.Equal(t, runner.Progress{Phase: "measuring", Done: smallSamples, Total: smallSamples}, progress[1+smallCells+smallSamples])
}

// Every refusal comes before the first child process and leaves everything as it was.
func TestWhatCannotBeDoneIsRefusedBeforeMeasuring(t *testing.T) {
	parent := t.TempDir()
	t.Chdir(parent)
	place(t, "latest", nil)
	require.NoError(t, os.MkdirAll(filepath.Join("home", "mail"), 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join("other", "previous", "photos"), 0o755))
	require.NoError(t, os.WriteFile("file", []byte("text"), 0o644))
	require.NoError(t, os.WriteFile("blocked.unfinished", []byte("text"), 0o644))
	before := entries(t, parent)

	cases := map[string]struct {
		change func(*runner.Options)
		want   string
	}{
		"no run":              {func(o *runner.Options) { o.Out = "home" }, "home exists and holds no samples.jsonl: it is not a run, so it is not replaced"},
		"previous is no run":  {func(o *runner.Options) { o.Out = "other/latest" }, "other/previous exists and holds no samples.jsonl"},
		"named previous":      {func(o *runner.Options) { o.Out = "previous" }, "previous is where the run before moves to: choose another directory"},
		"a file":              {func(o *runner.Options) { o.Out = "file" }, "cannot use file: "},
		"in a file":           {func(o *runner.Options) { o.Out = "file/latest" }, "cannot use file/latest: "},
		"unfinished a file":   {func(o *runner.Options) { o.Out = "blocked" }, "cannot write to blocked.unfinished: "},
		"this directory":      {func(o *runner.Options) { o.Out = "." }, `"." is no directory that can be replaced`},
		"nothing":             {func(o *runner.Options) { o.Out = "" }, `"" is no directory that can be replaced`},
		"the one above":       {func(o *runner.Options) { o.Out = "a/../.." }, `"a/../.." is no directory that can be replaced`},
		"root":                {func(o *runner.Options) { o.Out = "/" }, `"/" is no directory that can be replaced`},
		"no rounds":           {func(o *runner.Options) { o.Rounds = 0 }, "0 rounds: at least 1 is needed"},
		"negative rounds":     {func(o *runner.Options) { o.Rounds = -3 }, "-3 rounds: at least 1 is needed"},
		"max below rounds":    {func(o *runner.Options) { o.MaxRounds = 1 }, "at most 1 rounds, but at least 2"},
		"precision":           {func(o *runner.Options) { o.Precision = 5 }, "precision 5: allowed are 0 to below 1"},
		"precision no number": {func(o *runner.Options) { o.Precision = math.NaN() }, "precision NaN"},
		"negative budget":     {func(o *runner.Options) { o.Budget = -time.Second }, "budget -1s: it must not be negative"},
		"no window":           {func(o *runner.Options) { o.Window = 0 }, "window 0s and time-out 1m0s: both must be positive"},
		"time-out too short":  {func(o *runner.Options) { o.Timeout = o.Window }, "window 2ms and time-out 2ms"},
		"unknown experiment":  {func(o *runner.Options) { o.Selection.Experiments = []string{"latency"} }, `unknown experiment "latency": allowed are overhead`},
		"unknown variant":     {func(o *runner.Options) { o.Selection.Variants = []string{"tunny"} }, `unknown variant "tunny": allowed are inline`},
		"a cell twice": {func(o *runner.Options) { o.Cells = slices.Repeat(ownSettings(t)[:1], 2) },
			"mine/task=empty/buffer=0/channel/own is planned twice: every cell needs a key of its own"},
		"one of two variants": {func(o *runner.Options) { o.Selection.Variants = []string{"ants", ""} }, `unknown variant "": allowed are inline`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			o := small("latest")
			o.Report = func(runner.Progress) { t.Error("measured") }
			c.change(&o)
			err := runner.Run(t.Context(), o)
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "\n")
			assert.Equal(t, before, entries(t, parent), "nothing is left behind")
		})
	}
}
