package experiment

import "poolbench/variants/catalog"

// SleepingTasks sleep in the pitfall of measuring pools with tasks that do: SleepWorkers at
// a time, so two waves of 10 ms. Published comparisons of pools do about the same.
const (
	SleepingTasks = 100_000
	SleepWorkers  = 50_000
)

// fleeting is the number of tasks in the pitfall of counting the teardown: few enough that
// opening and closing show.
const fleeting = 10_000

// pitfalls: mistakes that published comparisons of pools make, beside the right way.
func pitfalls(procs int) Experiment {
	pools := []string{"spawn", "channel", "ants/native", "pond/native", "gammazero/native", "gopool/native"} // the last two queue without bound
	everyRow := []string{"spawn", "freelist", "channel", "batched", "errgroup/native", "ants/native", "pond/native",
		"gammazero/native", "conc/native", "gopool/native"}
	wide := []string{"channel", "batched", "ants/native", "pond/native"}
	block := func(mistake, value, work string, rows []string) Block {
		return Block{Group: "mistake=" + mistake, Value: value, Submitters: 1, Workload: mustFind(work), Rows: rows, Extra: true}
	}
	with := func(b Block, change func(*Block)) Block { change(&b); return b }
	return Experiment{
		Name:     "pitfalls",
		Question: "How wrong are the usual ways to benchmark a pool?",
		Reading: "Each group is a mistake. *submission*: the clock stops when the last task has been handed over, and not when it has run. " +
			"*sleep*: tasks sleep 10 ms instead of computing, with 50,000 workers; compare the ranking with that of computing tasks of " +
			"the same size in the grain experiment. *workers*: 50,000 or 200,000 workers for tasks that compute. *teardown*: opening " +
			"and closing the pool are inside the clock, where one strategy starts its goroutines early and another late. *limit*: a " +
			"semaphore that is acquired inside the goroutine limits what runs, but not how many goroutines there are. The order of " +
			"measuring is a mistake of its own, and needs no samples of its own: the ledger shows it with those of the controls.",
		Parameter: "measured",
		Shape:     Batch,
		Faces:     []catalog.Face{catalog.Own, catalog.Native},
		Across:    true,
		Reference: Reference{"mistake=submission", "completed"},
		Blocks: []Block{
			block("submission", "completed", "spin-15us", pools),
			with(block("submission", "submitted", "spin-15us", pools), func(b *Block) { b.Shape = SubmitOnly }),
			with(block("sleep", "sleeping", "sleep-10ms", everyRow), func(b *Block) { b.Workers, b.Tasks = SleepWorkers, SleepingTasks }),
			with(block("workers", "P", "spin-15us", wide), func(b *Block) { b.Workers = procs }),
			with(block("workers", "50000", "spin-15us", wide), func(b *Block) { b.Workers = 50_000 }),
			with(block("workers", "200000", "spin-15us", wide), func(b *Block) { b.Workers = 200_000 }),
			with(block("teardown", "window", "empty", everyRow), func(b *Block) { b.Tasks = fleeting }),
			with(block("teardown", "lifecycle", "empty", everyRow), func(b *Block) { b.Tasks, b.Shape = fleeting, Lifecycle }),
			block("limit", "before", "spin-15us", []string{"errgroup/native"}),
			block("limit", "inside", "limited-15us", []string{"spawn"}),
		},
	}
}
