package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"poolbench/harness/child"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
)

// TestMain makes the test binary a child that measures when it is started as one, as main
// does.
func TestMain(m *testing.M) {
	if child.Is() {
		os.Exit(child.Serve(jobs, os.Stdin, os.Stdout, os.Stderr))
	}
	// A process with the race detector sleeps for a second before it exits.
	_ = os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent())
}

// poolbench runs a command line and returns its exit code and what it printed.
func poolbench(ctx context.Context, args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = execute(ctx, args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func assertWidth(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 100, line)
	}
}

// Each wrong command line is one line on standard error, exit code 2, and changes nothing.
func TestWrongCommandLines(t *testing.T) {
	cases := map[string]struct {
		args string
		want string
	}{
		"command":            {"measure", `unknown command "measure": allowed are `},
		"flag of root":       {"--fast", "unknown flag: --fast"},
		"flag of run":        {"run --fast", "unknown flag: --fast"},
		"argument of run":    {"run results/x", "poolbench run takes no arguments, but got 1"},
		"argument of list":   {"list variants", `unknown experiment "variants": allowed are overhead, grain, sum`},
		"arguments of list":  {"list grain sum", "poolbench list takes one experiment, but got 2"},
		"no directory":       {"report", "poolbench report takes one directory, but got 0"},
		"two directories":    {"report a b", "poolbench report takes one directory, but got 2"},
		"unknown experiment": {"run --experiment latency", `unknown experiment "latency": allowed are overhead, grain, sum`},
		"unknown variant":    {"run --variant ants,tunny", `unknown variant "tunny": allowed are inline, spawn, `},
		"no rounds":          {"run --rounds 0", "0 rounds: at least 1 is needed"},
		"negative rounds":    {"run --quick --rounds -1", "-1 rounds: at least 1 is needed"},
		"rounds in words":    {"run --rounds six", `invalid argument "six" for "--rounds"`},
		"negative seed":      {"run --seed -1", `invalid argument "-1" for "--seed"`},
		"no window":          {"run --window 0s", "window 0s"},
		"window no duration": {"run --window 5", `invalid argument "5" for "--window"`},
		"resume with seed":   {"run --resume results/latest --seed 1", "--resume goes on with the plan of the interrupted run: --seed does not go with it"},
		"resume with quick":  {"run --resume results/latest --quick", "--resume goes on with the plan of the interrupted run: --quick does not go with it"},
		"resume what":        {"run --resume", "flag needs an argument: --resume"},
		"max below rounds":   {"run --rounds 6 --max-rounds 5", "at most 5 rounds, but at least 6"},
		"precision":          {"run --precision 100", "--precision 100: allowed is a percentage from 0 to below 100, such as 5"},
		"negative budget":    {"run --budget -5m", "budget -5m0s: it must not be negative"},
		"quick and all":      {"run --quick --all", "--quick and --all: one of them leaves out what the other adds"},
		"node and quick":     {"run --node --quick", "--quick does not go with systems in Node.js, which have no smaller selection"},
		"node and all":       {"run --node --all", "--all does not go with systems in Node.js, which have no extra set"},
		"named and quick":    {"run --experiment node-cost --quick", "--quick does not go with systems in Node.js"},
		"named and all":      {"run --experiment node-cost --all", "--all does not go with systems in Node.js"},
		"node and of Go":     {"run --node --experiment grain", "experiment grain has no systems in Node.js: those that have are node-cost, node-work"},
		"both kinds":         {"run --experiment grain,node-cost", "experiments grain and node-cost: those with systems in Node.js are a run of their own"},
		"system in Go's run": {"run --variant node-pool", "variant node-pool is a system in Node.js: --node selects the experiments that have it"},
		"strategy beside":    {"run --node --variant ants", "variant ants has no part in what is selected: allowed are inline, spawn, channel, node-loop"},
		"resume with node":   {"run --resume results/node/latest --node", "--resume goes on with the plan of the interrupted run: --node does not go with it"},
		"rules of a system":  {"conformance --variant node-pool", `unknown variant "node-pool": allowed are inline, spawn`},
		"serve on a system":  {"serve --variant node-pool", `unknown variant "node-pool": allowed are inline, spawn`},
		"compare one":        {"compare a", "poolbench compare takes two directories, but got 1"},
		"compare nothing":    {"compare a b", "a/samples.jsonl: no such file: give the directory of a run"},
		"threshold":          {"compare --fail-on fast a b", `--fail-on "fast": allowed is a percentage above 0, such as +5%`},
		"threshold of 0":     {"compare --fail-on 0% a b", `--fail-on "0%": allowed is a percentage above 0`},
		"threshold negative": {"compare --fail-on=-5% a b", `--fail-on "-5%": allowed is a percentage above 0`},
		"threshold bare":     {"compare --fail-on 0.05 a b", `--fail-on "0.05": allowed is a percentage above 0`},
		"argument of check":  {"check now", "poolbench check takes no arguments, but got 1"},
		"check from":         {"check --from results/x", "--from goes with --calibrate only"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			code, out, errs := poolbench(t.Context(), strings.Fields(c.args)...)
			assert.Equal(t, exitUsage, code)
			assert.Empty(t, out)
			assert.Contains(t, errs, "poolbench: "+strings.TrimPrefix(c.want, "poolbench: "))
			assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
			assertNothingIn(t, ".")
		})
	}
}

