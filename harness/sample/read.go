package sample

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// File is a whole run in memory.
type File struct {
	Run     Run
	Samples []Sample
}

// Read returns the run in dir. Its errors are one line that names file, line and reason:
// no such file, a line that is cut off or no record, an unknown schema, records of two
// runs or two machines in one file, a sample that was not planned or is there twice, no
// samples.
func Read(dir string) (*File, error) {
	file, err := read(dir)
	if err == nil && len(file.Samples) == 0 {
		return nil, fmt.Errorf("%s: the run has no samples yet", filepath.Join(dir, SamplesFile))
	}
	return file, err
}

func read(dir string) (*File, error) {
	path := filepath.Join(dir, SamplesFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such file: give the directory of a run, such as results/latest", path)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // opened for reading
	file, err := decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", path, err)
	}
	return file, nil
}

// decode reads records up to the end; its errors begin with the line number.
func decode(r io.Reader) (*File, error) {
	d := decoder{file: &File{}, planned: map[string]bool{}, taken: map[string]bool{}}
	in := bufio.NewReader(r)
	for line := 1; ; line++ {
		text, err := in.ReadBytes('\n')
		if err == io.EOF && len(text) == 0 {
			break
		}
		if err == io.EOF {
			return nil, fmt.Errorf("%d: the line is cut off: resume the run, or delete the line", line)
		}
		if err == nil {
			err = d.record(text)
		}
		if err != nil {
			return nil, fmt.Errorf("%d: %w", line, err)
		}
	}
	if d.file.Run.Record == "" {
		return nil, errors.New("1: the file is empty")
	}
	return d.file, nil
}

type decoder struct {
	file    *File
	planned map[string]bool // cells
	taken   map[string]bool // samples
}

func (d *decoder) record(text []byte) error {
	var kind struct {
		Record string `json:"record"`
		Schema int    `json:"schema"`
	}
	if err := json.Unmarshal(text, &kind); err != nil {
		return fmt.Errorf("not a record: %w", err)
	}
	switch {
	case kind.Record == "run" && kind.Schema != Schema:
		return fmt.Errorf("schema %d is unknown: this poolbench reads schema %d", kind.Schema, Schema)
	case kind.Record == "run" && d.file.Run.Record == "":
		return d.run(text)
	case kind.Record == "run":
		return d.secondRun(text)
	case d.file.Run.Record == "":
		return errors.New("the first record is not the run's: its beginning is missing")
	case kind.Record == "sample":
		return d.sample(text)
	default:
		return fmt.Errorf("unknown record %q: allowed are run, sample", kind.Record)
	}
}

func (d *decoder) run(text []byte) error {
	if err := json.Unmarshal(text, &d.file.Run); err != nil {
		return fmt.Errorf("not a run record: %w", err)
	}
	for _, c := range d.file.Run.Plan.Cells {
		d.planned[c.Key()] = true
	}
	return nil
}

// secondRun explains why a file with two run records is refused.
func (d *decoder) secondRun(text []byte) error {
	var second Run
	if err := json.Unmarshal(text, &second); err != nil {
		return fmt.Errorf("not a run record: %w", err)
	}
	if second.Machine != d.file.Run.Machine {
		return fmt.Errorf("mixed machines: the samples before are from %q with %d cores, the next from %q with %d",
			d.file.Run.Machine.CPU, d.file.Run.Machine.Cores, second.Machine.CPU, second.Machine.Cores)
	}
	return fmt.Errorf("mixed runs: %s begins inside %s: keep one run per file", second.ID, d.file.Run.ID)
}

func (d *decoder) sample(text []byte) error {
	var s Sample
	if err := json.Unmarshal(text, &s); err != nil {
		return fmt.Errorf("not a sample record: %w", err)
	}
	if !d.planned[s.Cell] {
		return fmt.Errorf("a sample of %q, which the run did not plan", s.Cell)
	}
	if rounds := d.file.Run.Plan.Rounds; s.Round < 1 || s.Round > rounds {
		return fmt.Errorf("a sample of round %d, but the run has rounds 1 to %d", s.Round, rounds)
	}
	at := fmt.Sprintf("%s in round %d", s.Cell, s.Round)
	if d.taken[at] {
		return fmt.Errorf("a second sample of %s", at)
	}
	d.taken[at] = true
	if (s.Measured == nil) == (s.Failure == nil) {
		return errors.New("a sample has either a measurement or a failure")
	}
	if m := s.Measured; m != nil && (m.Tasks < 1 || m.WallNS < 1) {
		return fmt.Errorf("a measurement of %d tasks in %d ns is impossible", m.Tasks, m.WallNS)
	}
	d.file.Samples = append(d.file.Samples, s)
	return nil
}

// Of returns the measurements of the cell with key in the order of rounds, without the
// failed ones.
func (f *File) Of(key string) []Measurement {
	var measured []Measurement
	for _, s := range f.Samples {
		if s.Cell == key && s.Measured != nil {
			measured = append(measured, *s.Measured)
		}
	}
	return measured
}

// Failures returns the failures of the cell with key, the one of its calibration included.
func (f *File) Failures(key string) []Failure {
	var failures []Failure
	for _, c := range f.Run.Plan.Cells {
		if c.Key() == key && c.Failure != nil {
			failures = append(failures, *c.Failure)
		}
	}
	for _, s := range f.Samples {
		if s.Cell == key && s.Failure != nil {
			failures = append(failures, *s.Failure)
		}
	}
	return failures
}

// Planned is how many samples the plan asks for in all.
func (p Plan) Planned() int {
	calibrated := slices.DeleteFunc(slices.Clone(p.Cells), func(c Cell) bool { return c.Failure != nil })
	return len(calibrated) * p.Rounds
}

// repair cuts off what follows the last complete line of a file, the half-written record
// of a process that was killed, and returns how many bytes that were.
func repair(f *os.File) (int64, error) {
	text, err := io.ReadAll(f)
	if err != nil {
		return 0, err
	}
	end := int64(bytes.LastIndexByte(text, '\n') + 1)
	return int64(len(text)) - end, f.Truncate(end)
}
