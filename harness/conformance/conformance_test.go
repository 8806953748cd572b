package conformance_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"poolbench/harness/child"
	"poolbench/harness/conformance"
	"poolbench/variants/catalog"
	"poolbench/variants/variantstest"
)

func TestMain(m *testing.M) {
	if child.Is() {
		os.Exit(child.Serve(map[string]child.Job{conformance.JobName: conformance.Job}, os.Stdin, os.Stdout, os.Stderr))
	}
	// A process with the race detector sleeps for a second before it exits.
	_ = os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent())
}

// deterministic are findings about native faces that no race decides.
var deterministic = []struct {
	variant string
	name    string
	want    conformance.Verdict
	detail  string
}{
	{"errgroup", "failure/panic", conformance.Differs, "the process dies: panic: a task fails"},
	{"errgroup", "close/refuses-submit", conformance.Differs, "Submit returned <nil>"},
	{"errgroup", "close/drains", conformance.Meets, ""},
	{"ants", "close/drains", conformance.Differs, "before the accepted tasks have ended"},
	{"ants", "failure/panic", conformance.Meets, ""},
	{"ants", "report/every-panic", conformance.Differs, "0 of 5 panics"},
	{"pond", "close/drains", conformance.Meets, ""},
	{"pond", "report/every-panic", conformance.Differs, "0 of 5 panics"},
	{"gammazero", "failure/panic", conformance.Differs, "the process dies: panic: a task fails"},
	{"gammazero", "blocked/cancel", conformance.Exempt, "never full"},
	{"conc", "close/twice", conformance.Differs, "Close panicked: close of closed channel"},
	{"conc", "submit/nil-task", conformance.Differs, "Submit returned <nil>"},
	{"gopool", "close/refuses-submit", conformance.Differs, "Submit returned <nil>"},
	{"gopool", "fifo/1-worker", conformance.Meets, ""},
}

// The committed table says the same as the deterministic findings, covers every native row
// and every case of today's suite, and calls broken only what a promise stands behind.
func TestTheCommittedTableIsCurrent(t *testing.T) {
	table, err := conformance.Read(filepath.Join("..", "..", "results", "reference", conformance.File))
	require.NoError(t, err)
	var cases, names []string
	for _, c := range variantstest.Cases() {
		cases = append(cases, c.Name)
	}
	for _, c := range table.Cases {
		names = append(names, c.Name)
	}
	assert.Equal(t, cases, names, "run make native")
	rows := map[string]conformance.Row{}
	for _, r := range table.Rows {
		assert.Equal(t, catalog.Native, r.Face)
		rows[r.Variant] = r
		for _, f := range r.Findings {
			assert.Equal(t, f.Verdict == conformance.Breaks, f.Promise != "", "%s %s", r.Variant, f.Case)
		}
	}
	for _, r := range catalog.Rows() {
		if r.Face == catalog.Native {
			assert.Contains(t, rows, r.Variant, "run make native")
		}
	}
	for _, want := range deterministic {
		for _, f := range rows[want.variant].Findings {
			if f.Case == want.name {
				assert.Equal(t, want.want, f.Verdict, "%s %s", want.variant, want.name)
			}
		}
	}
}

func TestPromisesNameCasesAndLibraries(t *testing.T) {
	known := map[string]bool{}
	for _, c := range variantstest.Cases() {
		known[c.Name] = true
	}
	for _, p := range conformance.Promises() {
		assert.True(t, known[p.Case], p.Case)
		_, err := catalog.Find(p.Variant, catalog.Native)
		require.NoError(t, err)
		assert.Contains(t, p.Source, "https://", "a promise without a place is hearsay")
	}
}

// An own row has no promise to hide behind.
func TestAViolationOfAnOwnRowIsOne(t *testing.T) {
	table := sampleTable()
	assert.Equal(t, 1, table.Rows[1].Count(conformance.Violates))
}

func sampleTable() conformance.Table {
	rule := func(name string) conformance.Rule { return conformance.Rule{Name: name, Rule: "A rule."} }
	finding := func(name string, v conformance.Verdict, detail string) conformance.Finding {
		return conformance.Finding{Case: name, Verdict: v, Detail: detail}
	}
	broken := finding("close/b", conformance.Breaks, "it returned <nil> | nothing")
	broken.Promise, broken.Issue = "it says so (https://example.org)", "https://example.org/1"
	return conformance.Table{
		Schema: conformance.Schema,
		Cases:  []conformance.Rule{rule("open/a"), rule("close/a"), rule("close/b")},
		Rows: []conformance.Row{
			{Variant: "pond", Face: catalog.Native, Findings: []conformance.Finding{
				finding("open/a", conformance.Exempt, "why"), finding("close/a", conformance.Meets, ""), broken}},
			{Variant: "spawn", Face: catalog.Own, Findings: []conformance.Finding{
				finding("open/a", conformance.Meets, ""), finding("close/a", conformance.Violates, "it hangs"), finding("close/b", conformance.Meets, "")}},
		},
	}
}

func TestSummaryCountsTheRulesThatApply(t *testing.T) {
	want := strings.Join([]string{
		"| rules about | pond | spawn |",
		"|:--|:-:|:-:|",
		"| open | – | 1 of 1 |",
		"| close | 1 of 2, breaks 1 | 1 of 2 |",
		"| **all** | **1 of 2, breaks 1** | **2 of 3** |", "",
	}, "\n")
	assert.Equal(t, want, sampleTable().Summary())
}

func TestFullShowsWhatHappenedAndWhereItIsPromised(t *testing.T) {
	text := sampleTable().Full()
	assert.Contains(t, text, "| `close/b` A rule. | **breaks** | ✓ |")
	assert.Contains(t, text, "- `close/b`: it returned &lt;nil&gt; \\| nothing. Its documentation: it says so (https://example.org); reported: https://example.org/1")
	assert.Contains(t, text, "- `close/a`: it hangs")
	assert.NotContains(t, text, "why", "what does not apply needs no explanation")
}

func TestReadRefusesWhatItDoesNotKnow(t *testing.T) {
	path := filepath.Join(t.TempDir(), conformance.File)
	table := sampleTable()
	require.NoError(t, table.Write(path))
	read, err := conformance.Read(path)
	require.NoError(t, err)
	assert.Equal(t, table, read)

	table.Schema++
	require.NoError(t, table.Write(path))
	_, err = conformance.Read(path)
	require.ErrorContains(t, err, "schema 2 is unknown")

	table.Schema, table.Rows[0].Findings = conformance.Schema, nil
	require.NoError(t, table.Write(path))
	_, err = conformance.Read(path)
	require.ErrorContains(t, err, "pond has 0 findings for 3 cases")

	require.NoError(t, os.WriteFile(path, []byte("{"), 0o644))
	_, err = conformance.Read(path)
	require.ErrorContains(t, err, "not a table of behaviour")
}

func TestReproduceIsACommand(t *testing.T) {
	table := sampleTable()
	assert.Equal(t, "poolbench conformance --variant pond --face native --case close/b",
		conformance.Reproduce(table.Rows[0], table.Rows[0].Findings[2]))
}
