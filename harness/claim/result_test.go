package claim_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/claim"
	"poolbench/harness/experiment"
)

func TestAnyOfSeveralSaysWhich(t *testing.T) {
	assert.Equal(t, "by twice", decide(three(), part("", true, "same", "twice", "maybe")).Reason)
	assert.Empty(t, decide(three(), part("", true, "twice")).Reason, "there is no other")
	assert.Empty(t, decide(three(), part("", true, "same", "same")).Reason)

	b := newRun() // one row at several settings
	p := claim.Part{Any: true}
	for i, factor := range []float64{2, 1, 2} {
		of := claim.Arm{Experiment: "grain", Value: fmt.Sprint(i + 1), Row: "x"}
		to := claim.Arm{Experiment: "grain", Value: of.Value, Row: "channel"}
		b.set(of, "ns/op", steady(1000*factor))
		b.set(to, "ns/op", steady(1000))
		p.Tests = append(p.Tests, claim.Ratio{Metric: speed, Of: of, To: to, Bound: claim.Bound{Lo: 1.5}})
	}
	assert.Equal(t, "by 1, 3", decide(b, p).Reason)
}

// A range of estimates says something if all of them are held against the same threshold.
func TestUnlikeEffectsHaveNoRange(t *testing.T) {
	level := claim.Part{Label: "level", Tests: []claim.Test{claim.Level{Metric: speed, Of: arm("twice"), Bound: claim.Bound{Lo: 1500}}}}
	easier := claim.Part{Label: "easier", Tests: []claim.Test{claim.Ratio{Metric: speed, Of: arm("twice"), To: arm("same"), Bound: claim.Bound{Lo: 1.2}}}}
	assert.Equal(t, "1 of 2 hold, 1× to 2×", decide(three(), part("a", false, "twice"), part("b", false, "same")).Shown())
	assert.Equal(t, "2 of 2 hold", decide(three(), part("a", false, "twice"), level).Shown())
	assert.Equal(t, "2 of 2 hold", decide(three(), part("a", false, "twice"), easier).Shown())
}

func TestADifferenceIsShownAsOne(t *testing.T) {
	for plus, want := range map[float64]claim.Verdict{2000: claim.Supported, 500: claim.Refuted} {
		test := claim.Ratio{Metric: speed, Of: arm("twice"), To: arm("same"), Plus: plus, Bound: claim.Bound{Hi: 1}}
		f := decide(three(), claim.Part{Tests: []claim.Test{test}}).Found[0].Tests[0]
		assert.Equal(t, want, f.Verdict, plus)
		assert.InDelta(t, 1000, f.Effect.Mid, 5, "twice takes 2 µs, and same 1 µs")
		assert.LessOrEqual(t, f.Effect.Lo99, f.Effect.Mid)
		assert.LessOrEqual(t, f.Effect.Mid, f.Effect.Hi99)
		assert.Equal(t, "ns", f.Effect.Unit)
		assert.Equal(t, "≤ "+chart.Nanoseconds.Format(plus), f.Claimed)
		assert.Equal(t, "time per task: grain/15us/twice − grain/15us/same ≤ "+chart.Nanoseconds.Format(plus), f.Test)
	}
}

// None is a good number of threads, and has no logarithm.
func TestThreadsAreShownAsTheyAre(t *testing.T) {
	for added, want := range map[float64]string{-3: "0 [0, 0] ≤ 4", 0: "0 [0, 0] ≤ 4", 8: "8 [8, 8] ≤ 4"} {
		b := newRun()
		b.set(claim.Arm{Experiment: "blocking", Group: "in=socket", Value: "1000", Row: "spawn"}, "threads", steady(added+1))
		f := find(t, claim.Evaluate(b.table()), "S02").Found[0].Tests[0]
		assert.Equal(t, want, f.Shown())
		assert.Equal(t, want[:1], f.Arms[0].Median)
		assert.Equal(t, "threads added: blocking/in=socket/1000/spawn ≤ 4", f.Test)
	}
}

// As many in every round have no scatter: that decides, and is no lack of a result.
func TestGoroutinesThatAreLeftAreShownAsTheyAre(t *testing.T) {
	for left, want := range map[float64]struct {
		shown   string
		verdict claim.Verdict
	}{-1: {"0 [0, 0] ≤ 2", claim.Supported}, 0: {"0 [0, 0] ≤ 2", claim.Supported}, 200: {"200 [200, 200] ≤ 2", claim.Refuted}} {
		b := newRun()
		b.set(claim.Arm{Experiment: "leak", Value: "naive", Row: "spawn"}, "goroutines-left", steady(left+1))
		r := find(t, claim.Evaluate(b.table()), "S10")
		assert.Equal(t, want.verdict, r.Verdict, r.Reason)
		assert.Equal(t, want.shown, r.Shown())
	}
}

func TestAFindingTellsWhatItRestsOn(t *testing.T) {
	f := decide(three(), part("", false, "twice")).Found[0].Tests[0]
	require.NotNil(t, f.Effect)
	assert.InDelta(t, 2, f.Effect.Mid, 0.01)
	assert.LessOrEqual(t, f.Effect.Lo99, f.Effect.Lo95)
	assert.LessOrEqual(t, f.Effect.Lo95, f.Effect.Mid)
	assert.LessOrEqual(t, f.Effect.Mid, f.Effect.Hi95)
	assert.LessOrEqual(t, f.Effect.Hi95, f.Effect.Hi99)
	assert.False(t, f.Effect.Unbounded)
	assert.Equal(t, "≥ 1.5×", f.Claimed)
	assert.Equal(t, rounds, f.Rounds)
	assert.InDelta(t, 2.0/4096, *f.Adjusted, 1e-12, "12 rounds that agree, and one test")
	assert.Equal(t, "time per task: grain/15us/twice ÷ grain/15us/channel ≥ 1.5×", f.Test)
	require.Len(t, f.Arms, 2)
	assert.Equal(t, claim.ArmValue{Cell: "grain/15us/twice", Median: "2 µs", Parallelism: 0.5}, f.Arms[0])
}

func TestTheKnownEffectIsShown(t *testing.T) {
	f := find(t, claim.Evaluate(newRun().table()), "H01").Found[0].Tests[0]
	assert.InDelta(t, experiment.KnownEffect, f.Effect.Mid, 0.001)
	assert.Equal(t, "1.1× [1.1×, 1.1×] = 1.1×", f.Shown())
}

func TestResultsAsJSON(t *testing.T) {
	text, err := json.Marshal(decide(three(), part("a", false, "twice"), part("b", true, "same", "gone")))
	require.NoError(t, err)
	var r struct {
		ID, Claim, Verdict, Run string
		Parts                   []struct {
			Label, Verdict string
			Any            bool
			Tests          []struct {
				Verdict string
				Effect  *struct{ Mid, Lo99 float64 }
				Rounds  int
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &r))
	assert.Equal(t, []string{"X01", "it is slower", "inconclusive", "synthetic"}, []string{r.ID, r.Claim, r.Verdict, r.Run})
	require.Len(t, r.Parts, 2)
	assert.Equal(t, rounds, r.Parts[0].Tests[0].Rounds)
	assert.InDelta(t, 2, r.Parts[0].Tests[0].Effect.Mid, 0.01)
	assert.Equal(t, "not measured", r.Parts[1].Tests[1].Verdict)
}
