package study

import (
	"fmt"
	"strings"
)

// Question is one that interviews ask, with what it takes to answer it from measurements. All
// texts are templates: see [Book.Text].
type Question struct {
	// ID is unique and stays: "spawn-cost".
	ID string
	// Ask is the question, one sentence.
	Ask string
	// Predict is what to say before the answer is looked at.
	Predict Prediction
	// Answer is a model answer.
	Answer Answer
	// Rests are what the answer takes for granted of the machine: what a run can contradict.
	Rests []Rest
	// FollowUps are what an interviewer asks next.
	FollowUps []string
	// Code is where to look.
	Code []Code
	// Claims are the rows of the ledger behind it, by ID.
	Claims []string
	// Chart is the name of a file in a run's plots; empty if none shows it.
	Chart string
}

// Prediction is what the reader is asked for before the answer. Exactly one of Number, Options and
// Verdict is set.
type Prediction struct {
	// Text says what to predict: "nanoseconds per empty task, one submitter".
	Text string
	// Number is what a number is held against.
	Number Quantity
	// Options are choices, of which the one with the smallest number is right, or with Most the
	// largest. All are of one unit.
	Options []Option
	Most    bool
	// Verdict is the ID of a claim: what is predicted is its verdict.
	Verdict string
}

// prompt is what to predict, with what there is to choose from.
func (p Prediction) prompt() string {
	switch {
	case p.Verdict != "":
		return p.Text + ": it holds, fails, depends on the cell, or cannot be told."
	case len(p.Options) > 0:
		var labels []string
		for _, o := range p.Options {
			labels = append(labels, o.Label)
		}
		return p.Text + ": " + strings.Join(labels, "; ") + "."
	}
	return p.Text + "."
}

// Quantities are the numbers that the prediction is held against, those of options in their order; none
// for a verdict.
func (p Prediction) Quantities() []Quantity {
	if p.Number != nil {
		return []Quantity{p.Number}
	}
	var all []Quantity
	for _, o := range p.Options {
		all = append(all, o.Of)
	}
	return all
}

// Option is one choice.
type Option struct {
	Label string
	Of    Quantity
}

// MaxWords is how long a model answer may be: what can be said in a minute.
const MaxWords = 120

// Answer is a model answer, in the order in which one says it. None is empty; together they have at most [MaxWords].
type Answer struct {
	// Claim is the answer in a sentence.
	Claim string
	// Mechanism is why.
	Mechanism string
	// Measured quotes numbers: where they were measured is added to it.
	Measured string
	// Fails is when the answer is wrong.
	Fails string
	// Monitor is what to watch in production.
	Monitor string
}

// Rest is a condition that an answer rests on. The quantity is at least AtLeast or at most AtMost, where
// that is not 0.
type Rest struct {
	Of              Quantity
	AtLeast, AtMost float64
	// Says is the condition in words, for the case that a run contradicts it: "a goroutine costs
	// more than a place in a channel".
	Says string
}

// Outcome is what one look at an interval says of a condition. It is no verdict of the ledger.
type Outcome int

// The outcomes. The zero value is Unknown.
const (
	// Unknown: no run has the number.
	Unknown Outcome = iota
	// Undecided: the interval holds a limit, or there are too few rounds for an interval.
	Undecided
	// Holds: the interval lies wholly where the answer takes the number to be.
	Holds
	// Fails: it lies wholly elsewhere.
	Fails
)

// Check holds a condition against the interval, at 95 %, of its quantity.
func (b *Book) Check(r Rest) (Outcome, Number, error) {
	n, err := b.Number(r.Of)
	switch {
	case err != nil || !n.Known():
		return Unknown, n, err
	case !n.Bounded:
		return Undecided, n, nil
	case r.AtLeast != 0 && n.Hi < r.AtLeast, r.AtMost != 0 && n.Lo > r.AtMost:
		return Fails, n, nil
	case (r.AtLeast == 0 || n.Lo >= r.AtLeast) && (r.AtMost == 0 || n.Hi <= r.AtMost):
		return Holds, n, nil
	}
	return Undecided, n, nil
}

// Objections says in sentences which of the conditions that an answer rests on do not hold, which ones
// the runs leave open, and which cannot be checked with so few rounds. None: all of them hold.
func (b *Book) Objections(q Question) ([]string, error) {
	var said, few []string
	for _, r := range q.Rests {
		outcome, n, err := b.Check(r)
		whose := "your run"
		if !n.Own() {
			whose = "the reference"
		}
		switch {
		case err != nil:
			return nil, err
		case outcome == Fails:
			said = append(said, fmt.Sprintf("Not so: the answer takes it that %s, and %s says %s.", r.Says, whose, n))
		case outcome == Undecided && n.Bounded:
			said = append(said, fmt.Sprintf("Open: the answer takes it that %s. What %s says, %s, does not tell.", r.Says, whose, n))
		case outcome == Undecided:
			few = append(few, n.String())
		case n.Lack != "":
			said = append(said, fmt.Sprintf("Unchecked: the answer takes it that %s. In %s: %s.", r.Says, whose, n.Lack))
		}
	}
	if len(few) > 0 {
		said = append(said, fmt.Sprintf("Unchecked: %s, from fewer undisturbed rounds than an interval takes.", strings.Join(few, ", ")))
	}
	return said, nil
}

// Code is a place in this repository.
type Code struct {
	// File is its path from the repository's root.
	File string
	// Func is a function in it, a method as "pool.Submit"; empty for the whole file.
	Func string
}

// String names the place: "variants/spawn/spawn.go: pool.Submit".
func (c Code) String() string {
	if c.Func == "" {
		return c.File
	}
	return c.File + ": " + c.Func
}
