package conformance

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/google/renameio/v2"
)

// File is the name of a table in a run's directory.
const File = "native.json"

// Read returns the table in the file at path. The error names the file, also for a schema
// that this poolbench does not know.
func Read(path string) (Table, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Table{}, err
	}
	var table Table
	if err := json.Unmarshal(text, &table); err != nil {
		return Table{}, fmt.Errorf("%s: not a table of behaviour: %w", path, err)
	}
	if table.Schema != Schema {
		return Table{}, fmt.Errorf("%s: schema %d is unknown: this poolbench reads schema %d", path, table.Schema, Schema)
	}
	for _, r := range table.Rows {
		if len(r.Findings) != len(table.Cases) {
			return Table{}, fmt.Errorf("%s: %s has %d findings for %d cases", path, r.Variant, len(r.Findings), len(table.Cases))
		}
	}
	return table, nil
}

// Write writes the table to path, which is replaced whole.
func (t Table) Write(path string) error {
	text, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return err
	}
	return renameio.WriteFile(path, append(text, '\n'), 0o644)
}
