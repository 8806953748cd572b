package claim_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/chart"
	"poolbench/harness/claim"
	"poolbench/harness/sample"
)

// speed is a metric as rows use it.
var speed = claim.Metric{Key: "ns/op", Title: "time per task", Unit: chart.Nanoseconds, Of: func(m sample.Measurement) (float64, bool) {
	return m.NSPerTask(), true
}}

func arm(row string) claim.Arm { return claim.Arm{Experiment: "grain", Value: "15us", Row: row} }

// slower claims that a row takes at least 1.5 × as long as the channel.
func slower(row string) claim.Test {
	return claim.Ratio{Metric: speed, Of: arm(row), To: arm("channel"), Bound: claim.Bound{Lo: 1.5}}
}

// part is a part with a test per row.
func part(label string, anyOf bool, rows ...string) claim.Part {
	p := claim.Part{Label: label, Any: anyOf}
	for _, row := range rows {
		p.Tests = append(p.Tests, slower(row))
	}
	return p
}

// decide evaluates one claim.
func decide(b *built, parts ...claim.Part) claim.Result {
	return claim.EvaluateClaims(b.table(), []claim.Claim{{ID: "X01", Quote: "it is slower", Parts: parts}})[0]
}

// three are a run in which the channel takes 1 µs, "twice" 2 µs, "same" 1 µs, "maybe" around 1.5.
func three() *built {
	b := newRun()
	b.set(arm("channel"), "ns/op", steady(1000))
	b.set(arm("twice"), "ns/op", steady(2000))
	b.set(arm("same"), "ns/op", steady(1000))
	maybe := target(claim.Bound{Lo: 1.5}, straddling)
	for i := range maybe {
		maybe[i] *= 1000
	}
	b.set(arm("maybe"), "ns/op", maybe)
	return b
}

func TestTestsMakeAPart(t *testing.T) {
	cases := []struct {
		rows string
		all  claim.Verdict
		any  claim.Verdict
	}{
		{"twice", claim.Supported, claim.Supported},
		{"same", claim.Refuted, claim.Refuted},
		{"maybe", claim.Inconclusive, claim.Inconclusive},
		{"gone", claim.NotMeasured, claim.NotMeasured},
		{"twice same", claim.Refuted, claim.Supported},
		{"twice maybe", claim.Inconclusive, claim.Supported},
		{"same maybe", claim.Refuted, claim.Inconclusive},
		{"twice gone", claim.Inconclusive, claim.Supported},
		{"same gone", claim.Refuted, claim.Inconclusive},
		{"twice same maybe gone", claim.Refuted, claim.Supported},
	}
	for _, c := range cases {
		rows := strings.Fields(c.rows)
		assert.Equal(t, c.all, decide(three(), part("", false, rows...)).Verdict, "all of %s", c.rows)
		assert.Equal(t, c.any, decide(three(), part("", true, rows...)).Verdict, "any of %s", c.rows)
	}
}

func TestPartsMakeAClaim(t *testing.T) {
	cases := []struct {
		rows, reason string
		want         claim.Verdict
	}{
		{"twice", "", claim.Supported},
		{"same", "", claim.Refuted},
		{"twice same", "holds for twice; fails for same", claim.Split},
		{"twice same maybe gone", "holds for twice; fails for same; undecided for maybe; not measured: gone (run --all has them)", claim.Split},
		{"twice maybe", "holds for twice; undecided for maybe", claim.Inconclusive},
		{"same maybe", "fails for same; undecided for maybe", claim.Inconclusive},
		{"twice gone", "holds for twice; not measured: gone (run --all has them)", claim.Inconclusive},
		{"same gone", "fails for same; not measured: gone (run --all has them)", claim.Inconclusive},
		{"maybe gone", "undecided for maybe; not measured: gone (run --all has them)", claim.Inconclusive},
	}
	for _, c := range cases {
		var parts []claim.Part
		for _, row := range strings.Fields(c.rows) {
			parts = append(parts, part(row, false, row))
		}
		r := decide(three(), parts...)
		assert.Equal(t, c.want, r.Verdict, c.rows)
		assert.Equal(t, c.reason, r.Reason, c.rows)
	}
}

// A run with all cells has no more of them to offer.
func TestWhatIsMissingFromAWholeRun(t *testing.T) {
	b := three()
	b.run.Plan.Mode = "all"
	r := decide(b, part("twice", false, "twice"), part("gone", false, "gone"))
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "holds for twice; not measured: gone", r.Reason)
}

func TestDisturbedRoundsAreLeftOut(t *testing.T) {
	b := three()
	table := b.table()
	disturb := func(row string, from, to int) {
		s := table.Find(cell(arm(row)).Key())
		for i := from; i < to; i++ {
			busy := 4.0
			s.Taken[i].ForeignCPU = &busy
			s.Taken[i].WallNS = 20_000_000 // what would be found if they counted
		}
	}
	disturb("twice", 0, 3)
	disturb("channel", 2, 4)
	ask := func() claim.Finding {
		return claim.EvaluateClaims(table, []claim.Claim{{Parts: []claim.Part{part("", false, "twice")}}})[0].Found[0].Tests[0]
	}
	f := ask()
	assert.Equal(t, claim.Supported, f.Verdict)
	assert.Equal(t, []int{8, 4}, []int{f.Rounds, f.LeftOut})

	disturb("twice", 0, 5)
	f = ask()
	assert.Equal(t, claim.Inconclusive, f.Verdict)
	assert.Equal(t, "7 of the 8 rounds that a 99 % interval takes", f.Reason)
	assert.True(t, f.Effect.Unbounded)
}

