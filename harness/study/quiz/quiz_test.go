package quiz_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/claim"
	"poolbench/harness/study"
	"poolbench/harness/study/quiz"
)

var usual = map[string]float64{"spawn": 250, "channel": 60, "inline": 2}

// A number is asked for, shown with its interval, machine and place, and scored.
func TestANumberIsAskedShownAndScored(t *testing.T) {
	dir := made(t, usual)
	o := quiz.Options{Book: book(t, "", dir), Questions: []study.Asked{spawnTime("one", "spawn")}}
	text := play(t, o, "0.25us")
	question, answer, found := strings.Cut(text, "> 0.25us\n")
	require.True(t, found, text)
	for _, want := range []string{"Question 1, spawn (1 of 1)\n", "How long is it?\n", "Predict: Time per task.\n", "a number alone is in ns."} {
		assert.Contains(t, question, want)
	}
	for _, secret := range []string{"250 ns", "238", "long."} {
		assert.NotContains(t, question, secret, "nothing is given away")
	}
	for _, want := range []string{
		"Measured: 250 ns [", "2 processors of Abacus", dir, "you said  ", "logarithmic", "3 of 3 points: 250 ns is inside the interval.\n",
		"A model answer\n  ", "It is long.\n", "Because of this.\n", "A task takes 250 ns [", "atch: time.\n",
		"In the code: variants/spawn/spawn.go: pool.Submit\n", "Score: 3 of 3 points in 1 question\n",
	} {
		assert.Contains(t, answer, want)
	}
	assert.NotContains(t, text, study.Dagger)
	assert.NotContains(t, text, "\x1b")
	assert.NotContains(t, text, "To read again")
}

// The prediction is marked where it lies on the scale.
func TestThePredictionIsDrawnOnTheScale(t *testing.T) {
	o := quiz.Options{Book: book(t, "", made(t, usual)), Questions: []study.Asked{spawnTime("one", "spawn")}}
	drawn := regexp.MustCompile(`(?m)^  measured  (\.*)(\[?=*o=*\]?)\.*$\n^  you said  (\.*)X(\.*)$`)
	for said, side := range map[string]int{"25": -1, "25 us": +1, "250": 0} {
		found := drawn.FindStringSubmatch(play(t, o, said))
		require.NotNil(t, found, said)
		from, to, at := len(found[1]), len(found[1])+len(found[2]), len(found[3])
		switch side {
		case -1:
			assert.Less(t, at, from)
		case +1:
			assert.Greater(t, at, to)
		default:
			assert.True(t, from <= at && at < to)
		}
	}
	assert.NotContains(t, play(t, o, "0"), "logarithmic", "zero has no place on it")
}

// Points and distances of wrong numbers.
func TestWrongNumbers(t *testing.T) {
	o := quiz.Options{Book: book(t, "", made(t, usual)), Questions: []study.Asked{spawnTime("one", "spawn")}}
	assert.Contains(t, play(t, o, "5 us"), "0 of 3 points: 5 µs is 20× the estimate.")
	assert.Contains(t, play(t, o, "125"), "1 of 3 points: the estimate is 2× what you said, 125 ns.")
	assert.Contains(t, play(t, o, "0"), "0 of 3 points: 0 ns is not 250 ns.")
	assert.Contains(t, play(t, o, "1 s"), "0 of 3 points: 1 s is more than 1000× the estimate.")
	text := play(t, o, "5 us")
	assert.Contains(t, text, "To read again:\n  chapter 4, A goroutine per task\n")
}

