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
// one should know is the order of magnitude: half and twice as much are equally wrong. Choices
// that the run does not tell apart are equally right: which of them has the best estimate is chance. What the
// run cannot decide is not scored, and what is skipped neither.
//
// # What it is not
//
// It does not measure, does not remember earlier scores, and makes no questions: they are those of
// package study.
package quiz

import (
	"fmt"
	"strings"
)

// Points is the most that a prediction gives.
const Points = 3

// Rule says how predictions are scored, for help texts, in lines of [Width] columns at most.
func Rule() string {
	return strings.Join(fold(fmt.Sprintf(""+
		"A number gives %[1]d points within %.0[2]f %% of the estimate, or inside the 95 %% interval and within a factor of %[3]v; "+
		"2 within a factor of %[3]v, 1 within a factor of %[4]v. "+
		"A choice gives %[1]d points if the run does not tell it from the one with the best estimate: "+
		"by the ratio of the two, round by round, at 95 %%; by their intervals, where rounds cannot be paired; "+
		"by the estimates alone, where there are too few rounds for intervals. "+
		"A verdict gives %[1]d points if it is right; one that the run could not decide is not scored.",
		Points, 100*(near-1), fair, far), Width), "\n")
}
