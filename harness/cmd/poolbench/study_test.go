package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/stats"
)

// The guide and its pages stand in the run's directory, and each is said in a line.
func TestStudyWritesGuideAndPages(t *testing.T) {
	dir := writeRun(t, "run", stats.MinRounds, pools)
	t.Chdir(root)
	code, out, errs := poolbench(t.Context(), "study", dir)
	assert.Equal(t, exitDone, code, errs)
	assert.Regexp(t, `^wrote .*STUDY\.md\nwrote \d+ pages to .*pages\n$`, out)
	assert.FileExists(t, filepath.Join(dir, "STUDY.md"))
	assert.FileExists(t, filepath.Join(dir, "pages", "README.md"))
	assert.FileExists(t, filepath.Join(dir, "pages", "strategies", "spawn.md"))
}

func TestStudyTakesOneDirectory(t *testing.T) {
	code, _, errs := poolbench(t.Context(), "study", "a", "b")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "poolbench study takes one directory, but got 2 arguments")
}
