//go:build exercise

package myclaim_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"poolbench/harness/claim"
	"poolbench/harness/sample"
	myclaim "poolbench/harness/study/exercises/12-claim"
	"poolbench/harness/study/exercises/rule"
)

// results are where runs are: the committed one, reference, and the reader's, latest.
const results = "../../../../results"

func judge(t *sample.Table) claim.Result {
	return claim.EvaluateClaims(t, []claim.Claim{myclaim.Claim()})[0]
}

func TestItIsAboutTheCellsThatAreAskedFor(t *testing.T) {
	rule.Name(t, "the claim compares spawn with channel at 1.5us, 15us and 150us of the experiment grain, and nothing else")
	named := map[claim.Arm]bool{}
	for _, p := range myclaim.Claim().Parts {
		for _, test := range p.Tests {
			for _, arm := range test.Arms() {
				named[arm] = true
			}
		}
	}
	wanted := 0
	for _, grain := range asked {
		for _, row := range []string{"spawn", "channel"} {
			arm := claim.Arm{Experiment: "grain", Value: grain, Row: row}
			if wanted++; !named[arm] {
				rule.Broken(t, "it is not about %s", arm)
			}
			delete(named, arm)
		}
	}
	var others []string
	for arm := range named {
		others = append(others, arm.String())
	}
	if slices.Sort(others); len(others) > 0 {
		rule.Broken(t, "it is also about %s", strings.Join(others, ", "))
	}
	rule.Measured(t, "%d cells were asked for", wanted)
}

func TestItCanBeSupported(t *testing.T) {
	rule.Name(t, "where spawn takes 12 % longer, or twice as long, the claim is supported")
	expect(t, claim.Supported, []float64{1.12, 2}, "the sentence is true there")
}

func TestItCanBeRefuted(t *testing.T) {
	rule.Name(t, "where spawn takes 7 % longer, or as long, or half as long, the claim is refuted")
	expect(t, claim.Refuted, []float64{1.07, 1, 0.5},
		"the sentence is wrong there, with its threshold of 10 %, and what no run can refute says nothing about any run")
}

// expect evaluates the claim on runs in which spawn takes so many times as long as the pool.
func expect(t *testing.T, want claim.Verdict, ratios []float64, why string) {
	t.Helper()
	wrong := false
	for _, ratio := range ratios {
		got := judge(run(everywhere(ratio)))
		rule.Measured(t, "where spawn takes %g times as long the verdict is %q", ratio, got.Verdict)
		wrong = wrong || got.Verdict != want
	}
	if wrong {
		rule.Broken(t, "it has to be %q: %s", want, why)
	}
}

func TestItSaysWhereItHolds(t *testing.T) {
	rule.Name(t, "if the sentence holds for some sizes and fails for others, the verdict is split, and tells which")
	for _, grain := range asked {
		of := everywhere(1)
		of[grain] = 1.5
		got := judge(run(of))
		if got.Verdict != claim.Split {
			rule.Broken(t, "where it holds for %s alone the verdict is %q: a part is what the ledger decides by itself", grain, got.Verdict)
			return
		}
		rule.Measured(t, "where it holds for %s alone the verdict is %q: %s", grain, got.Verdict, got.Reason)
	}
}

// threshold is how one may write it: 10 % longer, 10 percent, ten per cent, 110 % of the time, 1.1 times.
var threshold = regexp.MustCompile(`(?i)\b(1?10|ten)[\s\p{Zs}-]*(%|per ?cent)|\b1[.,]10?(\D|$)`)

func TestItHasASentence(t *testing.T) {
	rule.Name(t, "the hypothesis is a sentence with its threshold, and parts have names of their own")
	c := myclaim.Claim()
	rule.Measured(t, "%q", c.Hypothesis)
	if !threshold.MatchString(c.Hypothesis) {
		rule.Broken(t, "whoever reads the verdict has to know by how much: the hypothesis does not say 10 %%, nor 1.1")
	}
	var labels []string
	for _, p := range c.Parts {
		if slices.Contains(labels, p.Label) {
			rule.Broken(t, "two parts are called %q", p.Label)
		}
		labels = append(labels, p.Label)
	}
}

// What a run says is no part of being right.
func TestWhatTheReferenceRunSays(t *testing.T) {
	rule.Name(t, "the ledger has a verdict for the committed run, which is told and not judged")
	table, err := sample.Load(filepath.Join(results, "reference"))
	if err != nil {
		t.Skipf("the committed run cannot be read: %v", err)
	}
	if tell(t, "the reference machine", table) == claim.NotMeasured {
		rule.Broken(t, "the run has none of the cells that the claim names")
	}
	if table, err := sample.Load(filepath.Join(results, "latest")); err == nil {
		tell(t, "your last run", table)
	}
}

// tell says what a run says of the claim.
func tell(t *testing.T, where string, table *sample.Table) claim.Verdict {
	t.Helper()
	got := judge(table)
	text := fmt.Sprintf("%s: %s", where, got.Verdict)
	if got.Reason != "" {
		text += ", " + got.Reason
	}
	rule.Measured(t, "%s", text)
	for _, p := range got.Found {
		for _, f := range p.Tests {
			rule.Measured(t, "%s: %s", f.Verdict, strings.TrimSpace(p.Label+" "+f.Shown()))
		}
	}
	return got.Verdict
}
