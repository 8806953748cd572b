// Package experiment is the list of questions that poolbench measures: one file per
// question, with its blocks, its rows and the shape of its load.
//
// # Model
//
// An [Experiment] has one [Block] per setting of its parameter; a row of the catalog in a
// block is a [Cell]; a run takes one sample of every cell in every round. What happens in
// a sample is the experiment's [Shape].
//
// Experiments are data. Nothing here measures, and nothing knows how results are shown.
package experiment

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// Queue is the number of waiting tasks every pool is configured for, unless the queue is
// what an experiment varies. It decides rankings of tiny tasks (a channel pool without a
// queue costs several times as much), so it is fixed here and printed with every result:
// 64 is deep enough for workers to find the next task without waking anyone, and short
// enough to be backpressure.
const Queue = 64

// Shape is what a sample does with its tasks. A pool's number depends on it, so it is part
// of the record.
type Shape string

const (
	// Batch has S submitters hand over T tasks; the clock stops when the last has run.
	Batch Shape = "batch"
	// Backlog holds all workers while T tasks wait; memory is measured, not time.
	Backlog Shape = "backlog"
	// Request has S callers that each hand over a task and wait for its result before the
	// next one: a closed loop. A slow pool is asked less often.
	Request Shape = "request"
	// Arrivals has tasks arrive by a schedule, whatever the pool does: an open loop. Latency
	// counts from the intended arrival.
	Arrivals Shape = "arrivals"
	// Blocked has T tasks block, each in its way; the threads that this costs are counted.
	Blocked Shape = "blocked"
	// Behaviour is one rule of the contract, kept or broken; nothing is timed.
	Behaviour Shape = "behaviour"
	// SubmitOnly is a batch whose clock stops when the last task has been handed over. It is a
	// mistake, measured to show what it does.
	SubmitOnly Shape = "submit-only"
	// Lifecycle is a batch whose clock includes opening and closing the pool. Another mistake,
	// unless a pool is opened per batch.
	Lifecycle Shape = "lifecycle"

	// Probed is asked for an echo and for GET / by another process while it computes.
	Probed Shape = "probed"
	// Served has requests arrive at the HTTP service by a schedule, from another process.
	Served Shape = "served"
	// Leak asks an HTTP server and counts the goroutines that are left.
	Leak Shape = "leak"
	// RoundTrip asks an HTTP server again and again on one connection, from another process.
	RoundTrip Shape = "round-trip"

	// Divided is a batch of items, of which tasks compute one, several or all.
	Divided Shape = "divided"
	// Parked has T goroutines wait; the memory that this costs is measured, and the time of a
	// garbage collection.
	Parked Shape = "parked"
	// Churn is a burst, a pause, a second burst, and then tasks one at a time; goroutines are counted.
	Churn Shape = "churn"

	// Started opens T pools of one worker, one after the other; their start is timed, and the memory
	// that they keep is measured.
	Started Shape = "started"
	// Health is asked for GET / by another process, while others ask for /compute.
	Health Shape = "health"
	// Erratum is a program in Node.js that does what its reader expects, or does not; nothing is compared.
	Erratum Shape = "erratum"
)

// Experiment is one question.
type Experiment struct {
	// Name is the key on the command line and in results.
	Name string
	// Question is what the experiment answers, as one sentence.
	Question string
	// Reading tells how to read its numbers, and what would mislead.
	Reading string
	// Parameter is the key of what varies between blocks.
	Parameter string
	// Shape is the shape of its load.
	Shape Shape
	// Faces are the rows that take part in blocks that do not name theirs; nil if all do.
	Faces []catalog.Face
	// Across is true where blocks are compared with each other, and not the rows of a block
	// with its baseline. All cells are then measured close together in time.
	Across bool
	// Node is true where systems in Node.js take part. Those experiments are measured only when asked for.
	Node bool
	// Reference is the block whose baseline has a twin where Across is true: it shows what
	// measuring the same cell twice differs by. The zero value is no block.
	Reference Reference
	// Blocks are its settings, in the order of tables.
	Blocks []Block
}

// Reference names a block of an experiment.
type Reference struct{ Group, Value string }

