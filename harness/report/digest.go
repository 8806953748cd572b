package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Digest returns at most 12 lines of at most 100 columns for the end of a run: a ranking
// of the first block with its intervals, what failed and what was noisy.
func Digest(dir string) ([]string, error) {
	table, err := sample.Load(dir)
	if err != nil {
		return nil, err
	}
	v := newView(table)
	if len(v.experiments) == 0 {
		return nil, nil // a run of controls only
	}
	first := slices.IndexFunc(v.experiments, func(s section) bool { return !s.judged() })
	if first < 0 {
		var lines []string
		for i := range v.experiments {
			name := v.experiments[i].name
			if tally := v.errataTally(name); tally != "" {
				if i == 0 || v.experiments[i-1].name != name { // its groups have one line together
					lines = append(lines, tally)
				}
				continue
			}
			kept, measured := v.experiments[i].tallied()
			lines = append(lines, fmt.Sprintf("%s: %d of %d rules are kept, over all strategies", v.experiments[i].name, kept, measured))
		}
		return append(lines, v.troubles()...), nil
	}
	s := v.experiments[first]
	block := strings.TrimPrefix(fmt.Sprintf("%s, %s=%s", s.group, s.parameter, s.values[0]), ", ")
	lines := []string{fmt.Sprintf("%s, %s: %s, median [95%% interval]", s.name, block, s.metric.Title)}
	lines = append(append(lines, ranking(s)...), v.troubles()...)
	for _, last := range v.experiments[len(v.experiments)-1:] {
		if tally := v.errataTally(last.name); tally != "" {
			lines = append(lines, tally)
		}
	}
	return lines, nil
}

// maxRanked is how many lines the ranking may take; with more rows the list has two columns.
const maxRanked = 9

// shortLabel is how long the names of rows may be in a list of two columns.
const shortLabel = 17

func ranking(s section) []string {
	type entry struct {
		label string
		e     stats.Estimate
	}
	var entries []entry
	for _, r := range s.rows {
		if e := r.cells[0].by(s.metric); e.N > 0 {
			entries = append(entries, entry{r.label, e})
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.e.Mid, b.e.Mid) })
	longest := shortLabel
	if len(entries) <= maxRanked {
		for _, e := range entries {
			longest = max(longest, len(e.label))
		}
	}
	var texts []string
	for _, e := range entries {
		texts = append(texts, fmt.Sprintf("%-*s %s", longest, e.label, withInterval(e.e, unit(s.metric))))
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
	failed, noisy, judged := 0, 0, 0
	for _, s := range v.experiments {
		if s.judged() {
			_, measured := s.tallied()
			judged += measured
			continue
		}
		for _, r := range s.rows {
			for _, c := range r.cells {
				e := c.by(s.metric)
				if c != nil && len(c.Failures) > 0 {
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
	if gate := v.compared.Trust.Gate; noisy > 0 || gate.Disturbed+gate.Dropped > 0 {
		lines = append(lines, fmt.Sprintf("noise: %d of %d cells are wider than ±%.0f%%; others disturbed %d of %d samples, %d were retaken",
			noisy, len(v.table.Series)-judged, wideSpread*100, gate.Disturbed, gate.Kept, gate.Dropped))
	}
	if v.compared.Trust.Void != "" {
		lines = append(lines, "no verdicts: the controls failed: see the report")
	}
	return lines
}
