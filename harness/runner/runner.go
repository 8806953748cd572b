// Package runner takes the samples of a run: rounds over cells, each sample in a process
// of its own.
//
// # Model
//
// A run first calibrates: for every cell one child process finds how many tasks fill the
// window. Then come the rounds. A round visits the blocks in random order and takes one
// sample of each cell of a block, again in random order, so that what is compared is
// measured close together in time and nobody is always first. Where blocks are compared with
// each other, the cells of all of them are shuffled together. The order follows from the
// seed. Every sample is appended to the record at once.
//
// A cell may have workers, a queue, processors or a number of rounds of its own; where it has
// none, the plan's hold.
//
// When each block has had its rounds, those whose intervals are still wide get more, the
// widest first, up to a largest number of rounds or until a time budget is spent. Only
// widths decide that. Stopping once a difference shows would find differences everywhere.
//
// A sample during which somebody else used the processors is dropped and taken again, a
// bounded number of times. What counts is that cause, read from the kernel's counters, and
// not how fast the sample was. Dropped attempts stay in the record.
//
// A run is written to a directory beside its destination, named after it with ".unfinished",
// and renamed into place when its last sample is in. An interrupted run stays there, is
// readable, and can be resumed by the same binary on the same machine; it never takes the
// place of a finished one.
//
// A child that crashes, hangs, runs out of memory or returns a wrong sum is recorded as
// such and stops nothing else.
//
// # What it is not
//
// It compares rows only to see how wide their intervals are, and does not draw. It does not pin processors or change the machine's
// settings: what others do meanwhile is read and recorded, not prevented.
package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"poolbench/harness/child"
	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/sample"
)

const (
	// Window is how long a sample should take at least. Below about 100 ms the kernel's
	// counters, which tick every 10 ms, no longer show that somebody else was running.
	Window = 100 * time.Millisecond
	// Timeout is when a child is given up: so late that only a pool that hangs reaches it, even
	// on a machine that is overloaded. That is three hundred windows, or five times what the
	// largest fixed number of tasks takes: ten million that wait need up to 6 s on 2 cores.
	Timeout = 30 * time.Second
	// MemoryLimit is what a child may allocate. A goroutine that waits costs about
	// 2.5 KiB, so this lets a strategy without backpressure queue some 800,000 tasks, more
	// than fit into the window, and still ends it before a small machine starts to swap.
	MemoryLimit = 2 << 30
)

// Options say what to measure. The zero values of Rounds and the durations are invalid:
// use the constants of this package.
type Options struct {
	// Out is the directory that the finished run is moved to.
	Out string
	// Mode is recorded: "quick", "bench", "all", "node" or "custom".
	Mode string
	// Selection says which cells.
	Selection experiment.Selection
	// Cells, if not nil, are measured instead of a selection.
	Cells []experiment.Cell
	// Rounds is the number of samples per cell at least, 1 or more.
	Rounds int
	// MaxRounds is the number of samples per cell at most, for blocks with wide intervals;
	// 0 means Rounds.
	MaxRounds int
	// Precision is how wide an interval may be: relative half-width, 0.1 for ±10 %. Not
	// negative; with 0 every block gets MaxRounds.
	Precision float64
	// Budget ends the rounds beyond Rounds when the samples have taken that long in all;
	// 0 means no limit.
	Budget time.Duration
	// Seed decides the order within the rounds.
	Seed uint64
	// Window and Timeout per sample.
	Window, Timeout time.Duration
	// Report, if not nil, is called before each child process, never concurrently.
	Report func(Progress)
}

// Validate returns an error that names the first wrong option and what is allowed, or nil.
// It looks at the options only; whether Out can be written is checked by Run.
func (o Options) Validate() error {
	cells, err := o.cells()
	if err != nil {
		return err
	}
	if err := distinct(cells); err != nil {
		return err
	}
	if o.Rounds < 1 {
		return fmt.Errorf("%d rounds: at least 1 is needed", o.Rounds)
	}
	if o.MaxRounds != 0 && o.MaxRounds < o.Rounds {
		return fmt.Errorf("at most %d rounds, but at least %d: the first must not be smaller", o.MaxRounds, o.Rounds)
	}
	if !(o.Precision >= 0 && o.Precision < 1) {
		return fmt.Errorf("precision %v: allowed are 0 to below 1, such as 0.05 for ±5 %%", o.Precision)
	}
	if o.Budget < 0 {
		return fmt.Errorf("budget %v: it must not be negative", o.Budget)
	}
	if o.Window <= 0 || o.Timeout <= o.Window {
		return fmt.Errorf("window %v and time-out %v: both must be positive, and the time-out longer", o.Window, o.Timeout)
	}
	return nil
}

func (o Options) cells() ([]experiment.Cell, error) {
	if o.Cells != nil {
		return o.Cells, nil
	}
	return experiment.Select(o.Selection)
}

// distinct returns an error if two cells have the same key: their samples could not be told
// from each other.
func distinct(cells []experiment.Cell) error {
	seen := map[string]bool{}
	for _, c := range cells {
		key := describeCell(c).Key()
		if seen[key] {
			return fmt.Errorf("%s is planned twice: every cell needs a key of its own", key)
		}
		seen[key] = true
	}
	return nil
}

