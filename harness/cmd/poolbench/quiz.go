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
			"run --experiment, unless DIR is of another machine: this leaves a run in results/asked that quiz and\n" +
			"study use from then on.\n\n" +
			"Type 70, 70ns, 0.7us, 7x, 7 KiB or 7%, the letter of a choice, or one of holds, fails,\n" +
			"depends and cannot tell; s skips, q ends, ? helps.\n\n" +
			quiz.Rule() + "\n\n" +
			"Questions come in the order of the guide, or with --seed in a random one, which is the same for\n" +
			"the same seed. Without a terminal answers are read line by line, and nothing is offered.",
		Example: "  poolbench quiz\n" +
			"  poolbench quiz --list\n" +
			"  poolbench quiz --topic spawn,queues --count 5 --seed 7\n" +
			"  printf '70 ns\\nq\\n' | poolbench quiz results/reference",
		Args: oneDir,
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
	if filepath.Clean(f.dir) == latestDir { // a fresh clone has none
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
	if o.Columns, o.Terminal = someone(cmd.InOrStdin(), out); o.Terminal {
		o.Colour, o.Lab = colourful(out), f.lab(book, cmd.ErrOrStderr())
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

// someone tells whether somebody sits at both ends, and how many columns there are; 0 if that is
// unknown.
func someone(in io.Reader, out io.Writer) (columns int, ok bool) {
	_, typed := terminalOf(in)
	fd, read := terminalOf(out)
	if !typed || !read {
		return 0, false
	}
	columns, _, err := term.GetSize(fd)
	if err != nil {
		return 0, true
	}
	return columns, true
}

// lab measures for the quiz what poolbench run --experiment does, into [askedDir].
type lab struct {
	dir, reference string
	// each is how long a sample takes; 0 if that is unknown.
	each time.Duration
	errs io.Writer
}

// lab is nil where what it measures here would not be used: see [readBook].
func (f *quizFlags) lab(b *study.Book, errs io.Writer) quiz.Lab {
	if filepath.Clean(f.dir) == filepath.Clean(f.reference) || !b.Here() {
		return nil
	}
	return lab{f.dir, f.reference, sampleTakes(b, f.reference), errs}
}

// sampleTakes is how long processes ran in the reference run for a sample that counts; 0 if the book
// does not have that run, or the record does not say so. What lies between two processes comes on top.
func sampleTakes(b *study.Book, reference string) time.Duration {
	i := slices.IndexFunc(b.Runs, func(r *study.Run) bool { return r.Dir == reference })
	if i < 0 {
		return 0
	}
	samples := 0
	for _, s := range b.Runs[i].Table.Series {
		samples += len(s.Taken) + len(s.Failures)
	}
	return b.Runs[i].Table.Took / time.Duration(max(samples, 1))
}

// Effort counts cells and rounds, and says how long those take at least: where intervals are wide
// there will be more rounds.
func (l lab) Effort(experiments []string) string {
	selection := experiment.Selection{Experiments: experiments}
	cells, err := experiment.Select(selection)
	if err != nil {
		return "for some minutes" // and Measure will say what is wrong
	}
	rounds := usualRounds(selection)
	amount := fmt.Sprintf("at least %d rounds of %d cells", rounds, len(cells))
	if l.each == 0 {
		return amount
	}
	samples := len(cells) // calibration
	for _, c := range cells {
		if c.Block.Rounds > 0 {
			samples += min(c.Block.Rounds, rounds)
		} else {
			samples += rounds
		}
	}
	minutes := (time.Duration(samples)*l.each + time.Minute - 1) / time.Minute
	return fmt.Sprintf("%s in %d min or more", amount, minutes)
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
