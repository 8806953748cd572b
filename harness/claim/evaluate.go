package claim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/compare"
	nodejs "poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// run is what tests look at.
type run struct {
	table *sample.Table
	index index
	trust compare.Trust
	// least is how many rounds verdicts take.
	least int
	// floors are noise floors by experiment and metric.
	floors map[[2]string]float64
}

func newRun(t *sample.Table) *run {
	r := &run{table: t, index: newIndex(t), trust: compare.Within(t).Trust, floors: map[[2]string]float64{}, least: compare.RoundsNeeded(t.Run.Plan)}
	for _, twin := range r.trust.Twins {
		if twin.Wide.Bounded {
			key := [2]string{twin.Cell.Experiment, twin.Metric.Key}
			r.floors[key] = max(r.floors[key], stats.Effect(twin.Ratio.Mid))
		}
	}
	return r
}

// floor is the largest noise floor of the arms' experiments by a metric. Where no twin tells it
// is stats.DefaultMargin, or 0 for what is counted.
func (r *run) floor(m Metric, arms []Arm) float64 {
	floor := 0.0
	for _, a := range arms {
		known, ok := r.floors[[2]string{a.Experiment, cmp.Or(m.Twins, m.Key)}]
		if !ok && !m.Counted {
			known = stats.DefaultMargin
		}
		floor = max(floor, known)
	}
	return floor
}

// start is the finding of a test that is measured, with what its arms were.
func (r *run) start(t Test) finding {
	f := finding{Finding: Finding{Test: t.String()}}
	for _, a := range t.Arms() {
		f.Arms = append(f.Arms, newArmValue(a, r.index[a], t))
	}
	return f
}

// absent is the finding of a test that is not.
func (r *run) absent(t Test, reason string) finding {
	return finding{Finding: Finding{Test: t.String(), Verdict: NotMeasured, Reason: reason}}
}

// Evaluate returns the results of all claims of [Ledger] for a run, in its order. It reads
// the samples only, and changes nothing.
func Evaluate(t *sample.Table) []Result { return EvaluateClaims(t, Ledger(t.Run.Plan.GOMAXPROCS)) }

// EvaluateWith is [Evaluate] where what is asked of Node.js is evaluated from node, the run with systems in
// Node.js that belongs to t: by its own controls, noise floors and number of processors. If node is nil it is evaluated
// from t, and not testable where t has no such system either.
func EvaluateWith(t, node *sample.Table) []Result {
	results := Evaluate(t)
	if node == nil {
		return results
	}
	asked := slices.DeleteFunc(Ledger(node.Run.Plan.GOMAXPROCS), func(c Claim) bool { return !c.Needs.Node })
	for _, r := range EvaluateClaims(node, asked) {
		results[slices.IndexFunc(results, func(other Result) bool { return other.ID == r.ID })] = r
	}
	return results
}

// EvaluateClaims is [Evaluate] for claims that need not be in the ledger, a reader's own. A
// claim without tests has the verdict [NotMeasured].
func EvaluateClaims(t *sample.Table, claims []Claim) []Result {
	r := newRun(t)
	results := make([]Result, len(claims))
	for i, c := range claims {
		results[i] = r.evaluate(c)
	}
	return results
}

func (r *run) evaluate(c Claim) Result {
	result := Result{Claim: c, Run: r.table.Run.ID}
	parts := make([][]finding, len(c.Parts))
	statistical := false
	for i, p := range c.Parts {
		for _, t := range p.Tests {
			f := t.look(r)
			statistical = statistical || f.statistical
			parts[i] = append(parts[i], f)
		}
	}
	correct(parts)
	for i, p := range c.Parts {
		result.Found = append(result.Found, conclude(p, parts[i]))
	}
	result.Verdict, result.Reason = combine(result.Found, r.more())
	if lack := c.Needs.lacking(r.table); lack != "" {
		result.silence(NotTestable, lack)
	} else if statistical && r.trust.Void != "" {
		result.silence(TooNoisy, r.trust.Void)
	}
	return result
}

// more is a hint where cells are to be had that the run does not have; empty if it has all.
func (r *run) more() string {
	if r.table.Run.Plan.Mode == "all" || nodejs.TakesPart(r.table.Run.Plan) {
		return ""
	}
	return " (run --all has them)"
}

// silence takes back every verdict that was reached, and leaves the numbers.
func (r *Result) silence(v Verdict, reason string) {
	r.Verdict, r.Reason = v, reason
	for i := range r.Found {
		p := &r.Found[i]
		if p.Verdict != NotMeasured {
			p.Verdict, p.Reason = v, ""
		}
		for j := range p.Tests {
			if f := &p.Tests[j]; f.Verdict != NotMeasured {
				f.Verdict = v
			}
		}
	}
}

