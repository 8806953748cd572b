package page

import (
	"fmt"
	"path/filepath"

	"poolbench/harness/claim"
	"poolbench/harness/experiment"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// index writes the page that leads to the others.
func (p *page) index() {
	p.paragraph("# Pages for the code")
	p.paragraph("A page per strategy and per experiment, beside [the study guide](%s).", p.way(p.dir+"/"+study.File))
	p.paragraph("## Strategies")
	var lines [][]string
	for _, name := range catalog.Names() {
		r := faces(name)[0]
		lines = append(lines, []string{p.to(r.Variant, strategyPath(r.Variant)), r.Idea, r.HandOver, p.value(measures[0].cell(r), measures[0].metric)})
	}
	p.table([]string{"", "idea", "hand-over", measures[0].title}, lines)
	p.paragraph("## Experiments")
	lines = nil
	for _, e := range experiment.All() {
		claims := p.claims(func(a claim.Arm) bool { return a.Experiment == e.Name })
		lines = append(lines, []string{p.to(e.Name, experimentPath(e.Name)), e.Question, fmt.Sprint(len(claims))})
	}
	p.table([]string{"", "question", "rows of the ledger"}, lines)
	p.source(p.book.Runs[0])
}

// to is a link to another page.
func (p *page) to(text, at string) string {
	return fmt.Sprintf("[%s](%s)", text, p.way(filepath.Join(p.dir, filepath.FromSlash(at))))
}
