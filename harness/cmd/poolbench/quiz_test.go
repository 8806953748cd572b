package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
	"poolbench/harness/study"
)

// Wrong command lines are one line, before anything is read.
func TestQuizWrongCommandLines(t *testing.T) {
	t.Chdir(t.TempDir())
	for args, want := range map[string]string{
		"quiz a b":                  "poolbench quiz takes one directory, but got 2 arguments",
		"quiz --topic nonsense":     `unknown topic "nonsense": allowed are `,
		"quiz --topic spawn,Spawn":  `unknown topic "Spawn": allowed are `,
		"quiz --topic=":             "no topic: allowed are ",
		"quiz --count 0":            "--count 0: at least 1 question is needed",
		"quiz --count -1":           "--count -1: at least 1 question is needed",
		"quiz --seed x":             `invalid argument "x" for "--seed"`,
		"quiz --list --count three": `invalid argument "three" for "--count"`,
	} {
		code, out, errs := poolbench(t.Context(), strings.Fields(args)...)
		assert.Equal(t, exitUsage, code, args)
		assert.Empty(t, out, args)
		assert.Contains(t, errs, "poolbench: "+strings.TrimPrefix(want, "poolbench: "), args)
		assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
	}
	for _, args := range []string{"quiz", "quiz --list", "quiz results/other"} {
		code, _, errs := poolbench(t.Context(), strings.Fields(args)...)
		assert.Equal(t, exitFailed, code, args)
		assert.Contains(t, errs, "no run in ", args)
	}
	assertNothingIn(t, ".")
}

// The list has all questions of the guide, in its order or in that of a seed, or a part of them.
func TestQuizList(t *testing.T) {
	t.Chdir(root)
	list := func(args ...string) []string {
		code, out, errs := poolbench(t.Context(), append([]string{"quiz", "--list"}, args...)...)
		require.Equal(t, exitDone, code, errs)
		assertWidth(t, out)
		lines := strings.Split(strings.TrimRight(out, "\n"), "\n")
		return slices.DeleteFunc(lines[:len(lines)-1], func(line string) bool { return strings.HasPrefix(line, "     ") }) // the rest of a question
	}
	all := study.Questions()
	lines := list("results/reference")
	require.Len(t, lines, len(all))
	for i, q := range all {
		assert.Regexp(t, `^ *\d+ \* `+q.Topic+` +`+q.ID+` +\S`, strings.TrimSpace(lines[i]), "the run has the numbers of every question")
	}
	once := list("--seed", "5", "results/reference")
	assert.Equal(t, once, list("--seed", "5", "results/reference"))
	assert.ElementsMatch(t, lines, once)
	assert.Len(t, list("--count", "1", "results/reference"), 1)
	assert.Len(t, list("--count", "1000", "results/reference"), len(all))
	spawn := list("--topic", "spawn", "results/reference")
	assert.NotEmpty(t, spawn)
	for _, line := range spawn {
		assert.Contains(t, line, " spawn ")
	}
	assert.Equal(t, spawn, list("--topic", "spawn", "--topic", "spawn", "results/reference"))
}

// madeRun writes a run with a sample of each of two cells.
func madeRun(t *testing.T, dir, cpu string, cores, procs int) {
	t.Helper()
	run := sample.Run{Machine: machine.Info{CPU: cpu, Cores: cores}, Build: sample.Build{Go: runtime.Version()}, Plan: sample.Plan{Rounds: 1, GOMAXPROCS: procs}}
	for _, variant := range []string{"spawn", "inline"} {
		run.Plan.Cells = append(run.Plan.Cells, sample.Cell{
			Experiment: "overhead", Parameter: "submitters", Value: "1", Variant: variant, Face: "own", Shape: "batch", Tasks: 10,
		})
	}
	var samples []sample.Sample
	for _, c := range run.Plan.Cells {
		samples = append(samples, sample.Sample{Cell: c.Key(), Round: 1, Measured: &sample.Measurement{Tasks: 10, WallNS: 1000}})
	}
	sampletest.Write(t, dir, run, samples)
}

