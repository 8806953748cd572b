package page

import (
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// turned is a table with a line per row and a column per setting: where many systems of two languages
// stand beside each other, there is no baseline, and all of them are to be seen.
func (p *page) turned(e experiment.Experiment, metric string) {
	head := []string{strings.Join(parameters(e), ", ")}
	for _, b := range e.Blocks {
		head = append(head, strings.Join(setting(b), ", "))
	}
	var lines [][]string
	for _, name := range distinct(e, true) {
		line, any := []string{name}, false
		for _, b := range e.Blocks {
			text := "–"
			i := slices.IndexFunc(e.Rows(b, true), func(r catalog.Row) bool { return r.Key() == name })
			if i >= 0 {
				text = p.value(block(e, b)+"/"+key(e.Rows(b, true)[i]), metric)
			}
			any = any || text != "–" && text != study.NotMeasured
			line = append(line, text)
		}
		if any {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		p.paragraph("%s: %s.", upperFirst(title(metric)), study.NotMeasured)
		return
	}
	p.paragraph("%s:", upperFirst(title(metric)))
	p.table(head, lines)
}

// errata shows what came of each mistake, as the note makes it and corrected.
func (p *page) errata(e experiment.Experiment) {
	var lines [][]string
	for _, b := range e.Blocks {
		i := slices.IndexFunc(lines, func(line []string) bool { return line[0] == b.Value })
		if i < 0 {
			lines = append(lines, []string{b.Value})
			i = len(lines) - 1
		}
		lines[i] = append(lines[i], p.became(block(e, b)+"/"+key(e.Rows(b, true)[0])))
	}
	p.paragraph("*%s* is what was to be shown of the note's code, and would be a defect of this project in the corrected one. The programs are in %s.",
		upperFirst(string(sample.RuleBroken)), p.code("harness/node/errata"))
	p.table([]string{e.Parameter, "the note's code", "corrected"}, lines)
}

// became says whether what a reader expects holds in a cell of errata: in how many samples of how many.
func (p *page) became(cell string) string {
	for _, run := range p.sources("node-errata") {
		s := run.Table.Find(cell)
		if !asked(s) {
			continue
		}
		all := len(s.Taken) + len(s.Failures)
		text := fmt.Sprintf("as expected in %d of %d", len(s.Taken), all)
		if len(s.Failures) > 0 {
			text = s.Outcome()
		}
		return text + mark(run)
	}
	return study.NotMeasured
}
