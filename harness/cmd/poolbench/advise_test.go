package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Wrong command lines are one line, before anything is read.
func TestAdviseWrongCommandLines(t *testing.T) {
	t.Chdir(t.TempDir())
	for args, want := range map[string]string{
		"advise":                                    "--task is needed",
		"advise --task 5us a b":                     "poolbench advise takes one directory, but got 2 arguments",
		"advise --task 5":                           `invalid argument "5" for "--task"`,
		"advise --task -5us":                        "--task -5µs: a task computes for some time",
		"advise --task 5us --burst 0":               "--burst 0: 1 task at least",
		"advise --task 5us --burst 1.5":             `invalid argument "1.5" for "--burst"`,
		"advise --task 5us --latency 1ms":           "--latency 1ms is for the last task of a burst",
		"advise --task 5us --latency 0s":            "--latency 0: more than nothing",
		"advise --task 5us --rate 0":                "--rate 0: tasks per second",
		"advise --task 5us --rate=Inf":              "--rate +Inf: tasks per second",
		"advise --task 5us --burst 2 --latency 1us": "no strategy makes one task faster",
	} {
		code, out, errs := poolbench(t.Context(), strings.Fields(args)...)
		assert.Equal(t, exitUsage, code, args)
		assert.Empty(t, out, args)
		assert.Contains(t, errs, want, args)
		assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
	}
}

// A fresh clone is advised from the reference run; what nobody measured is refused.
func TestAdviseFromTheReference(t *testing.T) {
	reference, err := filepath.Abs(filepath.Join(root, "results/reference"))
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	t.Setenv("NO_COLOR", "1")
	advise := func(args string) (int, string, string) {
		return poolbench(t.Context(), append([]string{"advise", "--reference", reference}, strings.Fields(args)...)...)
	}
	code, out, errs := advise("--task 50us --burst 10000 --latency 20ms")
	assert.Equal(t, exitDone, code, errs)
	assert.Empty(t, errs)
	assert.True(t, strings.HasPrefix(out, "10000 tasks that compute for 50 µs each, at once, the last done within 20 ms\n"), out)
	assert.Contains(t, out, "†")

	code, out, _ = advise("--task 50us " + reference)
	assert.Equal(t, exitDone, code)
	assert.NotContains(t, out, "†", "the run that was named is the reader's")

	for args, want := range map[string]string{
		"--task 10s":                   "no advice for tasks of 10 s",
		"--task 1us --burst 200000000": "no advice for a burst of 200000000",
		"--task 1us nowhere":           "no run in nowhere: make bench takes one",
	} {
		code, out, errs := advise(args)
		assert.Equal(t, exitFailed, code, args)
		assert.Empty(t, out, args)
		assert.Contains(t, errs, "poolbench: "+want, args)
		assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
	}
}

// A run with too few rounds gives no advice, even where the reference could.
func TestAdviseFromAQuickRun(t *testing.T) {
	reference, err := filepath.Abs(filepath.Join(root, "results/reference"))
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	madeRun(t, latestDir, "Abacus", 4, 4)
	code, out, errs := poolbench(t.Context(), "advise", "--reference", reference, "--task", "50us")
	assert.Equal(t, exitFailed, code)
	assert.Empty(t, out)
	assert.Contains(t, errs, "results/latest: 1 round, and a verdict takes 12: poolbench run --experiment grain,workers,burst")
}
