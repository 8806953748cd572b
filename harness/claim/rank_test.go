package claim_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/claim"
)

// ranked is a run in which each row takes as many µs as its place in two lists, and the test
// that they are ranked alike.
func ranked(first, second []float64) (*built, claim.Rank) {
	b := newRun()
	test := claim.Rank{Metric: speed}
	for i := range first {
		of := func(value string) claim.Arm {
			return claim.Arm{Experiment: "grain", Value: value, Row: fmt.Sprint("row", i)}
		}
		test.A, test.B = append(test.A, of("1")), append(test.B, of("2"))
		b.set(of("1"), "ns/op", steady(1000*first[i]))
		b.set(of("2"), "ns/op", steady(1000*second[i]))
	}
	return b, test
}

var ascending = []float64{1, 2, 3, 4, 5}

// alternate moves a row's values up and down by a factor, round by round.
func alternate(b *built, a claim.Arm, factor float64) {
	for r, values := 0, b.get(a, "ns/op"); r < rounds; r++ {
		if r%2 == 0 {
			values[r] *= factor
		} else {
			values[r] /= factor
		}
	}
}

func TestRankings(t *testing.T) {
	for tau, want := range map[float64]claim.Verdict{0.8: claim.Supported, 0.81: claim.Refuted} {
		b, test := ranked(ascending, []float64{1, 2, 4, 3, 5})
		test.Tau = tau
		r := decide(b, claim.Part{Tests: []claim.Test{test}})
		assert.Equal(t, want, r.Verdict, "one pair of ten is swapped")
		assert.Equal(t, fmt.Sprintf("tau 0.80 to 0.80, claimed ≥ %g", tau), r.Shown())
	}
}

// In the second list row 4 is on either side of row 3, below row 2 and above row 1: seven pairs
// are in the same order, two in opposite ones, and one is not known.
func TestPairsThatARunCannotOrderWidenTheBounds(t *testing.T) {
	for tau, want := range map[float64]claim.Verdict{0.4: claim.Supported, 0.5: claim.Inconclusive, 0.6: claim.Inconclusive, 0.61: claim.Refuted} {
		b, test := ranked(ascending, []float64{1, 2, 4, 3, 3})
		alternate(b, test.B[4], 1.3)
		test.Tau = tau
		r := decide(b, claim.Part{Tests: []claim.Test{test}})
		assert.Equal(t, want, r.Verdict, tau)
		assert.Equal(t, fmt.Sprintf("tau 0.40 to 0.60, claimed ≥ %g", tau), r.Shown())
		if want == claim.Inconclusive {
			assert.Equal(t, "tau is between 0.40 and 0.60: 1 of 10 pairs of rows are not ordered in both", r.Reason)
		}
	}
}

// In each round rows that do not differ are in either order by chance: their tau is not 0, it is
// not known.
func TestRowsThatDoNotDifferHaveNoTau(t *testing.T) {
	b, test := ranked([]float64{1, 1, 1, 1}, []float64{1, 1, 1, 1})
	for i, a := range test.Arms() {
		alternate(b, a, 1+0.01*float64(i))
	}
	r := decide(b, claim.Part{Tests: []claim.Test{test}})
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "tau is between -1.00 and 1.00: 6 of 6 pairs of rows are not ordered in both", r.Reason)
}

// Twelve rounds that agree have p = 0.00049: enough for 102 pairs, the 91 of 14 rows among them,
// and not for the 105 of 15.
func TestPairsAreCorrectedForTheirNumber(t *testing.T) {
	for rows, want := range map[int]claim.Verdict{14: claim.Supported, 15: claim.Inconclusive} {
		var places []float64
		for i := range rows {
			places = append(places, float64(i+1))
		}
		b, test := ranked(places, places)
		test.Tau = 1
		assert.Equal(t, want, decide(b, claim.Part{Tests: []claim.Test{test}}).Verdict, "%d rows", rows)
	}
}

// Seven rounds are too few for the four pairs of a row that was disturbed in five; the other six
// keep all of theirs.
func TestDisturbedRoundsAreLeftOutOfTheirPairs(t *testing.T) {
	b, test := ranked(ascending, ascending)
	test.Tau = 0.9
	table := b.table()
	busy := 4.0
	for r := range 5 {
		table.Find(cell(test.A[0]).Key()).Taken[r].ForeignCPU = &busy
	}
	r := claim.EvaluateClaims(table, []claim.Claim{{Parts: []claim.Part{{Tests: []claim.Test{test}}}}})[0]
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "tau 0.20 to 1.00, claimed ≥ 0.9", r.Shown())
}

func TestWhatARankingTakes(t *testing.T) {
	b, test := ranked(ascending, ascending)
	of := claim.Arm{Experiment: "grain", Value: "1", Row: "alone"}
	b.set(of, "ns/op", steady(100))
	test.A, test.B = append(test.A, of), append(test.B, claim.Arm{Experiment: "grain", Value: "2", Row: "alone"})
	r := decide(b, claim.Part{Tests: []claim.Test{test}})
	assert.Equal(t, claim.Supported, r.Verdict)
	assert.Equal(t, 10, r.Found[0].Tests[0].Rounds, "the row with one arm is left out")
	assert.Len(t, r.Found[0].Tests[0].Arms, 10)

	b, test = ranked(ascending[:3], ascending[:3])
	r = decide(b, claim.Part{Tests: []claim.Test{test}})
	assert.Equal(t, claim.NotMeasured, r.Verdict)
	assert.Equal(t, "3 rows have both arms, and a ranking takes 4", r.Reason)

	b, test = ranked(ascending, ascending)
	b.run.Plan.Rounds = 11
	r = decide(b, claim.Part{Tests: []claim.Test{test}})
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "11 of the 12 rounds that a verdict takes", r.Reason)
}