// Progress is where a run stands.
type Progress struct {
	// Phase is "calibrating", "measuring", or "refining" for rounds beyond the planned ones.
	Phase string
	// Done of Total children of this phase have ended. When refining, Total is what there is
	// at most, and may shrink.
	Done, Total int
	// Next is the cell that is measured next.
	Next string
}

// ErrInterrupted is returned when the context ended before the run did.
var ErrInterrupted = child.ErrInterrupted

// UnfinishedSuffix marks the directory of a run that is not finished.
const UnfinishedSuffix = ".unfinished"

// ErrNotBegun is the ErrInterrupted of a run that had not taken any sample yet: there is
// nothing to resume.
var ErrNotBegun = fmt.Errorf("%w before the first sample", ErrInterrupted)

// Unfinished is the directory that a run with destination out is written to.
func Unfinished(out string) string { return filepath.Clean(out) + UnfinishedSuffix }

// Run measures and moves the finished run to o.Out; what was there moves to a directory
// "previous" beside it. Everything is checked before the first measurement.
//
// If ctx ends, the error wraps ErrInterrupted, and what has been measured stays in
// Unfinished(o.Out), unless nothing was. An unfinished run that was there moves aside when
// the first sample is taken.
func Run(ctx context.Context, o Options) error {
	if err := o.Validate(); err != nil {
		return err
	}
	cells, err := o.cells()
	if err != nil {
		return err
	}
	program, versions, err := locate(cells)
	if err != nil {
		return err
	}
	if err := destination(o.Out); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(o.Out)), 0o755); err != nil {
		return fmt.Errorf("cannot write to %s: %w", o.Out, err)
	}
	release, err := claim(o.Out)
	if err != nil {
		return err
	}
	defer release()
	dir, err := prepare(o.Out)
	if err != nil {
		return err
	}
	record, err := newRecord(o)
	if err != nil {
		return err
	}
	r := newRun(record, dir, o.Report)
	r.program = program
	r.record.Build.Node, r.record.Build.NodePackages = versions.Node, versions.Packages
	if err := r.calibrate(ctx, cells, o.Window); err != nil {
		_ = os.Remove(dir) // unless it holds an earlier unfinished run
		if errors.Is(err, ErrInterrupted) {
			err = ErrNotBegun
		}
		return err
	}
	if err := makeRoom(dir); err != nil {
		return err
	}
	if r.writer, err = sample.Create(dir, r.record); err != nil {
		return err
	}
	return r.finish(ctx, o.Out)
}

// Resume goes on with the unfinished run of out where it stopped. It refuses if the binary
// or the machine is not the one that began it, and while another process goes on with it.
// What the interruption left behind is told to warn, a line each.
func Resume(ctx context.Context, out string, report func(Progress), warn func(string)) error {
	dir := Unfinished(out)
	if err := destination(out); err != nil {
		return err
	}
	if _, err := os.Stat(dir); err != nil {
		return fmt.Errorf("no unfinished run to resume: %w", err)
	}
	release, err := claim(out)
	if err != nil {
		return err
	}
	defer release()
	writer, file, err := sample.Resume(dir)
	if err != nil {
		return err
	}
	program, err := same(file.Run)
	if err != nil {
		_ = writer.Close()
		return err
	}
	for _, w := range file.Warnings {
		warn(w)
	}
	r := newRun(file.Run, dir, report)
	r.program = program
	r.writer = writer
	for _, s := range append(file.Dropped, file.Samples...) {
		r.keep(s)
	}
	return r.finish(ctx, out)
}

// run is a run in progress.
type run struct {
	record sample.Run
	// program plays samples in Node.js; the zero value in a run without.
	program node.Program
	dir     string
	writer  *sample.Writer
	report  func(Progress)

	cells   map[string]sample.Cell // of the plan, by key
	done    map[visit]bool
	values  map[string]map[int]float64 // headline metric of undisturbed samples, by cell and round
	dropped int
	spent   time.Duration // what all children together took
	usual   struct {      // the part of it by cells that may get more than the planned rounds
		spent    time.Duration
		attempts int
	}
	planned int // samples that are taken in any case
}

// visit is one cell in one round.
type visit struct {
	cell  string
	round int
}

func newRun(record sample.Run, dir string, report func(Progress)) *run {
	return &run{record: record, dir: dir, report: report, done: map[visit]bool{}, values: map[string]map[int]float64{}}
}

// finish takes the missing samples, exports them and moves a complete run to out.
func (r *run) finish(ctx context.Context, out string) error {
	err := r.measure(ctx)
	if closeErr := r.writer.Close(); err == nil {
		err = closeErr
	}
	if exportErr := export(r.dir); exportErr != nil && (err == nil || !errors.Is(err, ErrInterrupted)) {
		err = errors.Join(err, exportErr)
	}
	if err != nil {
		return err
	}
	return publish(r.dir, out)
}

func (r *run) tell(p Progress) {
	if r.report != nil {
		r.report(p)
	}
}
