package claim_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/claim"
	"poolbench/harness/sample"
)

func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		good, failed            int
		kind                    sample.FailureKind
		verdict, broken, memory claim.Verdict
		reason                  string
	}{
		{3, 0, "", claim.Supported, claim.Refuted, claim.Supported, ""},
		{0, 3, sample.RuleBroken, claim.Refuted, claim.Supported, claim.Inconclusive, "in 3 of 3: rule broken: as it was told to"},
		{2, 1, sample.RuleBroken, claim.Refuted, claim.Inconclusive, claim.Inconclusive, "in 1 of 3: rule broken: as it was told to"}, // a race
		{0, 3, sample.Crashed, claim.Refuted, claim.Inconclusive, claim.Inconclusive, "in 3 of 3: crashed: as it was told to"},
		{0, 3, sample.TimedOut, claim.Refuted, claim.Inconclusive, claim.Inconclusive, "in 3 of 3: timed out: as it was told to"},
		{1, 2, sample.WrongResult, claim.Refuted, claim.Inconclusive, claim.Inconclusive, "in 2 of 3: wrong result: as it was told to"},
		{0, 3, sample.OutOfMemory, claim.Inconclusive, claim.Inconclusive, claim.Refuted, "in 3 of 3: out of memory: as it was told to"},
		{0, 3, sample.Refused, claim.Inconclusive, claim.Inconclusive, claim.Inconclusive, "in 3 of 3: refused: as it was told to"}, // nothing was asked
		{1, 0, "", claim.Inconclusive, claim.Inconclusive, claim.Inconclusive, "1 of the 2 samples that an outcome takes"},
		{0, 0, "", claim.NotMeasured, claim.NotMeasured, claim.NotMeasured, "grain/15us/x is not in the run"},
	} {
		for want, test := range map[*claim.Verdict]claim.Kept{
			&c.verdict: {Of: arm("x")}, &c.broken: {Of: arm("x"), Broken: true}, &c.memory: {Of: arm("x"), Refutes: []sample.FailureKind{sample.OutOfMemory}},
		} {
			b := newRun()
			b.outcomes(arm("x"), c.good, c.failed, c.kind)
			r := decide(b, claim.Part{Tests: []claim.Test{test}})
			assert.Equal(t, *want, r.Verdict, "%+v of %+v", test, c)
			assert.Equal(t, c.reason, r.Reason, "%+v of %+v", test, c)
		}
		s := &sample.Series{Taken: make([]sample.Taken, c.good), Failures: slices.Repeat([]sample.Failure{{Kind: c.kind}}, c.failed)}
		assert.Equal(t, c.verdict, claim.Keeps(s), "as the ledger has it: %+v", c)
	}
}

func TestNobodyKeepsARuleThatWasNotAsked(t *testing.T) {
	assert.Equal(t, claim.NotMeasured, claim.Keeps(nil))
}

func TestOneBreachIsEnough(t *testing.T) {
	b := newRun()
	b.outcomes(arm("x"), 1, 1, sample.OutOfMemory)
	s := b.series[len(b.series)-1]
	s.Failures = append(s.Failures, sample.Failure{Kind: sample.RuleBroken})
	assert.Equal(t, claim.Refuted, decide(b, claim.Part{Tests: []claim.Test{claim.Kept{Of: arm("x")}}}).Verdict)
}

func TestTheMemoryLimitIsShown(t *testing.T) {
	b := newRun()
	b.run.Plan.MemoryLimit = 2 << 30
	b.outcomes(arm("x"), 1, 2, sample.OutOfMemory)
	fits := claim.Kept{Of: arm("x"), Refutes: []sample.FailureKind{sample.OutOfMemory}}
	assert.Equal(t, "1 of 3 end well within 2 GiB", decide(b, claim.Part{Tests: []claim.Test{fits}}).Shown())
	b = newRun()
	b.outcomes(arm("x"), 3, 0, "")
	assert.Equal(t, "3 of 3 end well", decide(b, claim.Part{Tests: []claim.Test{fits}}).Shown())
}

func TestALibraryMayBreakAsManyRules(t *testing.T) {
	rules := func(row string) []claim.Arm {
		return []claim.Arm{{Experiment: "behaviour", Value: "a", Row: row}, {Experiment: "behaviour", Value: "b", Row: row}}
	}
	test := claim.Fewer{Of: rules("ants/native"), Than: rules("channel")}
	for name, c := range map[string]struct {
		of, than int // how many are broken
		want     claim.Verdict
		shown    string
	}{
		"none":  {0, 0, claim.Supported, "0 of 2 broken, channel 0 of 2"},
		"equal": {1, 1, claim.Supported, "1 of 2 broken, channel 1 of 2"},
		"more":  {2, 1, claim.Refuted, "2 of 2 broken, channel 1 of 2"},
		"fewer": {0, 2, claim.Supported, "0 of 2 broken, channel 2 of 2"},
	} {
		b := newRun()
		for i := range 2 {
			b.rule(test.Of[i], opposite, i < c.of, false)
			b.rule(test.Than[i], opposite, i < c.than, false)
		}
		r := decide(b, claim.Part{Tests: []claim.Test{test}})
		assert.Equal(t, c.want, r.Verdict, name)
		assert.Equal(t, c.shown, r.Shown(), name)
	}

	b := newRun()
	for i := range 2 {
		b.rule(test.Of[i], claimed, true, false)
		b.rule(test.Than[i], claimed, false, false)
	}
	b.series[len(b.series)-1].Failures = []sample.Failure{{Kind: sample.OutOfMemory}}
	r := decide(b, claim.Part{Tests: []claim.Test{test}})
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Contains(t, r.Reason, "behaviour/b/channel was not asked: out of memory")
}

// A drift of the machine is found by whoever measures one after the other, and not by rounds.
func TestDriftIsTakenForADifference(t *testing.T) {
	b := newRun()
	b.twins(30, 1, 0.5)
	r := decide(b, claim.Part{Tests: []claim.Test{claim.InOrder{Share: 0.05}}})
	assert.Equal(t, claim.Refuted, r.Verdict)
	assert.Equal(t, "30 of 30 differ, interleaved 0", r.Shown())

	b = newRun()
	b.twins(89, 1, 0)
	r = decide(b, claim.Part{Tests: []claim.Test{claim.InOrder{Share: 0.05}}})
	assert.Equal(t, "89 cases are too few to tell, if none differed 90 would do", r.Reason)
}

// Of 15 cases with a chance of 5 % each, 3 or more happen with a probability of 3.6 %, and 4 or
// more with one of 0.55 %.
func TestAFewDifferencesAreChance(t *testing.T) {
	for drifting, want := range map[int]claim.Verdict{3: claim.Inconclusive, 4: claim.Refuted} {
		b := newRun()
		b.twins(15-drifting, 1, 0)
		for i := range drifting {
			b.twin(fmt.Sprint("drifting", i), 1, 0.5)
		}
		r := decide(b, claim.Part{Tests: []claim.Test{claim.InOrder{Share: 0.05}}})
		assert.Equal(t, want, r.Verdict)
		assert.Equal(t, fmt.Sprintf("%d of 15 differ, interleaved 0", drifting), r.Shown())
	}
}
