package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/report"
	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
)

// Without Node.js a run that needs it is refused in one line, before anything is written.
func TestWithoutNodeNothingIsBegun(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("PATH", t.TempDir())
	for _, args := range []string{"run --node", "run --experiment node-cost", "run --experiment node-errata --rounds 1 --out here"} {
		code, out, errs := poolbench(t.Context(), strings.Fields(args)...)
		assert.Equal(t, exitFailed, code, args)
		assert.Empty(t, out, args)
		assert.Regexp(t, `^poolbench: these experiments need Node.js \d+ or later, and no node was found on the PATH: see \S+\n$`, errs)
		assertNothingIn(t, ".")
	}
}

// A run beside Go's has a place of its own, with its own run before, and the end says where its numbers are read.
// What it measures here are rows in Go, so that no Node.js is needed.
func TestARunInNodeHasItsOwnPlace(t *testing.T) {
	t.Chdir(t.TempDir())
	args := strings.Fields("run --experiment node-cost --variant inline --rounds 1 --window 2ms --seed 5")
	code, out, errs := poolbench(t.Context(), args...)
	require.Equal(t, exitDone, code, errs)
	assert.Contains(t, out, filepath.Join(latestNodeDir, report.File))
	assert.Contains(t, out, "study: these numbers stand beside those of the run in "+latestDir+", which is not there yet\n")
	assert.Contains(t, out, "next: go tool benchstat -filter .unit:ns/op -col /variant,/face "+filepath.Join(latestNodeDir, sample.BenchFile)+"\n")
	first, err := sample.Read(latestNodeDir)
	require.NoError(t, err)
	for _, c := range first.Run.Plan.Cells {
		assert.Contains(t, []string{"node-cost", experiment.Control}, c.Experiment)
	}

	code, _, errs = poolbench(t.Context(), args...)
	require.Equal(t, exitDone, code, errs)
	moved, err := sample.Read(filepath.Join("results", "node", "previous"))
	require.NoError(t, err)
	assert.Equal(t, first, moved)
	assert.NoDirExists(t, latestDir)
	assert.NoDirExists(t, filepath.Join("results", "previous"))
}

func TestDefaultPlaceOfARun(t *testing.T) {
	assert.Equal(t, latestDir, defaultOut(experiment.Selection{}))
	assert.Equal(t, latestDir, defaultOut(experiment.Selection{Experiments: []string{"sum"}}))
	assert.Equal(t, latestDir, defaultOut(experiment.Selection{Experiments: []string{experiment.Control}}))
	assert.Equal(t, latestNodeDir, defaultOut(experiment.Selection{Node: true}))
	assert.Equal(t, latestNodeDir, defaultOut(experiment.Selection{Experiments: []string{"node-size", experiment.Control}}))
}

// place writes a run into dir with a round of one cell for each number of nanoseconds per task.
func place(t *testing.T, dir, cell string, perTask ...int64) {
	t.Helper()
	var samples []sample.Sample
	for i, ns := range perTask {
		samples = append(samples, sample.Sample{Cell: cell, Round: i + 1, Measured: &sample.Measurement{Tasks: 1, WallNS: ns}})
	}
	sampletest.Write(t, dir, sample.Run{Plan: sample.Plan{Mode: "custom", Rounds: len(perTask), Cells: []sample.Cell{sampletest.Cell(cell)}}}, samples)
}

const (
	ofNode = "node-cost/task=empty/inflight=64/node-pool/own"
	ofGo   = "grain/grain=1.5us/channel/own"
)

// The study guide of a run quotes its companion: that of the companion is not written.
func TestStudyLineNamesTheRunWithTheGuide(t *testing.T) {
	t.Chdir(t.TempDir())
	place(t, "results/latest", ofGo, 5)
	place(t, "results/node/latest", ofNode, 5)
	place(t, "results/node/other", ofNode, 5)
	place(t, "elsewhere", ofNode, 5)
	for dir, want := range map[string]string{
		"results/latest":      "study: poolbench study results/latest puts these numbers into the study guide",
		"results/node/latest": "study: poolbench study results/latest puts these numbers into its study guide, beside its own",
		"results/node/other":  "study: these numbers stand beside those of the run in results/other, which is not there yet",
		"elsewhere":           "", // no guide would look there
	} {
		assert.Equal(t, want, studyLine(dir), dir)
	}
}

// Advice is about Go's strategies. A run without them would otherwise be answered from the reference run alone.
func TestAdviceIsNotTakenFromARunInNode(t *testing.T) {
	t.Chdir(t.TempDir())
	place(t, "results/node/latest", ofNode, 5)
	code, out, errs := poolbench(t.Context(), "advise", "--task", "5us", "results/node/latest")
	assert.Equal(t, exitFailed, code)
	assert.Empty(t, out)
	assert.Equal(t, "poolbench: the run in results/node/latest has systems in Node.js and none of the experiments that advice is taken from: "+
		"name one of Go's strategies, such as results/reference\n", errs)
}

// Two runs with systems in Node.js are compared as any two are.
func TestCompareOfTwoRunsInNode(t *testing.T) {
	t.Chdir(t.TempDir())
	place(t, "old", ofNode, 100, 101, 102, 103, 104, 105, 106) // 7 rounds: with 8 it would take a control
	place(t, "new", ofNode, 200, 202, 204, 206, 208, 210, 212)
	code, out, errs := poolbench(t.Context(), "compare", "--fail-on", "+5%", "--across", "old", "new")
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, out, ofNode)
	assert.Contains(t, out, " above ")
	assert.Equal(t, "poolbench: 1 of 1 cells are above the threshold\n", errs)
}