// Verdicts of the ledger, whatever the committed run says of them.
func TestVerdicts(t *testing.T) {
	b := ofReference(t)
	right := map[claim.Verdict]string{claim.Supported: "holds", claim.Refuted: "fails", claim.Split: "depends", claim.NotTestable: "cannot tell"}
	seen := map[claim.Verdict]bool{}
	for _, c := range claim.Ledger(2) {
		result, _, err := b.Claim(c.ID)
		require.NoError(t, err)
		if seen[result.Verdict] {
			continue
		}
		seen[result.Verdict] = true
		o := quiz.Options{Book: b, Questions: []study.Asked{asked(c.ID, "spawn", study.Prediction{Text: "Its verdict", Verdict: c.ID})}}
		switch {
		case result.Verdict == claim.NotMeasured:
			assert.Contains(t, play(t, o, "holds"), "No run has the numbers")
		case right[result.Verdict] == "":
			text := play(t, o, "holds")
			assert.Contains(t, text, "The run could not decide it: it is not scored.")
			assert.Contains(t, text, "Score: 0 of 0 points in 0 questions, 1 not scored\n")
		default:
			text := play(t, o, right[result.Verdict])
			assert.Contains(t, text, "The ledger says: "+string(result.Verdict)+": ")
			assert.Contains(t, text, "3 of 3 points: that is right.")
			assert.Contains(t, text, "reference machine, not yours: ")
			for _, word := range right {
				if word != right[result.Verdict] {
					assert.Contains(t, play(t, o, word), `0 of 3 points: you said "`+word+`", it is "`+right[result.Verdict]+`".`)
				}
			}
		}
	}
	assert.True(t, seen[claim.Supported] && seen[claim.Refuted] && seen[claim.Split], "the committed run has all of these")
}

// Nonsense is answered in one line, and the question stands.
func TestNonsenseIsAskedAgain(t *testing.T) {
	o := quiz.Options{Book: book(t, "", made(t, usual)), Questions: []study.Asked{spawnTime("one", "spawn")}}
	text := play(t, o, "dunno", "", "3 KiB", "250")
	assert.Equal(t, 3, strings.Count(text, "is not a time: type a number"))
	assert.Equal(t, 1, strings.Count(text, "How long is it?"))
	assert.Contains(t, text, "Score: 3 of 3 points in 1 question\n")
}

func TestHelpSkipAndQuit(t *testing.T) {
	three := []study.Asked{spawnTime("one", "spawn"), spawnTime("two", "pool"), spawnTime("three", "queues")}
	o := quiz.Options{Book: book(t, "", made(t, usual)), Questions: three, Guide: "somewhere/STUDY.md"}

	text := play(t, o, "?", "250", "s", "q", "250")
	assert.Contains(t, text, "q ends, with the score so far.")
	assert.Contains(t, text, "within a factor")
	assert.Contains(t, text, "Skipped: the answer is in somewhere/STUDY.md, question 1.\n")
	assert.Contains(t, text, "Score: 3 of 3 points in 1 question, 1 skipped\n")
	assert.Contains(t, text, "  spawn   3 of  3 in 1 question\n  pool    0 of  0 in 0 questions, 1 skipped\n")
	assert.Contains(t, text, "To read again in somewhere/STUDY.md:\n  chapter 5, Building a pool\n")
	assert.Equal(t, 1, strings.Count(text, "A model answer"), "what is skipped is not told")
	assert.NotContains(t, text, "queues  ", "nothing was said there")

	text = play(t, o, "250", "7")
	assert.Contains(t, text, "Score: 3 of 6 points in 2 questions\n", "the end of the input is the end")
	assert.Contains(t, play(t, o), "Score: 0 of 0 points in 0 questions\n")
}

// A chapter is to be read again below two thirds of its points.
func TestTwoThirdsAreEnough(t *testing.T) {
	var questions []study.Asked
	for range 3 {
		questions = append(questions, spawnTime("one", "spawn"))
	}
	o := quiz.Options{Book: book(t, "", made(t, usual)), Questions: questions}
	assert.NotContains(t, play(t, o, "250", "250", "1 s"), "To read again")
	assert.Contains(t, play(t, o, "250", "350", "1 s"), "To read again")
}

// Where the reader's runs lack something, all of it is the reference's, and marked.
func TestTheReferenceStandsIn(t *testing.T) {
	mine, theirs := made(t, map[string]float64{"channel": 1}), made(t, usual)
	o := quiz.Options{Book: book(t, theirs, mine), Questions: []study.Asked{which("fast", false)}}
	text := play(t, o, "a")
	assert.Len(t, regexp.MustCompile(`(?m)^  [abc]\) .* †`).FindAllString(text, -1), 3, "none is of the other machine: %s", text)
	assert.Contains(t, text, study.Dagger+" the reference machine, not yours: 2 processors of Abacus")

	o = quiz.Options{Book: book(t, theirs, mine), Questions: []study.Asked{spawnTime("one", "spawn")}}
	assert.Contains(t, play(t, o, "1"), "Measured: 250 ns [")

	o.Book = book(t, theirs)
	assert.Contains(t, play(t, o, "1"), "You have no run of your own: all numbers are those of the reference machine")
}