// What the quiz measured on request is the reader's, between the run and the reference, if it is of
// the same machine.
func TestAskedRunsAreTheReaders(t *testing.T) {
	t.Chdir(t.TempDir())
	here := machine.Describe()
	madeRun(t, "results/reference", "Abacus", 4, 4)
	for dir, made := range map[string]struct {
		cpu          string
		cores, procs int
	}{
		"same": {"Abacus", 4, 4}, "also": {"Abacus", 4, 4}, "previous": {"Abacus", 4, 4}, "half.unfinished": {"Abacus", 4, 4}, "old.unfinished-1": {"Abacus", 4, 4},
		"faster": {"Difference Engine", 4, 4}, "larger": {"Abacus", 8, 4}, "busier": {"Abacus", 4, 2},
		"here": {here.CPU, here.Cores, runtime.GOMAXPROCS(0)},
	} {
		madeRun(t, filepath.Join(askedDir, dir), made.cpu, made.cores, made.procs)
	}
	require.NoError(t, os.WriteFile(filepath.Join(askedDir, "same.lock"), nil, 0o644))
	dirs := func(dir string) (names []string) {
		b, err := readBook(dir, "results/reference")
		require.NoError(t, err)
		for _, r := range b.Runs {
			assert.Equal(t, r.Dir != "results/reference" || dir == r.Dir, r.Own, r.Dir)
			names = append(names, filepath.ToSlash(r.Dir))
		}
		return names
	}
	assert.Equal(t, []string{"results/asked/here", "results/reference"}, dirs("results/latest"), "without a run: those of this machine")
	assert.Equal(t, []string{"results/reference"}, dirs("results/reference"), "the committed guide is of the committed run")
	madeRun(t, "results/latest", "Abacus", 4, 4)
	assert.Equal(t, []string{"results/latest", "results/asked/also", "results/asked/same", "results/reference"}, dirs("results/latest"))

	require.NoError(t, os.RemoveAll("results/latest"))
	require.NoError(t, os.RemoveAll("results/asked/here"))
	require.NoError(t, os.RemoveAll("results/reference"))
	_, err := readBook("results/latest", "results/reference")
	assert.ErrorContains(t, err, "no run in results/latest that is of this machine, nor any in results/reference")
}

// What an offer says of its size is what would be measured, and how long that takes is only said from a record.
func TestQuizSaysHowMuchItWouldMeasure(t *testing.T) {
	for _, names := range [][]string{{"overhead"}, {"backlog", "leak"}} {
		selection := experiment.Selection{Experiments: names}
		cells, err := experiment.Select(selection)
		require.NoError(t, err)
		amount := fmt.Sprintf("at least %d rounds of %d cells", verdictRounds(selection), len(cells))
		assert.Equal(t, amount, lab{}.Effort(names))
		assert.Regexp(t, `^`+amount+` in [1-9]\d* min or more$`, lab{each: time.Second}.Effort(names))
	}
	minutes := func(each time.Duration) (n int) {
		_, after, _ := strings.Cut(lab{each: each}.Effort([]string{"overhead"}), " in ")
		_, err := fmt.Sscan(after, &n)
		require.NoError(t, err)
		return n
	}
	assert.Equal(t, 1, minutes(time.Millisecond))
	assert.InDelta(t, 10*minutes(time.Minute), minutes(10*time.Minute), 10)
}

// How long a sample takes is taken from the reference run, if it is there.
func TestSampleTakesWhatTheRecordSays(t *testing.T) {
	t.Chdir(root)
	book, err := readBook(latestDir, referenceDir)
	require.NoError(t, err)
	takes := sampleTakes(book, referenceDir)
	assert.Greater(t, takes, 100*time.Millisecond, "the window of the committed run")
	assert.Less(t, takes, 10*time.Second)
	assert.Zero(t, sampleTakes(book, "elsewhere"))

	t.Chdir(t.TempDir())
	madeRun(t, referenceDir, "Abacus", 1, 1)
	book, err = readBook(latestDir, referenceDir)
	require.NoError(t, err)
	assert.Zero(t, sampleTakes(book, referenceDir), "the record does not say it")
}

// Measurements are offered only where they would be used.
func TestQuizOffersNothingInVain(t *testing.T) {
	t.Chdir(t.TempDir())
	m, procs := machine.Describe(), runtime.GOMAXPROCS(0)
	madeRun(t, referenceDir, m.CPU, m.Cores, procs)
	madeRun(t, "here", m.CPU, m.Cores, procs)
	madeRun(t, "faster", "Difference Engine", m.Cores, procs)
	madeRun(t, "larger", m.CPU, m.Cores+1, procs)
	madeRun(t, "busier", m.CPU, m.Cores, procs+1)
	for dir, offered := range map[string]bool{
		latestDir: true, latestDir + "/": true, "here": true, "faster": false, "larger": false, "busier": false, referenceDir: false, referenceDir + "/": false,
	} {
		book, err := readBook(dir, referenceDir)
		require.NoError(t, err, dir)
		f := quizFlags{dir: dir, reference: referenceDir}
		assert.Equal(t, offered, f.lab(book, io.Discard) != nil, dir)
	}
}

// Without a run of one's own results/latest is the reference's, however it is spelt.
func TestQuizOfAFreshClone(t *testing.T) {
	t.Chdir(t.TempDir())
	madeRun(t, referenceDir, "Abacus", 1, 1)
	for _, args := range [][]string{nil, {latestDir}, {latestDir + "/"}, {"./" + latestDir}} {
		code, out, errs := poolbench(t.Context(), append([]string{"quiz", "--count", "1", "--list"}, args...)...)
		assert.Equal(t, exitDone, code, errs)
		assert.Contains(t, out, "your own runs have the numbers of 0 of 1")
	}
}
