package stats

import "math"

// FamilyAlpha is the accepted probability of even one wrong Faster or Slower in a family of
// comparisons.
const FamilyAlpha = 0.05

// MinRounds is the least number of rounds for a verdict, however few comparisons there are.
// 12 is the smallest number at which no single round, be it the wildest of all and against
// the eleven others, can pull the 95 % interval across 1: the round's rank is 12, and 13
// are allowed for. With 11 rounds one mishap decides.
const MinRounds = 12

// WideRounds is the least number of rounds with a 99 % interval: the smallest p value of so many is
// 2 × 2⁻⁸ = 0.8 %. Every round has to agree then, and one mishap leaves a question open.
const WideRounds = 8

// RoundsNeeded is how many rounds a family of so many paired comparisons takes. The smallest
// p value that n rounds can give is 2 × 2⁻ⁿ, all of them agreeing, and Holm multiplies it by
// the number of comparisons: with too few rounds no effect, however large, could pass
// [FamilyAlpha], and "not resolved" would be a property of the plan. Up to 102 comparisons
// need [MinRounds]; each doubling needs one more.
func RoundsNeeded(comparisons int) int {
	n := MinRounds
	for float64(comparisons)*math.Ldexp(2, -n) > FamilyAlpha {
		n++
	}
	return n
}
