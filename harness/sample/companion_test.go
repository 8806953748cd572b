package sample_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
)

// A run and its companion find each other by their names.
func TestRunsAndTheirCompanionsFindEachOther(t *testing.T) {
	t.Chdir(t.TempDir())
	cell := "node-size/workers=2/node-pool/own"
	run := sample.Run{Plan: sample.Plan{Cells: []sample.Cell{sampletest.Cell(cell)}}}
	companion := filepath.Join("results", "node", "latest")
	for dir, want := range map[string]string{
		"results/node/latest": "results/latest", "results/node/latest/": "results/latest", "node/latest": "latest",
		"results/latest": "", "latest": "", "results/node": "",
	} {
		assert.Equal(t, want, sample.Principal(dir), dir)
	}
	assert.Empty(t, sample.Companion("results/latest"), "there is none yet")
	require.NoError(t, os.MkdirAll(companion, 0o755))
	assert.Empty(t, sample.Companion("results/latest"), "an empty directory is no run")
	sampletest.Write(t, companion, run, []sample.Sample{{Cell: cell, Measured: &sample.Measurement{Tasks: 1, WallNS: 1}}})
	assert.Equal(t, companion, sample.Companion("results/latest/"))
	assert.Empty(t, sample.Companion(companion), "it has none itself")
}
