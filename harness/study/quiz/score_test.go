package quiz_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/claim"
	"poolbench/harness/study"
	"poolbench/harness/study/quiz"
)

// between is a number with an interval.
func between(lo, mid, hi float64) study.Number {
	return study.Number{Lo: lo, Mid: mid, Hi: hi, Bounded: true, Rounds: 12}
}

func TestPointsForNumbers(t *testing.T) {
	wide, narrow, zero := between(200, 250, 700), between(249, 250, 251), between(0, 0, 2)
	loose := wide
	loose.Bounded = false
	for _, c := range []struct {
		said   float64
		n      study.Number
		points int
	}{
		{250, wide, 3}, {200, wide, 3}, {375, wide, 3}, {376, wide, 1}, {700, wide, 1}, {701, wide, 1}, {199, wide, 2},
		{275, narrow, 3}, {276, narrow, 2}, {228, narrow, 3}, {227, narrow, 2},
		{375, narrow, 2}, {376, narrow, 1}, {1000, narrow, 1}, {1001, narrow, 0},
		{167, narrow, 2}, {166, narrow, 1}, {62.5, narrow, 1}, {62, narrow, 0}, {0, narrow, 0},
		{600, loose, 1},                          // no interval to be inside of
		{0, zero, 3}, {2, zero, 3}, {3, zero, 0}, // no factor of zero
	} {
		assert.Equal(t, c.points, quiz.ScoreNumber(c.said, c.n), fmt.Sprint(c))
	}
}

// Choices are told apart by what tells most: their ratio, their intervals, or the estimates alone.
func TestChoicesAreToldApart(t *testing.T) {
	none, same := study.Number{}, between(0.98, 1.01, 1.04)
	best, close, far := between(90, 100, 110), between(105, 115, 125), between(190, 200, 210)
	few := study.Number{Lo: 100, Mid: 101, Hi: 102, Rounds: 3}
	for _, c := range []struct {
		mine, off   study.Number
		most, worse bool
		by          quiz.Basis
	}{
		{close, none, false, false, quiz.Intervals},
		{far, none, false, true, quiz.Intervals},
		{between(40, 50, 60), none, true, true, quiz.Intervals},
		{between(80, 90, 95), none, true, false, quiz.Intervals},
		{close, between(1.1, 1.15, 1.2), false, true, quiz.Paired}, // though the intervals overlap
		{close, same, false, false, quiz.Paired},
		{far, same, false, false, quiz.Paired}, // though the intervals do not
		{close, between(0.8, 0.9, 0.95), false, false, quiz.Paired},
		{between(80, 90, 95), between(1.05, 1.1, 1.2), true, true, quiz.Paired},
		{between(80, 90, 95), same, true, false, quiz.Paired},
		{close, study.Number{Lo: 2, Mid: 2, Hi: 2, Rounds: 5}, false, false, quiz.Intervals}, // too few pairs
		{few, none, false, true, quiz.Bare},
		{few, none, true, true, quiz.Bare},
		{study.Number{Mid: 100, Rounds: 3}, none, false, false, quiz.Bare},
		{best, between(1.01, 1.02, 1.03), false, false, quiz.Paired}, // which of them is called the best is chance
	} {
		worse, by := quiz.Worse(c.mine, best, c.off, c.most)
		assert.Equal(t, c.worse, worse, fmt.Sprint(c))
		assert.Equal(t, c.by, by, fmt.Sprint(c))
	}
}

func TestPointsForVerdicts(t *testing.T) {
	for _, v := range []claim.Verdict{claim.Supported, claim.Refuted, claim.Split, claim.NotTestable} {
		assert.True(t, quiz.Decided(v))
		assert.Equal(t, 3, quiz.ScoreVerdict(v, v))
	}
	assert.Zero(t, quiz.ScoreVerdict(claim.Supported, claim.Split))
	for _, v := range []claim.Verdict{claim.Inconclusive, claim.TooNoisy, claim.NotMeasured} {
		assert.False(t, quiz.Decided(v))
	}
}

// A number without an interval does not look like one that is exact.
func TestNumbersWithoutAnInterval(t *testing.T) {
	for n, want := range map[int]string{1: "(from 1 round, too few for an interval)", 5: "(from 5 rounds, too few for an interval)"} {
		o := quiz.Options{Book: book(t, "", madeOf(t, n, usual, apart)), Questions: []study.Asked{spawnTime("one", "spawn")}}
		assert.Regexp(t, `Measured: 2\d\d ns `+regexp.QuoteMeta(want)+"\n", play(t, o, "1"))
	}
}

// A guess that is inside a wide interval and far from its estimate is not as good as a near one.
func TestWideIntervalsAreNoTarget(t *testing.T) {
	wide := func(_ string, round int) float64 {
		if round < rounds/2-2 {
			return 1
		}
		return 1 + float64(round)
	}
	o := quiz.Options{Book: book(t, "", madeOf(t, rounds, map[string]float64{"spawn": 100}, wide)), Questions: []study.Asked{spawnTime("one", "spawn")}}
	assert.Contains(t, play(t, o, "110"), "0 of 3 points: ")
	assert.Contains(t, play(t, o, "300"), "1 of 3 points: 300 ns is inside the interval, but 2.17× off the estimate.")
	assert.Contains(t, play(t, o, "500"), "3 of 3 points: 500 ns is inside the interval.")
}

// The rule says the steps that are counted by, and fits into a terminal.
func TestTheRule(t *testing.T) {
	assertFits(t, quiz.Rule(), quiz.Width)
	text := strings.Join(strings.Fields(quiz.Rule()), " ")
	for _, want := range []string{
		"3 points within 10 % of the estimate, or inside the 95 % interval and within a factor of 1.5; 2 within a factor of 1.5, 1 within a factor of 4.",
		"if the run does not tell it from the one with the best estimate", "by the estimates alone",
	} {
		assert.Contains(t, text, want)
	}
	assert.NotContains(t, text, "%!")
}
