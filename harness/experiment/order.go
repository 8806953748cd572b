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
			"turns. In a channel the worker that has waited longest receives, so they take turns there, too. The task calls itself twenty times, so that it uses 3 KB of its stack: only where the stacks " +
			"of all workers together are more than the caches hold is there something to choose. The difference is not caches alone. A garbage collection halves each stack of which less than a quarter " +
			"is in use (shrinkstack in https://go.dev/src/runtime/stack.go), as with a worker that is idle, and it has to grow again in the worker's next task. The calls make garbage, for several collections in a " +
			"sample; after each one worker grows its stack, or all of them do, in turns. With GODEBUG=gcshrinkstackoff=1 the difference was about half as large in a trial. Nothing here wakes " +
			"an idle processor: the worker runs on that of its caller, who waits, so cpu/wall is about 1.",
		Parameter: "reuse",
		Shape:     Request,
		Across:    true,
		Reference: Reference{"workers=P", "channel"},
		Blocks:    blocks,
	}
}