func TestWhatNobodyMeasuredIsNotScored(t *testing.T) {
	o := quiz.Options{Book: book(t, "", made(t, map[string]float64{"channel": 1})), Questions: []study.Asked{spawnTime("one", "spawn"), which("fast", false)}}
	text := play(t, o, "250")
	assert.Equal(t, 2, strings.Count(text, "No run has the numbers for this one: it is not scored."))
	assert.Contains(t, text, "Score: 0 of 0 points in 0 questions, 2 not scored")
}

// What the answer takes for granted and the run contradicts is said.
func TestContradictionsAreSaid(t *testing.T) {
	q := spawnTime("one", "spawn")
	q.Rests = []study.Rest{
		{Of: perTask("spawn"), AtMost: 100, Says: "a goroutine is cheap"},
		{Of: perTask("spawn"), AtMost: 250, Says: "a goroutine is what it is"},
		{Of: perTask("spawn"), AtLeast: 100, Says: "a goroutine is dear"},
	}
	text := play(t, quiz.Options{Book: book(t, "", made(t, usual)), Questions: []study.Asked{q}}, "250")
	assert.Contains(t, text, "Not so: the answer takes it that a goroutine is cheap, and your run says 250 ns")
	assert.Contains(t, text, "Open: the answer takes it that a goroutine is what it is.")
	assert.NotContains(t, text, "dear")
}

// Items of a list stay apart, and are indented.
func TestAnswersThatAreLists(t *testing.T) {
	q := spawnTime("one", "spawn")
	q.Answer.Claim = "It is:\n- " + strings.Repeat("first ", 30) + "\n- second"
	text := play(t, quiz.Options{Book: book(t, "", made(t, usual)), Questions: []study.Asked{q}}, "250")
	assert.Contains(t, text, "first\n    first ")
	assert.Contains(t, text, "\n  - second\n")
}

// The order of a seed is always the same, and another one's is another one.
func TestOrdersFollowFromTheSeed(t *testing.T) {
	var all []study.Asked
	for i := range 20 {
		all = append(all, study.Asked{Number: i + 1})
	}
	numbers := func(questions []study.Asked) (n []int) {
		for _, q := range questions {
			n = append(n, q.Number)
		}
		return n
	}
	before := numbers(all)
	assert.Equal(t, numbers(quiz.Shuffle(all, 7)), numbers(quiz.Shuffle(all, 7)))
	assert.NotEqual(t, numbers(quiz.Shuffle(all, 7)), numbers(quiz.Shuffle(all, 8)))
	assert.ElementsMatch(t, before, numbers(quiz.Shuffle(all, 7)))
	assert.Equal(t, before, numbers(all), "the guide's own order stays")
}

// On a terminal it is narrower, and may be coloured.
func TestTerminalsOfAllWidths(t *testing.T) {
	q := which("fast", false)
	b := book(t, "", made(t, usual))
	for _, columns := range []int{1, 12, 50, 80, 100, 300} {
		o := quiz.Options{Book: b, Questions: []study.Asked{spawnTime("one", "spawn"), q}, Columns: columns, Terminal: true}
		var out bytes.Buffer
		require.NoError(t, quiz.Run(t.Context(), strings.NewReader("40\na\n"), &out, o))
		long := regexp.MustCompile(`(?m)^.*\(?/tmp/\S+.*$|^Chart: .*$`) // paths stay whole
		assertFits(t, long.ReplaceAllString(out.String(), ""), min(max(columns, 50), quiz.Width))
	}
	o := quiz.Options{Book: b, Questions: []study.Asked{spawnTime("one", "spawn")}, Terminal: true, Colour: true}
	text := play(t, o, "250")
	assert.Contains(t, text, "\x1b[32m3 of 3 points: 250 ns is inside the interval.\x1b[0m\n")
	assert.NotContains(t, text, "> 250", "the terminal has shown it already")
}

// broken fails after some bytes, as a full disk does.
type broken struct{ left int }

