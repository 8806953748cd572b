//go:build exercise

// The answers are computed here and not typed, because the committed run may be taken again on
// another machine. Print them, and compare them with what you read off the plot.
//
// Large tasks need a worker per processor and no more: all processors are busy then, and further workers only
// wait. The smaller the tasks are, the more it matters that somebody submits them: the submitter needs a
// processor too, and a worker that has to be woken for each task is slow to start. With a few workers more than
// processors somebody is awake when a task comes. If workers take tasks in batches they sleep
// less often, and a worker per processor is enough. So the number follows from the size of tasks and the kind of
// queue, and one for all pools does not exist.

// Package chooseworkers is a decision: how many workers a pool gets.
package chooseworkers

import (
	"cmp"
	"slices"

	"poolbench/harness/study/exercises/05-choose-workers/measured"
)

// Fewest workers with which a task takes at most 5 % longer than with the best number.
var (
	For150us   = fewest(read("150us", "channel"))
	For15us    = fewest(read("15us", "channel"))
	For1500ns  = fewest(read("1.5us", "channel"))
	ForBatches = fewest(read("1.5us", "batched"))
)

// LostPercent is how much longer a task of 1.5 µs in a channel takes with a worker per processor.
var LostPercent = lost(read("1.5us", "channel"))

func read(grain, variant string) ([]measured.Point, int) {
	run, err := measured.Open()
	if err != nil {
		panic(err)
	}
	curve, err := run.Curve(grain, variant)
	if err != nil {
		panic(err)
	}
	return curve, run.Procs
}

func best(curve []measured.Point) float64 {
	return slices.MinFunc(curve, func(a, b measured.Point) int { return cmp.Compare(a.NS, b.NS) }).NS
}

func fewest(curve []measured.Point, _ int) int {
	return curve[slices.IndexFunc(curve, func(p measured.Point) bool { return p.NS <= 1.05*best(curve) })].Workers
}

func lost(curve []measured.Point, procs int) int {
	at := slices.IndexFunc(curve, func(p measured.Point) bool { return p.Workers == procs })
	return int(100*(curve[at].NS/best(curve)-1) + 0.5)
}
