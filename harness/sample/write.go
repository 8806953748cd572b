package sample

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Writer appends the records of a run to a file, one write per record, so that a killed
// process leaves at most one broken line at the end.
type Writer struct{ file *os.File }

// Create makes samples.jsonl and env.json in dir, which must exist and hold no run, and
// writes the run record. Run.Record and Run.Schema are filled in.
func Create(dir string, run Run) (*Writer, error) {
	run.Record, run.Schema = "run", Schema
	pretty, err := json.MarshalIndent(run, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, EnvFile), append(pretty, '\n'), 0o644); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, SamplesFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	w := &Writer{f}
	if err := w.append(run); err != nil {
		_ = f.Close()
		return nil, err
	}
	return w, nil
}

// Resume opens the run in dir to append to it, and returns what it holds. A last line that
// is cut off is removed first: its sample will be taken again.
func Resume(dir string) (*Writer, *File, error) {
	f, err := os.OpenFile(filepath.Join(dir, SamplesFile), os.O_RDWR|os.O_APPEND, 0o644)
	if err != nil {
		return nil, nil, fmt.Errorf("no unfinished run to resume: %w", err)
	}
	if _, err := repair(f); err != nil {
		_ = f.Close()
		return nil, nil, err
	}
	file, err := read(dir)
	if err != nil {
		_ = f.Close()
		return nil, nil, err
	}
	return &Writer{f}, file, nil
}

// Append writes one sample. Sample.Record is filled in.
func (w *Writer) Append(s Sample) error {
	s.Record = "sample"
	return w.append(s)
}

// Close closes the file; records are in it already.
func (w *Writer) Close() error { return w.file.Close() }

func (w *Writer) append(record any) error {
	line, err := json.Marshal(record)
	if err != nil {
		return err
	}
	_, err = w.file.Write(append(line, '\n'))
	return err
}
