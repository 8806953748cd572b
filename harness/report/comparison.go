package report

import (
	"fmt"
	"math"

	"poolbench/harness/chart"
	"poolbench/harness/compare"
	"poolbench/harness/experiment"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// comparisonChart is the name of an experiment's forest plot.
func comparisonChart(experiment string) string { return "compare-" + experiment }

// pair returns the comparison of a row in a block by a metric, or nil.
func (v *view) pair(s *section, metric experiment.Metric, r row, column int) *compare.Pair {
	if r.cells[column] == nil {
		return nil
	}
	return v.compared.Find(s.name, metric.Key).Find(r.cells[column].Cell.Key())
}

// verdictTable shows each row against the baseline, with the verdict.
func (v *view) verdictTable(d *document, s *section, metric experiment.Metric) {
	family := v.compared.Find(s.name, metric.Key)
	if family == nil || len(family.Pairs) == 0 {
		return
	}
	var rows [][]string
	for _, r := range s.rows {
		if r.variant == catalog.Baseline {
			continue
		}
		line := []string{r.label}
		ratios := make([]float64, len(s.values))
		for i := range s.values {
			p := v.pair(s, metric, r, i)
			ratios[i] = math.NaN()
			if p != nil && p.Ratio.N > 0 {
				ratios[i] = p.Ratio.Mid
			}
			line = append(line, v.verdictText(p, r.cells[i]))
		}
		mean := "–"
		if g := stats.GeoMean(ratios); g > 0 {
			mean = chart.Ratio.Format(g)
		}
		rows = append(rows, append(line, mean))
	}
	d.paragraph("%s ÷ that of %s, paired by round, with 95 %% intervals; less than 1× is better. Verdicts are corrected for %d comparisons (Holm, 5 %%) "+
		"and claim nothing below the %s; *same* means that the whole 99 %% interval lies within the margin. "+
		"The geometric mean is given where no block is missing:", upperFirst(metric.Title), catalog.Baseline, len(family.Pairs), v.floorText(s, metric))
	s.grid(d, rows, "geometric mean")
	v.captionBy(d, s, metric)
}

// verdictText is "0.58× [0.56×, 0.61×] **faster**"; what is not resolved has no emphasis.
func (v *view) verdictText(p *compare.Pair, c *cell) string {
	if p == nil || p.Ratio.N == 0 {
		return "–"
	}
	text := ratioText(*p)
	switch p.Verdict {
	case stats.Faster, stats.Slower:
		text += fmt.Sprintf(" **%s**", p.Verdict)
	case stats.Same:
		text += fmt.Sprintf(" %s ±%s", p.Verdict, percent(p.Within))
	case stats.NoVerdict:
		text += " –" + v.notes.mark("No verdict: "+p.Reason+".")
	default:
		text += " ?" + v.notes.mark(doubt(p))
	}
	if p.LeftOut > 0 {
		text += v.notes.mark("Rounds in which one of the two samples was disturbed by others are left out.")
	}
	if 2*c.saturated() > len(c.taken()) {
		text += v.notes.mark("Saturated in most rounds: the row does not keep up, and its latency grows with the window. Only the direction means anything.")
	}
	return text
}

// doubt says in general terms what kept a comparison from being resolved.
func doubt(p *compare.Pair) string {
	switch {
	case p.Adjusted < stats.FamilyAlpha:
		return "Not resolved: the difference is beyond chance, but not above the noise floor."
	case p.P < stats.FamilyAlpha:
		return "Not resolved: beyond chance if this were the only comparison, but not after correction for their number."
	}
	return "Not resolved: chance may explain the difference, and the 99 % interval is too wide to call the rows the same."
}

// comparisonFigure: a forest plot of paired ratios, a panel per block; what is not resolved
// is grey. There is none for blocks that are compared with each other.
func (v *view) comparisonFigure(s *section) (figure, bool) {
	family := v.compared.Find(s.name, s.metric.Key)
	if s.across || len(s.values) > maxForests || family == nil || len(family.Pairs) == 0 {
		return figure{}, false
	}
	spec := chart.Ranges{
		Meta: v.meta(s, fmt.Sprintf("%s against %s, by strategy: %s", upperFirst(s.metric.Title), catalog.Baseline, s.name),
			"Ratio paired by round, Hodges–Lehmann estimate and 95 % interval. "+greyText(family)),
		XTitle: "ratio to " + catalog.Baseline + " (log scale)", XUnit: chart.Ratio, Reference: 1,
		LoLabel: "faster than " + catalog.Baseline, HiLabel: "slower",
		Columns: min(len(s.values), maxForestColumns),
	}
	if s.metric.Bytes {
		spec.LoLabel, spec.HiLabel = "smaller than with "+catalog.Baseline, "larger"
	}
	if family.Floor > 0 {
		spec.Band, spec.BandLabel = &chart.Interval{Lo: 1 / (1 + family.Floor), Mid: 1, Hi: 1 + family.Floor}, "noise floor "+percent(family.Floor)
	}
	for i, value := range s.values {
		group := chart.RangeGroup{Title: s.parameter + " = " + value}
		for _, r := range s.rows {
			if p := v.pair(s, s.metric, r, i); p != nil {
				group.Rows = append(group.Rows, forestRow(r, p))
			}
		}
		if len(group.Rows) > 0 {
			spec.Groups = append(spec.Groups, group)
		}
	}
	return figure{comparisonChart(s.name), "ratios to the baseline, " + s.name, spec}, len(spec.Groups) > 0
}

// greyText says what grey means in a family's forest plot.
func greyText(f *compare.Family) string {
	for _, p := range f.Pairs {
		if p.Verdict != stats.NoVerdict {
			return fmt.Sprintf("Grey: not resolved after correction for %d comparisons, or the same within the margin.", len(f.Pairs))
		}
	}
	return "All grey: no verdict, " + f.Pairs[0].Reason + "."
}

// maxForests is how many panels there may be: the page of more would be too long to compare them,
// and the table has the same numbers.
const maxForests = 9

// maxForestColumns is how many panels stand side by side.
const maxForestColumns = 3

func forestRow(r row, p *compare.Pair) chart.RangeRow {
	out := chart.RangeRow{
		Label: r.label, Style: chart.StyleAt(styleIndex(r.variant)), Value: interval(p.Ratio),
		Faint: p.Verdict != stats.Faster && p.Verdict != stats.Slower,
	}
	if out.Value == nil {
		out.Note = r.cells[0].absence()
	}
	return out
}
