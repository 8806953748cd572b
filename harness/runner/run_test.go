package runner_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

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
	assert.Len(t, plan.Cells, 4)
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
		assert.Nil(t, c.Failure, c.Key())
	}
}

// checkRounds: each cell once per round, and the cells of a block next to each other.
func checkRounds(t *testing.T, f *sample.File) {
	t.Helper()
	require.Len(t, f.Samples, f.Run.Plan.Planned())
	require.Len(t, f.Samples, 8)
	block := map[string]string{}
	for _, c := range f.Run.Plan.Cells {
		block[c.Key()] = c.BlockKey()
	}
	for i, s := range f.Samples {
		assert.Equal(t, i/4+1, s.Round)
		assert.NotNil(t, s.Measured, s.Cell)
		if i%2 == 1 {
			assert.Equal(t, block[f.Samples[i-1].Cell], block[s.Cell])
			assert.NotEqual(t, f.Samples[i-1].Cell, s.Cell)
		}
	}
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
	assert.Equal(t, len(f.Samples), lines)

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
	require.Len(t, progress, 1+4+8+1)
	assert.Equal(t, runner.Progress{Phase: "calibrating", Total: 4, Next: "counting"}, progress[0])
	for i, c := range f.Run.Plan.Cells {
		assert.Equal(t, runner.Progress{Phase: "calibrating", Done: i, Total: 4, Next: c.Key()}, progress[1+i])
	}
	for i, s := range f.Samples {
		assert.Equal(t, runner.Progress{Phase: "measuring", Done: i, Total: 8, Next: s.Cell}, progress[5+i])
	}
	assert.Equal(t, runner.Progress{Phase: "measuring", Done: 8, Total: 8}, progress[13])
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
		"no window":           {func(o *runner.Options) { o.Window = 0 }, "window 0s and time-out 1m0s: both must be positive"},
		"time-out too short":  {func(o *runner.Options) { o.Timeout = o.Window }, "window 2ms and time-out 2ms"},
		"unknown experiment":  {func(o *runner.Options) { o.Selection.Experiments = []string{"latency"} }, `unknown experiment "latency": allowed are overhead`},
		"unknown variant":     {func(o *runner.Options) { o.Selection.Variants = []string{"tunny"} }, `unknown variant "tunny": allowed are inline`},
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