func assertNothingIn(t *testing.T, dir string) {
	t.Helper()
	names, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, names)
}

// What fails although the command line is right is one line and exit code 1.
func TestFailures(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.Mkdir("empty", 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join("home", "mail"), 0o755))
	require.NoError(t, os.Mkdir("broken", 0o755))
	require.NoError(t, os.WriteFile(filepath.Join("broken", sample.SamplesFile), []byte("hello\n"), 0o644))
	cases := map[string]struct{ args, want string }{
		"report of nothing":        {"report nowhere", "nowhere/samples.jsonl: no such file: give the directory of a run"},
		"report of an empty dir":   {"report empty", "empty/samples.jsonl: no such file"},
		"report of a broken file":  {"report broken", "broken/samples.jsonl:1: not a record"},
		"nothing to resume":        {"run --resume results/latest", "no unfinished run to resume: "},
		"a directory that is none": {"run --out home", "home exists and holds no samples.jsonl"},
		"the place of the earlier": {"run --out results/previous", "choose another directory"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			code, out, errs := poolbench(t.Context(), strings.Fields(c.args)...)
			assert.Equal(t, exitFailed, code)
			assert.Empty(t, out)
			assert.True(t, strings.HasPrefix(errs, "poolbench: "), errs)
			assert.Contains(t, errs, c.want)
			assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
			assert.NoDirExists(t, "results")
		})
	}
}

func TestHelpHasAnExampleAndFitsTheTerminal(t *testing.T) {
	pages := []string{"--help"}
	for _, c := range newRoot().Commands() {
		pages = append(pages, c.Name()+" --help")
	}
	for _, args := range pages {
		code, out, errs := poolbench(t.Context(), strings.Fields(args)...)
		assert.Equal(t, exitDone, code, args)
		assert.Empty(t, errs, args)
		assert.Contains(t, out, "\nExamples:\n  poolbench ", args)
		assertWidth(t, out)
	}
	code, out, _ := poolbench(t.Context())
	assert.Equal(t, exitDone, code)
	assert.Contains(t, out, "Examples:", "without arguments: the help")
}

func TestAnInterruptIsExitCode130(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	code, out, errs := poolbench(ctx, "run", "--quick")
	assert.Equal(t, exitInterrupted, code)
	assert.Empty(t, out)
	assert.Contains(t, errs, "nothing was measured yet\n")
	assert.True(t, strings.HasSuffix(errs, "poolbench: interrupted before the first sample\n"), errs)
	left, err := os.ReadDir("results")
	if err == nil {
		assert.Empty(t, left)
	}
}

func TestAnInterruptedRunSaysHowToGoOn(t *testing.T) {
	for out, command := range map[string]string{
		"results/latest": "poolbench run --resume results/latest\n", "elsewhere/run": "poolbench run --resume elsewhere/run\n",
	} {
		t.Chdir(t.TempDir())
		unfinished := runner.Unfinished(out)
		require.NoError(t, os.MkdirAll(unfinished, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(unfinished, sample.SamplesFile), nil, 0o644))
		var errs bytes.Buffer
		sayUnfinished(out, &errs)
		assert.Contains(t, errs.String(), "what was measured is in "+unfinished+"\n")
		assert.Contains(t, errs.String(), command)
		assert.Contains(t, errs.String(), "poolbench report "+unfinished+"\n")
	}
}
