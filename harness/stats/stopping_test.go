package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/stats"
)

// A run may go on from 12 to 18 rounds while an interval is wider than ±10 %. Stopping by
// width is no stopping by outcome, but it is not entirely free: the interval misses a bit
// more often than one with a number of rounds that was fixed. Simulated with a seed.
func TestStoppingByWidthHardlyRaisesTheMissRate(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	const runs, first, last, goal = 3000, 12, 18, 0.10
	missed95, missed99, went := 0, 0, 0
	for range runs {
		var ratios []float64
		var c stats.Comparison
		for len(ratios) < last {
			ratios = append(ratios, math.Exp(0.16*r.NormFloat64()))
			if len(ratios) < first {
				continue
			}
			if c = stats.Paired(ratios); max(c.Ratio.Hi/c.Ratio.Mid-1, 1-c.Ratio.Lo/c.Ratio.Mid) <= goal {
				break
			}
			went++
		}
		if c.Ratio.Lo > 1 || c.Ratio.Hi < 1 {
			missed95++
		}
		if c.Wide.Lo > 1 || c.Wide.Hi < 1 {
			missed99++
		}
	}
	assert.Greater(t, went, runs, "many go on")
	assert.LessOrEqual(t, float64(missed95)/runs, 0.062, "about 5 %; the standard error is 0.4 %")
	assert.LessOrEqual(t, float64(missed99)/runs, 0.016)
}
