package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"poolbench/harness/advise"
	"poolbench/harness/sample"
	"poolbench/harness/study"
)

func adviseCommand() *cobra.Command {
	var ask advise.Ask
	var reference string
	cmd := &cobra.Command{
		Use:   "advise [DIR]",
		Short: "Say on a page which strategy, how many workers and which queue",
		Long: "advise computes an answer from what the run in DIR (default: results/latest) measured: which\n" +
			"strategy, how many workers, which queue, why, and what would change the answer. What that run does\n" +
			"not have is taken from what was measured on the same machine into results/asked, and then from the\n" +
			"reference run, and marked; a fresh clone is advised from the reference run. What nobody measured is\n" +
			"refused, with the command that would measure it. A run whose controls failed, or with too few rounds\n" +
			"for verdicts, as those of make quick, gives no advice.\n\n" +
			"Durations are Go's: 150ns, 50us, 1.5ms. A task is a loop that computes for so long and never waits.",
		Example: "  poolbench advise --task 50us --burst 10000 --latency 20ms\n" +
			"  poolbench advise --task 300ns\n" +
			"  poolbench advise --task 1ms --rate 1500 results/reference",
		Args: oneDir,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := latestDir
			if len(args) == 1 {
				dir = args[0]
			}
			given := cmd.Flags().Changed
			switch {
			case !given("task"):
				return usageError{fmt.Errorf("--task is needed: how long a task computes, such as --task 50us")}
			case given("burst") && ask.Burst == 0:
				return usageError{fmt.Errorf("--burst 0: 1 task at least")}
			case given("latency") && ask.Latency == 0:
				return usageError{fmt.Errorf("--latency 0: more than nothing")}
			case given("rate") && ask.Rate == 0:
				return usageError{fmt.Errorf("--rate 0: tasks per second, more than nothing")}
			}
			if err := ask.Check(); err != nil {
				return usageError{err}
			}
			book, err := adviseBook(dir, reference)
			if err != nil {
				return err
			}
			answer, err := advise.For(book, ask)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), answer.Text())
			return err
		},
	}
	flags := cmd.Flags()
	flags.DurationVar(&ask.Task, "task", 0, "how long one task computes (needed)")
	flags.IntVar(&ask.Burst, "burst", 0, "how many tasks come at once (default: unknown)")
	flags.DurationVar(&ask.Latency, "latency", 0, "when the last task of the burst has to be done (default: any time)")
	flags.Float64Var(&ask.Rate, "rate", 0, "tasks per second on average (default: unknown)")
	flags.StringVar(&reference, "reference", referenceDir, "run for what DIR lacks, marked")
	return cmd
}

// adviseBook reads the runs. That results/latest does not exist is no error, as for the quiz; a directory that was named has
// to hold a run.
func adviseBook(dir, reference string) (*study.Book, error) {
	if filepath.Clean(dir) == latestDir {
		return readBook(dir, reference)
	}
	if runsInNode(dir) {
		return nil, fmt.Errorf("the run in %s has systems in Node.js and none of the experiments that advice is taken from: name one of Go's strategies, such as %s", dir, referenceDir)
	}
	if _, err := os.Stat(filepath.Join(dir, sample.SamplesFile)); err != nil {
		return nil, fmt.Errorf("no run in %s: make bench takes one into %s, and %s is the one of the reference machine", dir, latestDir, reference)
	}
	return readBook(dir, reference)
}