var errFull = errors.New("no space left")

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestErrorsOfReadingAndWritingAreReturned(t *testing.T) {
	o := quiz.Options{Book: book(t, "", made(t, usual)), Questions: []study.Asked{spawnTime("one", "spawn")}}
	assert.ErrorIs(t, quiz.Run(t.Context(), strings.NewReader("250\n"), &broken{300}, o), errFull)
	in, w := io.Pipe()
	require.NoError(t, w.CloseWithError(errFull))
	var out bytes.Buffer
	assert.ErrorIs(t, quiz.Run(t.Context(), in, &out, o), errFull)
	assert.Contains(t, out.String(), "Score: 0 of 0 points")

	o.Questions[0].Predict.Number = study.Median{Cell: cell("spawn"), Metric: "fun"}
	assert.ErrorContains(t, quiz.Run(t.Context(), strings.NewReader("250\n"), io.Discard, o), `unknown metric "fun"`)
}

// Whoever interrupts at a prompt gets the score so far.
func TestAnInterruptEndsWithTheScore(t *testing.T) {
	o := quiz.Options{Book: book(t, "", made(t, usual)), Questions: []study.Asked{spawnTime("one", "spawn"), spawnTime("two", "spawn")}}
	ctx, cancel := context.WithCancel(t.Context())
	in, typing := io.Pipe()
	go func() {
		_, _ = typing.Write([]byte("250\n")) // returns when the line is read
		cancel()
	}()
	var out bytes.Buffer
	assert.ErrorIs(t, quiz.Run(ctx, in, &out, o), context.Canceled)
	require.NoError(t, typing.Close()) // ends the read that was left behind
	assert.Contains(t, out.String(), "Score: ")
}

func TestTheListMarksWhatIsOwn(t *testing.T) {
	var out bytes.Buffer
	questions := []study.Asked{spawnTime("one", "spawn"), which("fast", false)}
	questions[0].Ask = strings.Repeat("What? ", 40)
	questions[1].Number = 2
	require.NoError(t, quiz.List(&out, book(t, made(t, usual), made(t, map[string]float64{"spawn": 3})), questions))
	lines := strings.Split(out.String(), "\n")
	assert.True(t, strings.HasPrefix(lines[0], "  1 * spawn  one   What? What?"), lines[0])
	assert.Equal(t, 40, strings.Count(out.String(), "What?"), "nothing is cut off")
	assert.True(t, strings.HasPrefix(lines[1], strings.Repeat(" ", 19)+"What? "), lines[1])
	assert.Contains(t, lines, "  2   pool   fast  How long is it?")
	assert.Contains(t, lines, "your own runs have the numbers of 1 of 2, marked *")
	assertFits(t, out.String(), quiz.Width)
}

// The experiments behind a question, each once.
func TestExperimentsOfAQuestion(t *testing.T) {
	assert.Equal(t, []string{"overhead"}, quiz.Experiments(which("fast", false).Question, 2))
	two := asked("two", "spawn", study.Prediction{Number: study.Ratio{Of: "workers/grain=15us/workers={4P}/channel/own", To: cell("channel"), Metric: "ns/op"}})
	assert.Equal(t, []string{"workers", "overhead"}, quiz.Experiments(two.Question, 2))
	for _, c := range claim.Ledger(2) {
		names := quiz.Experiments(asked("x", "spawn", study.Prediction{Verdict: c.ID}).Question, 2)
		assert.Equal(t, slices.Compact(slices.Sorted(slices.Values(names))), slices.Sorted(slices.Values(names)), c.ID)
	}
}

// Every question of the guide can be asked, and answered somehow, from the committed run.
func TestEveryQuestionOfTheGuideCanBeAsked(t *testing.T) {
	b := ofReference(t)
	for _, q := range study.Questions() {
		text := play(t, quiz.Options{Book: b, Questions: []study.Asked{q}}, "1")
		assert.Regexp(t, `Score: \d of 3 points in 1 question\n|Score: 0 of 0 points in 0 questions, 1 not scored\n`, text, q.ID)
		assert.Contains(t, text, "A model answer", q.ID)
		assert.NotContains(t, text, "**", q.ID)
		assert.NotContains(t, text, "{{", q.ID)
	}
}
