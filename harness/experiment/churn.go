package experiment

import (
	"time"

	"poolbench/variants/catalog"
)

// ChurnWorkers is how many workers a pool of the churn experiment may have: many more than any other
// part of the process has goroutines.
const ChurnWorkers = 64

// churn: does a pool grow and shrink with what there is to do?
func churn() Experiment {
	block := func(value string, idle time.Duration, rows ...string) Block {
		return Block{
			Value: value, Idle: idle, Submitters: 1, Workers: ChurnWorkers, Tasks: ChurnWorkers, Workload: mustFind("empty"), Rows: rows, Extra: true,
		}
	}
	return Experiment{
		Name:     "churn",
		Question: "Do idle workers go away, and what does it cost when they are needed again?",
		Reading: "A burst needs 64 workers at the same time. Then the pool is left alone for twice as long as an idle worker stays by the library's " +
			"documentation, or for a quarter of a second where nothing is said or workers never leave, and the goroutines that are still there are counted. A second burst shows what it " +
			"costs to have them back. At last a thousand tasks come one at a time with a short pause between them: on how many different goroutines do they run? " +
			"Bursts last less than a millisecond, so their ratio is inexact.",
		Parameter: "idle",
		Shape:     Churn,
		Across:    true,
		Reference: Reference{"", "none"},
		Blocks: []Block{
			block("none", 250*time.Millisecond, "spawn", "freelist", catalog.Baseline, "batched", "errgroup/native", "pond/native", "conc/native", "gopool/native"),
			block("1s", 3*time.Second, "ants/native"),
			block("2s", 6*time.Second, "gammazero/native"),
		},
	}
}
