package experiment

import (
	"strconv"

	"poolbench/variants/catalog"
)

// overhead: the empty task, all faces, because the price of the guard is part of the answer.
func overhead() Experiment {
	block := func(submitters int, quick bool) Block {
		return Block{Value: strconv.Itoa(submitters), Submitters: submitters, Workload: mustFind("empty"), Quick: quick}
	}
	return Experiment{
		Name:     "overhead",
		Question: "What does it cost to get one empty task through the pool?",
		Reading: "Time per task from the first submission to the end of the last task, so it includes waiting " +
			"for workers: a strategy that only queues quickly gains nothing. The price is real only if your " +
			"tasks are tiny; the grain experiment shows when it stops mattering.",
		Parameter: "submitters",
		Shape:     Batch,
		Faces:     catalog.Faces,
		Blocks:    []Block{block(1, true), block(16, false)},
	}
}
