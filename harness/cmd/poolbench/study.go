package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"poolbench/harness/study"
	"poolbench/harness/study/page"
)

// referenceDir is the committed run, as seen from the repository's directory.
var referenceDir = filepath.Join("results", "reference")

// openBook reads a run, what was asked for beside it, and the reference.
func openBook(dir, reference string) (*study.Book, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("no run in %s: make quick takes one in a minute, and %s has the guide with the reference machine's numbers",
			dir, filepath.Join(reference, study.File))
	}
	return study.Open([]string{dir}, reference)
}

func studyCommand() *cobra.Command {
	var reference string
	cmd := &cobra.Command{
		Use:   "study [DIR]",
		Short: "Write the study guide, with the numbers of a run in its answers",
		Long: "study renders STUDY.md into DIR (default: results/latest): chapters with interview questions whose\n" +
			"model answers quote what the run in DIR measured. Beside it, in DIR/pages, it writes a page per\n" +
			"strategy and per experiment. What that run does not have is taken from the reference run and marked.",
		Example: "  poolbench study\n  poolbench study results/reference",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError{fmt.Errorf("%s takes one directory, but got %d arguments: see %s --help", cmd.CommandPath(), len(args), cmd.CommandPath())}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := filepath.Join("results", "latest")
			if len(args) == 1 {
				dir = args[0]
			}
			book, err := openBook(dir, reference)
			if err != nil {
				return err
			}
			written, err := study.Write(book, dir, ".")
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintln(cmd.OutOrStdout(), "wrote", written)
			pages, err := page.Write(book, dir, ".")
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintf(cmd.OutOrStdout(), "wrote %d pages to %s\n", len(pages), filepath.Join(dir, study.PagesDir))
			return nil
		},
	}
	cmd.Flags().StringVar(&reference, "reference", referenceDir, "run that stands in for what DIR lacks")
	return cmd
}
