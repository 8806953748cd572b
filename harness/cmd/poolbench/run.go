package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"poolbench/harness/experiment"
	"poolbench/harness/report"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

const (
	// quickRounds is the smallest number of rounds that gives a 95 % interval of the
	// median; it is too few for a verdict. benchRounds is the smallest one for that.
	quickRounds = 6
	benchRounds = stats.MinRounds
	// benchMaxRounds bounds what a block with wide intervals may cost: half as much again.
	benchMaxRounds = 18
	// benchPrecision is when an interval counts as narrow: ±10 %, beyond which the report
	// marks a number as noisy.
	benchPrecision = 0.10
	// With --budget the time is the limit: these are then goals that are seldom reached.
	budgetMaxRounds = 100
	budgetPrecision = 0.01
	// benchBudget ends the extra rounds of a run for which nothing else was said: on two
	// processors such a run then takes about a quarter of an hour.
	benchBudget = 13 * time.Minute
	// maxSeed keeps seeds short enough to type again.
	maxSeed = 1_000_000
)

// runFlags are the flags of run as they were given.
type runFlags struct {
	o         runner.Options
	quick     bool
	all       bool
	resume    string
	precision float64
}

func runCommand() *cobra.Command {
	cmd, _ := newRunCommand()
	return cmd
}

// newRunCommand returns the command, and where its flags are put.
func newRunCommand() (*cobra.Command, *runFlags) {
	f := &runFlags{}
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Measure, and write samples, report and charts",
		Long: "run takes samples of every selected cell, each in a fresh process and in random order, and writes\n" +
			"samples.jsonl, bench.txt, env.json, report.md and charts. The run that was in the directory before\n" +
			"moves to previous/ beside it. Always measured along are inline and channel, which the others are\n" +
			"compared with, and controls that tell whether the run can be believed.\n\n" +
			"Blocks with wide intervals get more rounds than others: up to 18, as long as the samples have taken\n" +
			"less than 13 minutes, or as many as a --budget lasts. With --rounds, --all, --quick or --node the\n" +
			"number is fixed, unless --max-rounds or --budget says otherwise. Without --rounds, --quick and\n" +
			"--node it is at least what verdicts take: 12, or 13 where an experiment has more than a hundred\n" +
			"comparisons.\n\n" +
			"--node measures the study note's systems in Node.js beside Go instead, in 8 rounds and 6 minutes,\n" +
			"into results/node/latest; naming their experiments alone does the same. It needs Node.js and what\n" +
			"make bench-node installs. No other run needs either, and no run has both kinds of experiments.\n\n" +
			"--all adds the extra set: further settings and rows, and experiments that a first answer does not\n" +
			"need. An experiment that is named is measured with its extra set.",
		Example: "  poolbench run --quick\n" +
			"  poolbench run --experiment grain --variant ants,spawn --rounds 20 --out results/grain\n" +
			"  poolbench run --all\n" +
			"  poolbench run --node\n" +
			"  poolbench run --experiment node-cost --variant node-pool\n" +
			"  poolbench run --budget 30m\n" +
			"  poolbench run --resume results/latest",
		Args: exactArgs(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.quick, "quick", false, "a minute: fewer blocks, faces and rounds, too few for verdicts")
	flags.BoolVar(&f.all, "all", false, "the extra set too: about five times as long")
	flags.BoolVar(&f.o.Selection.Node, "node", false, "the systems in Node.js beside Go, and nothing else")
	flags.StringSliceVar(&f.o.Selection.Experiments, "experiment", nil, "measure only these experiments")
	flags.StringSliceVar(&f.o.Selection.Variants, "variant", nil, "measure only these variants")
	flags.IntVar(&f.o.Rounds, "rounds", 0,
		fmt.Sprintf("samples per cell at least (default %d or more, --quick %d, --node %d)", benchRounds, quickRounds, nodeRounds))
	flags.IntVar(&f.o.MaxRounds, "max-rounds", 0, fmt.Sprintf("samples per cell at most (default %d, with --budget %d)", benchMaxRounds, budgetMaxRounds))
	flags.Float64Var(&f.precision, "precision", 0,
		fmt.Sprintf("intervals of ±percent need no more rounds (default %g, with --budget %g)", benchPrecision*100, budgetPrecision*100))
	flags.DurationVar(&f.o.Budget, "budget", 0,
		fmt.Sprintf("time for all samples; more rounds go where they help most (default %.0fm)", benchBudget.Minutes()))
	flags.Uint64Var(&f.o.Seed, "seed", 0, "order of the samples (default: random, and recorded)")
	flags.StringVar(&f.o.Out, "out", "", fmt.Sprintf("directory (default %s, with --node %s)", latestDir, latestNodeDir))
	flags.StringVar(&f.resume, "resume", "", "go on with the interrupted run of this directory")
	flags.DurationVar(&f.o.Window, "window", runner.Window, "shortest time of a sample; less hides disturbances")
	return cmd, f
}

