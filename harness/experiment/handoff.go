package experiment

import (
	"strconv"

	"poolbench/variants/catalog"
)

// handoff: are workers busy while tasks wait? Over the length of the queue, with a worker
// per processor and one more.
func handoff(procs int) Experiment {
	var blocks []Block
	add := func(group, work string, w int, all, extra bool) {
		for _, buffer := range []int{0, 1, 2, 8, 64, 1024} {
			b := Block{
				Group: "task=" + group, Value: strconv.Itoa(buffer), Queue: new(buffer), Workers: w, Submitters: 1,
				Workload: mustFind(work), Rows: []string{"channel"}, Extra: extra,
			}
			if all && buffer == Queue {
				b.Rows = append(b.Rows, catalog.Serial)
				b.ExtraRows = append([]string{"spawn"}, others...)
			}
			blocks = append(blocks, b)
		}
	}
	add("empty.P", "empty", procs, false, false)
	add("15us.P", "spin-15us", procs, true, false)
	add("15us.Pplus1", "spin-15us", procs+1, true, true)
	return Experiment{
		Name:     "handoff",
		Question: "Are all workers busy while tasks wait, and what does the queue's length change?",
		Reading: "The submitter never stops, so there is always a next task: a strategy that keeps workers busy (is work-conserving) " +
			"uses all processors, cpu/wall = GOMAXPROCS. What is missing was spent idle, between the end of a task and the arrival of " +
			"the next one at that worker. What is there need not have been work: a processor that searches for a task, the " +
			"submitter and the garbage collector count as well. How much was work tells inline, which does nothing else: inline's time " +
			"per task divided by the row's is how many processors' worth of tasks ran. Empty tasks show what a longer queue does to the cost " +
			"per task; tasks of 15 µs what it does to idle time, with a worker per processor and with one more. Only pools with a " +
			"queue that can be configured react to it: gammazero's and gopool's are unbounded, errgroup, ants and conc have none.",
		Parameter: "buffer",
		Shape:     Batch,
		Across:    true,
		Reference: Reference{"task=15us.P", strconv.Itoa(Queue)},
		Blocks:    blocks,
	}
}
