package claim

import (
	"fmt"
	"strings"

	"poolbench/harness/sample"
)

// leastOutcomes is how many samples an outcome takes: what happened once may be an accident.
const leastOutcomes = 2

// Kept claims that every sample of a cell ends well: the rule is kept, the tasks fit into
// memory. It is supported if all samples do and refuted if some do not, since a rule that is
// broken in one of three processes is a rule that nobody can rely on.
type Kept struct {
	Of Arm
	// Broken turns it round: the claim is that the rule is broken. It is refuted only if every
	// sample keeps the rule.
	Broken bool
}

// Arms returns the one.
func (t Kept) Arms() []Arm { return []Arm{t.Of} }

func (t Kept) String() string {
	if t.Broken {
		return "no sample of " + t.Of.String() + " ends well"
	}
	return "every sample of " + t.Of.String() + " ends well"
}

func (t Kept) look(r *run) finding {
	series, missing, _ := r.index.find(t.Arms())
	if len(missing) > 0 {
		return r.absent(t, fmt.Sprintf("%s is not in the run", missing[0]))
	}
	f, s := r.start(t), series[0]
	failed, all := len(s.Failures), len(s.Taken)+len(s.Failures)
	f.Rounds = all
	f.Tally = fmt.Sprintf("%d of %d end well", len(s.Taken), all)
	switch {
	case unopened(s):
		f.Verdict, f.Reason = Inconclusive, s.Failures[0].String()
	case all < leastOutcomes:
		f.Verdict, f.Reason = Inconclusive, fmt.Sprintf("%d of the %d samples that an outcome takes", all, leastOutcomes)
	case (failed == 0) != t.Broken:
		f.Verdict = Supported
	default:
		f.Verdict = Refuted
	}
	if failed > 0 && f.Reason == "" {
		f.Reason = fmt.Sprintf("in %d of %d: %s", failed, all, oneLine(s.Failures[0].String()))
	}
	return f
}

// unopened tells whether a pool refused to open, or to take valid tasks, in every sample: then
// the question was never asked.
func unopened(s *sample.Series) bool {
	for _, f := range s.Failures {
		if f.Kind != sample.Refused {
			return false
		}
	}
	return len(s.Taken) == 0
}

// longestDetail is how much of what a process said fits into a line of a report.
const longestDetail = 160

// oneLine is the first line of a text, cut where it is too long.
func oneLine(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if letters := []rune(text); len(letters) > longestDetail {
		return string(letters[:longestDetail-1]) + "…"
	}
	return text
}

// Fewer claims that one row breaks as few rules as another, or fewer. Each arm is a rule;
// those that do not apply to a row are not among its arms.
type Fewer struct {
	Of, Than []Arm
}

// Arms returns those of both rows.
func (t Fewer) Arms() []Arm { return append(append([]Arm{}, t.Of...), t.Than...) }

func (t Fewer) String() string {
	return fmt.Sprintf("%s breaks as few of its %d rules as %s of its %d, or fewer", t.Of[0].Row, len(t.Of), t.Than[0].Row, len(t.Than))
}

func (t Fewer) look(r *run) finding {
	_, missing, _ := r.index.find(t.Arms())
	if len(missing) == len(t.Arms()) {
		return r.absent(t, "none of the rules is in the run")
	}
	f := r.start(t)
	if len(missing) > 0 {
		f.Verdict, f.Reason = Inconclusive, fmt.Sprintf("%s is not in the run", missing[0])
		return f
	}
	of, than := r.broken(t.Of), r.broken(t.Than)
	f.Rounds = len(t.Arms())
	f.Tally = fmt.Sprintf("%d of %d broken, %s %d of %d", len(of), len(t.Of), t.Than[0].Row, len(than), len(t.Than))
	f.Verdict = Supported
	if len(of) > len(than) {
		f.Verdict, f.Reason = Refuted, "breaks "+strings.Join(of, ", ")
	}
	return f
}

// broken are the rules of which a sample failed.
func (r *run) broken(rules []Arm) []string {
	var names []string
	for _, a := range rules {
		if s := r.index[a]; len(s.Failures) > 0 {
			names = append(names, a.Value)
		}
	}
	return names
}
