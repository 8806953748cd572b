package experiment

import (
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// state: scratch memory that a worker keeps, that every item makes, and that items borrow.
func state() Experiment {
	var blocks []Block
	for _, way := range []string{"own", "make", "pool"} {
		for _, size := range []string{"16B", "64B", "1KiB", "4KiB", "16KiB", "64KiB"} {
			blocks = append(blocks, Block{
				Group: "scratch=" + way, Value: size, Submitters: 1, Workload: mustFind("scratch-" + way + "-" + size),
				Division: sample.Division{By: sample.Static}, Rows: []string{catalog.Baseline}, Extra: true,
			})
		}
	}
	return Experiment{
		Name:     "state",
		Question: "Should a worker keep its scratch memory from task to task?",
		Reading: "Each item fills some scratch memory, word by word, and adds it up: about the least work that uses it, so that what the memory costs shows as much as it can. own: " +
			"each worker has made it once and keeps it, in cache lines of its own. make: each item makes it, on the heap, and leaves it to the garbage collector. pool: each item " +
			"borrows it from a sync.Pool, which costs about the same for every size. Make has to clear the memory, and the collector has to find out that it is garbage, so what it " +
			"costs grows with the size. The process holds 64 MiB of other data, as a small server does, and has touched as much as it may allocate: with an empty heap the collector would " +
			"run every few milliseconds, and make and pool, which the collector empties, would look worse. Memory that has to be cleared before use, and work that takes longer, make all three more alike. " +
			"As many workers as processors each have one task with an equal share of the items, so that no pool of workers is in the numbers.",
		Parameter: "size",
		Shape:     Divided,
		Across:    true,
		Reference: Reference{"scratch=own", "4KiB"},
		Blocks:    blocks,
	}
}
