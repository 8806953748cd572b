package claim

import (
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

// leastOutcomes is how many samples an outcome takes: what happened once may be an accident.
const leastOutcomes = 2

// Kept claims that every sample of a cell ends well: the rule is kept, the tasks fit into
// memory. It is supported if all samples do and refuted if one of them fails in a way that
// answers the question, since a rule that is broken in one of three processes is a rule that
// nobody can rely on. Another failure leaves it open: nobody has asked then.
type Kept struct {
	Of Arm
	// Broken turns it round: the claim is that the rule is broken. It is supported only if
	// every sample found the rule broken, since a crash may be anything, and refuted only if
	// every sample keeps it.
	Broken bool
	// Refutes are the kinds of failure that answer the question; nil for those that answer
	// whether a rule is kept.
	Refutes []sample.FailureKind
}

// breaches are the failures that answer whether a rule of behaviour is kept: a crash or a hang
// is what the strategy does there. That a pool refuses to open, or that memory does not suffice,
// is no answer.
var breaches = []sample.FailureKind{sample.RuleBroken, sample.WrongResult, sample.Crashed, sample.TimedOut}

// Arms returns the one.
func (t Kept) Arms() []Arm { return []Arm{t.Of} }

func (t Kept) String() string {
	if t.Broken {
		return "every sample of " + t.Of.String() + " finds the rule broken"
	}
	return "every sample of " + t.Of.String() + " ends well"
}

func (t Kept) look(r *run) finding {
	series, missing, _ := r.index.find(t.Arms())
	if len(missing) > 0 {
		return r.absent(t, fmt.Sprintf("%s is not in the run", missing[0]))
	}
	f, s := r.start(t), series[0]
	all := len(s.Taken) + len(s.Failures)
	f.Rounds = all
	f.Tally = fmt.Sprintf("%d of %d end well", len(s.Taken), all)
	if limit := r.table.Run.Plan.MemoryLimit; limit > 0 && slices.Contains(t.Refutes, sample.OutOfMemory) {
		f.Tally += " within " + chart.Bytes.Format(float64(limit))
	}
	f.Verdict = t.verdict(s)
	switch {
	case all < leastOutcomes:
		f.Verdict, f.Reason = Inconclusive, few(all, leastOutcomes, "samples that an outcome")
	case len(s.Failures) > 0:
		f.Reason = fmt.Sprintf("in %d of %d: %s", len(s.Failures), all, oneLine(s.Failures[0].String()))
	}
	return f
}

// verdict is what the failures of a series say.
func (t Kept) verdict(s *sample.Series) Verdict {
	switch {
	case t.Broken && len(s.Taken) == 0 && failures(s, sample.RuleBroken) == len(s.Failures):
		return Supported
	case t.Broken && len(s.Failures) == 0:
		return Refuted
	case t.Broken:
		return Inconclusive
	case len(s.Failures) == 0:
		return Supported
	case t.Refutes == nil && failures(s, breaches...) > 0, failures(s, t.Refutes...) > 0:
		return Refuted
	}
	return Inconclusive
}

// Keeps is what the samples of a rule of behaviour say of it, by what [Kept] asks for: Supported if it
// is kept, Refuted if a sample breaks it, by a crash or a hang too, Inconclusive if there are too few
// samples or the others that failed are no answer (the pool refused to open, memory did not suffice),
// and NotMeasured without samples. A nil series has none.
func Keeps(s *sample.Series) Verdict {
	switch {
	case s == nil || len(s.Taken)+len(s.Failures) == 0:
		return NotMeasured
	case len(s.Taken)+len(s.Failures) < leastOutcomes:
		return Inconclusive
	}
	return Kept{}.verdict(s)
}

// failures counts those of some kinds.
func failures(s *sample.Series, kinds ...sample.FailureKind) int {
	n := 0
	for _, f := range s.Failures {
		if slices.Contains(kinds, f.Kind) {
			n++
		}
	}
	return n
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
// those that do not apply to a row are not among its arms. A rule is broken as in [Kept].
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
	for _, a := range t.Arms() {
		if s := r.index[a]; failures(s, breaches...) == 0 && len(s.Failures) > 0 {
			f.Verdict, f.Reason = Inconclusive, fmt.Sprintf("%s was not asked: %s", a, oneLine(s.Failures[0].String()))
			return f
		}
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

// broken are the rules that a sample did not keep.
func (r *run) broken(rules []Arm) []string {
	var names []string
	for _, a := range rules {
		if failures(r.index[a], breaches...) > 0 {
			names = append(names, a.Value)
		}
	}
	return names
}
