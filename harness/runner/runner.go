// Package runner takes the samples of a run: rounds over cells, each sample in a process
// of its own.
//
// # Model
//
// A run first calibrates: for every cell one child process finds how many tasks fill the
// window. Then come the rounds. A round visits the blocks in random order and takes one
// sample of each cell of a block, again in random order, so that what is compared is
// measured close together in time and nobody is always first. The order follows from the
// seed. Every sample is appended to the record at once.
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
// It does not compare and does not draw. It does not pin processors or change the machine's
// settings: what others do meanwhile is read and recorded, not prevented.
package runner

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"poolbench/harness/child"
	"poolbench/harness/experiment"
	"poolbench/harness/machine"
	"poolbench/harness/measure"
	"poolbench/harness/sample"
)

const (
	// Window is how long a sample should take at least. Below about 100 ms the kernel's
	// counters, which tick every 10 ms, no longer show that somebody else was running.
	Window = 100 * time.Millisecond
	// Timeout is when a child is given up: a hundred times its window, so that only a
	// pool that hangs reaches it, even on a machine that is overloaded tenfold.
	Timeout = 10 * time.Second
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
	// Mode is recorded: "quick", "bench" or "custom".
	Mode string
	// Selection says which cells.
	Selection experiment.Selection
	// Rounds is the number of samples per cell, at least 1.
	Rounds int
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
	if _, err := experiment.Select(o.Selection); err != nil {
		return err
	}
	if o.Rounds < 1 {
		return fmt.Errorf("%d rounds: at least 1 is needed", o.Rounds)
	}
	if o.Window <= 0 || o.Timeout <= o.Window {
		return fmt.Errorf("window %v and time-out %v: both must be positive, and the time-out longer", o.Window, o.Timeout)
	}
	return nil
}

// Progress is where a run stands.
type Progress struct {
	// Phase is "calibrating" or "measuring".
	Phase string
	// Done of Total children of this phase have ended.
	Done, Total int
	// Next is the cell that is measured next.
	Next string
}

// ErrInterrupted is returned when the context ended before the run did.
var ErrInterrupted = child.ErrInterrupted

