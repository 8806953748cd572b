package runner_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/runner"
	"poolbench/harness/sample"
)

// until runs small, interrupted when stop returns true for what is about to be done.
func until(t *testing.T, out string, stop func(runner.Progress) bool) error {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o := small(out)
	o.Report = func(p runner.Progress) {
		if stop(p) {
			cancel()
		}
	}
	return runner.Run(ctx, o)
}

func TestInterruptedDuringCalibrationLeavesEverythingAsItWas(t *testing.T) {
	parent := t.TempDir()
	out := filepath.Join(parent, "latest")
	for _, earlier := range []func(){
		func() {},
		func() { place(t, out, nil) },
		func() { place(t, runner.Unfinished(out), nil) }, // can still be resumed
	} {
		earlier()
		before := entries(t, parent)
		for _, done := range []int{0, 1, 3} {
			err := until(t, out, func(p runner.Progress) bool {
				return p.Phase == "calibrating" && p.Done == done && p.Next != "counting"
			})
			require.ErrorIs(t, err, runner.ErrInterrupted)
			assert.Equal(t, before, entries(t, parent))
		}
	}
}

func TestAnInterruptedRunIsReadableAndCanBeResumed(t *testing.T) {
	parent := t.TempDir()
	whole := filepath.Join(parent, "whole", "latest")
	require.NoError(t, runner.Run(t.Context(), small(whole)))
	uninterrupted, err := sample.Read(whole)
	require.NoError(t, err)

	out := filepath.Join(parent, "latest")
	unfinished := runner.Unfinished(out)
	finished, abandoned := place(t, out, nil), place(t, unfinished, nil)
	err = until(t, out, func(p runner.Progress) bool { return p.Phase == "measuring" && p.Done == 5 })
	require.ErrorIs(t, err, runner.ErrInterrupted)
	assert.Equal(t, finished, recordIn(t, out), "the finished run keeps its place")
	assert.Equal(t, abandoned, recordIn(t, unfinished+"-1"), "the unfinished run before moved aside")
	part, err := sample.Read(unfinished)
	require.NoError(t, err)
	assert.Len(t, part.Samples, 5)
	assert.FileExists(t, filepath.Join(unfinished, sample.BenchFile))

	// Interrupted again, now with a record cut off as by a crash of the machine.
	text := recordIn(t, unfinished)
	require.NoError(t, os.WriteFile(filepath.Join(unfinished, sample.SamplesFile), []byte(text[:len(text)-20]), 0o644))
	ctx, cancel := context.WithCancel(t.Context())
	var warnings []string
	err = runner.Resume(ctx, out, func(p runner.Progress) {
		if p.Done == 6 {
			cancel()
		}
	}, func(w string) { warnings = append(warnings, w) })
	require.ErrorIs(t, err, runner.ErrInterrupted)
	require.Len(t, warnings, 1)
	assert.Contains(t, warnings[0], "the last line is cut off and was left out")

	var first *runner.Progress
	require.NoError(t, runner.Resume(t.Context(), out, func(p runner.Progress) {
		if first == nil {
			first = &p
		}
	}, noWarning(t)))
	assert.Equal(t, 6, first.Done, "what was measured is not measured again")
	resumed, err := sample.Read(out)
	require.NoError(t, err)
	assert.Equal(t, sequence(uninterrupted), sequence(resumed), "as if never interrupted")
	assert.Equal(t, part.Run, resumed.Run)
	assert.Equal(t, part.Samples[:4], resumed.Samples[:4])
	assert.Equal(t, finished, recordIn(t, filepath.Join(parent, "previous")))
	assert.NoDirExists(t, unfinished)
}

// Whenever the interrupt comes, before the child starts or while it runs, it ends the child
// and is not recorded as the variant's failure.
func TestAChildThatIsInterruptedHasNotFailed(t *testing.T) {
	t.Setenv(troubles, "sample inline/own/empty 1 hang;sample inline/own/empty 16 hang")
	out := filepath.Join(t.TempDir(), "latest")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o := small(out)
	o.Report = func(p runner.Progress) {
		if p.Phase == "measuring" && p.Next == "overhead/submitters=1/inline/own" || p.Next == "overhead/submitters=16/inline/own" && p.Phase == "measuring" {
			time.AfterFunc(50*time.Millisecond, cancel)
		}
	}
	require.ErrorIs(t, runner.Run(ctx, o), runner.ErrInterrupted)
	text := recordIn(t, runner.Unfinished(out))
	assert.NotContains(t, text, `"failure"`)
}

