package page

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"poolbench/harness/claim"
	"poolbench/harness/experiment"
	"poolbench/harness/report"
	"poolbench/harness/study"
)

// experiment writes the page of one.
func (p *page) experiment(name string) {
	run := p.runFor(name)
	e := p.planFor(name, run.Procs())
	p.paragraph("# %s", name)
	p.paragraph("**%s**", e.Question)
	p.paragraph("## How to read it\n\n%s", e.Reading)
	p.load(e)
	p.settings(e, run)
	p.paragraph("## Results")
	p.picture(name)
	p.results(e, run)
	claims := p.claims(func(a claim.Arm) bool { return a.Experiment == name })
	p.claimsFrom(claims)
	p.questions("Questions of the guide that rest on it", func(q study.Asked) bool { return quotes(q, name, run.Procs()) || restsOn(q, claims) })
	p.implemented(e)
	p.source(run)
}

// implemented leads to where the experiment is described, and to the systems that only it has.
func (p *page) implemented(e experiment.Experiment) {
	source := "harness/experiment/" + e.Name + ".go"
	if e.Node {
		source = "harness/experiment/node.go"
	}
	if !p.exists(source) {
		return
	}
	text := p.code(source)
	if e.Node {
		text += ", and the systems in Node.js: " + p.code("harness/node")
	}
	p.paragraph("## Code\n\n%s", text)
}

func (p *page) exists(name string) bool {
	_, err := os.Stat(filepath.Join(p.root, filepath.FromSlash(name)))
	return err == nil
}

// picture shows the first chart of the experiment that a run has, and links to the others.
func (p *page) picture(name string) {
	var found []string
	for _, n := range report.Charts(name) {
		if at, _ := p.chart(n); at != "" {
			found = append(found, n)
		}
	}
	if len(found) == 0 {
		return
	}
	at, whose := p.chart(found[0])
	p.paragraph("![%s](%s)%s", found[0], p.way(at), whose)
	if others := p.charts(found[1:]...); len(others) > 0 {
		p.paragraph("More charts of it: %s.", strings.Join(others, ", "))
	}
}

// quotes tells whether a question's prediction, conditions or answer name a cell of the experiment.
func quotes(q study.Asked, name string, procs int) bool {
	asked := q.Predict.Quantities()
	for _, r := range q.Rests {
		asked = append(asked, r.Of)
	}
	for _, quantity := range asked {
		for _, cell := range quantity.Cells(procs) {
			if strings.HasPrefix(cell, name+"/") {
				return true
			}
		}
	}
	return strings.Contains(q.Answer.Measured, `"`+name+`/`)
}

// restsOn tells whether one of the claims is behind a question.
func restsOn(q study.Asked, claims []about) bool {
	return slices.ContainsFunc(claims, func(c about) bool { return slices.Contains(q.Claims, c.ID) })
}
