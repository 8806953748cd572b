package report

import (
	"errors"
	"io/fs"
	"path/filepath"

	"poolbench/harness/conformance"
)

// readBehaviour returns the table of native behaviour in a run's directory, or nil if there
// is none: it is made by a command of its own.
func readBehaviour(dir string) (*conformance.Table, error) {
	table, err := conformance.Read(filepath.Join(dir, conformance.File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &table, nil
}

// behaviour shows what each library does with the rules of the contract.
func (v *view) behaviour(d *document) {
	if v.native == nil {
		return
	}
	d.paragraph("## Native behaviour")
	d.paragraph("Which rules of the contract each library keeps by itself, case by case in processes of their own. " +
		"The rules are ours, and nobody promised to keep them: *differs* is a fact to know before using a library, not a defect. " +
		"Only **breaks** means that its own documentation says otherwise. A dash means that the rule does not apply, " +
		"because the library declares no bound, say, or loses workers to runtime.Goexit. Some of the rules are broken by " +
		"races, so another run may miss one; `poolbench conformance --variant LIB --face native --case RULE` shows each again.")
	d.paragraph("%s", v.native.Summary())
	d.paragraph("%s", v.native.Full())
}
