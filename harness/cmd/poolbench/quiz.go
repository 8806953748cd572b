package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"poolbench/harness/experiment"
	"poolbench/harness/runner"
	"poolbench/harness/study"
	"poolbench/harness/study/quiz"
)

// quizFlags are the flags and the argument of quiz as they were given.
type quizFlags struct {
	dir, reference string
	topics         []string
	seed           uint64
	count          int
	list           bool
}

// quizQuestions are what may be asked. Tests ask questions of their own.
var quizQuestions = study.Questions

func quizCommand() *cobra.Command {
	f := &quizFlags{}
	cmd := &cobra.Command{
		Use:   "quiz [DIR]",
		Short: "Ask the questions of the study guide, and score predictions",
		Long: "quiz asks the questions of the study guide, takes a prediction for each, shows what the run in DIR\n" +
			"(default: results/latest) measured, with a model answer, and keeps the score. What your runs lack\n" +
			"is taken from the reference run and marked. On a terminal quiz offers to measure it, by poolbench\n" +
			"run --experiment: this leaves a run in results/asked that quiz and study use from then on, unless\n" +
			"DIR is of another machine.\n\n" +
			"Type 70, 70ns, 0.7us, 7x, 7 KiB or 7%, the letter of a choice, or one of holds, fails,\n" +
			"depends and cannot tell; s skips, q ends, ? helps.\n\n" +
			quiz.Rule() + "\n\n" +
			"Questions come in the order of the guide, or with --seed in a random one, which is the same for\n" +
			"the same seed. Without a terminal answers are read line by line, and nothing is offered.",
		Example: "  poolbench quiz\n" +
			"  poolbench quiz --list\n" +
			"  poolbench quiz --topic spawn,queues --count 5 --seed 7\n" +
			"  printf '70 ns\\nq\\n' | poolbench quiz results/reference",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError{fmt.Errorf("%s takes one directory, but got %d arguments: see %s --help", cmd.CommandPath(), len(args), cmd.CommandPath())}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.dir = latestDir
			if len(args) == 1 {
				f.dir = args[0]
			}
			return f.run(cmd)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.list, "list", false, "list the questions instead of asking them")
	flags.StringSliceVar(&f.topics, "topic", nil, "only questions of these topics, the chapters of the guide")
	flags.Uint64Var(&f.seed, "seed", 0, "random order of the questions, and of the choices (default: the guide's)")
	flags.IntVar(&f.count, "count", 0, "at most so many questions (default: all)")
	flags.StringVar(&f.reference, "reference", referenceDir, "run for what yours lack, marked")
	return cmd
}

func (f *quizFlags) run(cmd *cobra.Command) error {
	questions, err := f.questions(cmd.Flags().Changed)
	if err != nil {
		return usageError{err}
	}
	open := openBook
	if f.dir == latestDir { // a fresh clone has none
		open = readBook
	}
	book, err := open(f.dir, f.reference)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if f.list {
		return quiz.List(out, book, questions)
	}
	o := quiz.Options{Book: book, Questions: questions, Seed: f.seed, Guide: f.guide()}
	if columns, ok := terminalOf(cmd.InOrStdin(), out); ok {
		o.Terminal, o.Columns, o.Colour = true, columns, os.Getenv("NO_COLOR") == ""
		o.Lab = f.lab(cmd.ErrOrStderr())
	}
	err = quiz.Run(cmd.Context(), cmd.InOrStdin(), out, o)
	if errors.Is(err, context.Canceled) {
		return runner.ErrInterrupted
	}
	return err
}

// questions are those that the flags select, in the order in which they are asked.
func (f *quizFlags) questions(given func(string) bool) ([]study.Asked, error) {
	if given("count") && f.count < 1 {
		return nil, fmt.Errorf("--count %d: at least 1 question is needed", f.count)
	}
	all := quizQuestions()
	var allowed []string
	for _, q := range all {
		if !slices.Contains(allowed, q.Topic) {
			allowed = append(allowed, q.Topic)
		}
	}
	for _, topic := range f.topics {
		if !slices.Contains(allowed, topic) {
			return nil, fmt.Errorf("unknown topic %q: allowed are %s", topic, strings.Join(allowed, ", "))
		}
	}
	if given("topic") {
		all = slices.DeleteFunc(all, func(q study.Asked) bool { return !slices.Contains(f.topics, q.Topic) })
	}
	if given("seed") {
		all = quiz.Shuffle(all, f.seed)
	}
	if given("count") {
		all = all[:min(f.count, len(all))]
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no topic: allowed are %s", strings.Join(allowed, ", "))
	}
	return all, nil
}

// guide is where the chapters are to be read: in the guide of the run, or in the reference's.
func (f *quizFlags) guide() string {
	for _, dir := range []string{f.dir, f.reference} {
		path := filepath.Join(dir, study.File)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

// narrowest is how few columns a line may have: a terminal that is narrower breaks it.
const narrowest = 50

// terminalOf tells whether somebody sits at both ends, and how many columns there are.
func terminalOf(in io.Reader, out io.Writer) (columns int, ok bool) {
	from, isFile := in.(*os.File)
	if !isFile || !term.IsTerminal(int(from.Fd())) {
		return 0, false
	}
	to, isFile := out.(*os.File)
	if !isFile || !term.IsTerminal(int(to.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(to.Fd()))
	if err != nil || columns <= 0 {
		columns = quiz.Width
	}
	return max(columns, narrowest), true
}

// lab measures for the quiz what poolbench run --experiment does, into [askedDir].
type lab struct {
	dir, reference string
	errs           io.Writer
}

// lab is nil where what it measures would not be used: see [readBook].
func (f *quizFlags) lab(errs io.Writer) quiz.Lab {
	if filepath.Clean(f.dir) == filepath.Clean(f.reference) {
		return nil
	}
	return lab{f.dir, f.reference, errs}
}

// sampleTakes is how long a sample takes with the start of its process and what has to be
// retaken: the mean of the committed run, rounded.
const sampleTakes = 250 * time.Millisecond

// Effort counts cells and rounds, and estimates the time.
func (l lab) Effort(experiments []string) string {
	selection := experiment.Selection{Experiments: experiments}
	cells, err := experiment.Select(selection)
	if err != nil {
		return "for some minutes" // and Measure will say what is wrong
	}
	rounds := verdictRounds(selection)
	samples := len(cells) // calibration
	for _, c := range cells {
		if c.Block.Rounds > 0 {
			samples += min(c.Block.Rounds, rounds)
		} else {
			samples += rounds
		}
	}
	minutes := (time.Duration(samples)*sampleTakes + time.Minute - 1) / time.Minute
	return fmt.Sprintf("%d rounds of %d cells in about %d min", rounds, len(cells), minutes)
}

// labFlags are further flags of the runs that the quiz takes: tests make them short.
var labFlags []string

// Measure is poolbench run, with its progress but without its summary, which would give answers
// away.
func (l lab) Measure(ctx context.Context, experiments []string) (*study.Book, error) {
	run := runCommand()
	run.SilenceErrors, run.SilenceUsage = true, true
	run.SetOut(io.Discard)
	run.SetErr(l.errs)
	out := filepath.Join(askedDir, strings.Join(experiments, "+"))
	run.SetArgs(append([]string{"--experiment", strings.Join(experiments, ","), "--out", out}, labFlags...))
	if err := run.ExecuteContext(ctx); err != nil {
		return nil, err
	}
	return readBook(l.dir, l.reference)
}
