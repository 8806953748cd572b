package quiz

import (
	"math"

	"poolbench/harness/claim"
	"poolbench/harness/study"
)

// The steps of [Rule] for numbers: factors from the estimate, either way.
const (
	near = 1.1 // as good as knowing it: runs of one machine differ by as much
	fair = 1.5 // the right number for any decision
	far  = 4   // the right order of magnitude: half a decade, and a bit
)

// ScoreNumber is how many points the prediction said of a known number gives. A wide interval is
// no target: who is inside it has to be near the estimate as well. Where the estimate is not
// positive no factor means anything, and the interval alone decides.
func ScoreNumber(said float64, n study.Number) int {
	off := factor(said, n.Mid)
	switch {
	case off <= near, inside(said, n) && (off <= fair || n.Mid <= 0):
		return Points
	case off <= fair:
		return 2
	case off <= far:
		return 1
	}
	return 0
}

// inside tells whether a number has an interval that holds what was said.
func inside(said float64, n study.Number) bool { return n.Bounded && n.Lo <= said && said <= n.Hi }

// factor is how far two numbers lie apart, at least 1. What is not positive is infinitely far from
// anything else.
func factor(a, b float64) float64 {
	switch {
	case a == b:
		return 1
	case a <= 0 || b <= 0:
		return math.Inf(1)
	}
	return max(a/b, b/a)
}

// Basis is what two choices are told apart by.
type Basis int

// The bases, best first.
const (
	// Paired is the ratio of the two, round by round.
	Paired Basis = iota
	// Intervals are those of the two, where the rounds cannot be paired: they overlap or not.
	Intervals
	// Bare are the estimates alone, where there are too few rounds for intervals.
	Bare
)

// Worse tells whether a choice was told apart from the one with the best estimate, and by what.
// off is the ratio of the two, more than 1 where the choice is worse; the zero Number if there is none.
// It is a look at one pair at 95 %, without correction for how many choices there are: no verdict of
// the ledger.
func Worse(mine, best, off study.Number, most bool) (bool, Basis) {
	low, high := best, mine
	if most {
		low, high = mine, best
	}
	switch same := mine.Mid == best.Mid; {
	case off.Known() && off.Bounded:
		return !same && off.Lo > 1, Paired
	case mine.Bounded && best.Bounded:
		return !same && high.Lo > low.Hi, Intervals
	default:
		return !same, Bare
	}
}

// Decided tells whether a verdict says something: only then predictions of it are scored. That a
// machine cannot test a claim is decided too.
func Decided(v claim.Verdict) bool {
	return v == claim.Supported || v == claim.Refuted || v == claim.Split || v == claim.NotTestable
}

// ScoreVerdict is how many points the prediction said of a decided verdict gives.
func ScoreVerdict(said, found claim.Verdict) int {
	if said == found {
		return Points
	}
	return 0
}
