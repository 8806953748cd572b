package quiz

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"poolbench/harness/study"
)

// Width is the most columns that anything is written in.
const Width = 100

// narrowest is how few columns are counted on: a terminal that is narrower breaks lines.
const narrowest = 50

// Options say what is asked, and how. Book and Questions are needed; the zero values of the others
// are good for a script.
type Options struct {
	// Book has the numbers.
	Book *study.Book
	// Questions are asked in this order.
	Questions []study.Asked
	// Seed decides the order of choices.
	Seed uint64
	// Guide is where chapters are to be read, "results/latest/STUDY.md"; it is printed only.
	Guide string
	// Terminal is true if somebody sits there and types. Only then measurements are offered;
	// elsewhere answers are repeated after the prompt, so that what is written can be read.
	Terminal bool
	// Colour is true if colours may be used.
	Colour bool
	// Columns is how wide lines may be; [Width] if it is 0 or more than that, and 50 if it is less.
	Columns int
	// Lab measures what the reader's runs lack; nil if it cannot be measured.
	Lab Lab
}

// Lab measures experiments.
type Lab interface {
	// Effort says in a few words how much that is: "at least 12 rounds of 50 cells".
	Effort(experiments []string) string
	// Measure takes a run of them, which may last minutes, and returns a book that has it among
	// the reader's. It writes to the terminal where it stands. It ends early with ctx, and leaves
	// valid files then.
	Measure(ctx context.Context, experiments []string) (*study.Book, error)
}

// session is a quiz under way.
type session struct {
	Options
	in    *bufio.Reader
	out   *console
	score tally
	// declined are experiments that nobody wanted to be measured, or that could not be: they are
	// not offered again.
	declined []string
}

// errEnd ends a quiz early: somebody typed q, or there is no more to read.
var errEnd = errors.New("end")

// Run asks the questions, reads predictions from in, a line each, and writes to out until all are
// asked, somebody types q, or in or ctx ends; the score so far is written in any case. It returns
// what ended ctx, an error of in or out, or nil. When ctx ends, a read of in may be left behind.
func Run(ctx context.Context, in io.Reader, out io.Writer, o Options) error {
	if o.Columns <= 0 {
		o.Columns = Width
	}
	o.Columns = min(max(o.Columns, narrowest), Width)
	s := &session{Options: o, in: bufio.NewReader(in), out: &console{out: out, width: o.Columns, colour: o.Colour}}
	s.start()
	var err error
	for i, q := range o.Questions {
		if err = s.question(ctx, i, q); err != nil {
			break
		}
	}
	if errors.Is(err, errEnd) {
		err = nil
	}
	s.score.print(s.out, s.Guide)
	return errors.Join(err, s.out.err)
}

// start says where numbers come from, and how to answer.
func (s *session) start() {
	run := s.Book.Runs[0]
	if run.Own {
		s.out.fold("", "Your numbers are from %s: %s.", run.Dir, run.Machine())
	} else {
		s.out.fold("", "You have no run of your own: all numbers are those of the reference machine, marked %s. make quick measures yours in a minute.", study.Dagger)
	}
	for _, r := range s.Book.Runs {
		for _, doubt := range r.Doubts {
			s.out.fold("", "Careful with %s: %s.", r.Dir, doubt)
		}
	}
	s.out.fold("", "Predict first, then look. s skips a question, q ends, ? helps.")
}

// question asks one, and shows and scores the answer. It returns errEnd at the end of the quiz.
func (s *session) question(ctx context.Context, place int, q study.Asked) error {
	q.Predict.Options = shuffled(q, s.Seed)
	if err := s.show(place, q); err != nil {
		return err
	}
	f, err := look(s.Book, q.Predict)
	if err == nil && !f.known() { // not even its unit
		f, err = s.offer(ctx, q, f)
	}
	if err != nil {
		return err
	}
	if !f.known() {
		s.out.fold("", "No run has the numbers for this one: it is not scored.")
		s.score.add(q.Topic, unscored, 0)
		return nil
	}
	said, err := s.predict(ctx, q, f)
	if err != nil {
		return err
	}
	if said.skipped {
		s.score.add(q.Topic, skipped, 0)
		s.out.fold("", "Skipped: the answer is in %s, question %d.", cmp.Or(s.Guide, study.File), q.Number)
		return nil
	}
	if f, err = s.offer(ctx, q, f); err != nil {
		return err
	}
	return s.reveal(q, f, said)
}

