package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"poolbench/harness/runner"
	"poolbench/harness/sample"
	"poolbench/harness/study"
	"poolbench/harness/study/page"
)

// Directories of runs, as seen from the repository's.
var (
	// latestDir is the reader's run, latestNodeDir the one with systems in Node.js that belongs to it, referenceDir the
	// committed one.
	latestDir     = filepath.Join("results", "latest")
	latestNodeDir = filepath.Join("results", "node", "latest")
	referenceDir  = filepath.Join("results", "reference")
	// askedDir holds what the quiz measured on request, a run each.
	askedDir = filepath.Join("results", "asked")
)

// openBook reads a run, what was asked for beside it, and the reference. That there is no run is an
// error.
func openBook(dir, reference string) (*study.Book, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("no run in %s: make quick takes one in a minute, and %s has the guide with the reference machine's numbers",
			dir, filepath.Join(reference, study.File))
	}
	return readBook(dir, reference)
}

// readBook is openBook for whom the reference will do. The runs in [askedDir] stand in for what the run
// in dir lacks, but not in the reference's own book.
func readBook(dir, reference string) (*study.Book, error) {
	own := []string{dir}
	if filepath.Clean(dir) != filepath.Clean(reference) {
		own = append(own, askedRuns()...)
	}
	return study.Open(own, reference)
}

// askedRuns are the finished runs in [askedDir], by name, without the one that the last of them took
// the place of.
func askedRuns() []string {
	found, err := filepath.Glob(filepath.Join(askedDir, "*", sample.SamplesFile))
	if err != nil {
		return nil // only a wrong pattern is an error
	}
	var dirs []string
	for _, path := range found {
		dir := filepath.Dir(path)
		if name := filepath.Base(dir); name != "previous" && !strings.Contains(name, runner.UnfinishedSuffix) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

func studyCommand() *cobra.Command {
	var reference string
	cmd := &cobra.Command{
		Use:   "study [DIR]",
		Short: "Write the study guide, with the numbers of a run in its answers",
		Long: "study renders STUDY.md into DIR (default: results/latest): chapters with interview questions whose\n" +
			"model answers quote what the run in DIR measured. Beside it, in DIR/pages, it writes a page per\n" +
			"strategy and per experiment. What that run does not have is taken from what the quiz measured on\n" +
			"the same machine, in results/asked, and then from the reference run, and marked.",
		Example: "  poolbench study\n  poolbench study results/reference",
		Args:    oneDir,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := latestDir
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
	cmd.Flags().StringVar(&reference, "reference", referenceDir, "run for what DIR lacks, marked")
	return cmd
}
