package sample

import (
	"os"
	"path/filepath"
)

// companions is the directory, beside a run's own, that holds the runs with systems in Node.js.
const companions = "node"

// Companion returns the directory of the run with systems in Node.js that belongs to the run in dir:
// results/node/NAME for one in results/NAME. It is empty if there is none, and for such a run itself.
func Companion(dir string) string {
	if Principal(dir) != "" {
		return ""
	}
	parent, name := filepath.Split(filepath.Clean(dir))
	companion := filepath.Join(parent, companions, name)
	if _, err := os.Stat(filepath.Join(companion, SamplesFile)); err != nil {
		return ""
	}
	return companion
}

// Principal returns the directory of the run that the one in dir is the companion of, whether it exists or not:
// results/NAME for one in results/node/NAME. It is empty if dir is not the place of a companion.
func Principal(dir string) string {
	parent, name := filepath.Split(filepath.Clean(dir))
	parent = filepath.Clean(parent)
	if filepath.Base(parent) != companions {
		return ""
	}
	return filepath.Join(filepath.Dir(parent), name)
}

// LoadCompanion returns the table of the run that [Companion] names; nil if there is none. A run that cannot be
// read is an error.
func LoadCompanion(dir string) (*Table, error) {
	companion := Companion(dir)
	if companion == "" {
		return nil, nil
	}
	return Load(companion)
}
