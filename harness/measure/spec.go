// Package measure takes one sample in the current process, which exists for that purpose
// only: poolbench re-executes itself for every sample.
//
// # Model
//
// A child process reads a [Spec] from its standard input, opens the pool, warms it up,
// runs the garbage collector once, and then times one window: from the first Submit to the
// end of the last task. Opening, warming up and closing are outside the window. It writes
// an [Outcome] to standard output and exits.
//
// All tasks of a sample are one and the same function value, so that creating tasks costs
// nothing and the allocations in the result are the pool's. Completion is counted in the
// task itself, by one atomic counter shared by all tasks, for every row alike; [CountCost]
// measures what that costs.
//
// # What it is not
//
// It does not repeat, compare or judge: one process, one number. A process that runs
// several measurements would share its heap, its scheduler's state and its luck between
// them, and they would not be independent.
package measure

import (
	"fmt"
	"time"

	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// Job is what a child process is asked for.
type Job string

// The jobs of a child.
const (
	// TakeSample measures Spec.Tasks tasks.
	TakeSample Job = "sample"
	// HoldBacklog measures the memory of Spec.Tasks waiting tasks.
	HoldBacklog Job = "backlog"
	// Calibrate finds the number of tasks that fill Spec.Window.
	Calibrate Job = "calibrate"
	// CountCompletion measures the cost of counting; only Workers and Window are read.
	CountCompletion Job = "count"
)

// Spec is the request to a child process.
type Spec struct {
	Job        Job
	Variant    string
	Face       string
	Workload   string
	Workers    int
	Queue      int
	Submitters int
	// Tasks is the number of tasks in the window, at least Submitters.
	Tasks int
	// Window is the wall time that calibration aims at.
	Window time.Duration
	// MemoryLimit bounds the data segment in bytes; 0 for no limit.
	MemoryLimit uint64
}

// Outcome is the answer of a child process: one of the fields.
type Outcome struct {
	Measured *sample.Measurement
	Tasks    int // of Calibrate
	Counting *sample.Counting
	Failure  *sample.Failure
}

// open resolves the names in a spec and opens the pool. An error means that the spec is not
// of this binary, or that the pool refuses its configuration.
func (s Spec) open() (variants.Pool, workload.Workload, error) {
	row, err := catalog.Find(s.Variant, catalog.Face(s.Face))
	if err != nil {
		return nil, workload.Workload{}, err
	}
	work, err := workload.Find(s.Workload)
	if err != nil {
		return nil, workload.Workload{}, err
	}
	if s.Submitters < 1 {
		return nil, workload.Workload{}, fmt.Errorf("%d submitters: at least 1 has to hand over tasks", s.Submitters)
	}
	pool, err := row.Open(variants.Config{Workers: s.Workers, Queue: s.Queue})
	return pool, work, err
}

func refused(err error) *sample.Failure {
	return &sample.Failure{Kind: sample.Refused, Detail: err.Error()}
}
