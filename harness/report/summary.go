package report

import (
	"fmt"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// summary is the table that answers "which one?" with a row per strategy: what it is, from
// the catalog, and what it costs, from this run.
func (v *view) summary(d *document) {
	var rows [][]string
	for _, r := range catalog.Rows() {
		if r.Face != catalog.Guarded && v.measured(r) {
			rows = append(rows, v.summaryRow(r))
		}
	}
	if len(rows) == 0 {
		return
	}
	d.paragraph("## Summary")
	d.paragraph("%s", "Own and native faces. Data are handed over by reference everywhere: a task is a function value, and what it "+
		"captured is shared, not copied. Lines are Go code without comments; for a library those of the adapter here. "+
		"*Best* is an orientation and no verdict: it counts the blocks in which rows are compared, those of arrivals left out, and in which no other row is clearly "+
		"better, that is, in which no other 95 % interval lies below this one with a median that differs by more than the noise floor. "+
		"Nothing there is paired or corrected for the number of rows. Verdicts are in the comparisons with the baseline below.")
	d.table([]string{"strategy", "lines", "running / waiting", "when a task panics", "hand-over", "reuses goroutines",
		"empty task", "break-even", "per waiting task", "best"}, rows)
	d.paragraph("<sub>%s · %s</sub>", v.roundsText(), v.gateText())
}

// measured tells whether the run has any cell of the row where rows are compared.
func (v *view) measured(r catalog.Row) bool {
	for i := range v.experiments {
		if s := &v.experiments[i]; !s.across && s.lookup(r) != nil {
			return true
		}
	}
	return false
}

// lookup returns the section's row for a row of the catalog, or nil; a nil section has none.
func (s *section) lookup(r catalog.Row) *row {
	if s == nil {
		return nil
	}
	for i := range s.rows {
		if s.rows[i].variant == r.Variant && s.rows[i].face == string(r.Face) {
			return &s.rows[i]
		}
	}
	return nil
}

func (v *view) summaryRow(r catalog.Row) []string {
	lines := "unknown"
	if n, err := catalog.Lines(r.Variant); err == nil {
		lines = fmt.Sprint(n)
	}
	return []string{r.Key(), lines, fmt.Sprintf("%s / %s", r.Traits.Workers, r.Traits.Queue), r.Panics, r.HandOver, string(r.Traits.Reuses),
		v.firstColumn("overhead", r), v.breakEvenOf(r), v.firstColumn("backlog", r), v.best(r)}
}

// firstColumn is the row's headline metric in an experiment's first block.
func (v *view) firstColumn(experiment string, r catalog.Row) string {
	s := v.find(experiment)
	found := s.lookup(r)
	if found == nil {
		return "–"
	}
	e := found.cells[0].by(s.metric)
	if e.N == 0 {
		return found.cells[0].absence()
	}
	return unit(s.metric).Format(e.Mid)
}

func (v *view) breakEvenOf(r catalog.Row) string {
	s := v.find("grain")
	found := s.lookup(r)
	if found == nil {
		return "–"
	}
	b, ok := s.breakEven(*found)
	switch {
	case !ok:
		return "–"
	case b.never() || b.always():
		return b.text()
	}
	return chart.Nanoseconds.Format(b.Mid)
}

// best says where a row wins, as far as the intervals tell.
func (v *view) best(r catalog.Row) string {
	won, total := 0, 0
	for i := range v.experiments {
		s := &v.experiments[i]
		found := s.lookup(r)
		if found == nil || s.across || s.shape == experiment.Arrivals { // whose two metrics may contradict each other
			continue
		}
		for column := range s.values {
			if s.name == "grain" && !s.hasWork(column) {
				continue // overhead has measured the same already
			}
			e := found.cells[column].quietly(s.metric)
			if e.N == 0 {
				continue
			}
			total++
			if !s.beaten(column, *found, e, v.floor(s)) {
				won++
			}
		}
	}
	if total == 0 {
		return "–"
	}
	return fmt.Sprintf("%d of %d", won, total)
}

// floor is the noise floor of an experiment, at least that of an unmeasured one.
func (v *view) floor(s *section) float64 {
	if f := v.compared.Find(s.name, s.metric.Key); f != nil && f.Controlled() {
		return f.Floor
	}
	return stats.DefaultMargin
}

// clearlyBelow tells whether a is lower than b by more than noise.
func clearlyBelow(a, b stats.Estimate, floor float64) bool {
	return a.Hi < b.Lo && a.Mid*(1+floor) < b.Mid
}

// beaten tells whether another row of a column, guarded ones left out, is clearly better.
// Estimates without a confidence interval settle nothing.
func (s *section) beaten(column int, self row, e stats.Estimate, floor float64) bool {
	for _, other := range s.rows {
		if other.face == string(catalog.Guarded) || other.label == self.label {
			continue
		}
		o := other.cells[column].quietly(s.metric)
		if e.Bounded && o.Bounded && clearlyBelow(o, e, floor) {
			return true
		}
	}
	return false
}
