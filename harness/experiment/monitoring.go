package experiment

import (
	"cmp"

	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// watchedWindows is how many windows of the run a sample lasts, 1.2 s if one is 100 ms: a profile is
// collected ten times a second, and a trace begins a new generation with its own tables each second.
const watchedWindows = 12

// monitoring: what it costs to watch a process that computes.
func monitoring() Experiment {
	var blocks []Block
	for _, task := range []struct{ group, work string }{{"15us", "spin-15us"}, {"empty", "empty"}} {
		for _, m := range []sample.Monitor{"", sample.RuntimeMetrics, sample.CPUProfile, sample.ExecutionTrace} {
			blocks = append(blocks, Block{
				Group: "task=" + task.group, Value: cmp.Or(string(m), "none"), Submitters: 1, Workload: mustFind(task.work), Monitor: m, Windows: watchedWindows,
				Rows: []string{"spawn", catalog.Baseline}, Extra: true,
			})
		}
	}
	return Experiment{
		Name:     "monitoring",
		Question: "What does it cost to watch a pool at work?",
		Reading: "Tasks of 15 µs and empty ones, as a batch, while nothing watches; while all of runtime/metrics is read every 10 ms, a hundred times as often as by a monitor that " +
			"looks once a second; while a CPU profile is taken, at its usual 100 Hz; while an execution trace is recorded, which notes each start, stop and wake-up of a goroutine. " +
			"A sample lasts a second and more, since a profile is collected each 0.1 s and a trace begins anew each second. Both start before the window and end after it, so their beginning is not in the numbers, and neither is the end of a profile, when it is encoded. How much was recorded is in the table: a reader has to wait for a processor like everybody else. What they write is counted and thrown away: to " +
			"keep it costs a disk, a network or memory that grows. Readings, of some 10 µs each, and profiles cost something per second, whatever the tasks; a trace costs something per event, and so the more the shorter the " +
			"tasks are and the more often a goroutine stops: once per task with spawn, seldom with workers that find the next task in their queue. Differences of 1 % are smaller than what two " +
			"measurements of the same differ by on most machines; processor time per task shows them sooner than time does.",
		Parameter: "monitor",
		Shape:     Batch,
		Across:    true,
		Reference: Reference{"task=15us", "none"},
		Blocks:    blocks,
	}
}
