package study

import (
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/experiment"
	"poolbench/harness/node"
)

// Erratum is how often the study note's code did what its reader expects, and how often the corrected code did,
// by the name of a program of package experiment's Errata; NotMeasured if no run has asked. It has a dagger
// if the run is not the reader's. An unknown name is an error.
func (b *Book) Erratum(name string) (string, *Run, error) {
	if !slices.Contains(experiment.Errata, name) {
		return "", nil, fmt.Errorf("no erratum %q: there are %s", name, strings.Join(experiment.Errata, ", "))
	}
	cell := func(code string) string {
		return fmt.Sprintf("node-errata/code=%s/erratum=%s/%s/own", code, name, node.Pool)
	}
	for _, r := range b.Runs {
		note := r.series(cell("note"))
		if note == nil {
			continue
		}
		text := fmt.Sprintf("%s; corrected: %s", note.Outcome(), r.series(cell("corrected")).Outcome())
		if !r.Own {
			text += " " + Dagger
		}
		return text, r, nil
	}
	return NotMeasured, nil, nil
}

func (f *filler) erratum(name string) (string, error) {
	text, r, err := f.book.Erratum(name)
	f.use(r)
	return text, err
}
