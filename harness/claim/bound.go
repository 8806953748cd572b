package claim

import (
	"math"

	"poolbench/harness/chart"
	"poolbench/harness/stats"
)

// Bound is where a positive value is claimed to be: at least Lo, at most Hi, or both. 0 means
// that there is no such limit. A value exactly on a limit can never be told from one beyond
// it, so "below" and "at most" are the same.
type Bound struct{ Lo, Hi float64 }

func atLeast(lo float64) Bound     { return Bound{Lo: lo} }
func atMost(hi float64) Bound      { return Bound{Hi: hi} }
func between(lo, hi float64) Bound { return Bound{lo, hi} }

// words are the bound with a number's unit: "≥ 1.05×".
func (b Bound) words(format func(float64) string) string {
	switch {
	case b.Hi == 0:
		return "≥ " + format(b.Lo)
	case b.Lo == 0:
		return "≤ " + format(b.Hi)
	}
	return format(b.Lo) + " to " + format(b.Hi)
}

// judge estimates the values and compares them with the limit that decides: whether the
// estimate is where it is claimed to be, and the limit, for which the comparison's P stands.
// Inside a range that is the limit which is harder to exclude.
func (b Bound) judge(values []float64) (c stats.Comparison, holds bool, limit float64) {
	lower, upper := stats.PairedAgainst(values, b.Lo), stats.PairedAgainst(values, b.Hi)
	switch {
	case b.Lo == 0:
		return upper, upper.Ratio.Mid <= b.Hi, b.Hi
	case b.Hi == 0:
		return lower, lower.Ratio.Mid >= b.Lo, b.Lo
	}
	switch mid := lower.Ratio.Mid; {
	case mid < b.Lo:
		return lower, false, b.Lo
	case mid > b.Hi:
		return upper, false, b.Hi
	case lower.P > upper.P:
		return lower, true, b.Lo
	}
	return upper, true, b.Hi
}

// mostRounds is where an estimate of the rounds that would be needed ends: beyond it the honest
// advice is to ask another question.
const mostRounds = 1000

// roundsFor estimates how many rounds would exclude limit, if estimate and scatter stay as they
// are: the half-width of an interval shrinks with the square root of their number. 0 means
// more than mostRounds.
func roundsFor(c stats.Comparison, limit float64) int {
	distance := math.Abs(math.Log(c.Wide.Mid / limit))
	reach := math.Log(c.Wide.Hi/c.Wide.Lo) / 2
	needed := math.Ceil(float64(c.Wide.N) * (reach / distance) * (reach / distance))
	if !(needed <= mostRounds) { // also where the distance is 0
		return 0
	}
	return max(int(needed), c.Wide.N+1)
}

// scale turns the values of a test into what is written: value × times − less.
type scale struct {
	unit        chart.Unit
	times, less float64
}

func (s scale) value(v float64) float64 { return v*s.times - s.less }

// format writes a value of the test.
func (s scale) format(v float64) string { return s.unit.Format(s.value(v)) }

// name is the unit in files.
func (s scale) name() string {
	return map[chart.Unit]string{chart.Nanoseconds: "ns", chart.Bytes: "B", chart.Count: "count", chart.Ratio: "ratio"}[s.unit]
}
