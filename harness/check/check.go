// Package check answers whether this machine, now, can resolve a small difference.
//
// # Model
//
// It takes a short run that consists of controls only: rows against themselves, which must
// not differ, and the same loop with 5 % and 10 % more iterations, which must be found. How
// wide the intervals are then is what the machine can resolve; what others did meanwhile is
// the most likely reason where that is not enough.
//
// [Calibrate] asks the same of the method instead of the machine: over many repetitions of
// that run, how often is a difference claimed where there is none, and how often is one
// found that is there?
//
// # What it is not
//
// It says nothing about any strategy, and nothing about this machine an hour from now.
package check

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"poolbench/harness/compare"
	"poolbench/harness/experiment"
	"poolbench/harness/machine"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Goal is the difference that a machine should resolve: 3 %, the margin up to which two
// rows count as the same.
const Goal = stats.DefaultMargin

const (
	// maxRounds ends the check of a noisy machine after some 70 seconds.
	maxRounds = 30
	// precision is when a block needs no more rounds: with a 95 % interval of half the goal
	// the 99 % interval stays within it.
	precision = Goal / 2
)

// Options is the run that checks a machine, to be written to out.
func Options(out string, seed uint64) runner.Options {
	return runner.Options{
		Out: out, Mode: "check", Cells: experiment.Controls(), Seed: seed,
		Rounds: stats.MinRounds, MaxRounds: maxRounds, Precision: precision,
		Window: runner.Window, Timeout: runner.Timeout,
	}
}

// Run checks this machine. report is told the progress; the samples are not kept. It blocks
// for half a minute to a bit more than one.
func Run(ctx context.Context, seed uint64, report func(runner.Progress)) (Answer, error) {
	dir, err := os.MkdirTemp("", "poolbench-check-")
	if err != nil {
		return Answer{}, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in the temporary directory harms nobody
	o := Options(filepath.Join(dir, "check"), seed)
	o.Report = report
	if err := runner.Run(ctx, o); err != nil {
		return Answer{}, err
	}
	table, err := sample.Load(o.Out)
	if err != nil {
		return Answer{}, err
	}
	return Judge(table), nil
}

// Answer is what a check found.
type Answer struct {
	// Resolves is true if every finding that is required is good.
	Resolves bool `json:"resolves"`
	// Goal is the difference in question, 0.03 for 3 %.
	Goal     float64      `json:"goal"`
	Findings []Finding    `json:"findings"`
	Noise    Noise        `json:"noise"`
	Machine  machine.Info `json:"machine"`
	// Advice are sentences about what would help; none if nothing has to.
	Advice []string `json:"advice"`
}

// Finding is one control.
type Finding struct {
	// Control says what was compared.
	Control string `json:"control"`
	// Expected is the ratio that is known: 1, 1.05 or 1.1.
	Expected float64 `json:"expected"`
	// Ratio is what was measured, Lo and Hi its 99 % interval.
	Ratio  float64 `json:"ratio"`
	Lo     float64 `json:"lo"`
	Hi     float64 `json:"hi"`
	Rounds int     `json:"rounds"`
	Good   bool    `json:"good"`
	// Required is false for many submitters that contend: they are noisy by themselves, on
	// any machine, so what they resolve is worth knowing and says little about the machine.
	Required bool `json:"required"`
	// Problem says what is wrong where it is not good.
	Problem string `json:"problem,omitempty"`
}

// Resolution is the smallest difference that the finding's interval can tell from none: its
// larger relative half-width. 0 without an interval.
func (f Finding) Resolution() float64 {
	if f.Ratio == 0 {
		return 0
	}
	return max(f.Hi/f.Ratio, f.Ratio/f.Lo) - 1
}

// Judge answers from the record of a check.
func Judge(t *sample.Table) Answer {
	a := Answer{Resolves: true, Goal: Goal, Noise: measureNoise(t), Machine: t.Run.Machine}
	for _, pair := range compare.Controls(t) {
		f := judge(pair)
		a.Resolves = a.Resolves && (f.Good || !f.Required)
		a.Findings = append(a.Findings, f)
	}
	slices.SortStableFunc(a.Findings, func(x, y Finding) int { return int(math.Copysign(1, x.Expected-y.Expected)) })
	a.Advice = advise(a, compare.Within(t).Trust)
	return a
}

// effects are the ratios that the roles of controls are known to have.
var effects = map[sample.Role]float64{
	sample.Twin: 1, sample.SlightlySlower: experiment.SmallKnownEffect, sample.Slower: experiment.KnownEffect,
}

func judge(p compare.Pair) Finding {
	f := Finding{
		Control: describe(p.Cell), Expected: effects[p.Cell.Role],
		Ratio: p.Ratio.Mid, Lo: p.Wide.Lo, Hi: p.Wide.Hi, Rounds: p.Ratio.N, Required: p.Cell.Submitters == 1,
	}
	switch {
	case !p.Wide.Bounded:
		f.Problem = fmt.Sprintf("%d undisturbed rounds are too few for a 99 %% interval", p.Ratio.N)
	case f.Lo > f.Expected*(1+compare.KnownTolerance) || f.Hi < f.Expected*(1-compare.KnownTolerance):
		f.Problem = "the 99 % interval misses it"
	case f.Resolution() > Goal:
		f.Problem = fmt.Sprintf("resolves ±%.1f %% only", f.Resolution()*100)
	}
	f.Good = f.Problem == ""
	return f
}

func describe(c sample.Cell) string {
	what := c.Variant + ", " + c.Workload
	if c.Submitters > 1 {
		what += fmt.Sprintf(", %d submitters", c.Submitters)
	}
	switch c.Role {
	case sample.Slower:
		return c.Variant + ", 10 % more work"
	case sample.SlightlySlower:
		return c.Variant + ", 5 % more work"
	default:
		return what + ", against itself"
	}
}