// Block is an experiment with one setting of its parameters.
type Block struct {
	// Group is the setting of a second parameter, "grain=15us"; empty if there is none.
	Group string
	// Value is the parameter's value, without spaces or slashes.
	Value string
	// Shape is the shape of its load, where that is not the experiment's.
	Shape Shape
	// Submitters is how many goroutines hand over the tasks.
	Submitters int
	// Tasks is the number of tasks; 0 means that it is calibrated to the window, or for
	// Arrivals that it follows from the rate and ArrivalWindow.
	Tasks int
	// Load is the share of the processors that arriving tasks need, 0.5 for half, or for Served
	// of the requests per second that the service can answer; 0 for other shapes.
	Load float64
	// Rate is how many requests per second arrive where no load decides that.
	Rate float64
	// Busy is what is computed meanwhile; for Probed only.
	Busy sample.Busy
	// Admission is how many requests the service lets in; 0 for no limit. For Served only.
	Admission int
	// Server is what is asked, for Leak and RoundTrip.
	Server sample.Server
	// Division is how items become tasks, for Divided only: its Tasks are items.
	Division sample.Division
	// Windows is how many times the run's window a sample is to last at least; 0 for once.
	Windows int
	// Monitor is what watches the process meanwhile; for Batch only.
	Monitor sample.Monitor
	// Reuse is which idle worker gets the next task, where the row can do it either way.
	Reuse sample.Reuse
	// Idle is how long a pool is left alone; for Churn only.
	Idle time.Duration
	// Processes is how many processes share the port, each with so many Workers; 0 for a
	// service in the process of the sample. For Served only.
	Processes int
	// Workload is what each task computes. For Behaviour its name is that of a rule.
	Workload workload.Workload
	// Workers is the number of workers of every pool; 0 for GOMAXPROCS.
	Workers int
	// Queue is what every pool's queue is configured for; nil for [Queue].
	Queue *int
	// Procs is GOMAXPROCS of the process; 0 for that of this one.
	Procs int
	// Rounds is how many samples each cell gets; 0 for as many as the run has rounds.
	Rounds int
	// Rows are the keys of the rows that take part, ExtraRows those that join them in the
	// extra set. Both nil means all rows with one of the experiment's faces.
	Rows, ExtraRows []string
	// Quick is true if the block belongs to the quick selection.
	Quick bool
	// Extra is true if the block belongs to the extra set only.
	Extra bool
}

// All returns the experiments in the order of the report. What depends on the number of
// processors is for those of this process: see [For].
func All() []Experiment { return For(runtime.GOMAXPROCS(0)) }

// For returns the experiments for a machine with so many processors, at least 1.
func For(procs int) []Experiment {
	return append([]Experiment{
		overhead(), grain(), sum(), workloads(), request(), arrivals(), backlog(), control(),
		workers(procs), handoff(procs), scale(procs), burst(), stack(), transfer(), waiting(procs), blocking(), queueing(),
		pitfalls(procs), responsive(procs), repairs(procs), overload(procs), leak(), roundTrip(),
		skew(), batching(), state(), primitives(procs), order(procs), monitoring(), memory(), churn(), cluster(procs), textbook(), behaviour(),
	}, nodeExperiments(procs)...)
}

// Find returns the experiment with name, or an error that lists the names there are.
func Find(name string) (Experiment, error) {
	all := All()
	i := slices.IndexFunc(all, func(e Experiment) bool { return e.Name == name })
	if i < 0 {
		return Experiment{}, fmt.Errorf("unknown experiment %q: allowed are %s", name, strings.Join(Names(), ", "))
	}
	return all[i], nil
}

// Names returns the names of all experiments.
func Names() []string {
	var names []string
	for _, e := range All() {
		names = append(names, e.Name)
	}
	return names
}

// mustFind is for the experiments' own tables, whose names the tests prove to exist.
func mustFind(name string) workload.Workload {
	w, ok := byName()[name]
	if !ok {
		panic("no workload " + name)
	}
	return w
}

// byName are all workloads, made once: the tables name three hundred.
var byName = sync.OnceValue(func() map[string]workload.Workload {
	found := map[string]workload.Workload{}
	for _, w := range workload.All() {
		found[w.Name] = w
	}
	return found
})
