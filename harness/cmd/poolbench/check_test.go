package main

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/check"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
)

// writeControls records a run of controls with a noise of sigma, relative.
func writeControls(t *testing.T, rounds int, sigma float64) string {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	run := sample.Run{Plan: sample.Plan{Rounds: rounds, GOMAXPROCS: 2}}
	run.Machine.CPU, run.Machine.Cores = "A CPU", 2
	var samples []sample.Sample
	for _, c := range experiment.Controls() {
		cell := sample.Cell{
			Experiment: c.Experiment, Parameter: c.Parameter, Value: c.Block.Value, Variant: c.Row.Variant, Face: string(c.Row.Face),
			Role: c.Role, Shape: string(c.Shape), Workload: c.Workload.Name, Submitters: c.Block.Submitters, Tasks: 1000,
		}
		run.Plan.Cells = append(run.Plan.Cells, cell)
		for round := range rounds {
			quiet := 0.0
			ns := float64(max(c.Workload.Iterations, 50)) * math.Exp(sigma*r.NormFloat64())
			samples = append(samples, sample.Sample{Cell: cell.Key(), Round: round + 1, Measured: &sample.Measurement{
				Tasks: 1_000_000, WallNS: int64(ns * 1e6), ForeignCPU: &quiet,
			}})
		}
	}
	return sampletest.Write(t, t.TempDir(), run, samples)
}

func TestCalibrationOfARecord(t *testing.T) {
	code, out, errs := poolbench(t.Context(), "check", "--calibrate", "--from", writeControls(t, 120, 0.01))
	assert.Equal(t, exitDone, code, out+errs)
	assert.Contains(t, out, "10 tries of 12 rounds")
	assert.Contains(t, out, " of 50 (expected 2.1, allowed 18 of 200)")
	assertWidth(t, out)

	code, _, errs = poolbench(t.Context(), "check", "--calibrate", "--json", "--from", writeControls(t, 120, 0.5))
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "the method does not keep what it promises")

	code, _, errs = poolbench(t.Context(), "check", "--calibrate", "--from", writeControls(t, 3, 0.01))
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "the run has 3 rounds: a try takes 12")
}

func TestTheAnswerOfACheckFitsTheTerminal(t *testing.T) {
	for _, sigma := range []float64{0.002, 0.2} {
		table, err := sample.Load(writeControls(t, 12, sigma))
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, printAnswer(&out, check.Judge(table), false))
		assertWidth(t, out.String())
		assert.Contains(t, out.String(), " 3 % now")
		assert.Contains(t, out.String(), "channel, empty, 16 submitters, against itself")
	}
}

func TestAnInterruptedCheckLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	code, out, _ := poolbench(ctx, "check")
	assert.Equal(t, exitInterrupted, code)
	assert.Empty(t, out)
	assertNothingIn(t, os.TempDir())
}
