package sample

// Division is how the items of a sample become the tasks of its pool. The zero value is no
// division: the shape of the load has tasks and no items.
type Division struct {
	By Divider `json:"by,omitempty"`
	// Chunk is how many items in a row each task computes, for Chunks only.
	Chunk int `json:"chunk,omitempty"`
}

// Divider is who decides which task computes an item.
type Divider string

// The dividers.
const (
	// Each item is a task of its own: whichever worker is free takes it.
	Each Divider = "each"
	// Chunks of Division.Chunk items in a row are a task.
	Chunks Divider = "chunks"
	// Static gives each worker one task, with an equal share of the items in a row.
	Static Divider = "static"
	// Claimed gives each worker one task, which takes the next item from a shared counter
	// until there are no more.
	Claimed Divider = "claimed"
)

// Monitor is what watches a process while it is measured.
type Monitor string

// The monitors.
const (
	// RuntimeMetrics are all read every 10 ms.
	RuntimeMetrics Monitor = "metrics"
	// CPUProfile is that of runtime/pprof, at its usual 100 Hz.
	CPUProfile Monitor = "profile"
	// ExecutionTrace is that of runtime/trace.
	ExecutionTrace Monitor = "trace"
)

// Reuse is which of several idle workers gets the next task.
type Reuse string

// The ways to choose.
const (
	// Newest is the worker that was busy last: last in, first out.
	Newest Reuse = "newest"
	// Oldest is the worker that has been idle for longest: first in, first out.
	Oldest Reuse = "oldest"
)
