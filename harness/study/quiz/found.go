package quiz

import (
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/claim"
	"poolbench/harness/study"
)

// found is what the runs say of the prediction of a question.
type found struct {
	// number, options in the order of the question's, or result, depending on what is predicted; with
	// options the number is the first of them.
	number  study.Number
	options []study.Number
	result  claim.Result
	// said is the verdict of the result with what it shows.
	said string
	// from is the run; nil if none has it.
	from *study.Run
}

// known tells whether a run has it, own whether that is the reader's.
func (f found) known() bool { return f.from != nil }
func (f found) own() bool   { return f.known() && f.from.Own }

// unit is what a predicted number is in; meaningless if it is not known.
func (f found) unit() chart.Unit { return f.number.Unit }

// look asks the runs of a book for what a prediction takes, choices all of one run. An unknown metric or
// claim is an error.
func look(b *study.Book, p study.Prediction) (found, error) {
	if p.Verdict != "" {
		result, run, err := b.Claim(p.Verdict)
		if err != nil || result.Verdict == claim.NotMeasured {
			return found{}, err
		}
		said, _, err := b.Verdict(p.Verdict)
		return found{result: result, said: said, from: run}, err
	}
	if p.Number != nil {
		n, err := b.Number(p.Number)
		if err != nil || !n.Known() {
			return found{}, err
		}
		return found{number: n, from: n.From}, nil
	}
	numbers, err := b.Together(p.Quantities())
	if err != nil || len(numbers) == 0 || !numbers[0].Known() {
		return found{}, err
	}
	return found{number: numbers[0], options: numbers, from: numbers[0].From}, nil
}

// Own tells whether the reader's runs have what a question's prediction is held against. An
// unknown metric or claim is an error.
func Own(b *study.Book, q study.Question) (bool, error) {
	f, err := look(b, q.Predict)
	return f.own(), err
}

// Experiments names those that measure what a question's prediction is held against, on a machine
// with so many processors. None is named twice; a claim on the run as a whole has none.
func Experiments(q study.Question, procs int) []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, quantity := range q.Predict.Quantities() {
		for _, cell := range quantity.Cells(procs) {
			name, _, _ := strings.Cut(cell, "/")
			add(name)
		}
	}
	if q.Predict.Verdict == "" {
		return names
	}
	c, err := claim.Find(procs, q.Predict.Verdict)
	if err != nil {
		return nil
	}
	for _, part := range c.Parts {
		for _, test := range part.Tests {
			for _, arm := range test.Arms() {
				add(arm.Experiment)
			}
		}
	}
	return names
}