// show writes a question.
func (s *session) show(place int, q study.Asked) error {
	ask, err := s.Book.Text(q.Ask)
	if err != nil {
		return err
	}
	predict, err := s.Book.Text(q.Predict.Text)
	if err != nil {
		return err
	}
	s.out.line("")
	s.out.paint(bold, "Question %d, %s (%d of %d)", q.Number, q.Topic, place+1, len(s.Questions))
	s.out.fold("", "%s", Plain(ask))
	s.out.fold("", "Predict: %s.", strings.TrimSuffix(Plain(predict), "."))
	for i, o := range q.Predict.Options {
		label, err := s.Book.Text(o.Label)
		if err != nil {
			return err
		}
		s.out.fold("  ", "%c) %s", letter(i), Plain(label))
	}
	if id := q.Predict.Verdict; id != "" {
		c, _, err := s.Book.Claim(id)
		if err != nil {
			return err
		}
		s.out.fold("  ", "The claim: %s.", strings.TrimSuffix(c.Quote, "."))
		s.out.fold("  ", "Tested: %s.", strings.TrimSuffix(c.Hypothesis, "."))
	}
	return nil
}

// letter names a choice.
func letter(i int) rune { return 'a' + rune(i) }

// offer asks whether to measure what the reader's runs lack, and returns what the runs say then.
// It does nothing where there is nobody to ask, nothing to measure, or no wish to.
func (s *session) offer(ctx context.Context, q study.Asked, f found) (found, error) {
	experiments := Experiments(q.Question, s.Book.Runs[0].Procs())
	if f.own() || !s.Terminal || s.Lab == nil || len(experiments) == 0 || slices.Contains(s.declined, name(experiments)) {
		return f, nil
	}
	s.out.fold("", "Your runs do not have this. Measure %s now, %s?", name(experiments), s.Lab.Effort(experiments))
	yes, err := s.yes(ctx)
	if err != nil {
		return f, err
	}
	if !yes {
		s.declined = append(s.declined, name(experiments))
		return f, nil
	}
	book, err := s.Lab.Measure(ctx, experiments)
	switch {
	case ctx.Err() != nil:
		return f, ctx.Err()
	case err != nil:
		s.out.fold("", "It could not be measured: %v.", err)
		s.declined = append(s.declined, name(experiments))
		return f, nil
	}
	s.Book = book
	after, err := look(book, q.Predict)
	if err == nil && !after.own() {
		s.out.fold("", "That run does not have all of it either.")
		s.declined = append(s.declined, name(experiments))
	}
	return after, err
}

// name is what experiments are called together, in texts and as a directory: "overhead+grain".
func name(experiments []string) string { return strings.Join(experiments, "+") }

// yes reads the answer to a question whose default is no.
func (s *session) yes(ctx context.Context) (bool, error) {
	for {
		line, err := s.read(ctx, "y or n [n]: ")
		if err != nil {
			return false, err
		}
		switch strings.ToLower(line) {
		case "y", "yes":
			return true, nil
		case "", "n", "no", "s":
			return false, nil
		case "q":
			return false, errEnd
		}
		s.out.fold("", "%s is neither y nor n: y measures, n goes on without.", quote(line))
	}
}

// read writes a prompt and returns the next line, without spaces around it. It returns errEnd at the
// end of the input.
func (s *session) read(ctx context.Context, prompt string) (string, error) {
	s.out.write(prompt)
	type input struct {
		line string
		err  error
	}
	next := make(chan input, 1) // read or not, whoever reads the line is not held up
	go func() {
		line, err := s.in.ReadString('\n')
		next <- input{line, err}
	}()
	select {
	case <-ctx.Done():
		s.out.line("")
		return "", ctx.Err()
	case got := <-next:
		line := strings.TrimSpace(got.line)
		switch {
		case got.err != nil && line == "":
			s.out.line("")
			if errors.Is(got.err, io.EOF) {
				return "", errEnd
			}
			return "", fmt.Errorf("cannot read answers: %w", got.err)
		case !s.Terminal:
			s.out.line("%s", line)
		}
		return line, nil
	}
}
