package quiz_test

import (
	"fmt"
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
		{250, wide, 3}, {200, wide, 3}, {700, wide, 3}, {701, wide, 1}, {199, wide, 2},
		{275, narrow, 3}, {276, narrow, 2}, {228, narrow, 3}, {227, narrow, 2},
		{375, narrow, 2}, {376, narrow, 1}, {1000, narrow, 1}, {1001, narrow, 0},
		{167, narrow, 2}, {166, narrow, 1}, {62.5, narrow, 1}, {62, narrow, 0}, {0, narrow, 0},
		{600, loose, 1}, // no interval to be inside of
		{0, zero, 3}, {2, zero, 3}, {3, zero, 0},
	} {
		assert.Equal(t, c.points, quiz.ScoreNumber(c.said, c.n), fmt.Sprint(c))
	}
}

func TestPointsForChoices(t *testing.T) {
	small, equal, large := between(90, 100, 110), between(105, 115, 125), between(190, 200, 210)
	few := large
	few.Bounded = false
	for _, c := range []struct {
		chosen int
		of     []study.Number
		most   bool
		points int
	}{
		{0, []study.Number{small, equal, large}, false, 3},
		{1, []study.Number{small, equal, large}, false, 1},
		{2, []study.Number{small, equal, large}, false, 0},
		{2, []study.Number{small, equal, large}, true, 3},
		{0, []study.Number{small, equal, large}, true, 0},
		{1, []study.Number{small, few}, false, 1},
		{1, []study.Number{small, small}, false, 3},
	} {
		assert.Equal(t, c.points, quiz.ScoreChoice(c.chosen, c.of, c.most), fmt.Sprint(c))
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
