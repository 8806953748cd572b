package experiment

import (
	"slices"
	"strconv"
)

// WaitOverCompute is wait divided by computation of the task of the waiting experiment:
// 0.9 ms and 0.1 ms.
const WaitOverCompute = 9

// waiting: tasks that wait most of the time, with more and more workers.
func waiting(procs int) Experiment {
	w := []int{procs, 4 * procs, procs * (1 + WaitOverCompute), 2 * procs * (1 + WaitOverCompute), 64 * procs}
	slices.Sort(w)
	var blocks []Block
	for _, n := range w {
		blocks = append(blocks, Block{
			Value: strconv.Itoa(n), Workers: n, Submitters: 1, Workload: mustFind("wait-1ms"), Rows: []string{"channel"}, Extra: true,
		})
	}
	return Experiment{
		Name:     "waiting",
		Question: "How many workers do tasks need that wait most of the time?",
		Reading: "A task computes for about 0.1 ms and then sleeps for 0.9 ms, in place of a database. The rule of thumb is processors × " +
			"(1 + wait / compute) workers. A sleep is no shorter than asked for and often longer, so the real share of waiting " +
			"is larger than the nominal one.",
		Parameter: "workers",
		Shape:     Batch,
		Across:    true,
		Reference: Reference{"", strconv.Itoa(procs * (1 + WaitOverCompute))},
		Blocks:    blocks,
	}
}
