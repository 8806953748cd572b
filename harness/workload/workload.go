// Package workload holds the CPU-bound functions that tasks run, each with an answer known
// from somewhere else than its own code.
//
// # Model
//
// A workload is a pure function: the same result in every call, on every machine, in
// whatever order tasks run. A sample adds up the results of all its tasks and compares the
// sum with tasks × Answer, so a pool that skips, repeats or tears a task is caught.
//
// # What it is not
//
// Sleeping is not work: rankings from sleeping tasks do not carry over to computing ones.
// And a loop that the compiler can replace by its result is not work either. Go's compiler
// does not fold these loops (others do, for the sum); the report publishes ns per iteration,
// where folding would show at once.
package workload

import (
	"fmt"
	"strings"
)

// Workload is what one task computes.
type Workload struct {
	// Name is the key used in plans and results, without spaces or slashes.
	Name string
	// Title describes it in reports.
	Title string
	// Iterations is how often its inner loop runs; 0 for the empty task.
	Iterations int
	// Answer is what Run returns.
	Answer uint64
	// Run does the work of one task. It is nil for the empty task, which does nothing:
	// calling a function that returns 0 would already be measurable.
	Run func() uint64
}

// All returns every workload, from the smallest to the largest of each kind.
func All() []Workload {
	return []Workload{
		{Name: "empty", Title: "nothing: what remains is the pool"},
		spin("150ns", 140, 0x69be58bebaa7b48d),
		spin("1.5us", 1_400, 0xd7d78920ca0c6eb9),
		spin("15us", 14_000, 0x6f5e0f2abce20031),
		spin("150us", 140_000, 0x94852030834115e1),
		spin("157.5us", 147_000, 0x3f3cdae262543d79), // 5 % and 10 % more than the line before, for controls
		spin("165us", 154_000, 0x9a2a6821d4f4fe11),
		spin("1.5ms", 1_400_000, 0x5627e1509d02aac1),
		sum("1e5", 100_000, 4_999_950_000),
		sum("1e8", 100_000_000, 4_999_999_950_000_000),
	}
}

// Find returns the workload with name, or an error that lists the names there are.
func Find(name string) (Workload, error) {
	var names []string
	for _, w := range All() {
		if w.Name == name {
			return w, nil
		}
		names = append(names, w.Name)
	}
	return Workload{}, fmt.Errorf("unknown workload %q: allowed are %s", name, strings.Join(names, ", "))
}
