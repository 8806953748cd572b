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
	"slices"
	"strings"

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
	// Faces are the rows that take part.
	Faces []catalog.Face
	// Blocks are its settings, in the order of tables.
	Blocks []Block
}

// Block is an experiment with one setting of its parameter.
type Block struct {
	// Value is the parameter's value, without spaces or slashes.
	Value string
	// Submitters is how many goroutines hand over the tasks.
	Submitters int
	// Tasks is the number of tasks; 0 means that it is calibrated to the window, or for
	// Arrivals that it follows from the rate and ArrivalWindow.
	Tasks int
	// Load is the share of the processors that arriving tasks need, 0.5 for half; 0 unless
	// the shape is Arrivals.
	Load float64
	// Workload is what each task computes.
	Workload workload.Workload
	// Quick is true if the block belongs to the quick selection.
	Quick bool
}

// All returns the experiments in the order of the report.
func All() []Experiment {
	return []Experiment{overhead(), grain(), sum(), request(), arrivals(), backlog(), control()}
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
	w, err := workload.Find(name)
	if err != nil {
		panic(err)
	}
	return w
}
