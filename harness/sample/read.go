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
	Run Run
	// Samples are those that count, in the order in which they were taken.
	Samples []Sample
	// Dropped are the attempts that were made again.
	Dropped []Sample
	// Warnings are one line each about what was found wrong with the file and not taken.
	Warnings []string
}

// Read returns the run in dir. A last line that is cut off, as a killed process leaves it,
// is left out with a warning. Everything else that is wrong is an error of one line that
// names file, line and reason: no such file, a line that is no record, an unknown schema,
// records of two runs or two machines in one file, a sample that was not planned or is
// there twice, no samples.
//
// Memory grows with the number of samples: Scan does without.
func Read(dir string) (*File, error) {
	file, err := read(dir)
	if err == nil && len(file.Samples) == 0 {
		return nil, fmt.Errorf("%s: the run has no samples yet", filepath.Join(dir, SamplesFile))
	}
	return file, err
}

func read(dir string) (*File, error) {
	file := &File{}
	warnings, err := Scan(dir, func(run Run) { file.Run = run }, file.add)
	if err != nil {
		return nil, err
	}
	file.Warnings = warnings
	return file, nil
}

func (f *File) add(s Sample) {
	if s.Dropped != "" {
		f.Dropped = append(f.Dropped, s)
		return
	}
	f.Samples = append(f.Samples, s)
}

// Scan reads the run in dir record by record: it calls run once and then visit for every
// sample in the order of the file, dropped attempts included. It keeps none of them.
// Warnings and errors are those of Read, except that a run without samples is none.
func Scan(dir string, run func(Run), visit func(Sample)) (warnings []string, err error) {
	path := filepath.Join(dir, SamplesFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such file: give the directory of a run, such as results/latest", path)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // opened for reading
	d := decoder{startRun: run, visit: visit}
	cut, err := d.decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", path, err)
	}
	if cut > 0 {
		warnings = append(warnings, fmt.Sprintf("%s:%d: the last line is cut off and was left out", path, cut))
	}
	return warnings, nil
}

// lineBuffer holds a line of the usual length; longer ones are put together.
const lineBuffer = 1 << 16

// decode reads records up to the end; its errors begin with the line number. cut is the
// number of a last line without an end, 0 if there is none.
func (d *decoder) decode(r io.Reader) (cut int, err error) {
	in := bufio.NewReaderSize(r, lineBuffer)
	for line := 1; ; line++ {
		text, err := in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) { // the run record may be long
			start := slices.Clone(text)
			text, err = in.ReadBytes('\n')
			text = append(start, text...)
		}
		switch {
		case err == io.EOF && d.cells == nil: // also a run record that is cut off
			return 0, fmt.Errorf("%d: the file has no run record", line)
		case err == io.EOF && len(text) == 0:
			return 0, nil
		case err == io.EOF:
			return line, nil
		case err == nil:
			err = d.record(text)
		}
		if err != nil {
			return 0, fmt.Errorf("%d: %w", line, err)
		}
	}
}

type decoder struct {
	startRun func(Run)
	visit    func(Sample)
	run      Run
	// cells holds by planned cell which rounds are taken; nil before the run record. The
	// keys are those of the plan, so that samples share them.
	cells map[string]*taken
}

// taken are the rounds of one cell of which there is a sample that counts.
type taken struct {
	key    string
	most   int // the largest round
	rounds []bool
}

// sampleStart is how this package writes a sample; it saves looking at each line twice.
const sampleStart = `{"record":"sample",`

func (d *decoder) record(text []byte) error {
	if d.cells != nil && bytes.HasPrefix(text, []byte(sampleStart)) {
		return d.sample(text)
	}
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
	case kind.Record == "run" && d.cells == nil:
		return d.first(text)
	case kind.Record == "run":
		return d.secondRun(text)
	case d.cells == nil:
		return errors.New("the first record is not the run's: its beginning is missing")
	case kind.Record == "sample":
		return d.sample(text)
	default:
		return fmt.Errorf("unknown record %q: allowed are run, sample", kind.Record)
	}
}

func (d *decoder) first(text []byte) error {
	if err := json.Unmarshal(text, &d.run); err != nil {
		return fmt.Errorf("not a run record: %w", err)
	}
	d.cells = map[string]*taken{}
	for _, c := range d.run.Plan.Cells {
		d.cells[c.Key()] = &taken{key: c.Key(), most: d.run.Plan.MostOf(c)}
	}
	d.startRun(d.run)
	return nil
}

// secondRun explains why a file with two run records is refused.
func (d *decoder) secondRun(text []byte) error {
	var second Run
	if err := json.Unmarshal(text, &second); err != nil {
		return fmt.Errorf("not a run record: %w", err)
	}
	if second.Machine != d.run.Machine {
		return fmt.Errorf("mixed machines: the samples before are from %q with %d cores, the next from %q with %d",
			d.run.Machine.CPU, d.run.Machine.Cores, second.Machine.CPU, second.Machine.Cores)
	}
	return fmt.Errorf("mixed runs: %s begins inside %s: keep one run per file", second.ID, d.run.ID)
}

func (d *decoder) sample(text []byte) error {
	var s Sample
	if err := json.Unmarshal(text, &s); err != nil {
		return fmt.Errorf("not a sample record: %w", err)
	}
	cell := d.cells[s.Cell]
	if cell == nil {
		return fmt.Errorf("a sample of %q, which the run did not plan", s.Cell)
	}
	s.Cell, s.Record = cell.key, "sample"
	if s.Round < 1 || s.Round > d.run.Plan.Most() {
		return fmt.Errorf("a sample of round %d, but the run has rounds 1 to %d", s.Round, d.run.Plan.Most())
	}
	if s.Round > cell.most {
		return fmt.Errorf("a sample of round %d of %s, which has rounds 1 to %d", s.Round, s.Cell, cell.most)
	}
	if (s.Measured == nil) == (s.Failure == nil) {
		return errors.New("a sample has either a measurement or a failure")
	}
	if m := s.Measured; m != nil && (m.Tasks < 1 || m.WallNS < 1) {
		return fmt.Errorf("a measurement of %d tasks in %d ns is impossible", m.Tasks, m.WallNS)
	}
	if s.Dropped == "" && !cell.take(s.Round) {
		return fmt.Errorf("a second sample of %s in round %d", s.Cell, s.Round)
	}
	d.visit(s)
	return nil
}

// take marks a round; false if it was.
func (t *taken) take(round int) bool {
	for len(t.rounds) <= round {
		t.rounds = append(t.rounds, false)
	}
	if t.rounds[round] {
		return false
	}
	t.rounds[round] = true
	return true
}

// Of returns the measurements of the cell with key in the order in which they were taken,
// without the failed ones.
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

// Most is the largest number of rounds that a cell may have.
func (p Plan) Most() int { return max(p.Rounds, p.MaxRounds) }

// RoundsOf is how many samples c gets at least: as many as the plan has rounds, unless c has
// a smaller number of its own. They are those of the first rounds.
func (p Plan) RoundsOf(c Cell) int {
	if c.Rounds > 0 {
		return min(c.Rounds, p.Rounds)
	}
	return p.Rounds
}

// MostOf is how many samples c may get: more than RoundsOf only where rows are compared with
// their block's baseline, and in every round.
func (p Plan) MostOf(c Cell) int {
	if c.Rounds > 0 || c.Across {
		return p.RoundsOf(c)
	}
	return p.Most()
}

// Planned is how many samples the plan asks for at least.
func (p Plan) Planned() int {
	n := 0
	for _, c := range p.Cells {
		if c.Failure == nil {
			n += p.RoundsOf(c)
		}
	}
	return n
}
