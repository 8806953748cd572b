package experiment

import (
	"slices"
	"strconv"
)

// sizes are the numbers of workers in question for so many processors, ascending and each
// once: one, around one per processor, and far too many. 4 is the study note's choice.
func sizes(procs int) []int {
	w := []int{1, procs - 1, procs, procs + 1, 4, 2 * procs, 4 * procs, 16 * procs, 64 * procs}
	w = slices.DeleteFunc(w, func(n int) bool { return n < 1 })
	slices.Sort(w)
	return slices.Compact(w)
}

// workers: the number of workers over four kinds of queue and three grains.
func workers(procs int) Experiment {
	var blocks []Block
	for _, grain := range []string{"1.5us", "15us", "150us"} {
		for _, w := range sizes(procs) {
			blocks = append(blocks, Block{
				Group: "grain=" + grain, Value: strconv.Itoa(w), Workers: w, Submitters: 1, Workload: mustFind("spin-" + grain),
				Rows: []string{"channel"}, ExtraRows: []string{"batched", "ants/native", "pond/native"}, Extra: grain != "15us",
			})
		}
	}
	return Experiment{
		Name:     "workers",
		Question: "How many workers should a pool have?",
		Reading: "One submitter, tasks that only compute, and from one worker to 64 per processor. The rows differ in what tasks " +
			"wait in: a buffered channel, a ring buffer that is taken from in batches, no queue but a stack of idle workers, " +
			"a linked list. The submitter needs a processor as well: at small grains that is what one worker more or less decides.",
		Parameter: "workers",
		Shape:     Batch,
		Across:    true,
		Reference: Reference{"grain=15us", strconv.Itoa(procs)},
		Blocks:    blocks,
	}
}
