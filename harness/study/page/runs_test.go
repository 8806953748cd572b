package page_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/harness/study"
)

// shortened is a run like the committed one without the samples of some cells, in a directory
// of its own.
func shortened(t *testing.T, without func(cell string) bool) string {
	t.Helper()
	return edited(t, func(line, cell string) string {
		if cell != "" && without(cell) {
			return ""
		}
		return line
	})
}

var sampleOf = regexp.MustCompile(`"record":"sample","cell":"([^"]*)"`)

// edited is a run like the committed one in a directory of its own, with other lines. The cell is empty
// for lines that are no samples.
func edited(t *testing.T, edit func(line, cell string) string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(committed, sample.SamplesFile))
	require.NoError(t, err)
	var kept strings.Builder
	for line := range strings.Lines(string(text)) {
		cell := ""
		if found := sampleOf.FindStringSubmatch(line); found != nil {
			cell = found[1]
		}
		kept.WriteString(edit(line, cell))
	}
	dir := filepath.Join(t.TempDir(), "mine")
	require.NoError(t, os.MkdirAll(dir, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, sample.SamplesFile), []byte(kept.String()), 0o644))
	return dir
}

// failing is the line of a sample that failed instead.
func failing(line, kind string) string {
	before, _, _ := strings.Cut(line, `"measured"`)
	before, _, _ = strings.Cut(before, `"failure"`)
	return before + `"failure":{"kind":"` + kind + `"}}` + "\n"
}

// alone is the book of one run.
func alone(t *testing.T, dir string) *study.Book {
	t.Helper()
	b, err := study.Open([]string{dir}, "")
	require.NoError(t, err)
	return b
}

// withReference is a book with the committed run for what it lacks.
func withReference(t *testing.T, b *study.Book) *study.Book {
	t.Helper()
	standIn := *reference(t).Runs[0]
	standIn.Own = false
	return &study.Book{Runs: append(slices.Clone(b.Runs), &standIn)}
}

// Four workers are 2P on one machine and half of P on another: the number of the one says nothing about
// the other.
func TestSettingsOfOtherMachinesDoNotStandIn(t *testing.T) {
	t.Chdir(root)
	dir := edited(t, func(line, cell string) string {
		switch {
		case cell == "":
			return strings.Replace(line, `"gomaxprocs":2`, `"gomaxprocs":8`, 1)
		case strings.HasPrefix(cell, "workers/") && strings.Contains(cell, "/workers=32/"), strings.HasPrefix(cell, "overhead/"):
			return ""
		}
		return line
	})
	pages := render(t, withReference(t, alone(t, dir)), dir)
	workers := pages[experimentPage("workers")]
	assert.Contains(t, workers, "depends on the number of processors, here 8:")
	assert.Regexp(t, `(?m)^\| 15us \| 128 \|`, workers)
	assert.NotRegexp(t, `(?m)^\| 15us \| 32 \|`, workers, "the committed run has that of 2 processors")
	assert.Contains(t, workers, "settings are measured)")
	assert.NotContains(t, between(workers, "Time per task", "## In the ledger"), study.Dagger)
	assert.Regexp(t, `(?m)^\| 1 \|.* †`, pages[experimentPage("overhead")], "its settings are the same everywhere")
}

// What failed is named with every way in which it did, also where others are ranked; a process that could
// not ask whether a rule is kept has not broken it.
func TestFailuresAreNamed(t *testing.T) {
	t.Chdir(root)
	crash := "crashed" // the first sample of ants
	dir := edited(t, func(line, cell string) string {
		switch cell {
		case "overhead/submitters=1/ants/native":
			kind := crash
			crash = "out of memory"
			return failing(line, kind)
		case "grain/grain=15us/pond/native", "grain/grain=1.5ms/conc/native":
			return failing(line, "timed out")
		case "behaviour/rule=map.order/channel/own":
			return failing(line, "out of memory")
		case "behaviour/rule=map.order/spawn/own":
			return failing(line, "crashed")
		}
		return line
	})
	pages := render(t, alone(t, dir), dir)
	const said = `crashed 1 of \d+, out of memory \d+ of \d+`
	assert.Regexp(t, `time per empty task, 1 submitter \| `+said+` \| – \|`, pages[strategyPage("ants")])
	assert.Regexp(t, `time per empty task, 1 submitter \| .* of 5; ants/native: `+said+` \|`, pages[strategyPage("pond")])
	assert.Contains(t, pages[strategyPage("pond")], "or a smaller one, since there is no interval for 15us.", "a gap is not jumped over")
	assert.Regexp(t, `From which grain on .* is not known: there is no interval for 1.5ms\.`, pages[strategyPage("conc")])
	rules := pages[experimentPage("behaviour")]
	assert.Contains(t, rules, "| rule | kept by | broken by | open |")
	assert.Regexp(t, `\| spawn \| channel: out of memory 3 of 3 \|`, rules)
	assert.NotContains(t, rendered(t)[experimentPage("behaviour")], "| open |", "all were asked")
}

func TestRunWithoutResultsIsRendered(t *testing.T) {
	t.Chdir(root)
	dir := shortened(t, func(cell string) bool { return strings.Contains(cell, "/ants/") || strings.HasPrefix(cell, "workers/") })
	mine := alone(t, dir)
	pages := render(t, mine, dir)
	ants := pages[strategyPage("ants")]
	assert.Contains(t, ants, "| time per empty task, 1 submitter | not measured | – |")
	assert.Contains(t, ants, "## Mechanism")
	assert.NotContains(t, ants, "](../../report.md", "there is no report to lead to")
	assert.Contains(t, pages[strategyPage("pond")], " of 5; ants/native: not measured |", "one of six libraries is missing")
	assert.Contains(t, pages[experimentPage("workers")], "Time per task: not measured.")

	both := withReference(t, mine)
	pages = render(t, both, dir)
	assert.Contains(t, pages[strategyPage("ants")], "## Its place on the reference machine\n")
	assert.Contains(t, pages[strategyPage("pond")], "## Its place on this machine\n")
	assert.NotContains(t, between(pages[strategyPage("ants")], "## Its place", "## In the ledger"), study.NotMeasured)
	assert.Regexp(t, `time per empty task, 1 submitter \| .* †`, pages[strategyPage("ants")])
	assert.NotRegexp(t, `time per empty task, 1 submitter \| .* †`, pages[strategyPage("pond")])
	report := "# A report\n\n## overhead\n\nNo more than that.\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "report.md"), []byte(report), 0o644))
	pages = render(t, both, dir)
	assert.Contains(t, pages[experimentPage("overhead")], "[The report](../../report.md#overhead)")
	assert.Contains(t, pages[experimentPage("grain")], "results/reference/report.md#grain)", "the own report lacks the section")
	assert.Contains(t, pages[experimentPage("grain")], "efficiency.png) †", "a chart of another machine is marked")
	assert.Regexp(t, `\| 15us \| 128 \| .* †`, pages[experimentPage("workers")])
}
