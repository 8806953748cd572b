package claim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Result is a claim with what a run says about it.
type Result struct {
	Claim
	Verdict Verdict `json:"verdict"`
	// Reason says in one line what the verdict does not: where a split claim holds and fails,
	// what is missing, what was too noisy, by which of several it holds. Empty if there is
	// nothing to add.
	Reason string `json:"reason,omitempty"`
	// Run is the ID of the run.
	Run string `json:"run"`
	// Found has one entry per part of the claim, in its order.
	Found []PartResult `json:"parts"`
}

// PartResult is what a run says about one part.
type PartResult struct {
	Label   string    `json:"label,omitempty"`
	Verdict Verdict   `json:"verdict"`
	Reason  string    `json:"reason,omitempty"`
	Any     bool      `json:"any,omitempty"`
	Tests   []Finding `json:"tests"`
}

// Finding is what a run says about one test.
type Finding struct {
	// Test is the condition in words.
	Test    string  `json:"test"`
	Verdict Verdict `json:"verdict"`
	// Reason says why the test is undecided or failed, where there is more to say than numbers.
	Reason string `json:"reason,omitempty"`
	// Effect is the estimate; nil for tests without one.
	Effect *Effect `json:"effect,omitempty"`
	// Claimed is the threshold as text, "≥ 1.05×"; Tally the count of a test without estimate.
	Claimed string `json:"claimed,omitempty"`
	Tally   string `json:"tally,omitempty"`
	// Adjusted is p after correction for the tests of the claim; nil if nothing was decided by it.
	Adjusted *float64 `json:"adjusted_p,omitempty"`
	// Rounds were used, or samples, cases or pairs of a test that counts; LeftOut were disturbed.
	Rounds  int `json:"rounds"`
	LeftOut int `json:"left_out,omitempty"`
	// Needed is about how many rounds would decide it; 0 if it is decided, or unknown.
	Needed int `json:"rounds_needed,omitempty"`
	// Arms are the cells, as they were measured.
	Arms []ArmValue `json:"arms,omitempty"`
}

// Effect is an estimate with its 95 % and its 99 % interval, in the unit of its text.
type Effect struct {
	Mid  float64 `json:"mid"`
	Lo95 float64 `json:"lo95"`
	Hi95 float64 `json:"hi95"`
	Lo99 float64 `json:"lo99"`
	Hi99 float64 `json:"hi99"`
	// Unbounded is true if there were too few rounds for the 99 % interval: its ends are then
	// the extremes of what was measured.
	Unbounded bool `json:"unbounded,omitempty"`
	// Unit is that of all these numbers: "ns", "B", "ratio" or "count".
	Unit string `json:"unit"`
	// about is what is estimated and where it is claimed to be: only effects that agree in
	// both can be shown as a range.
	about string
	unit  chart.Unit
}

func newEffect(c stats.Comparison, s scale) *Effect {
	return &Effect{
		Mid: s.value(c.Ratio.Mid), Lo95: s.value(c.Ratio.Lo), Hi95: s.value(c.Ratio.Hi),
		Lo99: s.value(c.Wide.Lo), Hi99: s.value(c.Wide.Hi), Unbounded: !c.Wide.Bounded, Unit: s.name(), unit: s.unit,
	}
}

// text writes a value of the effect.
func (e *Effect) text(v float64) string { return e.unit.Format(v) }

// String is the estimate and its 99 % interval: "1.32× [1.3×, 1.35×]".
func (e *Effect) String() string {
	return fmt.Sprintf("%s [%s, %s]", e.text(e.Mid), e.text(e.Lo99), e.text(e.Hi99))
}

// Shown95 is the 95 % interval as text.
func (e *Effect) Shown95() string { return fmt.Sprintf("[%s, %s]", e.text(e.Lo95), e.text(e.Hi95)) }

// ArmValue is one cell of a test as it was measured.
type ArmValue struct {
	Cell string `json:"cell"`
	// Median of the test's metric as text; empty if it has none.
	Median string `json:"median,omitempty"`
	// Parallelism is the median of processor time over wall time; 0 if unknown.
	Parallelism float64 `json:"cpu_per_wall,omitempty"`
}

func newArmValue(a Arm, s *sample.Series, t Test) ArmValue {
	v := ArmValue{Cell: a.String()}
	var metric Metric
	switch t := t.(type) {
	case Ratio:
		metric = t.Metric
	case Level:
		metric = t.Metric
	case Rank:
		metric = t.Metric
	default:
		return v
	}
	if values := metric.values(s); len(values) > 0 {
		v.Median = metric.format(stats.Median(values).Mid)
	}
	timed := Metric{Of: func(m sample.Measurement) (float64, bool) {
		return m.EffectiveParallelism(), m.WallNS > 0 && m.WaitingBytes == nil
	}}
	v.Parallelism = stats.Median(timed.values(s)).Mid
	return v
}

