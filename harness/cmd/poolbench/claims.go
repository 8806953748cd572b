package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"poolbench/harness/claim"
	"poolbench/harness/report"
	"poolbench/harness/sample"
)

// claimID is what the ID of a claim looks like, so that DIR may be left out before it.
var claimID = regexp.MustCompile(`^[A-Za-z][0-9]{2}$`)

func claimsCommand() *cobra.Command {
	var (
		asJSON  bool
		against string
	)
	cmd := &cobra.Command{
		Use:   "claims [DIR] [ID]",
		Short: "Hold sentences on goroutines and pools against a run",
		Long: "claims computes a verdict for each sentence of the ledger from the samples in DIR (default:\n" +
			"results/latest). They are sentences of guides, READMEs, issues and the study note, in our words.\n" +
			"With an ID it shows that claim in full: whose text it is about, what was tested, every cell with\n" +
			"its interval, and why the answer may be what it is.\n\n" +
			"Where numbers are compared, supported and refuted take the whole 99 % interval on one side of the\n" +
			"threshold, after correction for the number of a claim's tests. A split claim holds in some cells\n" +
			"and fails in others.\n\n" +
			"What is asked of Node.js comes from the run with systems in Node.js that belongs to DIR, such as\n" +
			"results/node/latest. The table has the claims of which there is a cell.\n\n" +
			"The exit code says whether the command worked, not whether claims hold.",
		Example: "  poolbench claims\n" +
			"  poolbench claims results/reference G12\n" +
			"  poolbench claims --against results/reference results/latest",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 2 {
				return usageError{fmt.Errorf("%s takes a directory and the ID of a claim, but got %d arguments: see %s --help", cmd.CommandPath(), len(args), cmd.CommandPath())}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, id := claimsArgs(args)
			if id != "" && against != "" {
				return usageError{fmt.Errorf("--against compares all claims: the ID %s does not go with it", id)}
			}
			if id != "" {
				if _, err := claim.Find(1, id); err != nil {
					return usageError{err}
				}
			}
			results, err := evaluated(dir)
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			switch {
			case against != "":
				return sayAgreement(out, results, against, filepath.Base(dir), asJSON)
			case id != "":
				return sayClaim(out, results, id, dir, asJSON)
			case asJSON:
				return printJSON(out, results)
			}
			printClaims(out, results, newPaint(out))
			return nil
		},
	}
	cmd.Flags().StringVar(&against, "against", "", "compare the verdicts with those of the run in this directory")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

// evaluated are the results for the run in dir, and for its companion what is asked of Node.js.
func evaluated(dir string) ([]claim.Result, error) {
	table, err := sample.Load(dir)
	if err != nil {
		return nil, err
	}
	node, err := sample.LoadCompanion(dir)
	if err != nil {
		return nil, err
	}
	return claim.EvaluateWith(table, node), nil
}

// claimsArgs tells a directory from an ID. What looks like an ID and is no directory is one.
func claimsArgs(args []string) (dir, id string) {
	dir = filepath.Join("results", "latest")
	switch len(args) {
	case 2:
		return args[0], args[1]
	case 1:
		if _, err := os.Stat(args[0]); err != nil && claimID.MatchString(args[0]) {
			return dir, args[0]
		}
		return args[0], ""
	}
	return dir, ""
}

// paint colours verdicts; nil leaves them as they are.
type paint func(v claim.Verdict, text string) string

// newPaint returns colours where they may be used: see [colourful].
func newPaint(out io.Writer) paint {
	if !colourful(out) {
		return func(_ claim.Verdict, text string) string { return text }
	}
	return coloured
}

// coloured marks what is decided: green, red and yellow of the terminal's own palette.
func coloured(v claim.Verdict, text string) string {
	codes := map[claim.Verdict]string{claim.Supported: "32", claim.Refuted: "31", claim.Split: "33"}
	if codes[v] == "" {
		return text
	}
	return "\x1b[" + codes[v] + "m" + text + "\x1b[0m"
}

// Widths of the table of claims, which fits into 100 columns.
const (
	verdictWidth = 12
	quoteWidth   = 42
	shownWidth   = 40
)

func printClaims(out io.Writer, results []claim.Result, colour paint) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	shown, _ := claim.Measured(results)
	for _, r := range shown {
		verdict := colour(r.Verdict, fmt.Sprintf("%-*s", verdictWidth, r.Verdict))
		say("%s", strings.TrimRight(fmt.Sprintf("%-3s %s %-*s %s", r.ID, verdict, quoteWidth, r.Quote, shorten(r.Shown(), shownWidth)), " "))
	}
	say("%d claims: %s", len(results), claim.CountLine(results))
	if left := claim.LeftOut(results); left != "" {
		say("%s", left)
	}
	if other := claim.Elsewhere(results); other != "" {
		say("What is asked of Node.js, N and S24, is held against run %s.", other)
	}
}

