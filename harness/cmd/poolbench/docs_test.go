package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/claim"
	"poolbench/harness/conformance"
	"poolbench/harness/report"
	"poolbench/harness/sample"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

var update = flag.Bool("update", false, "rewrite the generated parts of the READMEs")

// root is the repository's root as seen from this package's directory.
const root = "../../.."

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	require.NoError(t, err)
	return string(text)
}

// The parts of the README between markers are made from the catalog and the committed run,
// so that no number in it is typed by hand.
func TestDocsGeneratedPartsAreCurrent(t *testing.T) {
	table, err := conformance.Read(filepath.Join(root, "results/reference", conformance.File))
	require.NoError(t, err)
	generated(t, "README.md", map[string]string{
		"variants":    variantTable(t),
		"experiments": experimentTable(),
		"node":        nodeTable(t),
		"native":      table.Summary(),
		"service":     "```mermaid\n" + report.Architecture().Mermaid() + "```\n",
		"quick":       console("make quick", read(t, "results/reference/quick.txt")),
		"claims":      console("bin/poolbench claims results/reference", claims(t, "results/reference")),
		"agreement":   console("bin/poolbench claims results/reference --against results/repeat", agreement(t)),
	})
	generated(t, "harness/README.md", map[string]string{
		"calibration": console("make calibrate", read(t, "results/calibration.txt")),
	})
}

func claims(t *testing.T, dir string) string {
	t.Helper()
	var out strings.Builder
	printClaims(&out, ledger(t, dir), newPaint(&out))
	return out.String()
}

// agreement is where the committed run and its repetition differ, and how far they agree.
func agreement(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	require.NoError(t, sayAgreement(&out, ledger(t, "results/reference"), filepath.Join(root, "results/repeat"), "reference", false))
	lines := strings.SplitAfter(out.String(), "\n")
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool {
		return claimID.MatchString(strings.TrimSpace(line)[:min(3, len(strings.TrimSpace(line)))]) && !strings.Contains(line, "≠")
	}), "")
}

func ledger(t *testing.T, dir string) []claim.Result {
	t.Helper()
	table, err := sample.Load(filepath.Join(root, dir))
	require.NoError(t, err)
	companion, err := sample.LoadCompanion(filepath.Join(root, dir))
	require.NoError(t, err)
	return claim.EvaluateWith(table, companion)
}

// What the README says of the repairs, from a run of their own, is what the ledger says of it.
func TestDocsRepairsAreDecided(t *testing.T) {
	results := ledger(t, "results/repairs")
	i := slices.IndexFunc(results, func(r claim.Result) bool { return r.ID == "M05" })
	require.GreaterOrEqual(t, i, 0)
	verdicts := map[string]claim.Verdict{}
	for _, part := range results[i].Found {
		verdicts[part.Label] = part.Verdict
	}
	assert.Equal(t, claim.Supported, verdicts["lock"])
	assert.Equal(t, claim.Supported, verdicts["nice"])
}

func console(command, output string) string {
	return "```console\n$ " + command + "\n" + output + "```\n"
}

// generated holds the parts of a file between markers against what they are made from.
func generated(t *testing.T, path string, parts map[string]string) {
	t.Helper()
	text := read(t, path)
	for name, content := range parts {
		begin, end := fmt.Sprintf("<!-- %s -->\n", name), fmt.Sprintf("<!-- /%s -->", name)
		before, rest, ok := strings.Cut(text, begin)
		require.True(t, ok, "%s has no %q", path, begin)
		current, after, ok := strings.Cut(rest, end)
		require.True(t, ok, "%s has no %q", path, end)
		if *update {
			text = before + begin + content + end + after
			continue
		}
		assert.Equal(t, content, current, "%s: run go test ./harness/cmd/poolbench -run TestDocs -update", path)
	}
	if *update {
		require.NoError(t, os.WriteFile(filepath.Join(root, path), []byte(text), 0o644))
	}
}

// variantTable is a line per variant; the running and waiting tasks are those of its first
// face.
func variantTable(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| strategy | how it works | runs at once | may wait | a panic natively | lines |\n|:--|:--|:--|:--|:--|--:|\n")
	for _, r := range catalog.Rows() {
		if r.Face == catalog.Guarded {
			continue
		}
		lines, err := catalog.Lines(r.Variant)
		require.NoError(t, err)
		count := fmt.Sprint(lines)
		if r.Face == catalog.Native {
			count = fmt.Sprintf("adapter %d", lines)
		}
		fmt.Fprintf(&b, "| [%s](variants/%s) | %s | %s | %s | %s | %s |\n",
			r.Variant, r.Variant, r.Idea, bound(r.Traits.Workers, "W"), bound(r.Traits.Queue, "Q"), r.Panics, count)
	}
	return b.String()
}

// experimentTable is a line per experiment with the smallest run that it is part of.
func experimentTable() string {
	var b strings.Builder
	b.WriteString("| experiment | question | part of |\n|:--|:--|:--|\n")
	for _, e := range takeInventory().Experiments {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", e.Name, e.Question, e.partOf())
	}
	return b.String()
}

func bound(b variants.Bound, configured string) string {
	if b == variants.AsConfigured {
		return configured
	}
	return string(b)
}

// What the READMEs tell people to type has to exist.
func TestDocsCommandsExist(t *testing.T) {
	makefile := read(t, "Makefile")
	commands := map[string]bool{}
	for _, c := range newRoot().Commands() {
		commands[c.Name()] = true
	}
	for _, path := range []string{"README.md", "harness/README.md", "variants/README.md", "variants/batched/README.md"} {
		text := read(t, path)
		for _, m := range regexp.MustCompile("(?:`|\\$ )make ([a-z-]+)").FindAllStringSubmatch(text, -1) {
			assert.Contains(t, makefile, "\n"+m[1]+":", "%s names make %s", path, m[1])
		}
		for _, m := range regexp.MustCompile("(?:`|bin/)poolbench ([a-z]+)").FindAllStringSubmatch(text, -1) {
			assert.True(t, commands[m[1]], "%s names poolbench %s", path, m[1])
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)

// Links between files of the repository lead somewhere.
func TestDocsLinksLeadSomewhere(t *testing.T) {
	for _, path := range []string{"README.md", "harness/README.md", "variants/README.md", "results/reference/report.md"} {
		for _, m := range link.FindAllStringSubmatch(read(t, path), -1) {
			assert.FileExists(t, asFile(filepath.Join(root, filepath.Dir(path), m[1])), "%s links to %s", path, m[1])
		}
	}
}

// asFile stands a directory for a file somewhere in it.
func asFile(path string) string {
	for {
		entries, err := os.ReadDir(path)
		if err != nil || len(entries) == 0 {
			return path
		}
		path = filepath.Join(path, entries[0].Name())
	}
}
