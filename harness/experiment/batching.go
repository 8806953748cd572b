package experiment

import (
	"strconv"

	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// batching: items too small to be tasks, one to ten thousand of them to a task.
func batching() Experiment {
	var blocks []Block
	for _, n := range []int{1, 10, 100, 1_000, 10_000} {
		blocks = append(blocks, Block{
			Value: strconv.Itoa(n), Submitters: 1, Workload: mustFind("spin-150ns"), Division: sample.Division{By: sample.Chunks, Chunk: n},
			Rows: []string{"spawn", catalog.Baseline, "batched", "ants/native"}, Extra: true,
		})
	}
	return Experiment{
		Name:     "batching",
		Question: "How many items should a task have when an item takes 150 ns?",
		Reading: "Items of about 150 ns, one to ten thousand of them to a task. Time is per item, from the first submission to the end of the last task. A " +
			"task costs about as much to hand over as such an item takes, so alone it cannot gain much; more items share that cost. Not all of the gain is that: the items of a task are a bare loop, in which a processor begins the next one before " +
			"the last has ended, so that many together take less than what one takes alone, divided by the number of processors. What " +
			"batching costs is not in the picture: the first item of a task is not done before the last, and at the end of a batch workers wait for the last task.",
		Parameter: "items",
		Shape:     Divided,
		Across:    true,
		Reference: Reference{"", "100"},
		Blocks:    blocks,
	}
}
