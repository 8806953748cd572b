package study_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/study"
	"poolbench/variants/variantstest"
)

// What an erratum's cells have is whether a rule was broken, and not a time.
func TestErrataAreOutcomes(t *testing.T) {
	const note, corrected = "node-errata/code=note/erratum=crashed-worker/node-pool/own", "node-errata/code=corrected/erratum=crashed-worker/node-pool/own"
	run := newRun(2, 8).times(note, 1, 1, 1).times(corrected, 1, 1, 1)
	for i := range run.samples {
		if s := &run.samples[i]; s.Cell == note {
			s.Measured, s.Failure = nil, &sample.Failure{Kind: sample.RuleBroken, Detail: "the next task was not answered"}
		}
	}
	text, err := run.book(t).Text(`{{erratum "crashed-worker"}}`)
	require.NoError(t, err)
	assert.Equal(t, "rule broken 3 of 3; corrected: 3 of 3 ran", text)

	own := newRun(2, 8).times(spawnCell, 1, 1, 1).write(t, "latest")
	b, err := study.Open([]string{own}, run.write(t, "reference"))
	require.NoError(t, err)
	text, err = b.Text(`{{erratum "crashed-worker"}}`)
	require.NoError(t, err)
	assert.Equal(t, "rule broken 3 of 3; corrected: 3 of 3 ran "+study.Dagger, text)
	text, err = b.Text(`{{erratum "four-threads"}}`)
	require.NoError(t, err)
	assert.Equal(t, study.NotMeasured, text)

	_, err = b.Text(`{{erratum "no-such-thing"}}`)
	assert.ErrorContains(t, err, "crashed-worker, exited-worker")
}

// Each erratum has its program, its row in the chapter and its row on the page beside the programs.
func TestErrataAreComplete(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		return string(text)
	}
	chapter, page := read("harness/study/chapters/errata.md"), read("harness/node/errata/README.md")
	for _, name := range experiment.Errata {
		assert.FileExists(t, filepath.Join(root, "harness/node/errata", name+".mjs"))
		assert.Contains(t, chapter, `{{erratum "`+name+`"}}`)
		assert.Contains(t, page, "["+name+"]("+name+".mjs)")
	}
}

// inPool is a function of the correct pool in the page about the errata.
var inPool = regexp.MustCompile("`([^`]+)` in \\[pool\\.mjs\\]")

// The functions that the page names are in the pool.
func TestErrataNameFunctionsThatExist(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "harness/node/errata/README.md"))
	require.NoError(t, err)
	pool, err := os.ReadFile(filepath.Join(root, "harness/node/variants/pool.mjs"))
	require.NoError(t, err)
	found := inPool.FindAllStringSubmatch(string(page), -1)
	assert.NotEmpty(t, found)
	for _, m := range found {
		assert.Contains(t, string(pool), "function "+m[1]+"(")
	}
}

// caseName is a case of the conformance suite in a page about the errata.
var caseName = regexp.MustCompile("`([a-z]+/[a-z0-9-]+)`")

// The cases that the page names exist.
func TestErrataNameCasesThatExist(t *testing.T) {
	var names []string
	for _, c := range variantstest.Cases() {
		names = append(names, c.Name)
	}
	for _, name := range []string{"harness/study/chapters/errata.md", "harness/node/errata/README.md"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		found := caseName.FindAllStringSubmatch(string(text), -1)
		assert.NotEmpty(t, found)
		for _, m := range found {
			assert.Contains(t, names, m[1], name)
		}
	}
}
