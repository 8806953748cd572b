package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"poolbench/harness/experiment"
	"poolbench/harness/report"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
)

const (
	// quickRounds is the smallest number of rounds that gives a 95 % interval of the
	// median. benchRounds is twice that: its interval leaves out the two most extreme
	// values on each side, so that two disturbed rounds do not decide its width.
	quickRounds = 6
	benchRounds = 12
)

func runCommand() *cobra.Command {
	var (
		o      runner.Options
		quick  bool
		resume bool
		window time.Duration
	)
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Measure, and write samples, report and charts",
		Long: "run takes one sample of every selected cell per round, each in a fresh process and in random\n" +
			"order, and writes samples.jsonl, bench.txt, env.json, report.md and charts. The run that was in\n" +
			"the directory before moves to previous/ beside it. The variants inline and channel are always\n" +
			"measured along: the others are compared with them.",
		Example: "  poolbench run --quick\n" +
			"  poolbench run --experiment grain --variant ants,spawn --rounds 20 --out results/grain\n" +
			"  poolbench run --resume",
		Args: exactArgs(0, "no arguments"),
	}
	flags := cmd.Flags()
	flags.BoolVar(&quick, "quick", false, "a minute: fewer rounds and blocks, own and native faces only")
	flags.StringSliceVar(&o.Selection.Experiments, "experiment", nil, "measure only these experiments")
	flags.StringSliceVar(&o.Selection.Variants, "variant", nil, "measure only these variants")
	flags.IntVar(&o.Rounds, "rounds", 0, fmt.Sprintf("samples per cell (default %d, with --quick %d)", benchRounds, quickRounds))
	flags.Uint64Var(&o.Seed, "seed", 0, "order of the samples (default: random, and recorded)")
	flags.StringVar(&o.Out, "out", filepath.Join("results", "latest"), "directory of the run")
	flags.BoolVar(&resume, "resume", false, "go on with the interrupted run of --out")
	flags.DurationVar(&window, "window", runner.Window, "shortest time of a sample; less hides disturbances")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if resume {
			if err := onlyResume(cmd); err != nil {
				return err
			}
			return resumeRun(cmd.Context(), o.Out, cmd.OutOrStdout(), cmd.ErrOrStderr())
		}
		o.Window, o.Timeout = window, max(runner.Timeout, 2*window)
		o.Selection.Quick = quick
		o.Mode = mode(quick, o.Selection)
		if !cmd.Flags().Changed("rounds") {
			o.Rounds = benchRounds
			if quick {
				o.Rounds = quickRounds
			}
		}
		if !cmd.Flags().Changed("seed") {
			o.Seed = rand.Uint64N(1_000_000) // short enough to type again
		}
		if err := o.Validate(); err != nil {
			return usageError{err}
		}
		return newRun(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

// mode names what was selected, for the record.
func mode(quick bool, s experiment.Selection) string {
	switch {
	case len(s.Experiments)+len(s.Variants) > 0:
		return "custom"
	case quick:
		return "quick"
	default:
		return "bench"
	}
}

// onlyResume refuses flags that contradict the plan of the run to be resumed.
func onlyResume(cmd *cobra.Command) error {
	for _, name := range []string{"quick", "experiment", "variant", "rounds", "seed", "window"} {
		if cmd.Flags().Changed(name) {
			return usageError{fmt.Errorf("--resume goes on with the plan of the interrupted run: --%s does not go with it, only --out does", name)}
		}
	}
	return nil
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
	err := runner.Resume(ctx, dir, show.update)
	show.end()
	return conclude(err, dir, start, out, errs)
}

// conclude renders the report of a run that ended, or says how to go on with one that was
// interrupted.
func conclude(err error, dir string, start time.Time, out, errs io.Writer) error {
	if errors.Is(err, runner.ErrInterrupted) {
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
	say("next: go tool benchstat -col /variant,/face %s", filepath.Join(dir, sample.BenchFile))
	return nil
}

func sayUnfinished(dir string, errs io.Writer) {
	unfinished := runner.Unfinished(dir)
	if _, err := os.Stat(filepath.Join(unfinished, sample.SamplesFile)); err != nil {
		_, _ = fmt.Fprintln(errs, "nothing was measured yet")
		return
	}
	again := "poolbench run --resume"
	if dir != filepath.Join("results", "latest") {
		again += " --out " + dir
	}
	_, _ = fmt.Fprintf(errs, "what was measured is in %s\n  resume: %s\n  read:   poolbench report %s\n", unfinished, again, unfinished)
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