// shorten cuts a text to so many letters.
func shorten(text string, width int) string {
	if letters := []rune(text); len(letters) > width {
		return string(letters[:width-1]) + "…"
	}
	return text
}

func sayClaim(out io.Writer, results []claim.Result, id, dir string, asJSON bool) error {
	for _, r := range results {
		if !strings.EqualFold(r.ID, id) {
			continue
		}
		if asJSON {
			return printJSON(out, r)
		}
		printClaim(out, r, dir, newPaint(out))
	}
	return nil
}

func printClaim(out io.Writer, r claim.Result, dir string, colour paint) {
	say := func(indent, text string) {
		for _, line := range fold(text, foldWidth-len(indent)) {
			_, _ = fmt.Fprintln(out, indent+line)
		}
	}
	say("", r.ID+" "+r.Quote)
	for i, line := range fold(string(r.Verdict)+because(r.Reason), foldWidth) {
		if rest, first := strings.CutPrefix(line, string(r.Verdict)); first && i == 0 { // colours have no width
			line = colour(r.Verdict, string(r.Verdict)) + rest
		}
		_, _ = fmt.Fprintln(out, line)
	}
	say("", "")
	say("", strings.TrimSpace("about: "+r.Source.Name+" "+r.Source.URL))
	say("", fmt.Sprintf("tested: %s (%s)", r.Hypothesis, r.Kind))
	say("", "why: "+r.Why)
	say("", "run: "+r.Run)
	if companion := sample.Companion(dir); r.Needs.Node && companion != "" {
		dir = companion
	}
	if r.Chart != "" {
		say("", "chart: "+filepath.Join(report.PlotsDir(dir), r.Chart))
	}
	for _, p := range r.Found {
		say("", "")
		head := string(p.Verdict) + because(p.Reason)
		if p.Label != "" {
			head = p.Label + ": " + head
		}
		if p.Any && len(p.Tests) > 1 {
			head += " (any of these is enough)"
		}
		say("", head)
		for _, f := range p.Tests {
			if p.Verdict != claim.NotMeasured {
				printFinding(say, f, p.Reason)
			}
		}
	}
}

// printFinding says everything about a test but its reason if that has been told.
func printFinding(say func(indent, text string), f claim.Finding, told string) {
	say("  ", f.Test)
	if f.Verdict == claim.NotMeasured {
		say("    ", string(f.Verdict)+because(f.Reason))
		return
	}
	line := fmt.Sprintf("%s: %s", f.Verdict, f.Shown())
	if f.Effect != nil {
		line = fmt.Sprintf("%s: %s at 99 %%, %s at 95 %%; %d rounds, %d left out", f.Verdict, f.Effect, f.Effect.Shown95(), f.Rounds, f.LeftOut)
	}
	if f.Adjusted != nil {
		line += fmt.Sprintf("; p = %.2g after correction", *f.Adjusted)
	}
	say("    ", line)
	if f.Reason != "" && f.Reason != told {
		say("    ", f.Reason)
	}
	for _, a := range f.Arms {
		if a.Median == "" { // an outcome, which the line above has told
			continue
		}
		arm := a.Cell + ", median " + a.Median
		if a.Parallelism >= 0.005 { // less is a process that has others compute
			arm += fmt.Sprintf(", cpu/wall %.2f", a.Parallelism)
		}
		say("    ", arm)
	}
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// foldWidth is how many columns texts have.
const foldWidth = 100

// fold breaks a text into lines of at most so many letters, where they have spaces.
func fold(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	return append(lines, line)
}

func sayAgreement(out io.Writer, results []claim.Result, against, name string, asJSON bool) error {
	other, err := evaluated(against)
	if err != nil {
		return err
	}
	a := claim.Against(results, other)
	if asJSON {
		return printJSON(out, a)
	}
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	say("%-3s %-*s %-*s", "", verdictWidth+2, shorten(name, verdictWidth), verdictWidth, shorten(filepath.Base(against), verdictWidth))
	for _, c := range a.Claims {
		mark := " "
		if c.Verdict != c.Other {
			mark = "≠"
		}
		say("%-3s %-*s %s %-*s %s", c.ID, verdictWidth, c.Verdict, mark, verdictWidth, c.Other, c.Quote)
	}
	if a.Decided == 0 {
		say("%s supports or refutes nothing", filepath.Base(against))
		return nil
	}
	say("%d of %d verdicts that %s supports or refutes are the same here (%.0f %%)", a.Agree, a.Decided, filepath.Base(against), 100*float64(a.Agree)/float64(a.Decided))
	say("%d of %d if those that it splits are counted as well", a.AgreeOrSplit, a.DecidedOrSplit)
	return nil
}