// Unfinished is the directory that a run with destination out is written to.
func Unfinished(out string) string { return filepath.Clean(out) + ".unfinished" }

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
	cells, err := experiment.Select(o.Selection)
	if err != nil {
		return err
	}
	dir, err := prepare(o.Out)
	if err != nil {
		return err
	}
	record, err := newRecord(o)
	if err != nil {
		return err
	}
	r := &run{record: record, dir: dir, done: map[visit]bool{}, report: o.Report}
	if err := r.calibrate(ctx, cells, o.Window); err != nil {
		_ = os.Remove(dir) // unless it holds an earlier unfinished run
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

// Resume goes on with the unfinished run of out where it stopped, in the same order. It
// refuses if the binary or the machine is not the one that began it.
func Resume(ctx context.Context, out string, report func(Progress)) error {
	dir := Unfinished(out)
	if err := destination(out); err != nil {
		return err
	}
	writer, file, err := sample.Resume(dir)
	if err != nil {
		return err
	}
	r := &run{record: file.Run, dir: dir, done: map[visit]bool{}, report: report, writer: writer}
	build, err := describeBuild()
	if err == nil && build.Binary != file.Run.Build.Binary {
		err = errors.New("this is another binary than the one that began the run: start a new run")
	}
	if err == nil && machine.Describe() != file.Run.Machine {
		err = errors.New("this is another machine than the one that began the run: start a new run")
	}
	if err != nil {
		_ = writer.Close()
		return err
	}
	for _, s := range file.Samples {
		r.done[visit{s.Cell, s.Round}] = true
	}
	return r.finish(ctx, out)
}

// newRecord describes machine and build; the plan's cells and the cost of counting are
// filled in by calibration.
func newRecord(o Options) (sample.Run, error) {
	build, err := describeBuild()
	if err != nil {
		return sample.Run{}, err
	}
	now := time.Now().UTC()
	limit := uint64(0)
	if measure.MemoryLimited {
		limit = MemoryLimit
	}
	return sample.Run{
		ID: fmt.Sprintf("%s-%d", now.Format("20060102T150405Z"), o.Seed), Started: now,
		Machine: machine.Describe(), Build: build, Seed: o.Seed,
		Plan: sample.Plan{
			Mode: o.Mode, Rounds: o.Rounds, GOMAXPROCS: runtime.GOMAXPROCS(0), Queue: experiment.Queue,
			WindowNS: o.Window.Nanoseconds(), TimeoutNS: o.Timeout.Nanoseconds(), MemoryLimit: limit,
		},
	}, nil
}

// run is a run in progress.
type run struct {
	record sample.Run
	dir    string
	writer *sample.Writer
	done   map[visit]bool
	report func(Progress)
}

// visit is one cell in one round.
type visit struct {
	cell  string
	round int
}

// calibrate fills in the plan's cells and the cost of counting.
func (r *run) calibrate(ctx context.Context, cells []experiment.Cell, window time.Duration) error {
	plan := &r.record.Plan
	r.tell(Progress{Phase: "calibrating", Total: len(cells), Next: "counting"})
	outcome, err := r.ask(ctx, measure.Spec{Job: measure.CountCompletion, Workers: plan.GOMAXPROCS, Window: window})
	if err != nil {
		return err
	}
	if outcome.Counting == nil {
		return fmt.Errorf("cannot measure in a child process: %s", outcome.Failure)
	}
	r.record.Counting = *outcome.Counting
	found := map[measure.Spec]measure.Outcome{} // two experiments may ask the same of a row
	for i, c := range cells {
		r.tell(Progress{Phase: "calibrating", Done: i, Total: len(cells), Next: c.Key()})
		cell := sample.Cell{
			Experiment: c.Experiment, Parameter: c.Parameter, Value: c.Block.Value,
			Variant: c.Row.Variant, Face: string(c.Row.Face),
			Shape: string(c.Shape), Workload: c.Block.Workload.Name, Iterations: c.Block.Workload.Iterations, Submitters: c.Block.Submitters,
		}
		if cell.Tasks = c.Block.Tasks; cell.Tasks > 0 {
			plan.Cells = append(plan.Cells, cell)
			continue
		}
		spec := r.spec(measure.Calibrate, cell)
		spec.Window = window
		outcome, known := found[spec]
		if !known {
			if outcome, err = r.ask(ctx, spec); err != nil {
				return err
			}
			found[spec] = outcome
		}
		cell.Tasks, cell.Failure = outcome.Tasks, outcome.Failure
		plan.Cells = append(plan.Cells, cell)
	}
	if plan.Planned() == 0 {
		return fmt.Errorf("no cell could be calibrated: the first, %s, %s", plan.Cells[0].Key(), plan.Cells[0].Failure)
	}
	return nil
}

// finish takes the missing samples, exports them and moves a complete run to out.
func (r *run) finish(ctx context.Context, out string) error {
	err := r.rounds(ctx)
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

func (r *run) rounds(ctx context.Context) error {
	total := r.record.Plan.Planned()
	for round := 1; round <= r.record.Plan.Rounds; round++ {
		for _, cell := range order(r.record.Plan.Cells, r.record.Seed, round) {
			at := visit{cell.Key(), round}
			if r.done[at] {
				continue
			}
			r.tell(Progress{Phase: "measuring", Done: len(r.done), Total: total, Next: at.cell})
			s := sample.Sample{Cell: at.cell, Round: round, Started: time.Now().UTC()}
			outcome, err := r.ask(ctx, r.spec(job(cell), cell))
			if err != nil {
				return err
			}
			s.Measured, s.Failure = outcome.Measured, outcome.Failure
			if err := r.writer.Append(s); err != nil {
				return err
			}
			r.done[at] = true
		}
	}
	r.tell(Progress{Phase: "measuring", Done: total, Total: total})
	return nil
}

// order is the sequence of one round: the blocks shuffled, and the cells of each block
// shuffled within it. Cells that could not be calibrated are left out.
func order(cells []sample.Cell, seed uint64, round int) []sample.Cell {
	var blocks [][]sample.Cell
	position := map[string]int{}
	for _, c := range cells {
		if c.Failure != nil {
			continue
		}
		at, known := position[c.BlockKey()]
		if !known {
			at = len(blocks)
			position[c.BlockKey()] = at
			blocks = append(blocks, nil)
		}
		blocks[at] = append(blocks[at], c)
	}
	random := rand.New(rand.NewPCG(seed, uint64(round)))
	random.Shuffle(len(blocks), func(i, j int) { blocks[i], blocks[j] = blocks[j], blocks[i] })
	var sequence []sample.Cell
	for _, block := range blocks {
		random.Shuffle(len(block), func(i, j int) { block[i], block[j] = block[j], block[i] })
		sequence = append(sequence, block...)
	}
	return sequence
}

// job is what a child does for a sample of c.
func job(c sample.Cell) measure.Job {
	if c.Shape == string(experiment.Backlog) {
		return measure.HoldBacklog
	}
	return measure.TakeSample
}

func (r *run) spec(job measure.Job, c sample.Cell) measure.Spec {
	return measure.Spec{
		Job: job, Variant: c.Variant, Face: c.Face, Workload: c.Workload,
		Workers: r.record.Plan.GOMAXPROCS, Queue: r.record.Plan.Queue,
		Submitters: c.Submitters, Tasks: c.Tasks, MemoryLimit: r.record.Plan.MemoryLimit,
	}
}

func (r *run) process() child.Process {
	return child.Process{GOMAXPROCS: r.record.Plan.GOMAXPROCS, Timeout: time.Duration(r.record.Plan.TimeoutNS)}
}

func (r *run) tell(p Progress) {
	if r.report != nil {
		r.report(p)
	}
}
