package quiz_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/study"
	"poolbench/harness/study/quiz"
)

// lab is one whose measurements a test made. It remembers what it was asked for.
type lab struct {
	book  *study.Book
	err   error
	asked [][]string
	stop  context.CancelFunc
}

func (l *lab) Effort([]string) string { return "in no time" }

func (l *lab) Measure(_ context.Context, experiments []string) (*study.Book, error) {
	l.asked = append(l.asked, experiments)
	if l.stop != nil {
		l.stop()
	}
	return l.book, l.err
}

const offer = "Your runs do not have this. Measure overhead now, in no time?"

// On a terminal what the reader's runs lack can be measured, after the prediction: the new numbers
// are those that it is held against, and those of the questions that follow.
func TestWhatIsMissingCanBeMeasured(t *testing.T) {
	mine, theirs, fresh := made(t, map[string]float64{"inline": 2}), made(t, usual), made(t, map[string]float64{"spawn": 1000})
	l := &lab{book: book(t, theirs, mine, fresh)}
	o := quiz.Options{Book: book(t, theirs, mine), Questions: []study.Asked{spawnTime("one", "spawn"), spawnTime("two", "spawn")}, Terminal: true, Lab: l}
	text := play(t, o, "1 us", "maybe", "y", "1 us")
	assert.Equal(t, [][]string{{"overhead"}}, l.asked)
	assert.Equal(t, 1, strings.Count(text, offer))
	assert.Contains(t, text, `"maybe" is neither y nor n`)
	assert.Less(t, strings.Index(text, "Predict: "), strings.Index(text, offer), "first the prediction")
	assert.Equal(t, 2, strings.Count(text, "Measured: 1 µs ["))
	assert.Contains(t, text, "Score: 6 of 6 points in 2 questions\n")
}

// Who does not want that is not asked again for the same experiment.
func TestMeasuringCanBeDeclined(t *testing.T) {
	for _, no := range []string{"n", "", "no", "s"} {
		l := &lab{}
		o := quiz.Options{Book: book(t, made(t, usual)), Questions: []study.Asked{spawnTime("one", "spawn"), which("two", false)}, Terminal: true, Lab: l}
		text := play(t, o, "250", no, "a")
		assert.Empty(t, l.asked)
		assert.Equal(t, 1, strings.Count(text, offer))
		assert.Contains(t, text, "Measured: 250 ns [")
		assert.Contains(t, text, "in 2 questions\n")
	}
	l := &lab{}
	o := quiz.Options{Book: book(t, made(t, usual)), Questions: []study.Asked{spawnTime("one", "spawn")}, Terminal: true, Lab: l}
	assert.Contains(t, play(t, o, "250", "q"), "Score: 0 of 0 points in 0 questions\n")
	assert.Empty(t, l.asked)
}

// Nothing is offered where nobody can answer, nothing can be measured, or nothing is missing.
func TestNothingIsOfferedForNothing(t *testing.T) {
	questions := []study.Asked{spawnTime("one", "spawn")}
	l := &lab{}
	for name, o := range map[string]quiz.Options{
		"script":  {Book: book(t, made(t, usual)), Questions: questions, Lab: l},
		"no lab":  {Book: book(t, made(t, usual)), Questions: questions, Terminal: true},
		"own":     {Book: book(t, "", made(t, usual)), Questions: questions, Terminal: true, Lab: l},
		"control": {Book: ofReference(t), Questions: []study.Asked{asked("x", "spawn", study.Prediction{Verdict: "H00"})}, Terminal: true, Lab: l},
	} {
		assert.NotContains(t, play(t, o, "250"), "Measure ", name)
	}
	assert.Empty(t, l.asked)
}

// A measurement that fails is a line, and one that does not help another: the reference stands in.
func TestMeasurementsThatDoNotHelp(t *testing.T) {
	theirs := made(t, usual)
	for _, c := range []struct {
		lab  *lab
		says string
	}{
		{&lab{err: errors.New("the disk is full")}, "It could not be measured: the disk is full."},
		{&lab{book: book(t, theirs, made(t, map[string]float64{"inline": 1}))}, "That run does not have all of it either."},
	} {
		o := quiz.Options{Book: book(t, theirs), Questions: []study.Asked{spawnTime("one", "spawn"), spawnTime("two", "spawn")}, Terminal: true, Lab: c.lab}
		text := play(t, o, "250", "y", "250")
		assert.Contains(t, text, c.says)
		assert.Equal(t, 1, strings.Count(text, offer), "it is not tried twice")
		assert.Contains(t, text, "Score: 6 of 6 points in 2 questions\n")
	}
}

// Where no run at all has the number, it is measured first: not even its unit is known.
func TestWhatNobodyHasIsMeasuredFirst(t *testing.T) {
	mine := made(t, map[string]float64{"inline": 2})
	l := &lab{book: book(t, "", mine, made(t, usual))}
	o := quiz.Options{Book: book(t, "", mine), Questions: []study.Asked{spawnTime("one", "spawn")}, Terminal: true, Lab: l}
	assert.Contains(t, play(t, o, "y", "250"), "Score: 3 of 3 points in 1 question\n")
	o.Book = book(t, "", mine)
	assert.Contains(t, play(t, o, "n"), "No run has the numbers for this one: it is not scored.")
}

// An interrupt while something is measured ends the quiz with its score.
func TestAnInterruptedMeasurementEndsTheQuiz(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	l := &lab{err: errors.New("interrupted"), stop: cancel}
	o := quiz.Options{Book: book(t, made(t, usual)), Questions: []study.Asked{spawnTime("one", "spawn"), spawnTime("two", "spawn")}, Terminal: true, Lab: l}
	var out bytes.Buffer
	assert.ErrorIs(t, quiz.Run(ctx, strings.NewReader("250\ny\n250\n"), &out, o), context.Canceled)
	require.Contains(t, out.String(), "Score: 0 of 0 points in 0 questions\n")
	assert.NotContains(t, out.String(), "could not be measured")
	assert.NotContains(t, out.String(), "(2 of 2)")
}
