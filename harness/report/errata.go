package report

import (
	"fmt"
	"slices"

	"poolbench/harness/claim"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

// errata shows for each mistake what becomes of the code that has it, and of the corrected one. That
// the first fails is what was to be shown; that the second does is a defect.
func (v *view) errata(d *document, s *section) {
	note, corrected := v.trial(s.name, "code=note"), v.trial(s.name, "code=corrected")
	var rows [][]string
	defects := 0
	for _, value := range s.values {
		bad, good := note.only(value).cells[value], corrected.only(value).cells[value]
		outcome := good.ended(claim.Keeps(good.series()) == claim.Refuted)
		if claim.Keeps(good.series()) == claim.Refuted {
			defects++
			outcome = "**defect**, " + outcome + v.notes.mark(fmt.Sprintf("`%s`, corrected: %s", value, escaped(violation(good.Failures[0]))))
		}
		rows = append(rows, []string{"`" + value + "`", bad.ended(bad.shown()), outcome, happened(bad)})
	}
	d.paragraph("*Failed* is what was to be shown of the code as the note has it, in so many samples. What happened is what its first sample says:")
	d.texts([]string{"erratum", "as in the note", "corrected", "what happened"}, rows)
	if defects > 0 {
		d.paragraph("**A defect of this project**: of the corrected programs %d fail.", defects)
	}
	d.paragraph("<sub>%s</sub>", v.sectionRounds(s))
}

// shown tells whether every sample of a cell found the mistake: a crash, of a program that is not there
// say, shows nothing.
func (c *cell) shown() bool {
	if c == nil || len(c.Taken) > 0 || len(c.Failures) == 0 {
		return false
	}
	return !slices.ContainsFunc(c.Failures, func(f sample.Failure) bool { return f.Kind != sample.RuleBroken })
}

// ended is "kept", or "failed" with in how many samples if that is what a failure says; others are named.
func (c *cell) ended(failed bool) string {
	switch {
	case failed:
		return fmt.Sprintf("failed %d of %d", len(c.Failures), len(c.Failures)+len(c.Taken))
	case len(c.taken()) > 0 && len(c.Failures) == 0:
		return "kept"
	}
	return c.series().Outcome()
}

// happened is what the first failed sample of a cell says; a dash without one.
func happened(c *cell) string {
	if c == nil || len(c.Failures) == 0 {
		return "–"
	}
	return escaped(violation(c.Failures[0]))
}

// errataTally sums up the errata of a run in a line; empty if it has none, or this is another experiment.
func (v *view) errataTally(name string) string {
	if groups := v.sections(name); len(groups) == 0 || groups[0].shape != experiment.Erratum {
		return ""
	}
	count := func(group string, counts func(*cell) bool) (n, of int) {
		for _, s := range v.trial(name, group).series {
			if of++; counts(&cell{s}) {
				n++
			}
		}
		return n, of
	}
	shown, notes := count("code=note", (*cell).shown)
	holds, corrections := count("code=corrected", func(c *cell) bool { return claim.Keeps(c.Series) == claim.Supported })
	return fmt.Sprintf("%s: %d of %d mistakes are shown, %d of %d corrections hold", name, shown, notes, holds, corrections)
}
