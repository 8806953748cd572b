package experiment

import (
	"cmp"

	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// monitoring: what it costs to watch a process that computes.
func monitoring() Experiment {
	var blocks []Block
	for _, m := range []sample.Monitor{"", sample.RuntimeMetrics, sample.CPUProfile, sample.ExecutionTrace} {
		blocks = append(blocks, Block{
			Value: cmp.Or(string(m), "none"), Submitters: 1, Workload: mustFind("spin-15us"), Monitor: m,
			Rows: []string{"spawn", catalog.Baseline}, Extra: true,
		})
	}
	return Experiment{
		Name:     "monitoring",
		Question: "What does it cost to watch a pool at work?",
		Reading: "Tasks of 15 µs, as a batch, while nothing watches; while all of runtime/metrics is read every 10 ms, a hundred times as often as most " +
			"monitoring does; while a CPU profile is taken, at its usual 100 Hz; while an execution trace is recorded, which notes each start, stop and wake-up of a goroutine. " +
			"Profile and trace are written to memory. They start before the window and end after it.",
		Parameter: "monitor",
		Shape:     Batch,
		Across:    true,
		Reference: Reference{"", "none"},
		Blocks:    blocks,
	}
}
