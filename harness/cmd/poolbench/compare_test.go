package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
	"poolbench/harness/stats"
)

// writeRun records a run in which the rows of one block take so many ns per task, give or
// take a percent from round to round, with controls that are in order.
func writeRun(t *testing.T, dir string, rounds int, ns map[string]float64) string {
	t.Helper()
	all := map[string]float64{
		"control/effect=known/inline/own+same": 150_000, "control/effect=known/inline/own+slower": 165_000,
		"overhead/submitters=1/channel/own": 100, "overhead/submitters=1/channel/own+twin": 100,
	}
	for row, each := range ns {
		all["overhead/submitters=1/"+row] = each
	}
	run := sample.Run{Plan: sample.Plan{Rounds: rounds, GOMAXPROCS: 2}}
	run.Machine.CPU, run.Machine.Cores = "A CPU", 2
	var samples []sample.Sample
	for key, each := range all {
		name, role, _ := strings.Cut(key, "+")
		parts := strings.Split(name, "/")
		parameter, value, _ := strings.Cut(parts[1], "=")
		run.Plan.Cells = append(run.Plan.Cells, sample.Cell{
			Experiment: parts[0], Parameter: parameter, Value: value, Variant: parts[2], Face: parts[3],
			Role: sample.Role(role), Shape: "batch", Workload: "empty", Submitters: 1, Tasks: 1_000_000,
		})
		for round := range rounds {
			// The pattern differs between cells, by the length of their names, and has no trend.
			wobble := 1 + 0.01*float64((round*7+len(key)*3)%5-2)/2
			quiet := 0.0
			samples = append(samples, sample.Sample{Cell: key, Round: round + 1, Measured: &sample.Measurement{
				Tasks: 1_000_000, WallNS: int64(each * wobble * 1e6), ForeignCPU: &quiet,
			}})
		}
	}
	return sampletest.Write(t, filepath.Join(t.TempDir(), dir), run, samples)
}

func TestCompareExitCodes(t *testing.T) {
	usual := map[string]float64{"spawn/own": 300, "ants/native": 500}
	slower := map[string]float64{"spawn/own": 300, "ants/native": 600}
	fewer := map[string]float64{"spawn/own": 300}
	before := writeRun(t, "before", stats.MinRounds, usual)
	cases := map[string]struct {
		after string
		flags string
		code  int
		out   string
		errs  string
	}{
		"the same": {writeRun(t, "after", 12, usual), "", exitDone, "3 below, 0 above, 0 undecided; geometric mean of the ratios: 1.000×", ""},
		"slower":   {writeRun(t, "after", 12, slower), "", exitFailed, "overhead/submitters=1/ants/native            1.2× [", "1 of 3 cells are above the threshold"},
		"allowed":  {writeRun(t, "after", 12, slower), "--fail-on +25%", exitDone, "3 below", ""},
		"missing":  {writeRun(t, "after", 12, fewer), "", exitUsage, "the new run does not have it", "1 of 3 cells are undecided: that is no all-clear"},
		"too few":  {writeRun(t, "after", 1, usual), "", exitUsage, "1 undisturbed samples are too few for an interval", "3 of 3 cells are undecided"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"compare", before, c.after}, strings.Fields(c.flags)...)
			code, out, errs := poolbench(t.Context(), args...)
			assert.Equal(t, c.code, code, out+errs)
			assert.Contains(t, out, c.out)
			assert.Contains(t, errs, c.errs)
			assert.LessOrEqual(t, strings.Count(errs, "\n"), 1)
			assertWidth(t, out)
		})
	}
}

func TestCompareListsEverythingOnDemand(t *testing.T) {
	run := writeRun(t, "run", 12, map[string]float64{"spawn/own": 300})
	_, short, _ := poolbench(t.Context(), "compare", run, run)
	assert.NotContains(t, short, "overhead/", "cells below the threshold are counted only")
	_, all, _ := poolbench(t.Context(), "compare", "--all", run, run)
	assert.Contains(t, all, "overhead/submitters=1/spawn/own ")
	assertWidth(t, all)

	_, text, _ := poolbench(t.Context(), "compare", "--json", run, run)
	var listed struct{ Changes []listedChange }
	require.NoError(t, json.Unmarshal([]byte(text), &listed))
	require.Len(t, listed.Changes, 2)
	for _, c := range listed.Changes {
		assert.InDelta(t, 1, c.Ratio, 0.01)
		assert.Equal(t, "below", fmt.Sprint(c.Outcome))
	}
}

func TestCompareRefusesAnotherMachineUnlessToldTo(t *testing.T) {
	before := writeRun(t, "before", 12, nil)
	file, err := sample.Read(before)
	require.NoError(t, err)
	file.Run.Machine.Cores = 64
	after := sampletest.Write(t, filepath.Join(t.TempDir(), "after"), file.Run, file.Samples)

	code, _, errs := poolbench(t.Context(), "compare", before, after)
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "the runs are from different machines")
	assert.Contains(t, errs, "--across compares them all the same")
	code, _, errs = poolbench(t.Context(), "compare", "--across", before, after)
	assert.Equal(t, exitDone, code, errs)
}
