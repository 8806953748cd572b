package sample

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Writer appends the records of a run to a file, one write per record, so that a killed
// process leaves at most one broken line at the end. While it is open no other Writer can
// open the same file.
type Writer struct {
	file *os.File
	end  int64 // of the last whole record
}

// ErrInUse is returned for a run that another process is writing.
var ErrInUse = errors.New("another poolbench is writing this run")

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
	w := &Writer{file: f}
	if err := Lock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := w.append(run); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return w, nil
}

// Resume opens the run in dir to append to it, and returns what it holds. A last line that
// is cut off is removed, with a warning in the File: its sample will be taken again.
func Resume(dir string) (*Writer, *File, error) {
	f, err := os.OpenFile(filepath.Join(dir, SamplesFile), os.O_RDWR|os.O_APPEND, 0o644)
	if err != nil {
		return nil, nil, fmt.Errorf("no unfinished run to resume: %w", err)
	}
	fail := func(err error) (*Writer, *File, error) {
		_ = f.Close()
		return nil, nil, err
	}
	if err := Lock(f); err != nil {
		return fail(fmt.Errorf("cannot resume: %w", err))
	}
	file, err := read(dir)
	if err != nil {
		return fail(err)
	}
	end, err := wholeLines(f)
	if err != nil {
		return fail(err)
	}
	if err := f.Truncate(end); err != nil {
		return fail(err)
	}
	return &Writer{f, end}, file, nil
}

// InUse returns ErrInUse if another process is writing the run in dir. It is nil where there
// is no run.
func InUse(dir string) error {
	f, err := os.Open(filepath.Join(dir, SamplesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // which also gives the lock back
	return Lock(f)
}

const (
	// lockGrace is how long a file may be locked by somebody else before it counts as in use. A
	// process that was killed while it started a child leaves its lock to that child until the
	// child's own program begins: a moment, unless the machine is busy.
	lockGrace = 250 * time.Millisecond
	// lockPoll is the pause between two attempts.
	lockPoll = 5 * time.Millisecond
)

// Lock takes f for this process, or returns ErrInUse. It ends with the file's last descriptor,
// however the process ends. It blocks for a quarter of a second at most.
func Lock(f *os.File) error {
	for late := time.Now().Add(lockGrace); ; time.Sleep(lockPoll) {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case !errors.Is(err, syscall.EWOULDBLOCK):
			return err
		case time.Now().After(late):
			return ErrInUse
		}
	}
}

// Append writes one sample. Sample.Record is filled in. After an error, a full disk say, the
// file ends with the last whole record again, as far as the system lets it.
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
	if _, err := w.file.Write(append(line, '\n')); err != nil {
		return errors.Join(err, w.file.Truncate(w.end))
	}
	w.end += int64(len(line)) + 1
	return nil
}

// wholeLines returns the length of r up to the end of its last whole line.
func wholeLines(r io.Reader) (int64, error) {
	in, whole, read := bufio.NewReaderSize(r, lineBuffer), int64(0), int64(0)
	for {
		text, err := in.ReadSlice('\n')
		read += int64(len(text))
		switch {
		case err == nil:
			whole = read
		case errors.Is(err, io.EOF):
			return whole, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return 0, err
		}
	}
}
