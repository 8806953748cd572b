package experiment

import (
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// order: which of many idle workers gets the next task.
func order(procs int) Experiment {
	var blocks []Block
	for _, size := range []struct {
		group   string
		workers int
	}{{"P", procs}, {"16P", 16 * procs}, {"256P", 256 * procs}} {
		for _, reuse := range []sample.Reuse{sample.Newest, sample.Oldest} {
			blocks = append(blocks, Block{
				Group: "workers=" + size.group, Value: string(reuse), Submitters: 1, Workers: size.workers, Workload: mustFind("recurse-20"),
				Reuse: reuse, Rows: []string{"freelist"}, Extra: true,
			})
		}
		blocks = append(blocks, Block{
			Group: "workers=" + size.group, Value: "channel", Submitters: 1, Workers: size.workers, Workload: mustFind("recurse-20"),
			Rows: []string{catalog.Baseline}, Extra: true,
		})
	}
	return Experiment{
		Name:     "order",
		Question: "Does it matter which idle worker gets the next task?",
		Reading: "One caller, one task at a time, so that all other workers are idle and somebody has to choose. newest is the list of idle workers as a stack: the " +
			"worker that was busy last is woken again, with its stack still in the caches. oldest is the same code with the list as a queue: all workers take " +
			"turns. The task calls itself twenty times, so that it uses its stack. In a channel the worker that has waited longest receives.",
		Parameter: "reuse",
		Shape:     Request,
		Across:    true,
		Reference: Reference{"workers=P", "channel"},
		Blocks:    blocks,
	}
}