func TestRoundsArePairedByNumber(t *testing.T) {
	table := three().table()
	twice := table.Find(cell(arm("twice")).Key())
	twice.Taken = twice.Taken[2:] // two rounds are missing
	f := claim.EvaluateClaims(table, []claim.Claim{{Parts: []claim.Part{part("", false, "twice")}}})[0].Found[0].Tests[0]
	assert.Equal(t, claim.Supported, f.Verdict)
	assert.Equal(t, []int{10, 0}, []int{f.Rounds, f.LeftOut})
	for _, end := range []float64{f.Effect.Lo99, f.Effect.Hi99} {
		assert.InEpsilon(t, 2, end, 1e-9, "paired, what a round did to both cancels")
	}
}

// What a run may not say, it does not say in any of its parts either.
func TestAVoidRunIsTooNoisy(t *testing.T) {
	b := three()
	b.twins(1, 1.3, 0)
	b.outcomes(arm("good"), 3, 0, "")
	kept := claim.Part{Label: "outcome", Tests: []claim.Test{claim.Kept{Of: arm("good")}}}
	table := b.table()
	results := claim.EvaluateClaims(table, []claim.Claim{
		{ID: "X01", Parts: []claim.Part{part("", false, "twice"), part("gone", false, "gone")}},
		{ID: "X02", Parts: []claim.Part{kept}},
		{ID: "X03", Parts: []claim.Part{part("", false, "gone")}},
		{ID: "X04", Needs: claim.Needs{Processors: 3}, Parts: []claim.Part{part("", false, "twice")}},
	})
	assert.Equal(t, claim.TooNoisy, results[0].Verdict)
	assert.Contains(t, results[0].Reason, "the baseline differs from itself in overhead/n=twins0 by time per task (1.3")
	assert.Equal(t, claim.TooNoisy, results[0].Found[0].Verdict)
	assert.Equal(t, claim.TooNoisy, results[0].Found[0].Tests[0].Verdict)
	assert.NotNil(t, results[0].Found[0].Tests[0].Effect, "the numbers stay")
	assert.Equal(t, claim.NotMeasured, results[0].Found[1].Verdict)
	assert.Equal(t, claim.Supported, results[1].Verdict, "an outcome does not depend on noise")
	assert.Equal(t, claim.NotMeasured, results[2].Verdict)
	assert.Equal(t, claim.NotTestable, results[3].Verdict)
	assert.Equal(t, claim.Refuted, find(t, claim.Evaluate(table), "H00").Verdict)
}

// Without an undisturbed round of the control nothing is known about the run: neither that it
// finds the effect, nor that it misses it.
func TestAControlThatWasDisturbedIsOpen(t *testing.T) {
	b := three()
	for i := range b.series[1].Taken {
		busy := 4.0
		b.series[1].Taken[i].ForeignCPU = &busy
	}
	b.set(arm("errgroup/native"), "ns/op", steady(1000))
	results := claim.Evaluate(b.table())
	known := find(t, results, "H01")
	assert.Equal(t, claim.Inconclusive, known.Verdict)
	assert.Equal(t, "= 1.1×", known.Found[0].Tests[0].Claimed)
	assert.Nil(t, known.Found[0].Tests[0].Effect)
	assert.Contains(t, known.Reason, "was not measured in enough undisturbed rounds")
	assert.Equal(t, claim.Supported, find(t, results, "H00").Verdict)
	assert.Equal(t, claim.TooNoisy, find(t, results, "G32").Verdict, find(t, results, "G32").Reason)
}

func TestWhatTheMachineLacks(t *testing.T) {
	needs := claim.Claim{ID: "X01", Needs: claim.Needs{Processors: 4}, Parts: []claim.Part{part("", false, "twice")}}
	r := claim.EvaluateClaims(three().table(), []claim.Claim{needs})[0]
	assert.Equal(t, claim.NotTestable, r.Verdict)
	assert.Equal(t, "needs 4 processors, and the run had 2", r.Reason)
	needs.Needs.Processors = 2
	assert.Equal(t, claim.Supported, claim.EvaluateClaims(three().table(), []claim.Claim{needs})[0].Verdict)
}

func TestAFailedArmDecidesNothing(t *testing.T) {
	b := three()
	table := b.table()
	s := table.Find(cell(arm("twice")).Key())
	s.Failures = append(s.Failures, sample.Failure{Kind: sample.OutOfMemory})
	r := claim.EvaluateClaims(table, []claim.Claim{{Parts: []claim.Part{part("", false, "twice")}}})[0]
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "grain/15us/twice failed in 1 of 13 samples: out of memory", r.Reason)
}
