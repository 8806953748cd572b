package quiz

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"poolbench/harness/claim"
	"poolbench/harness/study"
)

// prediction is what somebody said: one of the three, depending on what was asked for.
type prediction struct {
	number  float64
	choice  int
	verdict claim.Verdict
	skipped bool
}

// verdicts are the words for verdicts, as they are printed and typed.
var verdicts = []struct {
	word    string
	verdict claim.Verdict
	meaning string
}{
	{"holds", claim.Supported, "everywhere it was tested"},
	{"fails", claim.Refuted, "everywhere"},
	{"depends", claim.Split, "it holds in some cells and fails in others"},
	{"cannot tell", claim.NotTestable, "the machine lacks what the test needs"},
}

// action is what a template computes: no unit that it writes is the one to answer in.
var action = regexp.MustCompile(`\{\{.*?\}\}`)

// predict reads lines until one is a prediction, skips, or ends the quiz.
func (s *session) predict(ctx context.Context, q study.Asked, f found) (prediction, error) {
	bare := BareUnit(f.unit(), action.ReplaceAllString(q.Predict.Text, ""))
	s.out.fold("", "%s", s.how(q.Predict, f, bare))
	for {
		line, err := s.read(ctx, "> ")
		if err != nil {
			return prediction{}, err
		}
		switch strings.ToLower(line) {
		case "q", "quit", "exit":
			return prediction{}, errEnd
		case "s", "skip":
			return prediction{skipped: true}, nil
		case "?", "help":
			s.help(q.Predict, f, bare)
			continue
		}
		said, err := understand(line, q.Predict, f, bare)
		if err == nil {
			return said, nil
		}
		s.out.fold("", "%v.", err)
	}
}

// how says in a line how to answer.
func (s *session) how(p study.Prediction, f found, bare string) string {
	switch {
	case p.Verdict != "":
		var words []string
		for i, v := range verdicts {
			words = append(words, fmt.Sprintf("%d %s", i+1, v.word))
		}
		return "Type one of: " + strings.Join(words, ", ") + "."
	case len(p.Options) > 0:
		return fmt.Sprintf("Type a letter, a to %c.", letter(len(p.Options)-1))
	case bare == "":
		return fmt.Sprintf("Type %s, such as %s.", measureOf(f.unit()).what, measureOf(f.unit()).example)
	}
	m := measureOf(f.unit())
	return fmt.Sprintf("Type %s, such as %s; a number alone is in %s.", m.what, m.example, bare)
}

// help is how, and all else that can be typed.
func (s *session) help(p study.Prediction, f found, bare string) {
	s.out.fold("", "%s", s.how(p, f, bare))
	if p.Verdict != "" {
		for _, v := range verdicts {
			s.out.fold("  ", "%s: %s", v.word, v.meaning)
		}
	}
	s.out.fold("", "s skips this question, which is not scored then. q ends, with the score so far.")
	s.out.fold("", "%s", Rule())
}

// understand reads a line as a prediction. Errors are one line that says what is allowed.
func understand(line string, p study.Prediction, f found, bare string) (prediction, error) {
	switch {
	case p.Verdict != "":
		v, err := ParseVerdict(line)
		return prediction{verdict: v}, err
	case len(p.Options) > 0:
		i, err := ParseChoice(line, len(p.Options))
		return prediction{choice: i}, err
	}
	v, err := Parse(line, f.unit(), bare)
	return prediction{number: v}, err
}

// ParseChoice reads the letter or the number of one of n choices, and returns its index.
func ParseChoice(text string, n int) (int, error) {
	text = strings.TrimRight(strings.ToLower(strings.TrimSpace(text)), ".)")
	i, err := strconv.Atoi(text)
	if err != nil && len(text) == 1 {
		i, err = int(text[0])-'a'+1, nil
	}
	if err != nil || i < 1 || i > n {
		return 0, fmt.Errorf("%s is no choice: type a letter, a to %c, or a number, 1 to %d", quote(text), letter(n-1), n)
	}
	return i - 1, nil
}

// ParseVerdict reads the word for a verdict, its beginning, or its number.
func ParseVerdict(text string) (claim.Verdict, error) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	for i, v := range verdicts {
		if text == strconv.Itoa(i+1) || text != "" && strings.HasPrefix(v.word, text) {
			return v.verdict, nil
		}
	}
	return "", fmt.Errorf("%s is no verdict: type holds, fails, depends or cannot tell, or 1 to %d", quote(text), len(verdicts))
}
