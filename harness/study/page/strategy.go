package page

import (
	"fmt"
	"io/fs"
	"strings"

	"poolbench/harness/study"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// sections are the headings of a variant's package comment that a page has, in its order.
var sections = []string{"Idea", "Mechanism", "When to use it", "How it fails"}

// faces are a variant's rows: its own, or the native and the guarded one of a library.
func faces(variant string) []catalog.Row {
	var rows []catalog.Row
	for _, r := range catalog.Rows() {
		if r.Variant == variant {
			rows = append(rows, r)
		}
	}
	return rows
}

// strategy writes the page of a variant.
func (p *page) strategy(variant string) {
	rows := faces(variant)
	row := rows[0] // own or native, which is what most experiments measure
	d, err := document(variant)
	p.fail(err)
	p.paragraph("# %s: %s", variant, row.Idea)
	p.paragraph("%s", d.Lead)
	for _, name := range sections {
		p.paragraph("## %s\n\n%s", name, d.Sections[name])
		if name == "Mechanism" {
			p.drawn(row)
		}
	}
	p.traits(rows)
	p.opened(row, d.Opening)
	p.behaviour(row)
	p.place(rows)
	p.paragraph("## In the ledger")
	p.claimsOn(variant)
	p.studied(variant)
	p.source(p.book.Runs[0])
}

// drawn shows how a task travels.
func (p *page) drawn(row catalog.Row) {
	chart, err := flowchart(row)
	p.fail(err)
	p.paragraph("```mermaid\n%s```", chart)
	p.paragraph("Solid arrows are the way of a task; where there is a W or a Q it is the number of workers or of places. %s", backpressure(row.Traits))
}

// traits are what the rows declare, in words.
func (p *page) traits(rows []catalog.Row) {
	head := []string{""}
	lines := [][]string{
		{"tasks that run at once"}, {"tasks that wait beside them"}, {"Submit returns before the task has run"}, {"with one worker, first come is first served"},
		{"a goroutine of the pool runs many tasks"}, {"runtime.Goexit in a task harms nothing else"}, {"hand-over"}, {"a panic in a task"},
	}
	for _, r := range rows {
		head = append(head, string(r.Face))
		t := r.Traits
		for i, text := range []string{
			bound(t.Workers), bound(t.Queue), yes(t.Async), yes(t.FIFO), string(t.Reuses), yes(t.GoexitSafe), r.HandOver, r.Panics,
		} {
			lines[i] = append(lines[i], text)
		}
	}
	p.paragraph("## What it declares")
	p.paragraph("[The suite of tests](%s) holds it to the first six lines.", p.way(p.root+"/variants/variantstest"))
	p.table(head, lines)
}

// bound is a limit in words.
func bound(b variants.Bound) string {
	switch b {
	case variants.AsConfigured:
		return "as many as configured"
	case variants.Unbounded:
		return "without a limit"
	}
	return string(b)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// opened tells how the variant is configured.
func (p *page) opened(row catalog.Row, comment string) {
	p.paragraph("## How it is opened")
	plan := p.book.Runs[0].Table.Run.Plan
	text := fmt.Sprintf("In this run W = %d and Q = %d, except where an experiment varies them.", plan.GOMAXPROCS, plan.Queue)
	if row.Module != "" {
		text = fmt.Sprintf("Module `%s` %s. ", row.Module, p.version(row.Module)) + text
	}
	p.paragraph("%s", text)
	p.paragraph("%s", comment)
}

// version is that of a module in the first run that knows it.
func (p *page) version(module string) string {
	for _, r := range p.book.Runs {
		if v := r.Table.Run.Build.Libraries[module]; v != "" {
			return v + mark(r)
		}
	}
	return "in an unknown version"
}

// studied are the questions of the guide that lead to the code, and the code.
func (p *page) studied(variant string) {
	p.questions("Questions of the guide that lead here", func(q study.Asked) bool {
		for _, c := range q.Code {
			if strings.HasPrefix(c.File, "variants/"+variant+"/") {
				return true
			}
		}
		return false
	})
	lines, err := catalog.Lines(variant)
	p.fail(err)
	p.paragraph("## Code\n\n%d lines without comments and tests%s:", lines, adapter(variant))
	p.list(p.files(variant))
}

// adapter says whose lines are counted.
func adapter(variant string) string {
	if faces(variant)[0].Module != "" {
		return ", of the adapter alone"
	}
	return ""
}

// files are links to a variant's sources, its example and what there is to read beside them.
func (p *page) files(variant string) []string {
	entries, err := fs.ReadDir(variants.Source, variant)
	p.fail(err)
	var links []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), "_test.go") {
			links = append(links, p.code("variants/"+variant+"/"+e.Name()))
		}
	}
	links = append(links, p.code("variants/"+variant+"/example_test.go"))
	if readme := "variants/" + variant + "/README.md"; p.exists(readme) {
		links = append(links, p.code(readme))
	}
	return links
}
