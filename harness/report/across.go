package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

// across writes the section of an experiment whose blocks are compared with each other: its
// chart and one table per group of what it is about. Verdicts against the baseline would be
// the answer to another question.
func (v *view) across(d *document, groups []*section, show func(name string)) {
	first := groups[0]
	first.question(d)
	for _, name := range ownCharts(first.name) {
		show(name)
	}
	switch {
	case first.shape == experiment.Erratum:
		v.errata(d, first)
		return
	case first.judged():
		v.rules(d, first)
		return
	}
	if s, ok := stacked(groups); ok {
		v.sheet(d, s, first.rows[0].label)
	} else {
		for _, s := range groups {
			v.sheet(d, s, strings.Replace(s.group, "=", " = ", 1))
		}
	}
	if text := languageCaption(first); text != "" {
		d.paragraph("%s", text)
	}
	v.caption(d, first)
}

// stacked puts the groups of an experiment that has the same single row in each into one table
// with a line per group; false if it has more rows.
func stacked(groups []*section) (*section, bool) {
	if len(groups) < 2 {
		return nil, false
	}
	all := *groups[0]
	all.lines, _, _ = strings.Cut(all.group, "=")
	all.group, all.values, all.rows = "", nil, nil
	for _, s := range groups {
		if len(s.rows) != 1 || s.rows[0].label != groups[0].rows[0].label {
			return nil, false
		}
		for _, value := range s.values {
			if !slices.Contains(all.values, value) {
				all.values = append(all.values, value)
			}
		}
	}
	inOrder(all.values)
	for _, s := range groups {
		line := s.rows[0]
		line.label, line.cells = strings.TrimPrefix(s.group, all.lines+"="), make([]*cell, len(all.values))
		for i, value := range s.values {
			line.cells[slices.Index(all.values, value)] = s.rows[0].cells[i]
		}
		all.rows = append(all.rows, line)
	}
	return &all, true
}

// inOrder sorts values that are numbers; others stay as they are.
func inOrder(values []string) {
	number := map[string]int{}
	for _, v := range values {
		n, err := strconv.Atoi(v)
		if err != nil {
			return
		}
		number[v] = n
	}
	slices.SortFunc(values, func(a, b string) int { return cmp.Compare(number[a], number[b]) })
}

// sheet is the table of a group: a column per value if there is one measure, and otherwise a
// line per cell with a column per measure. Rows and cells that the plan does not have are
// left out where they can be.
func (v *view) sheet(d *document, s *section, what string) {
	measures := v.measures(s)
	if what != "" {
		what = ", " + what
	}
	if len(measures) == 1 {
		d.paragraph("%s%s:", upperFirst(measures[0].title), what)
		lines, ratios := v.ratios(s)
		s.grid(d, appended(s.perBlock(func(r row, i int) string { return measures[0].of(r, i) }), lines), ratios...)
		return
	}
	head := []string{s.columns()[0], s.parameter}
	var titles []string
	for _, m := range measures {
		titles = append(titles, m.title)
	}
	d.paragraph("%s%s%s:", upperFirst(strings.Join(titles, ", ")), what, v.basis(s))
	var rows [][]string
	for _, r := range s.rows {
		for i, value := range s.values {
			if r.cells[i] == nil {
				continue
			}
			line := []string{r.label, value}
			for _, m := range measures {
				line = append(line, m.of(r, i))
			}
			rows = append(rows, line)
		}
	}
	d.table(append(head, titles...), rows)
}

// ratios are further columns for ways to measure the same: every way divided by the first one,
// paired by round. None for experiments of other kinds, or where no row was measured twice.
func (v *view) ratios(s *section) (lines [][]string, head []string) {
	if s.name != "pitfalls" || !slices.ContainsFunc(s.rows, func(r row) bool { return !slices.Contains(r.cells, nil) }) {
		return nil, nil
	}
	for _, value := range s.values[1:] {
		head = append(head, value+" ÷ "+s.values[0])
	}
	for _, r := range s.rows {
		var line []string
		for _, c := range r.cells[1:] {
			ratio := c.against(r.cells[0], func(c, first sample.Measurement) float64 { return c.NSPerTask() / first.NSPerTask() })
			line = append(line, pairedText(ratio, chart.Ratio))
		}
		lines = append(lines, line)
	}
	return lines, head
}

// appended puts the cells of more behind those of rows, line by line; nil adds nothing.
func appended(rows, more [][]string) [][]string {
	for i := range more {
		rows[i] = append(rows[i], more[i]...)
	}
	return rows
}
