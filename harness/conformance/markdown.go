package conformance

import (
	"fmt"
	"strings"
)

// signs are the verdicts in a table's cell.
var signs = map[Verdict]string{Meets: "✓", Differs: "differs", Breaks: "**breaks**", Exempt: "–", Violates: "**violates**"}

// group is a case's name up to the slash: cases of a group are about the same thing.
func group(name string) string {
	prefix, _, _ := strings.Cut(name, "/")
	return prefix
}

// Summary is a Markdown table with a line per group of cases and a column per row: how many
// of the group's rules that apply are kept.
func (t Table) Summary() string {
	var b strings.Builder
	t.head(&b, "rules about")
	for start := 0; start < len(t.Cases); {
		end := start
		for end < len(t.Cases) && group(t.Cases[end].Name) == group(t.Cases[start].Name) {
			end++
		}
		fmt.Fprintf(&b, "| %s |", group(t.Cases[start].Name))
		for _, r := range t.Rows {
			fmt.Fprintf(&b, " %s |", tally(r.Findings[start:end]))
		}
		b.WriteString("\n")
		start = end
	}
	b.WriteString("| **all** |")
	for _, r := range t.Rows {
		fmt.Fprintf(&b, " **%s** |", tally(r.Findings))
	}
	b.WriteString("\n")
	return b.String()
}

func (t Table) head(b *strings.Builder, first string) {
	fmt.Fprintf(b, "| %s |", first)
	for _, r := range t.Rows {
		fmt.Fprintf(b, " %s |", r.Variant)
	}
	fmt.Fprintf(b, "\n|:--|%s\n", strings.Repeat(":-:|", len(t.Rows)))
}

// tally is "3 of 5", "–" if no rule applies.
func tally(findings []Finding) string {
	kept, apply, broken := 0, 0, 0
	for _, f := range findings {
		switch f.Verdict {
		case Exempt:
			continue
		case Meets:
			kept++
		case Breaks:
			broken++
		}
		apply++
	}
	switch {
	case apply == 0:
		return "–"
	case broken > 0:
		return fmt.Sprintf("%d of %d, breaks %d", kept, apply, broken)
	}
	return fmt.Sprintf("%d of %d", kept, apply)
}

// Full is a Markdown table with a line per case, followed by what happened in each case
// that a row does not keep.
func (t Table) Full() string {
	var b strings.Builder
	t.head(&b, "rule")
	for i, c := range t.Cases {
		fmt.Fprintf(&b, "| `%s` %s |", c.Name, c.Rule)
		for _, r := range t.Rows {
			fmt.Fprintf(&b, " %s |", signs[r.Findings[i].Verdict])
		}
		b.WriteString("\n")
	}
	for _, r := range t.Rows {
		fmt.Fprintf(&b, "\n<details><summary>%s, %s face: what happened</summary>\n\n", r.Variant, r.Face)
		for _, f := range r.Findings {
			if f.Verdict != Meets && f.Verdict != Exempt {
				fmt.Fprintf(&b, "- `%s`: %s%s\n", f.Case, escape(f.Detail), r.reference(f))
			}
		}
		b.WriteString("\n</details>\n")
	}
	return b.String()
}

// reference is where the library promises what it does not keep, and how to see it again.
func (r Row) reference(f Finding) string {
	if f.Promise == "" {
		return ""
	}
	text := ". Its documentation: " + f.Promise
	if f.Issue != "" {
		text += "; reported: " + f.Issue
	}
	return text + ". To see it again: `" + Reproduce(r, f) + "`"
}

// escape keeps Go's <nil> and the like visible in Markdown.
func escape(text string) string {
	return strings.NewReplacer("<", "&lt;", ">", "&gt;", "|", "\\|").Replace(text)
}
