package experiment

import (
	"fmt"

	"poolbench/harness/sample"
)

const (
	// backlog5ms is how many units of 150 µs are in a task of 5 ms.
	backlog5ms = 33
	// backlogTasks are there at all times: as many as wait in a queue, so that no pool ever
	// runs out of work.
	backlogTasks = Queue
)

// repairs: a backlog of tasks of 5 ms, and what keeps answers fast beside it.
func repairs(procs int) Experiment {
	block := func(value string, repair sample.Repair, change func(*Block)) Block {
		return probed(value, sample.Busy{Tasks: backlogTasks, Units: backlog5ms, Repair: repair}, change)
	}
	oneMore := func(b *Block) { b.Procs, b.Workers = procs+1, procs }
	extra := func(b *Block) { b.Extra = true }
	return Experiment{
		Name:     "repairs",
		Question: "What keeps answers fast while a pool is busy, and what does it cost?",
		Reading: fmt.Sprintf("A backlog of tasks of 5 ms, and the questions of the responsive experiment. Nothing is repaired in none: as many workers as "+
			"processors, or with spawn a goroutine per task, of which %d are there at all times. What a repair costs is the time per unit of work "+
			"of 150 µs, compared with none, and that time is from the start of the other process to its end, so that what asking and answering costs is in it; what it is worth is the latency, compared with idle. less1: a worker less than processors. more1: GOMAXPROCS is one "+
			"more, so that a processor of Go is idle, its thread waits for the network, and the kernel decides who runs. lock: that, and each worker has a "+
			"thread of its own. nice: that, and these threads have the lowest priority (setpriority of Linux). yield: tasks call runtime.Gosched every 150 µs. "+
			"answers: those who answer the echo have threads of their own. apart: the work is done in another process. In none a worker "+
			"takes its next task without a pause, so that the end of a task is no moment at which others run; and what a goroutine per task does depends on how many there are.", backlogTasks),
		Parameter: "repair",
		Shape:     Probed,
		Across:    true,
		Reference: Reference{"", "none"},
		Blocks: []Block{
			probed("idle", sample.Busy{}, nil),
			block("none", sample.NoRepair, func(b *Block) { b.Rows = []string{"channel", "spawn"} }),
			block("less1", sample.NoRepair, func(b *Block) { b.Workers, b.Extra = max(procs-1, 1), true }),
			block("more1", sample.NoRepair, oneMore),
			block("lock", sample.LockWorkers, func(b *Block) { oneMore(b); b.Extra = true }),
			block("nice", sample.NiceWorkers, oneMore),
			block("yield", sample.Yield, extra),
			block("answers", sample.LockAnswers, extra),
			block("apart", sample.Apart, extra),
		},
	}
}
