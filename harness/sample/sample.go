// Package sample is the record of a run: what was planned, on which machine, and one line
// per measurement.
//
// # Format
//
// A run is a file of JSON lines, samples.jsonl. The first line is the [Run] record
// ("record":"run"): schema version, machine, build, seed, plan with calibration. Every
// further line is one [Sample] ("record":"sample"): one measurement of one cell in one
// process. Lines are appended as they are measured, so a run that was interrupted is a
// shorter file and nothing else. All times are nanoseconds, all sizes bytes; a missing
// number is unknown, not zero.
//
// The file is all that comparisons, charts and reports need. bench.txt, the export in the
// format of Go benchmarks, is made from it, and so is env.json, the first line indented
// for people.
//
// # Changing it
//
// Adding a field that may be missing keeps [Schema]. Anything that changes the meaning of
// a field that is there raises it, and Read refuses files of another schema: an old number
// under a new meaning would be worse than no number.
package sample

import (
	"fmt"
	"strings"
	"time"

	"poolbench/harness/machine"
)

// Schema is the version of the record that this package reads and writes.
//
// 2: attempts that were dropped are records too; a cell may be a control.
const Schema = 2

// The names of the files of a run in its directory.
const (
	SamplesFile = "samples.jsonl"
	BenchFile   = "bench.txt"
	EnvFile     = "env.json"
)

// Run is the first record of a file: everything that holds for all samples.
type Run struct {
	Record  string       `json:"record"` // always "run"
	Schema  int          `json:"schema"`
	ID      string       `json:"id"` // start in UTC and seed, "20261123T083000Z-1"
	Started time.Time    `json:"started"`
	Machine machine.Info `json:"machine"`
	Build   Build        `json:"build"`
	Seed    uint64       `json:"seed"`
	Plan    Plan         `json:"plan"`
	// Counting is what it costs to notice that a task has ended. Every row pays it.
	Counting Counting `json:"counting"`
}

// Build says what was measured with.
type Build struct {
	Go string `json:"go"`
	// Commit is the revision the binary was built from, with "+dirty" after it if the tree
	// had changes; empty if unknown.
	Commit string `json:"commit,omitempty"`
	// Binary is the SHA-256 of the executable: a run is only resumed by the same one.
	Binary string `json:"binary"`
	// Libraries are the versions of the measured modules by path.
	Libraries map[string]string `json:"libraries"`
	// Node is the version of Node.js, "v20.20.2", and NodePackages are those of its libraries by name;
	// empty in a run without systems in Node.js.
	Node         string            `json:"node,omitempty"`
	NodePackages map[string]string `json:"node_packages,omitempty"`
}

// Plan is what the run sets out to measure, and with which settings.
type Plan struct {
	// Mode is "quick", "bench", "all" for a bench with the extra set, "node" for the systems in
	// Node.js beside Go, or "custom" for a selection made by hand.
	Mode string `json:"mode"`
	// Rounds is how many samples each cell gets at least: see [Plan.RoundsOf].
	Rounds int `json:"rounds"`
	// MaxRounds is how many it may get: blocks whose intervals are still wider than
	// Precision go on, up to here. Never less than Rounds.
	MaxRounds int `json:"max_rounds"`
	// Precision is the half-width of a 95 % interval, relative, at which a block needs no
	// more rounds. It is about widths only: stopping at a difference would find differences
	// where there are none.
	Precision float64 `json:"precision,omitempty"`
	// BudgetNS, if not 0, bounds the time of the whole measurement: once every block has
	// Rounds rounds, further ones go where intervals are widest until it is spent.
	BudgetNS int64 `json:"budget_ns,omitempty"`
	// GOMAXPROCS of every child process, and the number of workers of every pool, where a cell
	// has none of its own.
	GOMAXPROCS int `json:"gomaxprocs"`
	// Queue is what every pool's queue was configured for, where a cell has none of its own.
	Queue int `json:"queue"`
	// WindowNS is what the number of tasks was calibrated for: the shortest time that a
	// sample should take.
	WindowNS int64 `json:"window_ns"`
	// TimeoutNS is when a sample is given up.
	TimeoutNS int64 `json:"timeout_ns"`
	// MemoryLimit is the data segment a child may use in bytes; 0 for no limit.
	MemoryLimit uint64 `json:"memory_limit"`
	Cells       []Cell `json:"cells"`
}

