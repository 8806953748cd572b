// Command judge says in words what is still wrong with an exercise of the study guide, and what was
// measured. It is what make exercise runs.
//
// Exit codes: 0 when all rules are kept, 1 when one is broken, 2 when the command line was wrong,
// tests could not be run, or the verdict could not be written.
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

	"github.com/spf13/pflag"

	"poolbench/harness/study/exercises"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, exercises.Dir, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitGreen = 0
	exitRed   = 1
	exitUsage = 2
)

// run judges what args ask for, of the exercises in dir, and returns the exit code. Errors are
// one line.
func run(ctx context.Context, dir string, args []string, out, errs io.Writer) int {
	code, err := execute(ctx, dir, args, out)
	if err != nil {
		_, _ = fmt.Fprintln(errs, "judge:", err)
	}
	return code
}

func execute(ctx context.Context, dir string, args []string, out io.Writer) (int, error) {
	flags := pflag.NewFlagSet("judge", pflag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		_, _ = fmt.Fprintf(out, "go run ./%s/judge N judges exercise N.\n\n%s", exercises.Dir, flags.FlagUsages())
	}
	list := flags.Bool("list", false, "list the exercises")
	hint := flags.Int("hint", 0, "print a `level` of hint instead, from 1 to 3")
	command := flags.String("go", "go", "the go `command` that runs the tests")
	solution := flags.Bool("solution", false, "judge the solution instead")
	if err := flags.Parse(args); errors.Is(err, pflag.ErrHelp) {
		return exitGreen, nil
	} else if err != nil {
		return exitUsage, err
	}
	all, err := exercises.List(dir)
	if err != nil {
		return exitUsage, err
	}
	switch {
	case *list && flags.NArg() == 0:
		return printed(exitGreen, listing(out, all))
	case *list || flags.NArg() != 1:
		return exitUsage, fmt.Errorf("one number of an exercise is asked for, or --list alone, but got %q", args)
	}
	e, err := exercises.Find(all, flags.Arg(0))
	if err != nil {
		return exitUsage, err
	}
	if flags.Changed("hint") {
		return printHint(out, e, *hint)
	}
	return judge(ctx, out, e, exercises.Options{Solution: *solution, Go: *command})
}

// printed is the exit code if what was to be printed is: nobody reads a verdict on a full disk.
func printed(code int, err error) (int, error) {
	if err != nil {
		return exitUsage, err
	}
	return code, nil
}

func listing(out io.Writer, all []exercises.Exercise) error {
	var b strings.Builder
	for _, e := range all {
		_, _ = fmt.Fprintf(&b, "  %2d  %-21s %s\n", e.Number, e.Name[len("00-"):], e.Title)
	}
	_, err := fmt.Fprintf(out, "%s\nmake exercise N=1 judges one; %s/README.md says how it goes.\n", &b, exercises.Dir)
	return err
}

func printHint(out io.Writer, e exercises.Exercise, level int) (int, error) {
	text, err := e.Hint(level)
	if err != nil {
		return exitUsage, err
	}
	_, err = fmt.Fprint(out, text)
	return printed(exitGreen, err)
}

func judge(ctx context.Context, out io.Writer, e exercises.Exercise, o exercises.Options) (int, error) {
	verdicts, err := exercises.Judge(ctx, []exercises.Exercise{e}, o)
	if err != nil {
		return exitUsage, err
	}
	file := e.Path()
	if o.Solution {
		file = e.Solution()
	}
	code := exitRed
	if verdicts[0].Green() {
		code = exitGreen
	}
	return printed(code, verdicts[0].Write(out, file))
}
