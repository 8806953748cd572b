// Package workload holds the CPU-bound functions that tasks run, each with an answer known
// from somewhere else than its own code.
//
// # Model
//
// A workload is a pure function: the same result in every call, in whatever order tasks
// run. A sample adds up the results of all its tasks and compares the sum with what it has
// to be, so a pool that skips, repeats or tears a task is caught.
//
// Calibrated workloads do one thing that is known exactly: all tasks are the same, and the
// answer is in the table below. Kernels are what industries compute: tasks differ by their
// input, inputs are made from a seed, and no data are shipped. What a kernel returns is a
// digest of its results. That they are right is for the tests, which know the mathematics;
// a sample compares digests with those of the same kernel, called once per input before the
// window. No digest is written down here, since floating-point results may differ in the
// last place between architectures.
//
// Of some workloads the items are not pure functions: they compute with something of their worker's
// own, or something that workers share, to show what that costs ([Workload.PerWorker]). Their answers are
// known all the same.
//
// A kernel starts no goroutines, and shares nothing that it writes: it keeps no scratch
// memory from task to task, and allocates what code like it would. Its comment says what.
//
// # What it is not
//
// Sleeping is not work: rankings from sleeping tasks do not carry over to computing ones. The
// workloads that wait are here to show that, and are marked.
// And a loop that the compiler can replace by its result is not work either. Go's compiler
// does not fold these loops (others do, for the sum); the report publishes ns per iteration,
// where folding would show at once.
package workload

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Workload is what one task computes.
type Workload struct {
	// Name is the key used in plans and results, without spaces or slashes.
	Name string
	// Title describes it in reports.
	Title string
	// Industry is who computes such things; empty for work that is calibrated or made to
	// show something.
	Industry string
	// Source says where the algorithm and the answer known for it come from; empty for
	// calibrated work.
	Source string
	// Grain is the nominal time of a task on one core of a current server, on average where
	// inputs differ: orientation, not a measurement. 0 for calibrated work, whose names say
	// it, and where it says nothing.
	Grain time.Duration
	// Iterations is how often its inner loop runs; 0 for the empty task, and where there is
	// no loop that says anything.
	Iterations int
	// Answer is what Run returns, or each item of PerWorker; 0 where both are nil.
	Answer uint64
	// Run does the work of one task, always the same. It is nil for the empty task, which
	// does nothing: calling a function that returns 0 would already be measurable. It is
	// also nil where Open or PerWorker is not.
	Run func() uint64
	// Inputs is how many different tasks the workload has, at least 1 if Open is set: task i
	// of a sample computes input i modulo Inputs. 0 if all tasks are the same.
	Inputs int
	// Open makes what the tasks read, and returns the kernel: a pure function of seed and
	// input, 0 to Inputs-1, that may be called concurrently and returns a digest of all that
	// it computed. Open is called outside of windows, once per process. Nil if Run is the
	// work.
	Open func(seed uint64) func(input int) uint64
	// Reseeded is true where Open is called with another seed in each round, the same for all rows:
	// what a seed decides is then part of what rounds differ by. All seeds make the same amount of
	// work. False: [Seed] in every run.
	Reseeded bool
	// PerWorker makes a function for each of n workers, which that worker calls for each of its
	// items, and one that ends what they have started, to be called when no worker calls any
	// more. Each item returns Answer. It is for items that need something of their worker's own,
	// or share something on purpose: only the shape divided has such workers. n is at least 1. Nil if
	// Run or Open is the work.
	PerWorker func(n int) (items []func() uint64, end func())
	// Waits is true where a task spends time without a processor: rankings by such tasks say
	// nothing about computing ones.
	Waits bool
}

// Seed is what kernels are opened with that are not Reseeded: the same work everywhere.
const Seed = 1

// All returns every workload, from the smallest to the largest of each kind.
func All() []Workload {
	all := []Workload{
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
		recurse(0, 0x1),
		recurse(20, 0x1d994c7958530773),
		recurse(100, 0xa7ac0871e45cf29b),
		recurse(1000, 0xf22806bfd6a49fb5),
		waits(93_000, 0x2a30938a38b2909),
		limited("15us", 14_000, 0x6f5e0f2abce20031),
		sleeps("10ms", 10*time.Millisecond),
		blocks("channel", "the receive from a channel"),
		blocks("socket", "the read from a socket"),
		blocks("syscall", "a blocking call that the poller cannot wait for"),
		parks("channel", "the receive from a channel"),
		parks("timer", "a select of a timer's channel and another one"),
		parks("stack", "the receive from a channel, after its stack has grown"),
		skewed("scattered", scattered),
		skewed("clustered", clustered),
	}
	return slices.Concat(all, comparables(), transfers(), scratches(), primitives(), kernels())
}

// kernels are the workloads of industries, one or two to a file.
func kernels() []Workload {
	return []Workload{
		optionMC(), optionTree(), portfolioVaR(),
		fingerprint(), passwordKey(),
		blur(), resize(), mandelbrot(),
		wordCount(), groupCSV(), compression(),
		spectrogram(), ngrams(), standardization(),
		nBody(), life(),
		queens(),
		memoryScan(),
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
