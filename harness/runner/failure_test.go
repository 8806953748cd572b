package runner_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/measure"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
)

// One run in which all cells but two misbehave, each in its own way: every failure is
// recorded with its kind and one line, and the others are measured.
func TestAFailingChildIsAResultAndStopsNothingElse(t *testing.T) {
	failures := map[string]struct {
		trouble string
		want    sample.Failure
	}{
		"overhead/submitters=1/inline/own":    {"sample inline/own/empty 1 panic", sample.Failure{Kind: sample.Crashed, Detail: "panic: a task | panicked"}},
		"overhead/submitters=16/inline/own":   {"sample inline/own/empty 16 garbage", sample.Failure{Kind: sample.Crashed, Detail: "ended without an answer: invalid character 'a' looking for beginning of value"}},
		"overhead/submitters=1/ants/native":   {"sample ants/native/empty 1 nothing", sample.Failure{Kind: sample.Crashed, Detail: "ended with an outcome that does not answer the request"}},
		"overhead/submitters=16/ants/native":  {"sample ants/native/empty 16 hang", sample.Failure{Kind: sample.TimedOut, Detail: "no result after 5s"}},
		"overhead/submitters=1/ants/guarded":  {"calibrate ants/guarded/empty 1 exit", sample.Failure{Kind: sample.Crashed, Detail: "exit status 3"}},
		"overhead/submitters=16/ants/guarded": {"sample ants/guarded/empty 16 silence", sample.Failure{Kind: sample.Crashed, Detail: "ended without an answer: unexpected end of JSON input"}},
	}
	var all []string
	for _, f := range failures {
		all = append(all, f.trouble)
	}
	t.Setenv(troubles, strings.Join(all, ";"))
	o := small(filepath.Join(t.TempDir(), "latest"))
	o.Selection.Variants = []string{"ants"}
	o.Rounds, o.Timeout = 1, 5*time.Second

	require.NoError(t, runner.Run(t.Context(), o))
	file, err := sample.Read(o.Out)
	require.NoError(t, err)
	assert.Len(t, file.Samples, smallCells+4-1, "what cannot be calibrated is not measured")
	for _, c := range file.Run.Plan.Cells {
		if f, broken := failures[c.Key()]; broken {
			assert.Equal(t, []sample.Failure{f.want}, file.Failures(c.Key()), c.Key())
			assert.Empty(t, file.Of(c.Key()))
			continue
		}
		assert.Len(t, file.Of(c.Key()), 1)
		assert.Empty(t, file.Failures(c.Key()))
	}
}

func TestAChildThatRunsOutOfMemoryIsAResult(t *testing.T) {
	if !measure.MemoryLimited {
		t.Skip("this build cannot limit the memory of a child")
	}
	t.Setenv(troubles, "sample inline/own/empty 1 memory")
	o := small(filepath.Join(t.TempDir(), "latest"))
	o.Rounds = 1
	require.NoError(t, runner.Run(t.Context(), o))
	file, err := sample.Read(o.Out)
	require.NoError(t, err)
	assert.Equal(t, uint64(runner.MemoryLimit), file.Run.Plan.MemoryLimit)
	failed := file.Failures("overhead/submitters=1/inline/own")
	require.Len(t, failed, 1)
	assert.Equal(t, sample.OutOfMemory, failed[0].Kind)
	assert.Contains(t, failed[0].Detail, "out of memory")
	assert.Len(t, file.Of("overhead/submitters=16/inline/own"), 1)
}

// Where no child can do anything there is no result, and nothing is left behind.
func TestARunWithoutAnyResultIsAnError(t *testing.T) {
	cases := map[string]struct{ troubles, want string }{
		"counting fails": {"count // 0 panic", "cannot measure in a child process: crashed: panic: a task | panicked"},
		"no cell can be calibrated": {
			"calibrate inline/own/empty 1 exit;calibrate channel/own/empty 1 exit;calibrate inline/own/empty 16 exit;calibrate channel/own/empty 16 exit;" +
				"calibrate inline/own/spin-150us 1 exit;calibrate inline/own/spin-165us 1 exit",
			"no cell could be calibrated: the first, overhead/submitters=1/inline/own, crashed: exit status 3",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Setenv(troubles, c.troubles)
			parent := t.TempDir()
			require.EqualError(t, runner.Run(t.Context(), small(filepath.Join(parent, "latest"))), c.want)
			assert.Equal(t, []string{parent}, entries(t, parent))
		})
	}
}
