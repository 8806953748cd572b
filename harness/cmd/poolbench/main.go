// Command poolbench measures how Go programs can run many CPU-bound tasks, and shows what
// it measured. See poolbench --help.
//
// Exit codes: 0 when everything was done, 1 when something failed or was found wanting, 2
// when the command line was wrong or two runs could not be told apart, 130 when it was
// interrupted: poolbench run can then be resumed, poolbench load cannot.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"poolbench/harness/child"
	"poolbench/harness/conformance"
	"poolbench/harness/measure"
	"poolbench/harness/runner"
	"poolbench/harness/service/cluster"
	"poolbench/harness/service/load"
)

func main() {
	if child.Is() { // this process exists to do one job
		os.Exit(child.Serve(jobs, os.Stdin, os.Stdout, os.Stderr))
	}
	self = os.Args[0]
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := execute(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// self is how this program was called, for commands that it proposes.
var self = "poolbench"

// jobs are what a child process of poolbench may be asked for.
var jobs = map[string]child.Job{
	measure.JobName: measure.Serve, conformance.JobName: conformance.Job, load.JobName: load.Job, cluster.JobName: cluster.Job,
}

// Exit codes.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130 // as shells report a program ended by Ctrl-C
)

// usageError is a wrong command line.
type usageError struct{ error }

// newRoot returns the command with all its subcommands.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "poolbench",
		Short: "Measure how to run many CPU-bound tasks in Go",
		Long: "poolbench measures every usual answer to one question, how a Go program should run many\n" +
			"CPU-bound tasks, on this machine, and renders tables and charts from what it measured.",
		Example:       "  poolbench run --quick\n  poolbench report results/latest",
		SilenceErrors: true, SilenceUsage: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			var names []string
			for _, c := range cmd.Commands() {
				names = append(names, c.Name())
			}
			return usageError{fmt.Errorf("unknown command %q: allowed are %s", args[0], strings.Join(names, ", "))}
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(listCommand(), runCommand(), reportCommand(), compareCommand(), checkCommand(), conformanceCommand(), claimsCommand(),
		serveCommand(), loadCommand(), studyCommand(), quizCommand(), adviseCommand())
	return root
}

// execute runs the command line args and returns the exit code. Errors are one line.
func execute(ctx context.Context, args []string, out, errs io.Writer) int {
	root := newRoot()
	root.SetOut(out)
	root.SetErr(errs)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	_, _ = fmt.Fprintln(errs, "poolbench:", err)
	switch {
	case errors.Is(err, runner.ErrInterrupted):
		return exitInterrupted
	case errors.As(err, &usageError{}):
		return exitUsage
	default:
		return exitFailed
	}
}

// exactArgs is cobra.ExactArgs with an error that says what is expected.
func exactArgs(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usageError{fmt.Errorf("%s takes %s, but got %d arguments: see %s --help", cmd.CommandPath(), what, len(args), cmd.CommandPath())}
		}
		return nil
	}
}

// oneDir takes a directory or nothing.
func oneDir(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError{fmt.Errorf("%s takes one directory, but got %d arguments: see %s --help", cmd.CommandPath(), len(args), cmd.CommandPath())}
	}
	return nil
}
