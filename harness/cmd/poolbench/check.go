package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"

	"github.com/spf13/cobra"

	"poolbench/harness/check"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
)

// errUnresolved is the end of a check that went well and had a bad result.
var errUnresolved = errors.New("this machine does not resolve the goal now")

func checkCommand() *cobra.Command {
	var (
		asJSON, calibrate bool
		from              string
	)
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check whether this machine, now, can resolve a difference of 3 %",
		Long: "check measures for half a minute to a bit more than one: rows against themselves, which must not\n" +
			"differ, and the same loop with 5 % and 10 % more work, which must be found. The exit code is 1 if\n" +
			"the machine cannot resolve 3 %, with what disturbs it and what would help.\n\n" +
			"With --calibrate it checks the method instead: 200 comparisons of equals and 40 of a known effect,\n" +
			"in a quarter of an hour, kept in results/calibration.",
		Example: "  poolbench check\n" +
			"  poolbench check --json\n" +
			"  poolbench check --calibrate\n" +
			"  poolbench check --calibrate --from results/calibration",
		Args: exactArgs(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if from != "" && !calibrate {
				return usageError{errors.New("--from goes with --calibrate only")}
			}
			if calibrate {
				return runCalibration(cmd, from, asJSON)
			}
			show := newProgress(cmd.ErrOrStderr())
			answer, err := check.Run(cmd.Context(), rand.Uint64(), show.update)
			show.end()
			if err != nil {
				return err
			}
			if err := printAnswer(cmd.OutOrStdout(), answer, asJSON); err != nil {
				return err
			}
			if !answer.Resolves {
				return errUnresolved
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	cmd.Flags().BoolVar(&calibrate, "calibrate", false, "check the method instead of the machine")
	cmd.Flags().StringVar(&from, "from", "", "with --calibrate: judge this directory's record instead of measuring")
	return cmd
}

func printJSON(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

func printAnswer(out io.Writer, a check.Answer, asJSON bool) error {
	if asJSON {
		return printJSON(out, a)
	}
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	for _, f := range a.Findings {
		verdict := "ok"
		if !f.Good {
			verdict = f.Problem
			if !f.Required {
				verdict += " (optional)"
			}
		}
		ratio := "–"
		if f.Rounds > 0 {
			ratio = fmt.Sprintf("%.3f× [%.3f, %.3f]", f.Ratio, f.Lo, f.Hi)
		}
		say("%-45s %-21s %s", f.Control, ratio, verdict)
	}
	n := a.Noise
	say("noise: others used %s of a processor, a hypervisor took %s (medians)", unknownOr(n.ForeignCPU), unknownOr(n.StolenCPU))
	say("       %d of %d samples were disturbed, %d more were retaken", n.Disturbed, n.Samples, n.Dropped)
	if a.Resolves {
		say("this machine resolves %.0f %% now, with one submitter (99 %% intervals, in brackets)", a.Goal*100)
	} else {
		say("this machine does not resolve %.0f %% now (99 %% intervals, in brackets)", a.Goal*100)
	}
	for _, advice := range a.Advice {
		say("- %s", advice)
	}
	return nil
}

func unknownOr(v *float64) string {
	if v == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.2f", *v)
}

// runCalibration measures unless from names a record, and judges.
func runCalibration(cmd *cobra.Command, from string, asJSON bool) error {
	if from == "" {
		from = filepath.Join("results", "calibration")
		show := newProgress(cmd.ErrOrStderr())
		o := check.CalibrationOptions(from, rand.Uint64N(maxSeed))
		o.Report = show.update
		err := runner.Run(cmd.Context(), o)
		show.end()
		if errors.Is(err, runner.ErrInterrupted) {
			_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "resume: poolbench run --resume %s\nthen:   poolbench check --calibrate --from %s\n", from, from)
		}
		if err != nil {
			return err
		}
	}
	table, err := sample.Load(from)
	if err != nil {
		return err
	}
	c, err := check.Calibrate(table)
	if err != nil {
		return err
	}
	if asJSON {
		err = printJSON(cmd.OutOrStdout(), c)
	} else {
		printCalibration(cmd.OutOrStdout(), table, c)
	}
	if err == nil && !c.Passed() {
		return errors.New("the method does not keep what it promises")
	}
	return err
}

func printCalibration(out io.Writer, t *sample.Table, c check.Calibration) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	say("calibration %s on %s, %d cores", t.Run.ID, t.Run.Machine.CPU, t.Run.Machine.Cores)
	say("%d tries of %d rounds; comparisons with a disturbed round less: %d, left out: %d", c.Tries, c.Rounds, c.Short, c.Skipped)
	say("equals called different at 95 %%: %d of %d (expected %.1f, allowed %d of 200)", c.Different, c.Equal, c.Expected, check.MostDifferent)
	say("equals called different at 99 %%: %d of %d (expected %.1f)", c.DifferentAt99, c.Equal, c.ExpectedAt99)
	say("effect of 5 %%: found in %d of %d tries, inside the 99 %% interval in %d (required: %.0f %% found)", c.Found5, c.Tries5, c.Covered5, check.LeastFound*100)
	say("effect of 10 %%: found in %d of %d tries, inside the 99 %% interval in %d", c.Found10, c.Tries10, c.Covered10)
	for _, b := range c.ByControl {
		say("  %-45s %2d of %d different, largest %+.1f %%", b.Control, b.Different, b.Equal, b.Widest*100)
	}
}
