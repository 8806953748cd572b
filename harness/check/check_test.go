package check_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/check"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// record is a run of controls as a machine with so much noise would take it: sigma is the
// relative standard deviation of a sample.
func record(seed uint64, rounds int, sigma float64) *sample.File {
	r := rand.New(rand.NewPCG(seed, 1))
	f := &sample.File{}
	f.Run.Machine.Cores = 2
	f.Run.Plan = sample.Plan{Rounds: rounds, GOMAXPROCS: 2}
	start := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for _, c := range experiment.Controls() {
		cell := sample.Cell{
			Experiment: c.Experiment, Parameter: c.Parameter, Value: c.Block.Value, Variant: c.Row.Variant, Face: string(c.Row.Face),
			Role: c.Role, Shape: string(c.Shape), Workload: c.Workload.Name, Submitters: c.Block.Submitters, Tasks: 1000,
		}
		f.Run.Plan.Cells = append(f.Run.Plan.Cells, cell)
		for round := range rounds {
			quiet, stolen, throttled := 0.01, 0.0, int64(0)
			ns := float64(100_000+c.Workload.Iterations) * math.Exp(sigma*r.NormFloat64())
			if c.Experiment == experiment.Control { // exact to the ratio of iterations
				ns -= 100_000
			}
			f.Samples = append(f.Samples, sample.Sample{
				Cell: cell.Key(), Round: round + 1, Started: start.Add(time.Duration(len(f.Samples)) * time.Second),
				Measured: &sample.Measurement{
					Tasks: 1000, WallNS: int64(ns * 1000), ForeignCPU: &quiet, StolenCPU: &stolen, Throttled: &throttled,
				},
			})
		}
	}
	return f
}

func TestAQuietMachineResolvesTheGoal(t *testing.T) {
	a := check.Judge(record(1, 12, 0.003).Table())
	assert.True(t, a.Resolves)
	assert.Empty(t, a.Advice)
	require.Len(t, a.Findings, 7, "five twins and two effects")
	for i, f := range a.Findings {
		assert.True(t, f.Good, f.Control)
		assert.Empty(t, f.Problem)
		assert.Less(t, f.Resolution(), check.Goal)
		assert.Equal(t, f.Control != "channel, empty, 16 submitters, against itself", f.Required, f.Control)
		if i > 0 {
			assert.GreaterOrEqual(t, f.Expected, a.Findings[i-1].Expected, "equals first")
		}
	}
}

// Sixteen submitters that contend are noisy on any machine.
func TestOnlyTheMachinesOwnNoiseCounts(t *testing.T) {
	f := record(1, 12, 0.003)
	wobble := []int64{80, 90, 100, 110, 120}
	for i := range f.Samples {
		if s := &f.Samples[i]; s.Cell == "overhead/submitters=16/channel/own" {
			s.Measured.WallNS = s.Measured.WallNS * wobble[i%len(wobble)] / 100
		}
	}
	a := check.Judge(f.Table())
	assert.True(t, a.Resolves)
	bad := 0
	for _, f := range a.Findings {
		if !f.Good {
			bad++
			assert.False(t, f.Required)
			assert.Contains(t, f.Problem, "% only")
		}
	}
	assert.Equal(t, 1, bad)
}

func TestANoisyMachineDoesNot(t *testing.T) {
	a := check.Judge(record(2, 12, 0.08).Table())
	assert.False(t, a.Resolves)
	assert.Contains(t, a.Findings[0].Problem, "% only")
	require.NotEmpty(t, a.Advice)
	assert.Contains(t, a.Advice[len(a.Advice)-1], "or measure longer: at this noise --rounds ")
}

