package quiz

import (
	"fmt"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/claim"
	"poolbench/harness/study"
)

// reveal shows what was measured, scores what was said, and gives the model answer.
func (s *session) reveal(q study.Asked, f found, said prediction) error {
	s.out.line("")
	switch {
	case q.Predict.Verdict != "":
		s.verdict(q, f, said.verdict)
	case len(q.Predict.Options) > 0:
		if err := s.choices(q, f, said.choice); err != nil {
			return err
		}
	default:
		s.number(q, f, said.number)
	}
	return s.answer(q)
}

// from says which machine the numbers are of.
func (s *session) from(f found) {
	if f.own() {
		s.out.fold("  ", "on %s (%s)", f.from.Machine(), f.from.Dir)
		return
	}
	s.out.fold("  ", "%s the reference machine, not yours: %s", study.Dagger, f.from.Machine())
}

// points writes and counts them.
func (s *session) points(q study.Asked, points int, why string) {
	s.score.add(q.Topic, scored, points)
	code := map[int]string{0: red, Points: green}[points]
	if code == "" {
		code = yellow
	}
	s.out.paint(code, "%d of %d points: %s.", points, Points, why)
}

func (s *session) number(q study.Asked, f found, said float64) {
	n := f.number
	s.out.fold("", "Measured: %s", shown(n))
	s.from(f)
	s.drawing([]bar{barOf("measured", n, 'o'), {"you said", said, said, said, 'X'}}, n.Unit)
	points := ScoreNumber(said, n)
	s.points(q, points, distance(said, n))
}

// shown is a number, or with a word of warning one that has no interval.
func shown(n study.Number) string {
	switch {
	case n.Bounded:
		return n.String()
	case n.Rounds == 1:
		return n.String() + " (from 1 round, too few for an interval)"
	}
	return fmt.Sprintf("%s (from %d rounds, too few for an interval)", n, n.Rounds)
}

// distance says how far off a number was.
func distance(said float64, n study.Number) string {
	off := factor(said, n.Mid)
	text := n.Unit.Format(said)
	switch {
	case inside(said, n) && (off <= fair || n.Mid <= 0):
		return text + " is inside the interval"
	case inside(said, n):
		return fmt.Sprintf("%s is inside the interval, but %s off the estimate", text, times(off))
	case off <= near:
		return text + fmt.Sprintf(" is within %.0f %% of the estimate", 100*(near-1))
	case said <= 0 || n.Mid <= 0:
		return fmt.Sprintf("%s is not %s", text, n.Unit.Format(n.Mid))
	case said > n.Mid:
		return fmt.Sprintf("%s is %s the estimate", text, times(off))
	}
	return fmt.Sprintf("the estimate is %s what you said, %s", times(off), text)
}

// times writes how many times as much something is, without an exponent where it is absurd.
func times(off float64) string {
	const absurd = 1000
	if off > absurd {
		return fmt.Sprintf("more than %d×", absurd)
	}
	return chart.Ratio.Format(off)
}

func (s *session) choices(q study.Asked, f found, chosen int) error {
	r, err := rank(s.Book, f, q.Predict)
	if err != nil {
		return err
	}
	var bars []bar
	for i, n := range f.options {
		remark := r.remark(i)
		if i == chosen {
			remark += ", what you said"
		}
		s.out.fold("  ", "%c) %s%s", letter(i), shown(n), remark)
		bars = append(bars, barOf(string(letter(i)), n, 'o'))
	}
	s.from(f)
	s.drawing(bars, f.options[r.best].Unit)
	points := Points
	if r.all[chosen].worse {
		points = 0
	}
	s.points(q, points, r.why(chosen))
	return nil
}

// barOf is how a known number is drawn.
func barOf(label string, n study.Number, mark byte) bar {
	if !n.Bounded {
		return bar{label, n.Mid, n.Mid, n.Mid, mark}
	}
	return bar{label, n.Lo, n.Mid, n.Hi, mark}
}

// drawing writes bars, if they can be drawn.
func (s *session) drawing(bars []bar, unit chart.Unit) {
	const indent = 2
	for _, line := range draw(bars, unit, s.Columns-indent) {
		s.out.line("%*s%s", indent, "", strings.TrimRight(line, " "))
	}
}

func (s *session) verdict(q study.Asked, f found, said claim.Verdict) {
	r := f.result
	s.out.fold("", "The ledger says: %s", f.said)
	if r.Reason != "" {
		s.out.fold("  ", "%s", r.Reason)
	}
	s.from(f)
	switch {
	case !Decided(r.Verdict):
		s.score.add(q.Topic, unscored, 0)
		s.out.fold("", "The run could not decide it: it is not scored.")
	case said == r.Verdict:
		s.points(q, ScoreVerdict(said, r.Verdict), "that is right")
	default:
		s.points(q, ScoreVerdict(said, r.Verdict), fmt.Sprintf("you said %q, it is %q", word(said), word(r.Verdict)))
	}
}

// word is how a decided verdict is typed.
func word(v claim.Verdict) string {
	for _, known := range verdicts {
		if known.verdict == v {
			return known.word
		}
	}
	return string(v)
}

// answer writes the model answer, with what contradicts it and where to look.
func (s *session) answer(q study.Asked) error {
	text, err := s.Book.Answer(q.Question)
	if err != nil {
		return err
	}
	s.out.line("")
	s.out.paint(bold, "A model answer")
	s.out.text("  ", Plain(text))
	if err := s.contradictions(q); err != nil {
		return err
	}
	var places []string
	for _, c := range q.Code {
		places = append(places, c.String())
	}
	if len(places) > 0 {
		s.out.fold("", "In the code: %s", strings.Join(places, ", "))
	}
	if chart := s.Book.Chart(q.Chart); chart != "" {
		s.out.fold("", "Chart: %s", chart)
	}
	return nil
}

// contradictions says what the runs have against the answer.
func (s *session) contradictions(q study.Asked) error {
	objections, err := s.Book.Objections(q.Question)
	for _, sentence := range objections {
		s.out.paint(yellow, "%s", Plain(sentence))
	}
	return err
}
