package experiment

import "poolbench/variants/catalog"

// BacklogTasks is how many tasks wait in the backlog experiment: enough that a pool's
// fixed cost vanishes in the average, and few enough that a goroutine for each, some
// 3 KiB, stays far below the memory limit of a sample.
const BacklogTasks = 20_000

// backlog: all workers are held, tasks pile up, and the live memory is compared.
func backlog() Experiment {
	return Experiment{
		Name:     "backlog",
		Question: "What does a waiting task cost in memory?",
		Reading: "All workers are held while tasks wait; pools with a queue are configured to hold them all. " +
			"Where a strategy has no queue, whoever submits has to wait, so the waiting task is a blocked " +
			"goroutine of the caller and is counted as such. Live heap and stacks after a garbage collection, per task.",
		Parameter: "waiting",
		Shape:     Backlog,
		Faces:     []catalog.Face{catalog.Own, catalog.Native},
		Blocks:    []Block{{Value: "2e4", Submitters: 1, Tasks: BacklogTasks, Workload: mustFind("empty")}},
	}
}