// Cell is one row of the catalog in one block, with the number of tasks it was calibrated
// to. It identifies the samples that repeat one measurement.
type Cell struct {
	Experiment string `json:"experiment"`
	// Group is the setting of a second parameter, "grain=15us"; empty if there is none.
	Group     string `json:"group,omitempty"`
	Parameter string `json:"parameter"`
	Value     string `json:"value"`
	Variant   string `json:"variant"`
	Face      string `json:"face"`
	Workload  string `json:"workload"`
	// Shape is what a sample does with its tasks: see experiment.Shape.
	Shape string `json:"shape"`
	// Iterations of the workload's inner loop per task: time per iteration is a check
	// that the work was done.
	Iterations int `json:"iterations"`
	Submitters int `json:"submitters"`
	// Role tells a control from a row that is compared; empty for the latter.
	Role Role `json:"role,omitempty"`
	// Load is the share of the processors that the tasks of an open loop need, 0.5 for half;
	// 0 for other shapes.
	Load float64 `json:"load,omitempty"`
	// Rate is how many tasks per second arrive in an open loop: Load turned into a number
	// by calibration, the same for all rows of the block; 0 for other shapes.
	Rate float64 `json:"rate,omitempty"`
	// Workers, if not 0, is the number of workers of the pool instead of the plan's.
	Workers int `json:"workers,omitempty"`
	// Queue, if not nil, is what the pool's queue was configured for instead of the plan's.
	Queue *int `json:"queue,omitempty"`
	// Procs, if not 0, is GOMAXPROCS of the child process instead of the plan's.
	Procs int `json:"procs,omitempty"`
	// Busy is what the process computes while it is asked; the zero value for shapes that do not
	// ask from outside.
	Busy Busy `json:"busy,omitzero"`
	// Admission is how many requests the service lets in at most; 0 for no limit, and for
	// shapes without a service.
	Admission int `json:"admission,omitempty"`
	// Server is who is asked; empty for shapes in which that is not in question.
	Server Server `json:"server,omitempty"`
	// Division is how items become tasks; the zero value for shapes other than divided.
	Division Division `json:"division,omitzero"`
	// Monitor is what watches the process while it is measured; empty for nothing.
	Monitor Monitor `json:"monitor,omitempty"`
	// Reuse is which idle worker gets the next task; empty for the strategy's own choice.
	Reuse Reuse `json:"reuse,omitempty"`
	// IdleNS is how long a pool is left alone between two bursts; 0 for shapes without.
	IdleNS int64 `json:"idle_ns,omitempty"`
	// Processes, if not 0, is how many processes share the port of the service.
	Processes int `json:"processes,omitempty"`
	// Rounds, if not 0, is how many samples the cell gets, if the plan has as many rounds: for
	// what costs much and hardly varies.
	Rounds int `json:"rounds,omitempty"`
	// Across is true where cells of different blocks are to be compared with each other: all
	// cells of the experiment are measured close together in time, and nothing is compared
	// with the baseline of its block.
	Across bool `json:"across,omitempty"`
	// Tasks per sample, the same in every round. 0 if the cell could not be calibrated.
	Tasks int `json:"tasks"`
	// Failure says why the cell could not be calibrated; it is not measured then.
	Failure *Failure `json:"failure,omitempty"`
}

// Role is what a cell is there for.
type Role string

const (
	// Compared cells answer the experiment's question: the zero value.
	Compared Role = ""
	// Twin is the baseline once more, under another name: a difference between the two can
	// only be noise.
	Twin Role = "twin"
	// Same is the serial reference in the block of the control: what the other arms there are
	// compared with.
	Same Role = "same"
	// Slower is that with a tenth more work: a difference that has to be found.
	Slower Role = "slower"
	// SlightlySlower is the same with a twentieth more.
	SlightlySlower Role = "slightly-slower"
)

// Busy is what a process computes while it is asked for answers from outside. The zero value is
// nothing.
type Busy struct {
	// Tasks are there at all times, running or waiting.
	Tasks int `json:"tasks,omitempty"`
	// Units is how often each of them computes the cell's workload; 0 for tasks that never end.
	Units int `json:"units,omitempty"`
	// Repair is what is done so that answers come soon all the same.
	Repair Repair `json:"repair,omitempty"`
}

// Repair is a remedy for answers that wait for processors.
type Repair string

