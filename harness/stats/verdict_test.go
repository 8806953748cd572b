package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/stats"
)

var usual = stats.Rule{Needed: 12, Floor: 0.02, Margin: 0.03, Alpha: 0.05}

// around are twelve ratios within ± noise of ratio, evenly spaced.
func around(ratio, noise float64) stats.Comparison {
	var ratios []float64
	for i := range 12 {
		ratios = append(ratios, ratio*math.Exp(noise*(float64(i)-5.5)/5.5))
	}
	return stats.Paired(ratios)
}

func TestJudgeOneByOne(t *testing.T) {
	few := stats.Paired([]float64{2, 2, 2, 2, 2, 2, 2, 2, 2})
	cases := map[string]struct {
		c      stats.Comparison
		rule   stats.Rule
		want   stats.Verdict
		reason string
	}{
		"clearly less":                   {around(0.8, 0.01), usual, stats.Faster, ""},
		"clearly more":                   {around(1.25, 0.01), usual, stats.Slower, ""},
		"just above the floor":           {around(1.025, 0.01), usual, stats.Slower, ""},
		"equal":                          {around(1, 0.01), usual, stats.Same, ""},
		"exactly equal":                  {around(1, 0), usual, stats.Same, ""},
		"significant but trifling":       {around(1.01, 0.001), usual, stats.Same, ""},
		"trifling above the floor":       {around(1.025, 0.001), usual, stats.Same, ""},
		"too wide for either":            {around(1, 0.1), usual, stats.NotResolved, "the 99 % interval of the ratio, 0.938 to 1.066, reaches beyond an effect of 3 %"},
		"a noisy machine claims less":    {around(1.06, 0.03), stats.Rule{Needed: 12, Floor: 0.07, Margin: 0.03, Alpha: 0.05}, stats.NotResolved, "the effect, 6 %, is not above the noise floor of 7 %"},
		"and the same means less":        {around(1.04, 0.001), stats.Rule{Needed: 12, Floor: 0.07, Margin: 0.03, Alpha: 0.05}, stats.Same, ""},
		"too few rounds":                 {few, usual, stats.NoVerdict, "9 of the 12 rounds needed"},
		"no rounds":                      {stats.Paired(nil), usual, stats.NoVerdict, "0 of the 12 rounds needed"},
		"no rounds, even if none needed": {stats.Comparison{}, stats.Rule{Alpha: 0.05}, stats.NoVerdict, "0 of the 1 rounds needed"},
		"invalid values":                 {stats.Paired([]float64{1, 0}), usual, stats.NoVerdict, "values that are zero, negative or not finite: 1"},
		"no wide interval":               {stats.Paired([]float64{1, 1, 1}), stats.Rule{Margin: 0.03, Alpha: 0.05}, stats.NotResolved, "3 rounds carry no 99 % interval"},
		"the zero rule finds nothing":    {around(2, 0.01), stats.Rule{}, stats.NotResolved, "the 99 % interval of the ratio, 1.987 to 2.013, reaches beyond an effect of 0 %"},
	}
	for name, c := range cases {
		got := stats.Judge([]stats.Comparison{c.c}, c.rule)[0]
		assert.Equal(t, c.want, got.Verdict, name)
		assert.Equal(t, c.reason, got.Reason, name)
		assert.Equal(t, got.Verdict == stats.Same, got.Within > 0, name)
	}
}

func TestSameSaysWithinWhat(t *testing.T) {
	assert.Equal(t, 0.03, stats.Judge([]stats.Comparison{around(1, 0.001)}, usual)[0].Within, "the margin")
	noisy := usual
	noisy.Floor = 0.05
	assert.Equal(t, 0.05, stats.Judge([]stats.Comparison{around(1, 0.001)}, noisy)[0].Within, "not less than the floor")
}

