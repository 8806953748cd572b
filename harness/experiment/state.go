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
		Reading: "Each item fills some scratch memory and adds it up: the least work that uses it, so that what the memory costs shows as much as it can. own: " +
			"each worker has made it once and keeps it. make: each item makes it, on the heap, and leaves it to the garbage collector. pool: each item " +
			"borrows it from a sync.Pool. Make has to clear the memory, and the collector has to find out that it is garbage; a sync.Pool has to be looked " +
			"into, and is emptied by the collector. Work that takes longer makes all three more alike. As many workers as processors each " +
			"have one task with an equal share of the items, so that no pool is in the numbers.",
		Parameter: "size",
		Shape:     Divided,
		Across:    true,
		Reference: Reference{"scratch=own", "4KiB"},
		Blocks:    blocks,
	}
}