// The repairs. More or fewer workers or processors are settings of the cell and not listed here.
const (
	NoRepair Repair = ""
	// Yield calls runtime.Gosched after each unit.
	Yield Repair = "yield"
	// LockAnswers gives the goroutine behind each connection a thread of its own.
	LockAnswers Repair = "lock-answers"
	// LockWorkers gives each worker of the pool a thread of its own.
	LockWorkers Repair = "lock-workers"
	// NiceWorkers does that, and lowers the priority of these threads with the kernel.
	NiceWorkers Repair = "nice-workers"
	// Apart computes in a process of its own.
	Apart Repair = "apart"
)

// Server is who answers HTTP requests.
type Server string

// The servers.
const (
	// Computing is the service with its pool.
	Computing Server = "compute"
	// Bare is a handler that writes a constant.
	Bare Server = "bare"
	// Leaky starts a worker for each request and never ends it.
	Leaky Server = "leaky"
)

// Key names the cell within its run: "overhead/submitters=1/ants/native", and
// "overhead/submitters=1/channel/own+twin" for a control.
func (c Cell) Key() string {
	key := c.BlockKey() + "/" + c.Variant + "/" + c.Face
	if c.Role != Compared {
		key += "+" + string(c.Role)
	}
	return key
}

// BlockKey names the block that the cell is in: "overhead/submitters=1", and
// "workers/grain=15us/workers=4" if the experiment has a second parameter.
func (c Cell) BlockKey() string {
	key := c.Experiment
	if c.Group != "" {
		key += "/" + c.Group
	}
	return key + "/" + c.Parameter + "=" + c.Value
}

// NeighbourKey is the same for cells that are compared, and therefore measured close together
// in time: those of a block, or of an experiment whose blocks are compared.
func (c Cell) NeighbourKey() string {
	if c.Across {
		return c.Experiment
	}
	return c.BlockKey()
}

// RowKey names the row that the cell belongs to: "ants/native", and "channel" alone for a
// hand-rolled variant.
func (c Cell) RowKey() string {
	if c.Face == "own" {
		return c.Variant
	}
	return c.Variant + "/" + c.Face
}

// Counting is the cost of counting one finished task, measured without a pool.
type Counting struct {
	// AloneNS is when one goroutine counts.
	AloneNS float64 `json:"alone_ns"`
	// SharedNS is when GOMAXPROCS goroutines count into the same place at once: wall time
	// per task, so it is what the slowest possible placement adds.
	SharedNS float64 `json:"shared_ns"`
}

// Sample is one measurement of one cell in one process.
type Sample struct {
	Record string `json:"record"` // always "sample"
	// Cell is the Key of the cell in the plan.
	Cell string `json:"cell"`
	// Round counts from 1.
	Round   int       `json:"round"`
	Started time.Time `json:"started"`
	// TookNS is how long the child process lived, as the parent saw it; the window is a
	// part of that.
	TookNS int64 `json:"took_ns,omitempty"`
	// Dropped, if not empty, says why this attempt does not count and was made again: the
	// machine was busy with something else. It is kept so that dropping can be judged.
	Dropped string `json:"dropped,omitempty"`
	// Measured is what came out; nil if the sample failed.
	Measured *Measurement `json:"measured,omitempty"`
	// Failure is what went wrong; nil if the sample is good.
	Failure *Failure `json:"failure,omitempty"`
}

// FailureKind is how a sample failed.
type FailureKind string

// The ways to fail. Each is a result of the variant under these conditions.
const (
	Crashed     FailureKind = "crashed"
	TimedOut    FailureKind = "timed out"
	OutOfMemory FailureKind = "out of memory"
	// WrongResult: tasks were lost or repeated, or the sum of their answers is off.
	WrongResult FailureKind = "wrong result"
	// Refused: the pool could not be opened, or returned an error to a valid Submit or Close.
	Refused FailureKind = "refused"
	// RuleBroken: the case of the conformance suite that was run found a violation.
	RuleBroken FailureKind = "rule broken"
)

// Failure is a failed sample.
type Failure struct {
	Kind FailureKind `json:"kind"`
	// Detail is one line of what the process or the pool said.
	Detail string `json:"detail"`
}

// String is kind and detail in one line.
func (f Failure) String() string { return fmt.Sprintf("%s: %s", f.Kind, strings.TrimSpace(f.Detail)) }
