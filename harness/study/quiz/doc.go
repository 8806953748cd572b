// Package quiz asks the questions of the study guide: it takes a prediction, shows what was
// measured, and keeps the score.
//
// # Model
//
// [Run] talks to a reader and a writer, line by line: a terminal, a script or a test. A question
// is asked before anything of its answer is shown. What is predicted is a number, one of several
// choices, or the verdict of a claim; it is held against the first of the reader's runs that has all of it,
// and otherwise against the reference run, never against a mixture of two. Where the
// reader's runs lack it and somebody sits at a terminal, a [Lab] can measure it, after the prediction and
// before the answer.
//
// # Points
//
// The points are those of [Rule]. A number is judged on a logarithmic scale, since what
// one should know is the order of magnitude: half and twice as much are equally wrong. What the
// run cannot decide is not scored, and what is skipped neither.
//
// # What it is not
//
// It does not measure, does not remember earlier scores, and makes no questions: they are those of
// package study.
package quiz

// Rule says how predictions are scored, for help texts.
const Rule = "" +
	"A number gives 3 points inside the 95 % interval or within 10 % of the estimate, 2 within a factor\n" +
	"of 1.5, 1 within a factor of 4. A choice gives 3 points if it is right, and 1 if its interval and\n" +
	"that of the right one overlap. A verdict gives 3 points if it is right; one that the run could not\n" +
	"decide is not scored."

// Points is the most that a prediction gives.
const Points = 3
