package report

import (
	"poolbench/harness/chart"
)

// distributionChart is the name of the chart with every sample of an experiment.
func distributionChart(experiment string) string { return "distribution-" + experiment }

// distributed is the experiment whose samples are shown one by one: that of the shortest
// tasks, where the most can go wrong.
const distributed = "overhead"

// distributionFigure: every sample of every cell, relative to its cell's median.
func (v *view) distributionFigure(s *section) (figure, bool) {
	if s.name != distributed {
		return figure{}, false
	}
	spec := chart.Dots{
		Meta: v.meta(s, "Every sample: spread of the cost of one empty task, by strategy",
			"Each dot is one process, relative to the median of its row; boxes hold the middle half. No sample is left out: tails and heaps are part of the result."),
		XTitle: "time per task ÷ median of the row", XUnit: chart.Ratio,
	}
	drawn := false // one sample is no distribution
	for i, value := range s.values {
		group := chart.DotGroup{Title: submitters(value)}
		for _, r := range s.rows {
			row := chart.DotRow{Label: r.label, Style: chart.StyleAt(styleIndex(r.variant))}
			if median := r.cells[i].by(s.metric); median.Mid > 0 {
				for _, t := range r.cells[i].taken() {
					if x, ok := s.metric.Of(t.Measurement); ok {
						row.Samples = append(row.Samples, x/median.Mid)
					}
				}
				row.Note = unit(s.metric).Format(median.Mid)
				drawn = drawn || len(row.Samples) > 1
			} else {
				row.Note = r.cells[i].absence()
			}
			group.Rows = append(group.Rows, row)
		}
		spec.Groups = append(spec.Groups, group)
	}
	return figure{distributionChart(s.name), "every sample of the time per empty task", spec}, drawn
}
