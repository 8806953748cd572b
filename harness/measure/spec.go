// Package measure takes one sample in the current process, which exists for that purpose
// only: poolbench re-executes itself for every sample.
//
// # Model
//
// A child process reads a [Spec] from its standard input, opens the pool, warms it up,
// runs the garbage collector once, and then times one window: from the first task handed
// over to the end of the last. Opening, warming up and closing are outside the window. It
// writes an [Outcome] to standard output and exits.
//
// How tasks reach the pool is the shape of the load:
//
//   - all of them as fast as the pool takes them ([Take]);
//   - the same, where a task computes several items ([TakeDivided]);
//   - one after the other from callers that wait for the answer ([TakeRequests]);
//   - by a schedule that does not care about the pool ([TakeArrivals]);
//   - held back, so that their memory can be seen, and then released ([TakeBacklog]);
//   - blocked all at once, so that their threads can be counted ([TakeBlocked]), or that goroutines that
//     wait can be weighed ([TakeParked]);
//   - in two bursts with a pause between them, in which goroutines are counted ([TakeChurn]);
//   - as the first task of a pool that is opened for it ([TakeStarted]);
//   - in the background, while another process asks this one for answers ([TakeProbed]);
//   - as requests over HTTP, from another process ([TakeServed], [TakeRoundTrips], [TakeLeak]), or from callers
//     of another process that keep a server busy while its health is asked for ([TakeHealth]).
//
// Two more shapes are a batch with its clock in the wrong places, to show what that does:
// [TakeSubmissions] and [TakeLifecycle]. And [TryRule] times nothing: it runs a case of the
// conformance suite.
//
// A system in Node.js is measured from here as well: this process has another one play the sample, and reads
// the same counters of the machine, see package node.
//
// All tasks of a sample are one and the same function value, or one that was made before
// the window, so that creating tasks costs nothing and the allocations in the result are
// the pool's. A workload with different inputs has its tasks draw them from a counter, so
// that holds there too: which task gets which input is left to chance, but all tasks
// together compute the same in every sample. Completion is counted in the task itself, by one atomic counter shared by all
// tasks, for every row alike; [CountCost] measures what that costs.
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

	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants"
	"poolbench/variants/catalog"
	"poolbench/variants/freelist"
)

// Job is what a child process is asked for.
type Job string

// The jobs of a child.
const (
	// TakeSample measures Spec.Tasks tasks as a batch: see [Take].
	TakeSample Job = "sample"
	// RequestReply measures Spec.Tasks calls in a closed loop: see [TakeRequests].
	RequestReply Job = "request"
	// Arrive measures Spec.Tasks tasks that arrive at Spec.Rate: see [TakeArrivals].
	Arrive Job = "arrivals"
	// SubmitBatch is TakeSample with a clock that stops too early, when the last task has been
	// handed over: see [TakeSubmissions].
	SubmitBatch Job = "submit-only"
	// OpenToClose is TakeSample with a clock that runs while the pool is opened and closed:
	// see [TakeLifecycle].
	OpenToClose Job = "lifecycle"
	// BlockTasks counts the threads that Spec.Tasks blocked tasks cost: see [TakeBlocked].
	BlockTasks Job = "blocked"
	// CheckRule runs the case of the conformance suite that Spec.Workload names: see [TryRule].
	CheckRule Job = "behaviour"
	// Probe has another process ask this one while it computes: see [TakeProbed].
	Probe Job = "probe"
	// WorkApart does the work of Probe in a process of its own: see [TakeProbed].
	WorkApart Job = "work-apart"
	// ServeRequests has requests arrive at the HTTP service at Spec.Rate: see [TakeServed].
	ServeRequests Job = "serve"
	// CountLeaks counts the goroutines that requests leave behind: see [TakeLeak].
	CountLeaks Job = "leak"
	// AskAgain measures requests on one connection, one after the other: see [TakeRoundTrips].
	AskAgain Job = "round-trip"
	// SendAgain is the process that asks in AskAgain: see [SendRequests].
	SendAgain Job = "send-again"
	// Divide measures Spec.Tasks items that become tasks by Spec.Division: see [TakeDivided].
	Divide Job = "divided"
	// Park measures what Spec.Tasks waiting goroutines cost: see [TakeParked].
	Park Job = "parked"
	// ChurnWorkers counts goroutines between bursts: see [TakeChurn].
	ChurnWorkers Job = "churn"
	// StartWorkers times the start of workers and weighs them: see [TakeStarted].
	StartWorkers Job = "started"
	// AskHealth asks for GET / while others ask for /compute: see [TakeHealth].
	AskHealth Job = "health"
	// TryErratum runs the program in Node.js that spec.Workload names, and says whether what its reader expects has held.
	TryErratum Job = "erratum"
	// HoldBacklog measures the memory of Spec.Tasks waiting tasks: see [TakeBacklog].
	HoldBacklog Job = "backlog"
	// Calibrate finds the number of tasks that fill Spec.Window as a batch.
	Calibrate Job = "calibrate"
	// CalibrateRequests finds the number of calls that fill Spec.Window in a closed loop: with
	// fewer callers than workers it is far smaller than what fills it as a batch.
	CalibrateRequests Job = "calibrate-request"
	// CountCompletion measures the cost of counting; only Workers and Window are read.
	CountCompletion Job = "count"
)

