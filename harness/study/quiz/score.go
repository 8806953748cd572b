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

// ScoreNumber is how many points the prediction said of a known number gives.
func ScoreNumber(said float64, n study.Number) int {
	off := factor(said, n.Mid)
	switch {
	case n.Bounded && n.Lo <= said && said <= n.Hi, off <= near:
		return Points
	case off <= fair:
		return 2
	case off <= far:
		return 1
	}
	return 0
}

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

// Best is the index of the right choice: the smallest, or with most the largest estimate.
func Best(options []study.Number, most bool) int {
	best := 0
	for i, n := range options {
		if n.Mid != options[best].Mid && (n.Mid > options[best].Mid) == most {
			best = i
		}
	}
	return best
}

// ScoreChoice is how many points a choice among known numbers gives. Without an interval nothing
// tells two of them apart.
func ScoreChoice(chosen int, options []study.Number, most bool) int {
	mine, best := options[chosen], options[Best(options, most)]
	switch {
	case mine.Mid == best.Mid:
		return Points
	case !mine.Bounded || !best.Bounded, mine.Lo <= best.Hi && best.Lo <= mine.Hi:
		return 1
	}
	return 0
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