func TestFindingsThatMissTheTruth(t *testing.T) {
	f := record(3, 12, 0.002)
	for i := range f.Samples {
		if s := &f.Samples[i]; s.Cell == "control/effect=known/inline/own+slightly-slower" {
			s.Measured.WallNS = s.Measured.WallNS * 105 / 100
		}
	}
	a := check.Judge(f.Table())
	assert.False(t, a.Resolves)
	bad := 0
	for _, finding := range a.Findings {
		if !finding.Good {
			bad++
			assert.InDelta(t, 1.05, finding.Expected, 0)
			assert.Equal(t, "the 99 % interval misses it", finding.Problem)
		}
	}
	assert.Equal(t, 1, bad)
}

// Each source of noise is named with what would help against it.
func TestAdviceNamesTheSource(t *testing.T) {
	cases := map[string]struct {
		harm func(m *sample.Measurement)
		want string
	}{
		"throttled": {func(m *sample.Measurement) { *m.Throttled = 1 }, "raise the quota of the container"},
		"neighbour": {func(m *sample.Measurement) { *m.ForeignCPU = 1 }, "stop other programs"},
		"stolen":    {func(m *sample.Measurement) { *m.StolenCPU = 0.1 }, "the hypervisor gave 10 % of a processor to other machines"},
		"unknown":   {func(m *sample.Measurement) { m.ForeignCPU = nil }, "this system does not tell"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := record(4, 12, 0.08)
			for i := range f.Samples {
				c.harm(f.Samples[i].Measured)
			}
			a := check.Judge(f.Table())
			assert.False(t, a.Resolves)
			found := false
			for _, advice := range a.Advice {
				found = found || strings.Contains(advice, c.want)
			}
			assert.True(t, found, a.Advice)
		})
	}
}

// With noise that is normal and independent the counts are what probability says.
func TestCalibrateCountsWhatItShould(t *testing.T) {
	const rounds = check.Tries*stats.MinRounds + 5 // an incomplete try at the end
	c, err := check.Calibrate(record(5, rounds, 0.01).Table())
	require.NoError(t, err)
	assert.Equal(t, check.Tries, c.Tries)
	assert.Equal(t, 5*check.Tries, c.Equal)
	assert.InDelta(t, c.Expected, c.Different, 9, "three standard errors")
	assert.InDelta(t, 8.5, c.Expected, 0.01, "87 of 2048 for each of 200")
	assert.LessOrEqual(t, c.DifferentAt99, c.Different)
	assert.GreaterOrEqual(t, c.Found5, check.Tries-2, "5 % of effect, 1 % of noise, 12 rounds")
	assert.Equal(t, check.Tries, c.Found10)
	assert.GreaterOrEqual(t, c.Covered10, check.Tries-3)
	assert.Zero(t, c.Skipped)
	assert.Len(t, c.ByControl, 5)
	assert.True(t, c.Passed())
}

func TestAMethodThatSeesDifferencesEverywhereFails(t *testing.T) {
	f := record(6, 48, 0.005)
	for i := range f.Samples { // as if position in the round mattered
		if s := &f.Samples[i]; s.Cell == "grain/grain=150us/channel/own+twin" || s.Cell == "grain/grain=1.5us/channel/own+twin" {
			s.Measured.WallNS = s.Measured.WallNS * 102 / 100
		}
	}
	c, err := check.Calibrate(f.Table())
	require.NoError(t, err)
	assert.GreaterOrEqual(t, c.Different, 8)
	assert.False(t, c.Passed())

	blind, err := check.Calibrate(record(7, 48, 0.3).Table())
	require.NoError(t, err)
	assert.False(t, blind.Passed(), "5 % cannot be found in 30 % of noise")
	assert.False(t, check.Calibration{}.Passed(), "nothing measured is nothing shown")
}

func TestCalibrationNeedsATry(t *testing.T) {
	_, err := check.Calibrate(record(8, 11, 0.01).Table())
	require.EqualError(t, err, "the run has 11 rounds: a try takes 12")
}

func TestOptionsAreValid(t *testing.T) {
	require.NoError(t, check.Options("x", 1).Validate())
	o := check.CalibrationOptions("x", 1)
	require.NoError(t, o.Validate())
	assert.Equal(t, 40*12, o.Rounds)
	assert.Zero(t, o.MaxRounds)
}