// Spec is the request to a child process.
type Spec struct {
	Job     Job
	Variant string
	Face    string
	// Workload is what each task computes. For BlockTasks it is the way to block, for
	// CheckRule the name of a case; HoldBacklog does not read it.
	Workload string
	// Workers and Queue are what the pool is configured with. HoldBacklog has a queue
	// for all tasks instead, and CheckRule what the case needs.
	Workers    int
	Queue      int
	Submitters int
	// Tasks is the number of tasks in the window, at least 1; submitters share it equally.
	Tasks int
	// Rate is how many tasks or requests arrive per second, more than 0 where an open loop is
	// asked for.
	Rate float64
	// Seed determines when they arrive, and what a workload that is Reseeded has as its inputs: rows
	// that are compared get the same.
	Seed uint64
	// Window is the wall time that calibration aims at, and that OpenToClose fills.
	Window time.Duration
	// MemoryLimit bounds the data segment in bytes; 0 for no limit.
	MemoryLimit uint64
	// Busy is what Probe and WorkApart compute.
	Busy sample.Busy
	// Address is where WorkApart reports to, and whom SendAgain asks.
	Address string
	// Admission is how many requests ServeRequests lets in; 0 for no limit.
	Admission int
	// Server is whom CountLeaks and AskAgain ask.
	Server sample.Server
	// Division is how TakeDivided turns spec.Tasks items into tasks, and for Calibrate that it is to
	// do so.
	Division sample.Division
	// Monitor watches TakeSample; Calibrate finds how many tasks that takes while nobody watches.
	// Other jobs refuse it.
	Monitor sample.Monitor
	// Reuse is which idle worker gets the next task, for freelist; empty for its own choice.
	Reuse sample.Reuse
	// Idle is how long ChurnWorkers leaves the pool alone.
	Idle time.Duration
	// Processes is how many of them ServeRequests starts on one port; 0 for none.
	Processes int
	// Program plays the sample where Variant is a system in Node.js; the zero value otherwise.
	Program node.Program
}

// Outcome is the answer of a child process: the fields of its job, or Failure alone.
type Outcome struct {
	Measured *sample.Measurement
	Tasks    int // of Calibrate and CalibrateRequests
	// PerTaskNS goes with Tasks: the wall time per task in the last rehearsal.
	PerTaskNS float64
	Counting  *sample.Counting
	Failure   *sample.Failure
}

// resolve finds what a spec names, and opens the workload. An error means that the spec is
// not of this binary, or asks for what cannot be measured.
func (s Spec) resolve() (catalog.Row, prepared, error) {
	row, err := s.row()
	if err != nil {
		return catalog.Row{}, prepared{}, err
	}
	work, err := workload.Find(s.Workload)
	if err != nil {
		return catalog.Row{}, prepared{}, err
	}
	if s.Submitters < 1 {
		return catalog.Row{}, prepared{}, fmt.Errorf("%d submitters: at least 1 has to hand over tasks", s.Submitters)
	}
	if s.Tasks < 1 { // no last task would ever end the window
		return catalog.Row{}, prepared{}, fmt.Errorf("%d tasks: at least 1 has to run", s.Tasks)
	}
	ready, err := prepare(work, s.ownWorkers(), s.Seed)
	return row, ready, err
}

// row is what spec names, with the opening that spec.Reuse asks for.
func (s Spec) row() (catalog.Row, error) {
	row, err := catalog.Find(s.Variant, catalog.Face(s.Face))
	switch {
	case err != nil || s.Reuse == "":
		return row, err
	case s.Reuse != sample.Newest && s.Reuse != sample.Oldest:
		return row, fmt.Errorf("unknown reuse %q: allowed are %q and %q", s.Reuse, sample.Newest, sample.Oldest)
	case row.Variant != "freelist":
		return row, fmt.Errorf("reuse %q: only freelist can choose among idle workers, %s cannot", s.Reuse, row.Key())
	case s.Reuse == sample.Oldest:
		row.Open = freelist.OpenOldestFirst
	}
	return row, nil
}

// config is what the pool is opened with.
func (s Spec) config() variants.Config { return variants.Config{Workers: s.Workers, Queue: s.Queue} }

// batch opens the pool for spec.Tasks tasks. The failure says what the spec asks for in vain.
func (s Spec) batch() (batch, *sample.Failure) {
	row, work, err := s.resolve()
	if err != nil {
		return batch{}, refused(err)
	}
	pool, err := row.Open(s.config())
	if err != nil {
		work.release()
		return batch{}, refused(err)
	}
	return batch{pool: pool, work: work, submitters: s.Submitters, tasks: s.Tasks, workers: s.Workers}, nil
}

// loop is batch for the shapes in which a task has to know its answer, or its place.
func (s Spec) loop() (batch, *sample.Failure) {
	b, failure := s.batch()
	if failure == nil {
		failure = b.uniform()
	}
	return b, failure
}

// uniform refuses a workload whose tasks differ. A loop has a latency per task, and those of
// different work do not belong into one distribution.
func (b batch) uniform() *sample.Failure {
	if b.work.kernel == nil {
		return nil
	}
	return refused(fmt.Errorf("workload %q has %d inputs: only a batch runs tasks that differ", b.work.Name, len(b.work.digests)))
}

func refused(err error) *sample.Failure {
	return &sample.Failure{Kind: sample.Refused, Detail: err.Error()}
}
