package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"poolbench/harness/report"
)

func reportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "report DIR",
		Short: "Render the report and the charts of a run again, without measuring",
		Long: "report reads samples.jsonl in DIR and writes report.md beside it. Charts go to plots/NAME for a\n" +
			"run in results/NAME, and to DIR/plots for any other. The run may come from another machine.",
		Example: "  poolbench report results/latest",
		Args:    exactArgs(1, "one directory"),
		RunE: func(cmd *cobra.Command, args []string) error {
			// Most of the memory is the samples, which live to the end: looking for garbage
			// more often keeps a record of a million lines within half a gigabyte.
			debug.SetGCPercent(25)
			written, err := report.Write(args[0])
			for _, path := range written {
				_, _ = fmt.Fprintln(cmd.OutOrStdout(), "wrote", path)
			}
			return err
		},
	}
}
