package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"poolbench/harness/chart"
	"poolbench/harness/compare"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

func compareCommand() *cobra.Command {
	var (
		failOn              string
		across, all, asJSON bool
		experiments         []string
	)
	cmd := &cobra.Command{
		Use:   "compare OLD NEW",
		Short: "Compare two runs, and fail if something got slower",
		Long: "compare holds the headline metric of every cell in NEW against OLD. Nothing pairs two runs, so this\n" +
			"is less sharp than a comparison inside a run, and what changed on the machine in between looks like\n" +
			"a change of the code.\n\n" +
			"The exit code is 0 if the 95 % interval of every cell lies below the threshold, 1 if some cells lie\n" +
			"above it (corrected for their number), and 2 if neither is shown: with cells missing, failed or\n" +
			"undecided, or with bad input. Latencies and many submitters are often too noisy for an all-clear:\n" +
			"name the experiments that matter.",
		Example: "  poolbench compare results/previous results/latest\n" +
			"  poolbench compare --experiment grain,sum --fail-on +10% old new",
		Args: exactArgs(2, "two directories"),
		RunE: func(cmd *cobra.Command, args []string) error {
			threshold, err := parseThreshold(failOn)
			if err != nil {
				return usageError{err}
			}
			before, err := sample.Load(args[0])
			if err != nil {
				return usageError{err}
			}
			after, err := sample.Load(args[1])
			if err != nil {
				return usageError{err}
			}
			for _, table := range []*sample.Table{before, after} {
				if err := narrow(table, experiments); err != nil {
					return usageError{err}
				}
			}
			runs, err := compare.Between(before, after, threshold, across)
			if errors.Is(err, compare.ErrOtherMachine) || errors.Is(err, compare.ErrOtherSettings) {
				err = fmt.Errorf("%w: --across compares them all the same", err)
			}
			if err != nil {
				return usageError{err}
			}
			if asJSON {
				if err := printJSON(cmd.OutOrStdout(), listChanges(runs)); err != nil {
					return err
				}
			} else {
				printRuns(cmd.OutOrStdout(), filepath.Base(args[0]), filepath.Base(args[1]), runs, all)
			}
			return concludeComparison(runs)
		},
	}
	cmd.Flags().StringVar(&failOn, "fail-on", "", "threshold (default: +5%, or a noise floor above that)")
	cmd.Flags().StringSliceVar(&experiments, "experiment", nil, "compare only these experiments")
	cmd.Flags().BoolVar(&across, "across", false, "compare runs from different machines or with different settings")
	cmd.Flags().BoolVar(&all, "all", false, "list every cell, also those below the threshold")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

// narrow leaves only experiments, and the control, in a table; none keeps all.
func narrow(t *sample.Table, experiments []string) error {
	if len(experiments) == 0 {
		return nil
	}
	for _, name := range experiments {
		if !slices.ContainsFunc(t.Series, func(s *sample.Series) bool { return s.Cell.Experiment == name }) {
			return fmt.Errorf("run %s has no experiment %q", t.Run.ID, name)
		}
	}
	t.Series = slices.DeleteFunc(t.Series, func(s *sample.Series) bool {
		return s.Cell.Experiment != experiment.Control && !slices.Contains(experiments, s.Cell.Experiment)
	})
	return nil
}

// parseThreshold reads "+5%" as 0.05; nothing is 0.
func parseThreshold(text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	number, percent := strings.CutSuffix(strings.TrimPrefix(text, "+"), "%")
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || !percent || !(value > 0 && value <= 1000) {
		return 0, fmt.Errorf("--fail-on %q: allowed is a percentage above 0, such as +5%%", text)
	}
	return value / 100, nil
}

// concludeComparison turns what was found into an exit code.
func concludeComparison(r compare.Runs) error {
	above, undecided := r.Count(compare.Above), r.Count(compare.Undecided)
	switch {
	case above > 0:
		return fmt.Errorf("%d of %d cells are above the threshold", above, len(r.Changes))
	case undecided > 0:
		return usageError{fmt.Errorf("%d of %d cells are undecided: that is no all-clear", undecided, len(r.Changes))}
	}
	return nil
}

type listedChange struct {
	Cell      string          `json:"cell"`
	Metric    string          `json:"metric"`
	Ratio     float64         `json:"ratio"`
	Lo        float64         `json:"lo"`
	Hi        float64         `json:"hi"`
	Threshold float64         `json:"threshold"`
	Adjusted  float64         `json:"adjusted_p"`
	Outcome   compare.Outcome `json:"outcome"`
	Reason    string          `json:"reason,omitempty"`
}

func listChanges(r compare.Runs) any {
	changes := []listedChange{}
	for _, c := range r.Changes {
		changes = append(changes, listedChange{c.Cell.Key(), c.Metric.Key, c.Ratio.Mid, c.Ratio.Lo, c.Ratio.Hi, c.Threshold, c.Adjusted, c.Outcome, c.Reason})
	}
	return map[string]any{"changes": changes, "warnings": r.Warnings}
}

func printRuns(out io.Writer, before, after string, r compare.Runs, all bool) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	for _, w := range r.Warnings {
		say("warning: %s", w)
	}
	say("%s ÷ %s, unpaired, 95 %% intervals; above means slower, or more memory", after, before)
	var ratios []float64
	missing := map[string]int{}
	for _, c := range r.Changes {
		if c.Missing {
			missing[c.Reason]++
			if !all {
				continue
			}
		}
		if c.Ratio.N > 0 {
			ratios = append(ratios, c.Ratio.Mid)
		}
		if !all && c.Outcome == compare.Below {
			continue
		}
		ratio := "–"
		if c.Ratio.N > 0 {
			ratio = fmt.Sprintf("%s [%s, %s]", chart.Ratio.Format(c.Ratio.Mid), chart.Ratio.Format(c.Ratio.Lo), chart.Ratio.Format(c.Ratio.Hi))
		}
		say("%-44s %-27s %s (+%.3g %%)", c.Cell.Key(), ratio, c.Outcome, c.Threshold*100)
		if c.Reason != "" {
			say("    %s", c.Reason)
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(missing)) {
		say("%s: %d cells, undecided", reason, missing[reason])
	}
	mean := "not all cells have one"
	if len(ratios) == len(r.Changes) {
		mean = fmt.Sprintf("%.3f×", stats.GeoMean(ratios))
	}
	say("%d below, %d above, %d undecided; geometric mean of the ratios: %s",
		r.Count(compare.Below), r.Count(compare.Above), r.Count(compare.Undecided), mean)
}
