package advise

import (
	"strings"
	"unicode/utf8"

	"poolbench/harness/study"
)

// columns is the width of the page: what a terminal has, and what a diff of two answers shows side by side.
const columns = 100

// Text is the page.
func (a *Answer) Text() string {
	var out strings.Builder
	for i, s := range a.sections {
		if i > 0 {
			out.WriteString("\n")
		}
		out.WriteString(wrapped(s.title, "", "  "))
		for _, line := range s.lines {
			out.WriteString(wrapped(line, "  ", "    "))
		}
	}
	return out.String()
}

// wrapped is a text in lines of at most [columns], with a first indent and another.
func wrapped(text, first, next string) string {
	var out strings.Builder
	line := first
	empty := true
	for _, word := range strings.Split(text, " ") {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > columns {
			out.WriteString(strings.TrimRight(line, " ") + "\n")
			line, empty = next, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	out.WriteString(strings.TrimRight(line, " ") + "\n")
	return out.String()
}

// head says what was asked and who answers.
func (a *adviser) head() section {
	s := section{title: a.Ask.String()}
	s.lines = append(s.lines, "run "+machine(a.grain.run)+"; intervals are 95 %")
	return s
}

// finish explains the dagger, where there is one, and says which runs were not asked.
func (a *adviser) finish() {
	head := &a.sections[0]
	if text := a.Text(); strings.Contains(text, study.Dagger) {
		legend := study.Dagger + " from the reference machine, for there is no run of yours: make bench takes one"
		if a.grain.run.Own {
			r := a.Runs[len(a.Runs)-1]
			legend = study.Dagger + " not measured in your runs, but in " + strings.TrimSuffix(machine(r), " "+study.Dagger)
		}
		head.lines = append(head.lines, legend)
	}
	for _, why := range a.leftOut {
		head.lines = append(head.lines, "left out: "+why)
	}
}