// correct decides the open findings of a claim, all parts together.
func correct(parts [][]finding) {
	var open []*finding
	var p []float64
	for _, findings := range parts {
		for i := range findings {
			if findings[i].open {
				open, p = append(open, &findings[i]), append(p, findings[i].comparison.P)
			}
		}
	}
	for i, adjusted := range stats.Holm(p) {
		open[i].decide(adjusted, len(open))
	}
}

// conclude puts the findings of a part together.
func conclude(p Part, findings []finding) PartResult {
	result := PartResult{Label: p.Label, Any: p.Any}
	for _, f := range findings {
		result.Tests = append(result.Tests, f.Finding)
	}
	count := func(v Verdict) int {
		return len(slices.DeleteFunc(slices.Clone(result.Tests), func(f Finding) bool { return f.Verdict != v }))
	}
	enough, all := Refuted, Supported // one of these settles it, or all of those
	if p.Any {
		enough, all = all, enough
	}
	switch {
	case count(NotMeasured) == len(findings):
		result.Verdict = NotMeasured
	case count(enough) > 0:
		result.Verdict = enough
	case count(all) == len(findings):
		result.Verdict = all
	default:
		result.Verdict = Inconclusive
	}
	result.Reason = result.because()
	if p.Any && len(p.Tests) > 1 && result.Verdict == Supported {
		result.Reason = "by " + list(deciding(p, result.Tests))
	}
	return result
}

// because is the reason of the first test that shares the part's verdict and has one. Where
// no test is undecided, and the part is, it is that of the first that was not measured.
func (p PartResult) because() string {
	reason := func(v Verdict) string {
		i := slices.IndexFunc(p.Tests, func(f Finding) bool { return f.Verdict == v && f.Reason != "" })
		if i < 0 {
			return ""
		}
		return p.Tests[i].Reason
	}
	if p.Verdict == Inconclusive {
		return cmp.Or(reason(Inconclusive), reason(NotMeasured))
	}
	return reason(p.Verdict)
}

// deciding names the tests of a part that hold, by what its tests differ in.
func deciding(p Part, findings []Finding) []string {
	var names []string
	for i, name := range p.names() {
		if findings[i].Verdict == Supported {
			names = append(names, name)
		}
	}
	return names
}

// names are what the tests of a part differ in: the row of one of their arms, or its value.
func (p Part) names() []string {
	for _, of := range []func(Arm) string{func(a Arm) string { return a.Row }, func(a Arm) string { return a.Value }} {
		for at := range p.Tests[0].Arms() {
			var names []string
			for _, t := range p.Tests {
				if arms := t.Arms(); at < len(arms) && !slices.Contains(names, of(arms[at])) {
					names = append(names, of(arms[at]))
				}
			}
			if len(names) == len(p.Tests) {
				return names
			}
		}
	}
	return make([]string, len(p.Tests))
}

// combine puts the parts of a claim together, and names what is not measured or undecided.
func combine(parts []PartResult, more string) (Verdict, string) {
	labels := map[Verdict][]string{}
	for _, p := range parts {
		labels[p.Verdict] = append(labels[p.Verdict], p.Label)
	}
	yes, no, open, missing := len(labels[Supported]), len(labels[Refuted]), len(labels[Inconclusive]), len(labels[NotMeasured])
	verdict := Inconclusive
	switch {
	case missing == len(parts):
		verdict = NotMeasured
	case yes > 0 && no > 0:
		verdict = Split
	case yes == len(parts):
		verdict = Supported
	case no == len(parts):
		verdict = Refuted
	}
	if len(parts) == 1 {
		return verdict, parts[0].Reason
	}
	var notes []string
	note := func(n int, format string, v Verdict) {
		if n > 0 && (verdict != v || v == Inconclusive) {
			notes = append(notes, fmt.Sprintf(format, list(labels[v])))
		}
	}
	note(yes, "holds for %s", Supported)
	note(no, "fails for %s", Refuted)
	note(open, "undecided for %s", Inconclusive)
	note(missing, "not measured: %s"+more, NotMeasured)
	return verdict, strings.Join(notes, "; ")
}

// longestList is how many labels a sentence holds before it counts the rest.
const longestList = 8

func list(labels []string) string {
	if len(labels) > longestList {
		return fmt.Sprintf("%s and %d more", strings.Join(labels[:longestList-1], ", "), len(labels)-longestList+1)
	}
	return strings.Join(labels, ", ")
}