// A run that is killed has no chance to tidy up: what it has written has to do.
func TestAKilledRunCanBeResumed(t *testing.T) {
	out := filepath.Join(t.TempDir(), "latest")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victim+"="+out)
	progress, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	for lines := bufio.NewScanner(progress); lines.Scan(); {
		if lines.Text() == "measuring 5" {
			require.NoError(t, cmd.Process.Kill())
			break
		}
	}
	require.Error(t, cmd.Wait(), "killed")
	before := recordIn(t, runner.Unfinished(out))

	require.NoError(t, runner.Resume(t.Context(), out, nil, func(string) {}))
	after := recordIn(t, out)
	assert.True(t, strings.HasPrefix(after, before[:strings.LastIndex(before, "\n")+1]), "nothing is lost")
	file, err := sample.Read(out)
	require.NoError(t, err, "which also refuses a sample that is there twice")
	assert.Len(t, file.Samples, smallSamples)
}

// While a run calibrates there is no record yet, and the place is taken all the same.
func TestTwoRunsDoNotShareAPlace(t *testing.T) {
	parent := t.TempDir()
	o := small(filepath.Join(parent, "latest"))
	tried := 0
	o.Report = func(p runner.Progress) {
		if p.Done == 1 {
			tried++
			assert.ErrorIs(t, runner.Run(t.Context(), small(o.Out)), sample.ErrInUse, p.Phase)
		}
	}
	require.NoError(t, runner.Run(t.Context(), o))
	assert.Equal(t, 2, tried, "while calibrating and while measuring")
	names, err := os.ReadDir(parent)
	require.NoError(t, err)
	assert.Len(t, names, 1, "the lock is gone: %v", names)
}

func TestResumeRefuses(t *testing.T) {
	binary := hashOfThisBinary(t)
	cases := map[string]struct {
		change func(*sample.Run)
		want   string
	}{
		"another binary":  {nil, "this is another binary than the one that began the run: build commit unknown again to go on, or start a new run"},
		"another machine": {func(r *sample.Run) { r.Build.Binary, r.Machine.Cores = binary, 4096 }, "this is another machine than the one that began the run: start a new run"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "latest")
			before := place(t, runner.Unfinished(out), c.change)
			require.EqualError(t, runner.Resume(t.Context(), out, nil, nil), c.want)
			assert.Equal(t, before, recordIn(t, runner.Unfinished(out)))
		})
	}
	t.Run("nothing to resume", func(t *testing.T) {
		err := runner.Resume(t.Context(), filepath.Join(t.TempDir(), "latest"), nil, nil)
		require.ErrorIs(t, err, os.ErrNotExist)
		require.ErrorContains(t, err, "no unfinished run to resume: ")
	})
	t.Run("in use", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "latest")
		before := place(t, runner.Unfinished(out), func(r *sample.Run) { r.Build.Binary = binary })
		w, _, err := sample.Resume(runner.Unfinished(out))
		require.NoError(t, err)
		defer w.Close() //nolint:errcheck // nothing was written
		require.ErrorIs(t, runner.Resume(t.Context(), out, nil, nil), sample.ErrInUse)
		require.ErrorIs(t, runner.Run(t.Context(), small(out)), sample.ErrInUse)
		assert.Equal(t, before, recordIn(t, runner.Unfinished(out)))
	})
	t.Run("destination that is no run", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "latest")
		place(t, runner.Unfinished(out), func(r *sample.Run) { r.Build.Binary = binary })
		require.NoError(t, os.MkdirAll(filepath.Join(out, "mail"), 0o755))
		require.ErrorContains(t, runner.Resume(t.Context(), out, nil, nil), "it is not a run, so it is not replaced")
		assert.DirExists(t, filepath.Join(out, "mail"))
	})
}

func noWarning(t *testing.T) func(string) { return func(w string) { t.Errorf("warning: %s", w) } }

func hashOfThisBinary(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	require.NoError(t, err)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