func TestJudgeCorrectsForTheFamily(t *testing.T) {
	// One round of little weight dissents: P is 0.0034, enough alone and not among twenty.
	unsure := stats.Paired(withRankSum(12, 4))
	alone := stats.Judge([]stats.Comparison{unsure}, usual)[0]
	assert.Equal(t, stats.Slower, alone.Verdict)
	assert.Equal(t, unsure.P, alone.Adjusted)

	family := append([]stats.Comparison{unsure}, slices.Repeat([]stats.Comparison{around(1, 0.1)}, 19)...)
	among := stats.Judge(family, usual)[0]
	assert.Equal(t, stats.NotResolved, among.Verdict)
	assert.InEpsilon(t, 20*unsure.P, among.Adjusted, 1e-12)
	assert.Equal(t, "p = 0.0034 becomes 0.068 when corrected for 20 comparisons", among.Reason)
}

// What was planned and not measured counts; a p value from too few rounds takes no rank.
func TestRowsWithoutAVerdictStayInTheFamily(t *testing.T) {
	clear := around(1.25, 0.01)
	few := stats.Paired(slices.Repeat([]float64{2}, 11))
	got := stats.Judge([]stats.Comparison{few, clear, {P: 0, Invalid: 1}, stats.Paired(nil)}, usual)
	assert.InEpsilon(t, 4*clear.P, got[1].Adjusted, 1e-12, "the smallest P of four, though few.P is near")
	for _, i := range []int{0, 2, 3} {
		assert.Equal(t, stats.NoVerdict, got[i].Verdict)
		assert.Equal(t, 1.0, got[i].Adjusted)
	}
}

func TestJudgeOfNothing(t *testing.T) {
	assert.Empty(t, stats.Judge(nil, usual))
}

// Swapping the rows of every comparison swaps faster and slower and nothing else.
func TestJudgeIsSymmetric(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	opposite := map[stats.Verdict]stats.Verdict{
		stats.Faster: stats.Slower, stats.Slower: stats.Faster, stats.Same: stats.Same, stats.NotResolved: stats.NotResolved,
	}
	seen := map[stats.Verdict]bool{}
	for range 300 {
		var family, swapped []stats.Comparison
		for range 5 {
			ratio := math.Exp(0.03 * r.NormFloat64())
			ratios := sampleOf(r, 12, func(r *rand.Rand) float64 { return ratio * math.Exp(0.02*r.NormFloat64()) })
			inverse := make([]float64, len(ratios))
			for i := range ratios {
				inverse[i] = 1 / ratios[i]
			}
			family, swapped = append(family, stats.Paired(ratios)), append(swapped, stats.Paired(inverse))
		}
		there, back := stats.Judge(family, usual), stats.Judge(swapped, usual)
		for i := range there {
			seen[there[i].Verdict] = true
			assert.Equal(t, opposite[there[i].Verdict], back[i].Verdict)
		}
	}
	assert.Len(t, seen, 4, "all verdicts were put to the test")
}

// A verdict of a difference never contradicts the interval that is shown beside it.
func TestNoDifferenceWithoutAnInterval(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 4))
	for range 300 {
		c := stats.Paired(sampleOf(r, 12, func(r *rand.Rand) float64 { return math.Exp(0.05 * (r.NormFloat64() + 0.7)) }))
		switch stats.Judge([]stats.Comparison{c}, usual)[0].Verdict {
		case stats.Faster:
			assert.Less(t, c.Ratio.Hi, 1.0)
		case stats.Slower:
			assert.Greater(t, c.Ratio.Lo, 1.0)
		case stats.NotResolved:
			assert.True(t, c.Ratio.Lo <= 1 && 1 <= c.Ratio.Hi || stats.Effect(c.Ratio.Mid) <= usual.Floor)
		}
	}
}

func TestEffect(t *testing.T) {
	assert.InDelta(t, 0.25, stats.Effect(1.25), 1e-12)
	assert.InDelta(t, 0.25, stats.Effect(0.8), 1e-12)
	assert.Zero(t, stats.Effect(1))
}

func TestRuleFor(t *testing.T) {
	assert.Equal(t, usual, stats.RuleFor(20, 0.02))
	assert.Equal(t, 13, stats.RuleFor(150, 0.02).Needed)
}