// Bare tells whether the run has no cell of the claim, so that there is nothing to show but its name.
func (r Result) Bare() bool {
	without := r.Verdict == NotMeasured || r.Verdict == NotTestable
	return without && !slices.ContainsFunc(r.Found, func(p PartResult) bool { return p.Verdict != NotMeasured })
}

// Measured are the results that are not bare, for tables, and the others, in their order.
func Measured(results []Result) (shown, bare []Result) {
	for _, r := range results {
		if r.Bare() {
			bare = append(bare, r)
		} else {
			shown = append(shown, r)
		}
	}
	return shown, bare
}

// Elsewhere is the ID of the run that decides what is asked of Node.js, if it is not the one that decides the rest; empty
// if it is, or if nothing of the one or the other was measured.
func Elsewhere(results []Result) string {
	shown, _ := Measured(results)
	here := slices.IndexFunc(shown, func(r Result) bool { return !r.Needs.Node })
	there := slices.IndexFunc(shown, func(r Result) bool { return r.Needs.Node })
	if here < 0 || there < 0 || shown[here].Run == shown[there].Run {
		return ""
	}
	return shown[there].Run
}

// LeftOut says what tables do not show, in a sentence; nothing if there is no bare result.
func LeftOut(results []Result) string {
	_, bare := Measured(results)
	node := 0
	for _, r := range bare {
		if r.Verdict == NotTestable && r.Needs.Node {
			node++
		}
	}
	var parts []string
	if n := len(bare) - node; n > 0 {
		parts = append(parts, fmt.Sprintf("%d without a measured cell", n))
	}
	if node > 0 {
		parts = append(parts, fmt.Sprintf("%d about Node.js, which make bench-node measures", node))
	}
	if len(parts) == 0 {
		return ""
	}
	return "Not shown: " + strings.Join(parts, "; ") + "."
}

// Shown is what a result shows in a few words: the estimate of its only test and the threshold,
// or how many of its parts hold and how many are undecided, and over what range.
func (r Result) Shown() string {
	if len(r.Found) == 1 && len(r.Found[0].Tests) == 1 {
		return r.Found[0].Tests[0].Shown()
	}
	measured := slices.DeleteFunc(slices.Clone(r.Found), func(p PartResult) bool { return p.Verdict == NotMeasured })
	if len(measured) == 0 {
		return "–"
	}
	span := spanOf(measured)
	if len(r.Found) == 1 || r.Verdict == TooNoisy || r.Verdict == NotTestable {
		return cmp.Or(span, measured[0].Tests[0].Shown())
	}
	count := map[Verdict]int{}
	for _, p := range measured {
		count[p.Verdict]++
	}
	text := fmt.Sprintf("%d of %d hold", count[Supported], len(measured))
	if open := count[Inconclusive]; open > 0 {
		text += fmt.Sprintf(", %d open", open)
	}
	if missing := len(r.Found) - len(measured); missing > 0 {
		text += fmt.Sprintf(", %d missing", missing)
	}
	if span != "" {
		text += ", " + span
	}
	return text
}

// Shown is the estimate with its 99 % interval and the threshold, or the count.
func (f Finding) Shown() string {
	switch {
	case f.Tally != "":
		return f.Tally
	case f.Effect == nil:
		return "–"
	}
	return f.Effect.String() + " " + f.Claimed
}

// spanOf is from the smallest to the largest estimate of parts; nothing if there is none, or
// if they are of different metrics or held against different thresholds.
func spanOf(parts []PartResult) string {
	var all []*Effect
	for _, p := range parts {
		for _, f := range p.Tests {
			if f.Effect != nil {
				all = append(all, f.Effect)
			}
		}
	}
	if len(all) == 0 || slices.ContainsFunc(all, func(e *Effect) bool { return e.about != all[0].about }) {
		return ""
	}
	slices.SortFunc(all, func(a, b *Effect) int { return cmp.Compare(a.Mid, b.Mid) })
	lo, hi := all[0], all[len(all)-1]
	if lo.text(lo.Mid) == hi.text(hi.Mid) {
		return lo.text(lo.Mid)
	}
	return lo.text(lo.Mid) + " to " + hi.text(hi.Mid)
}
