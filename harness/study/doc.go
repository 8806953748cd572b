// Package study is the study guide: chapters with interview questions whose model answers quote
// numbers of the reader's own run.
//
// # Model
//
// A [Chapter] is a text and its [Question] list. Neither holds a number that was measured: texts
// are templates, and a number in them is a reference to a cell of a run and a metric, a
// [Quantity]. A [Book] looks quantities up: in the reader's runs first, and where those have
// nothing, in the reference run, whose numbers are marked with a dagger. What is no result, a
// task size or a limit that the runtime documents, is written as {{given "10 ms"}}, so that every
// number of a text is either measured or said to be given; a test finds the others.
//
// An answer says what it rests on: [Rest] is a condition on a quantity. A run that contradicts it
// is printed under the answer, which was written before that run.
//
// [Write] renders the guide of a run as STUDY.md in its directory.
//
// # What it is not
//
// It does not measure and decides no verdicts: those are the ledger's, package claim. It is no
// course on Go: the documentation that it links to is.
package study
