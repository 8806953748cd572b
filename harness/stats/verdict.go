package stats

import "fmt"

// Verdict is what may be said about a row and its baseline. The zero value means that
// nobody has judged.
type Verdict string

// The verdicts, for a metric of which less is better.
const (
	// Faster: the ratio is below 1, beyond chance and beyond the noise floor.
	Faster Verdict = "faster"
	// Slower: the same above 1.
	Slower Verdict = "slower"
	// Same: if there is a difference at all, it is too small to matter. This is a finding
	// of its own, and not the absence of one.
	Same Verdict = "same"
	// NotResolved: these measurements cannot tell.
	NotResolved Verdict = "not resolved"
	// NoVerdict: there are too few measurements, or invalid ones, to ask the question.
	NoVerdict Verdict = "no verdict"
)

// DefaultMargin is the effect up to which two rows are the same for all practical purposes:
// 3 %. That is a choice and not a measurement: nobody should pick a strategy for less.
const DefaultMargin = 0.03

// Rule is what a verdict takes. Effects are measured as in [Effect]. The zero Rule finds
// nothing faster or slower; [RuleFor] gives the usual one.
type Rule struct {
	// Needed is the least number of rounds; at least one is always needed.
	Needed int
	// Floor is the noise floor, the largest effect that was seen where there is none: no
	// effect up to it is claimed. 0.02 is 2 %.
	Floor float64
	// Margin is the effect up to which rows count as the same.
	Margin float64
	// Alpha is the probability of even one wrong Faster or Slower in the family.
	Alpha float64
}

// RuleFor is the rule for so many paired comparisons and a measured noise floor: the rounds
// of [RoundsNeeded], [DefaultMargin] and [FamilyAlpha].
func RuleFor(comparisons int, floor float64) Rule {
	return Rule{Needed: RoundsNeeded(comparisons), Floor: floor, Margin: DefaultMargin, Alpha: FamilyAlpha}
}

// Judgement is a verdict with what it rests on.
type Judgement struct {
	Verdict Verdict
	// Within is, for Same only, how large the difference may still be: the larger one of
	// margin and noise floor, since nobody can tell rows apart below the floor.
	Within float64
	// Adjusted is P after Holm's correction for the family; 1 for NoVerdict.
	Adjusted float64
	// Reason says in one clause why there is no verdict or none was resolved. Else empty.
	Reason string
}

// Effect is how far a ratio is from 1, as the share by which the larger side exceeds the
// smaller one: 0.25 for 1.25 and for 0.8, so that swapping the rows changes nothing.
func Effect(ratio float64) float64 { return max(ratio, 1/ratio) - 1 }

// Judge decides a whole family of comparisons, all with the null ratio 1, and returns the
// judgements in its order. The first that holds is the verdict:
//
//  1. NoVerdict: fewer rounds than needed, or invalid values.
//  2. Same: the whole 99 % interval has effects within the margin, or within the noise
//     floor if that is larger. This comes before Faster and Slower, so a difference that is
//     certain and too small to matter is Same.
//  3. Faster or Slower: P after Holm's correction is below Alpha, and the estimated effect
//     is above the noise floor.
//  4. NotResolved.
//
// What has no verdict still counts in the family, with P = 1: it makes the correction
// larger, as it was planned to be, and cannot make it smaller for the others.
//
// Holm bounds wrong claims of a difference. A wrong Same, for a row that truly lies outside
// the margin, has a probability of at most 0.5 % each (a 99 % interval has two sides; R. L.
// Berger & J. C. Hsu, Statistical Science 1996), which is not corrected for their number.
func Judge(family []Comparison, rule Rule) []Judgement {
	p := make([]float64, len(family))
	for i, c := range family {
		p[i] = c.P
		if rule.lacks(c) != "" {
			p[i] = 1
		}
	}
	judgements := make([]Judgement, len(family))
	for i, adjusted := range Holm(p) {
		judgements[i] = rule.judge(family[i], adjusted, len(family))
	}
	return judgements
}

// lacks says why there can be no verdict, or nothing.
func (r Rule) lacks(c Comparison) string {
	if c.Invalid > 0 {
		return fmt.Sprintf("values that are zero, negative or not finite: %d", c.Invalid)
	}
	if needed := max(r.Needed, 1); c.Ratio.N < needed {
		return fmt.Sprintf("%d of the %d rounds needed", c.Ratio.N, needed)
	}
	return ""
}

func (r Rule) judge(c Comparison, adjusted float64, family int) Judgement {
	j := Judgement{Adjusted: adjusted, Reason: r.lacks(c)}
	within := max(r.Margin, r.Floor)
	switch {
	case j.Reason != "":
		j.Verdict = NoVerdict
	case c.Wide.Bounded && Effect(c.Wide.Lo) <= within && Effect(c.Wide.Hi) <= within:
		j.Verdict, j.Within = Same, within
	case adjusted < r.Alpha && Effect(c.Ratio.Mid) > r.Floor:
		j.Verdict = Faster
		if c.Ratio.Mid > 1 {
			j.Verdict = Slower
		}
	default:
		j.Verdict, j.Reason = NotResolved, r.doubt(c, adjusted, family)
	}
	return j
}

// doubt says what kept a comparison from being resolved.
func (r Rule) doubt(c Comparison, adjusted float64, family int) string {
	percent := func(share float64) string { return fmt.Sprintf("%.3g %%", 100*share) }
	switch {
	case adjusted < r.Alpha:
		return fmt.Sprintf("the effect, %s, is not above the noise floor of %s", percent(Effect(c.Ratio.Mid)), percent(r.Floor))
	case c.P < r.Alpha:
		return fmt.Sprintf("p = %.2g becomes %.2g when corrected for %d comparisons", c.P, adjusted, family)
	case !c.Wide.Bounded:
		return fmt.Sprintf("%d rounds carry no %.0f %% interval", c.Wide.N, 100*WideConfidence)
	}
	return fmt.Sprintf("the %.0f %% interval of the ratio, %.3f to %.3f, reaches beyond an effect of %s",
		100*WideConfidence, c.Wide.Lo, c.Wide.Hi, percent(max(r.Margin, r.Floor)))
}
