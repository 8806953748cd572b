package claim

import (
	"fmt"
	"strings"
)

// Markdown is a section "## Claims" of a report: how many claims have which verdict, a table
// with a line per claim that the run has a cell of, and for each split one where it holds. No results give nothing.
func Markdown(results []Result) string {
	if len(results) == 0 {
		return ""
	}
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("## Claims\n")
	say("%d sentences of guides, READMEs, issues and the study note, in our words, each held against this run: %s. Where numbers are "+
		"compared, a verdict takes the whole 99 %% interval on one side of the threshold, after correction for the number of a claim's "+
		"tests; where samples are counted, see the claim; *split* is true in some cells and false in others. It holds for this machine "+
		"and these task sizes. `poolbench claims DIR ID` shows a claim in full, with its reasons.\n",
		len(results), CountLine(results))
	if other := Elsewhere(results); other != "" {
		say("What is asked of Node.js, N and S24, is held against run %s, which has systems in Node.js, and its own controls.\n", other)
	}
	say("| id | claim | verdict | effect, 99 %% interval, claimed |\n|:--|:--|:--|:--|")
	shown, _ := Measured(results)
	for _, r := range shown {
		say("| %s | %s | %s | %s |", r.ID, cell(r.Quote), emphasized(r.Verdict), cell(r.Shown()))
	}
	if left := LeftOut(results); left != "" {
		say("\n%s", left)
	}
	if split := details(results, Split); split != "" {
		say("\nWhere the split ones hold:\n\n%s", split)
	}
	if open := details(results, Inconclusive); open != "" {
		say("\nWhat the inconclusive ones lack:\n\n%s", open)
	}
	return b.String()
}

// details has a line for each result with the verdict that has a reason.
func details(results []Result, v Verdict) string {
	var lines []string
	for _, r := range results {
		if r.Verdict == v && r.Reason != "" {
			lines = append(lines, fmt.Sprintf("- %s, %s: %s.", r.ID, r.Quote, r.Reason))
		}
	}
	return strings.Join(lines, "\n")
}

// CountLine is how many results have each verdict: "31 supported, 12 refuted, 9 split".
func CountLine(results []Result) string {
	counts := map[Verdict]int{}
	for _, r := range results {
		counts[r.Verdict]++
	}
	var parts []string
	for _, v := range verdicts {
		if counts[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[v], v))
		}
	}
	return strings.Join(parts, ", ")
}

// emphasized sets what is decided apart from what is not.
func emphasized(v Verdict) string {
	switch v {
	case Supported, Refuted, Split:
		return "**" + string(v) + "**"
	}
	return string(v)
}

// cell escapes what would end a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
