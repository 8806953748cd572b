package report

import (
	"cmp"
	"fmt"
	"slices"

	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Digest returns at most 12 lines of at most 100 columns for the end of a run: a ranking
// of the first block with its intervals, what failed and what was noisy.
func Digest(dir string) ([]string, error) {
	file, err := sample.Read(dir)
	if err != nil {
		return nil, err
	}
	v := newView(file)
	s := v.experiments[0]
	lines := []string{fmt.Sprintf("%s, %s=%s: %s, median [95%% interval]", s.name, s.parameter, s.values[0], s.metric.title)}
	return append(append(lines, ranking(s)...), v.troubles()...), nil
}

// maxRanked is how many lines the ranking may take; with more rows the list has two columns.
const maxRanked = 9

func ranking(s section) []string {
	type entry struct {
		label string
		e     stats.Estimate
	}
	var entries []entry
	for _, r := range s.rows {
		if e := r.cells[0].estimate(s.metric.of); e.N > 0 {
			entries = append(entries, entry{r.label, e})
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.e.Mid, b.e.Mid) })
	var texts []string
	for _, e := range entries {
		texts = append(texts, fmt.Sprintf("%-17s %s", e.label, withInterval(e.e, s.metric.unit)))
	}
	if len(texts) <= maxRanked {
		return indent(texts)
	}
	half := (len(texts) + 1) / 2
	var lines []string
	for i := range half {
		line := fmt.Sprintf("%-49s", texts[i])
		if half+i < len(texts) {
			line += texts[half+i]
		}
		lines = append(lines, line)
	}
	return indent(lines)
}

func indent(lines []string) []string {
	for i := range lines {
		lines[i] = "  " + lines[i]
	}
	return lines
}

// troubles says in up to two lines what a reader should know before believing the ranking.
func (v *view) troubles() []string {
	var lines []string
	failed, noisy := 0, 0
	for _, s := range v.experiments {
		for _, r := range s.rows {
			for _, c := range r.cells {
				e := c.estimate(s.metric.of)
				if c != nil && len(c.failures) > 0 {
					failed++
				}
				if e.Bounded && e.Spread() > wideSpread {
					noisy++
				}
			}
		}
	}
	if failed > 0 {
		lines = append(lines, "failures in "+plural(failed, "cell")+": the report lists them")
	}
	if busy, _, total := quiet(v.file); noisy > 0 || busy > 0 {
		lines = append(lines, fmt.Sprintf("noise: %d of %d cells are wider than ±%.0f%%; others used the CPU in %d of %d samples",
			noisy, len(v.file.Run.Plan.Cells), wideSpread*100, busy, total))
	}
	return lines
}
