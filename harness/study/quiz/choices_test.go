package quiz_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/study"
	"poolbench/harness/study/quiz"
)

// Choices stand in an order that the seed decides, and are scored by what they stand for.
func TestChoices(t *testing.T) {
	line := regexp.MustCompile(`(?m)^  ([abc])\) with (\w+)$`)
	orders, b := map[string]bool{}, book(t, "", made(t, usual))
	for seed := range uint64(20) {
		for _, most := range []bool{false, true} {
			o := quiz.Options{Book: b, Questions: []study.Asked{which("fast", most)}, Seed: seed}
			letters, order := map[string]string{}, ""
			for _, found := range line.FindAllStringSubmatch(play(t, o), -1) {
				letters[found[2]], order = found[1], order+found[2]
			}
			require.Len(t, letters, 3)
			orders[order] = true
			right, wrong := "inline", "spawn"
			if most {
				right, wrong = wrong, right
			}
			assert.Contains(t, play(t, o, letters[right]), "3 of 3 points: that is right.")
			text := play(t, o, letters[wrong])
			assert.Regexp(t, "0 of 3 points: it is "+letters[right]+", and "+letters[wrong]+` is 125× off\.`, text, "either way")
			assert.Contains(t, text, ", which is right\n")
			assert.Contains(t, text, ", what you said\n")
		}
	}
	assert.Len(t, orders, 6, "every order comes up")
}

// each plays the question of which is fastest once with each choice, and returns what was said to it.
func each(t *testing.T, dir string) map[string]string {
	t.Helper()
	said, b := map[string]string{}, book(t, "", dir)
	for _, letter := range []string{"a", "b", "c"} {
		text := play(t, quiz.Options{Book: b, Questions: []study.Asked{which("fast", false)}}, letter)
		found := regexp.MustCompile(`(?m)^  ` + letter + `\) with (\w+)$`).FindStringSubmatch(text)
		require.NotNil(t, found, text)
		said[found[1]] = text
	}
	return said
}

// What the run cannot tell from the best gives as many points as that.
func TestChoicesThatTheRunDoesNotTellApart(t *testing.T) {
	said := each(t, madeOf(t, rounds, map[string]float64{"spawn": 101, "inline": 100, "channel": 500}, apart))
	assert.Contains(t, said["inline"], "3 of 3 points: that is right.")
	assert.Regexp(t, `, which is right as well, 1.01× \[.*\] off [abc], what you said\n`, said["spawn"])
	assert.Regexp(t, `3 of 3 points: that is right as well: the run does not show that [abc] is smaller\.`, said["spawn"])
	assert.Regexp(t, `0 of 3 points: it is [abc], and [abc] is 5× \[.*\] off\.`, said["channel"])
}

// Rounds in common tell apart what the intervals do not.
func TestChoicesThatTheirRoundsTellApart(t *testing.T) {
	said := each(t, made(t, map[string]float64{"spawn": 102, "inline": 100, "channel": 500}))
	assert.Contains(t, said["inline"], "3 of 3 points: that is right.")
	assert.Regexp(t, `0 of 3 points: it is [abc], and [abc] is 1.02× off\.`, said["spawn"])
	assert.NotContains(t, said["spawn"], "right as well")
}

// Without intervals the estimates are compared, and that is said.
func TestChoicesWithTooFewRounds(t *testing.T) {
	const how = ", by the estimates alone: there are too few rounds for intervals."
	said := each(t, madeOf(t, 3, map[string]float64{"spawn": 101, "inline": 100, "channel": 10_000}, together))
	assert.Contains(t, said["inline"], "3 of 3 points: that is right"+how)
	for _, wrong := range []string{"spawn", "channel"} {
		assert.Regexp(t, `0 of 3 points: it is [abc]`+how, said[wrong])
		assert.Equal(t, 3, strings.Count(said[wrong], " (from 3 rounds, too few for an interval)"), said[wrong])
	}
}

// Quantities that cannot be paired are told apart by their intervals.
func TestChoicesThatCannotBePaired(t *testing.T) {
	q := which("fast", false)
	for i, o := range q.Predict.Options {
		q.Predict.Options[i].Of = study.Derived{Of: o.Of, By: func(ns float64) float64 { return 2 * ns }, Unit: chart.Nanoseconds}
	}
	b, all := book(t, "", made(t, map[string]float64{"spawn": 102, "inline": 100, "channel": 500})), ""
	for _, letter := range []string{"a", "b", "c"} {
		all += play(t, quiz.Options{Book: b, Questions: []study.Asked{q}}, letter)
	}
	assert.Equal(t, 2, strings.Count(all, "3 of 3 points: that is right"))
	assert.Contains(t, all, "that is right as well: the run does not show that ")
	assert.Contains(t, all, ", and the intervals of the two do not overlap.")
}

// The ratio is of the run that the numbers are of, though another one could be paired as well.
func TestChoicesAreOfOneRun(t *testing.T) {
	mine := madeOf(t, rounds, map[string]float64{"spawn": 100, "inline": 101, "channel": 500}, apart)
	theirs := made(t, map[string]float64{"spawn": 900, "inline": 1, "channel": 2})
	b := book(t, theirs, made(t, map[string]float64{"spawn": 1, "inline": 700}), mine)
	text := play(t, quiz.Options{Book: b, Questions: []study.Asked{which("fast", false)}}, "a")
	assert.Contains(t, text, "("+mine+")")
	assert.Regexp(t, `, which is right as well, 1.01× \[.*\] off [abc]`, text)
	assert.NotContains(t, text, study.Dagger)
}