func (f *runFlags) run(cmd *cobra.Command) error {
	given := cmd.Flags().Changed
	if given("resume") {
		if err := onlyResume(cmd); err != nil {
			return err
		}
		return resumeRun(cmd.Context(), strings.TrimSuffix(filepath.Clean(f.resume), runner.UnfinishedSuffix), cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	o := &f.o
	o.Timeout = max(runner.Timeout, 2*o.Window)
	if f.quick && f.all {
		return usageError{errors.New("--quick and --all: one of them leaves out what the other adds")}
	}
	if err := f.oneOfNode(); err != nil {
		return usageError{err}
	}
	o.Selection.Quick, o.Selection.All = f.quick, f.all
	o.Mode = mode(o.Selection)
	if !given("out") {
		o.Out = defaultOut(o.Selection)
	}
	if given("precision") && !(f.precision >= 0 && f.precision < 100) {
		return usageError{fmt.Errorf("--precision %v: allowed is a percentage from 0 to below 100, such as 5", f.precision)}
	}
	f.setRounds(given)
	if !given("seed") {
		o.Seed = rand.Uint64N(maxSeed)
	}
	if err := o.Validate(); err != nil {
		return usageError{err}
	}
	return newRun(cmd.Context(), *o, cmd.OutOrStdout(), cmd.ErrOrStderr())
}

// setRounds fills in the defaults of how much to measure, which depend on each other.
func (f *runFlags) setRounds(given func(string) bool) {
	o := &f.o
	fixed := given("rounds") || f.quick || f.all || o.Selection.InNode() // as many rounds as asked for, unless more are allowed
	switch {
	case given("rounds"):
	case f.quick:
		o.Rounds = quickRounds
	default:
		o.Rounds = usualRounds(o.Selection)
	}
	switch {
	case given("max-rounds"):
	case given("budget"):
		o.MaxRounds = max(o.Rounds, budgetMaxRounds)
	case fixed:
		o.MaxRounds = o.Rounds
	default:
		o.MaxRounds, o.Budget = max(o.Rounds, benchMaxRounds), benchBudget
	}
	switch {
	case given("precision"):
		o.Precision = f.precision / 100
	case given("budget"):
		o.Precision = budgetPrecision
	default:
		o.Precision = benchPrecision
	}
}

// verdictRounds is how many rounds the verdicts of a selection take: at least benchRounds, and more
// where very many rows are compared in one experiment. A selection that is wrong is refused later.
func verdictRounds(s experiment.Selection) int {
	cells, err := experiment.Select(s)
	if err != nil {
		return benchRounds
	}
	comparisons := map[string]int{}
	for _, c := range cells {
		if !c.Across && c.Role == sample.Compared && c.Row.Variant != catalog.Baseline {
			comparisons[c.Experiment]++
		}
	}
	rounds := benchRounds
	for _, n := range comparisons {
		rounds = max(rounds, stats.RoundsNeeded(n))
	}
	return rounds
}

// mode names what was selected, for the record.
func mode(s experiment.Selection) string {
	switch {
	case len(s.Experiments)+len(s.Variants) > 0:
		return "custom"
	case s.Quick:
		return "quick"
	case s.All:
		return "all"
	case s.Node:
		return "node"
	default:
		return "bench"
	}
}

// onlyResume refuses flags that contradict the plan of the run to be resumed.
func onlyResume(cmd *cobra.Command) error {
	var err error
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if flag.Name != "resume" && err == nil {
			err = usageError{fmt.Errorf("--resume goes on with the plan of the interrupted run: --%s does not go with it", flag.Name)}
		}
	})
	return err
}

func newRun(ctx context.Context, o runner.Options, out, errs io.Writer) error {
	show := newProgress(errs)
	o.Report = show.update
	start := time.Now()
	err := runner.Run(ctx, o)
	show.end()
	return conclude(err, o.Out, start, out, errs)
}

func resumeRun(ctx context.Context, dir string, out, errs io.Writer) error {
	show := newProgress(errs)
	start := time.Now()
	err := runner.Resume(ctx, dir, show.update, func(warning string) {
		_, _ = fmt.Fprintln(errs, "warning:", warning)
	})
	show.end()
	return conclude(err, dir, start, out, errs)
}

// conclude renders the report of a run that ended, or says how to go on with one that was
// interrupted.
func conclude(err error, dir string, start time.Time, out, errs io.Writer) error {
	switch {
	case errors.Is(err, runner.ErrNotBegun):
		_, _ = fmt.Fprintln(errs, "nothing was measured yet")
	case errors.Is(err, runner.ErrInterrupted):
		sayUnfinished(dir, errs)
	}
	if err != nil {
		return err
	}
	written, err := report.Write(dir)
	if err != nil {
		return err
	}
	rerenderPrevious(dir, errs)
	digest, err := report.Digest(dir)
	if err != nil {
		return err
	}
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	for _, line := range digest {
		say("%s", line)
	}
	say("took %v; read %s, charts in %s", time.Since(start).Round(time.Second), written[0], report.PlotsDir(dir))
	if line := studyLine(dir); line != "" {
		say("%s", line)
	}
	say("next: go tool benchstat -filter .unit:ns/op -col /variant,/face %s", filepath.Join(dir, sample.BenchFile))
	return nil
}

// sayUnfinished says how to go on, as it can be typed.
func sayUnfinished(dir string, errs io.Writer) {
	unfinished := runner.Unfinished(dir)
	_, _ = fmt.Fprintf(errs, "what was measured is in %s\n  read:   %s report %s\n  resume: %s run --resume %s\n", unfinished, self, unfinished, self, dir)
}

// rerenderPrevious draws the displaced run's charts into its new place. It may be a run of
// an older schema, and its record is intact in any case, so failing is worth a line only.
func rerenderPrevious(dir string, errs io.Writer) {
	previous := filepath.Join(filepath.Dir(filepath.Clean(dir)), "previous")
	if _, err := os.Stat(filepath.Join(previous, sample.SamplesFile)); err != nil {
		return
	}
	if _, err := report.Write(previous); err != nil {
		_, _ = fmt.Fprintln(errs, "the report of the run before could not be renewed:", err)
	}
}
