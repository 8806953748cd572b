package claim_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/claim"
)

func TestMarkdown(t *testing.T) {
	b := three()
	results := claim.EvaluateClaims(b.table(), []claim.Claim{
		{ID: "X01", Quote: "a | b", Parts: []claim.Part{part("", false, "twice")}},
		{ID: "X02", Quote: "it depends", Parts: []claim.Part{part("here", false, "twice"), part("there", false, "same")}},
		{ID: "X03", Quote: "who knows", Parts: []claim.Part{part("", false, "maybe")}},
		{ID: "X04", Quote: "not asked", Parts: []claim.Part{part("", false, "gone")}},
	})
	text := claim.Markdown(results)
	assert.True(t, strings.HasPrefix(text, "## Claims\n\n4 sentences of guides"), text)
	for _, line := range []string{
		"1 supported, 1 split, 1 inconclusive, 1 not measured.",
		`| X01 | a \| b | **supported** | 2× [2×, 2×] ≥ 1.5× |`,
		"| X02 | it depends | **split** | 1 of 2 hold, 1× to 2× |",
		"\nNot shown: 1 without a measured cell.\n",
		"- X02, it depends: holds for here; fails for there.",
		"- X03, who knows: the 99 % interval holds the threshold",
	} {
		assert.Contains(t, text, line)
	}
	assert.NotContains(t, text, "X04", "there is nothing to show")
	assert.Empty(t, claim.Markdown(nil))
}

func TestTwoRunsAgreeWhereBothDecide(t *testing.T) {
	result := func(id string, v claim.Verdict) claim.Result {
		return claim.Result{Claim: claim.Claim{ID: id}, Verdict: v}
	}
	a := claim.Against(
		[]claim.Result{result("X01", claim.Supported), result("X02", claim.Refuted), result("X03", claim.Inconclusive), result("X04", claim.Supported), result("X05", claim.Split),
			result("X06", claim.NotMeasured), result("X07", claim.Supported)},
		[]claim.Result{result("X01", claim.Supported), result("X02", claim.Supported), result("X03", claim.Refuted), result("X05", claim.Split),
			result("X06", claim.Supported), result("X07", claim.NotTestable)})
	assert.Len(t, a.Claims, 4, "X04 is not in the other run's ledger, X06 and X07 have no cells in one of the runs")
	assert.Equal(t, []int{3, 1}, []int{a.Decided, a.Agree})
	assert.Equal(t, []int{4, 2}, []int{a.DecidedOrSplit, a.AgreeOrSplit}, "X05 is split in both")
	assert.Equal(t, claim.Compared{ID: "X03", Verdict: claim.Inconclusive, Other: claim.Refuted}, a.Claims[2])
}
