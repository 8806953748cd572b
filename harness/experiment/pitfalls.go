package experiment

import (
	"slices"

	"poolbench/variants/catalog"
)

// SleepingTasks sleep in the pitfall of measuring pools with tasks that do, SleepWorkers at a
// time: published comparisons of pools do about the same.
const (
	SleepingTasks = 100_000
	SleepWorkers  = 50_000
)

const (
	// fleeting is the number of tasks in the pitfall of counting the teardown: few enough that
	// opening and closing show.
	fleeting = 1_000
	// crowdTasks is the number of tasks with far too many workers: one for each of 50,000.
	crowdTasks = 50_000
)

// pitfalls: mistakes that published comparisons of pools make, beside the right way.
func pitfalls(procs int) Experiment {
	pools := []string{"spawn", "channel", "ants/native", "pond/native", "gammazero/native", "gopool/native"} // the first and the last two take any number
	everyRow := slices.Concat([]string{"spawn", catalog.Baseline}, others)
	crowd := func(value string, workers int, rows []string) Block {
		return Block{Group: "mistake=workers", Value: value, Submitters: 1, Workload: mustFind("spin-15us"), Rows: rows, Extra: true,
			Shape: Lifecycle, Tasks: crowdTasks, Workers: workers}
	}
	wide := []string{"channel", "batched", "ants/native", "pond/native"}
	block := func(mistake, value, work string, rows []string) Block {
		return Block{Group: "mistake=" + mistake, Value: value, Submitters: 1, Workload: mustFind(work), Rows: rows, Extra: true}
	}
	with := func(b Block, change func(*Block)) Block { change(&b); return b }
	return Experiment{
		Name:     "pitfalls",
		Question: "How wrong are the usual ways to benchmark a pool?",
		Reading: "Each group is a mistake. *submission*: the clock stops when the last task has been handed over, and not when it has run; where " +
			"the queue has no bound that window is a few milliseconds, so its ratio is large and inexact. *sleep*: 100,000 tasks sleep " +
			"10 ms each with up to 50,000 workers, as published comparisons have it. Nearly all the processor time goes into timers, " +
			"starting goroutines and waking them; compare the ranking with that of tasks of 15 µs in the grain experiment. *workers*: " +
			"a pool for 50,000 or 200,000 workers that has 50,000 tasks to compute, opening and closing included, because some pools start all " +
			"workers when they are opened, others as many as tasks come, and others never that many. *teardown*: a pool is opened, runs " +
			"1,000 empty tasks and is closed, again and again; the clock of the whole beside the clock of the tasks alone, of the same " +
			"samples. One strategy starts its goroutines early and another late. *limit*: a " +
			"semaphore that is acquired inside the goroutine limits what runs, but not how many goroutines there are. The order of " +
			"measuring is a mistake of its own, and needs no samples of its own: the ledger shows it with those of the controls.",
		Parameter: "measured",
		Shape:     Batch,
		Across:    true,
		Reference: Reference{"mistake=submission", "completed"},
		Blocks: []Block{
			block("submission", "completed", "spin-15us", pools),
			with(block("submission", "submitted", "spin-15us", pools), func(b *Block) { b.Shape = SubmitOnly }),
			with(block("sleep", "sleeping", "sleep-10ms", everyRow), func(b *Block) { b.Workers, b.Tasks = SleepWorkers, SleepingTasks }),
			crowd("P", procs, wide), crowd("50000", 50_000, wide), crowd("200000", 200_000, wide),
			with(block("teardown", "lifecycle", "empty", everyRow), func(b *Block) { b.Tasks, b.Shape = fleeting, Lifecycle }),
			block("limit", "before", "spin-15us", []string{"errgroup/native"}),
			block("limit", "inside", "limited-15us", []string{"spawn"}),
		},
	}
}
