package report

import (
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/claim"
	"poolbench/harness/sample"
)

// rules shows which rows keep which rule. A failed sample is an answer here: the rule is broken,
// and a footnote has what happened first.
func (v *view) rules(d *document, s *section) {
	head := []string{"rule"}
	dashes := false
	for _, r := range s.rows {
		head = append(head, s.judgedAs(r))
		dashes = dashes || slices.Contains(r.cells, nil)
	}
	var rows [][]string
	for i := range s.values {
		line := []string{s.rule(i)}
		for _, r := range s.rows {
			line = append(line, v.kept(r.cells[i]))
		}
		rows = append(rows, line)
	}
	if dashes {
		d.paragraph("A dash means that the rule does not apply:")
	}
	d.table(head, rows)
	d.paragraph("<sub>%s</sub>", v.sectionRounds(s))
}

// standIn is the experiment whose row stands for a pool that is none of the rows.
const standIn = "textbook"

// judgedAs is the heading of a row's column.
func (s *section) judgedAs(r row) string {
	if s.name == standIn {
		return "the textbook pool"
	}
	return r.label
}

// rule is the name of a column's case, and the rule in words if this build knows it.
func (s *section) rule(column int) string {
	name := s.values[column]
	for _, r := range s.rows {
		if c := r.cells[column]; c != nil {
			name = c.Cell.Workload
		}
	}
	text := "`" + name + "`"
	for _, b := range s.about.Blocks {
		if b.Value == s.values[column] {
			text += " " + b.Workload.Title
		}
	}
	return text
}

// kept is "kept", or "broken" with how often where not every sample says so; "open" where samples failed
// in ways that do not tell.
func (v *view) kept(c *cell) string {
	switch {
	case c == nil:
		return "–"
	case len(c.Failures) == 0 && len(c.Taken) == 0:
		return "not measured"
	case len(c.Failures) == 0:
		return "kept"
	}
	text := "**broken**"
	if claim.Keeps(c.Series) != claim.Refuted { // a refusal or a lack of memory is no answer
		text = "open"
	}
	if len(c.Taken) > 0 {
		text += fmt.Sprintf(" %d of %d", len(c.Failures), len(c.Failures)+len(c.Taken))
	}
	subject := "`" + c.Cell.Workload + "`"
	if c.Cell.Experiment != standIn {
		subject = c.Cell.RowKey() + ", " + subject
	}
	return text + v.notes.mark(subject+": "+escaped(violation(c.Failures[0])))
}

// violation is what happened: the process may also have ended, or not come to an end.
func violation(f sample.Failure) string {
	if f.Kind == sample.RuleBroken {
		return f.Detail
	}
	return f.String()
}

// escaped keeps Go's <nil> and the like visible in Markdown, in one line.
func escaped(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.NewReplacer("<", "&lt;", ">", "&gt;", "|", "\\|", "[", "\\[").Replace(text)
}

// tallied counts the cells of the experiment that keep their rule, and all that were measured.
func (s *section) tallied() (kept, measured int) {
	for _, r := range s.rows {
		for _, c := range slices.DeleteFunc(slices.Clone(r.cells), func(c *cell) bool { return c == nil }) {
			if len(c.Failures)+len(c.Taken) > 0 {
				measured++
			}
			if len(c.Failures) == 0 && len(c.Taken) > 0 {
				kept++
			}
		}
	}
	return kept, measured
}
