package experiment

import (
	"time"

	"poolbench/variants/catalog"
)

// churnWorkers is how many workers a pool of the churn experiment may have: many more than any other
// part of the process has goroutines.
const churnWorkers = 64

// churn: does a pool grow and shrink with what there is to do?
func churn() Experiment {
	block := func(value string, idle time.Duration, rows ...string) Block {
		return Block{
			Value: value, Idle: idle, Submitters: 1, Workers: churnWorkers, Tasks: churnWorkers, Workload: mustFind("empty"), Rows: rows, Extra: true,
		}
	}
	return Experiment{
		Name:     "churn",
		Question: "Do idle workers go away, and what does it cost when they are needed again?",
		Reading: "A burst needs 64 workers at the same time. Then the pool is left alone, and the goroutines that are still there are counted, those included that a library has for itself: " +
			"one in gammazero, two in ants. Libraries say when workers go. ants looks for those that have been idle for a second, once a second. gammazero ends one worker each " +
			"two seconds without a task, not all, so it needs two minutes for 64. With both the pool is left alone for three times as long. Workers of pond are removed at once " +
			"when idle, those of gopool end when there is no task, those of conc stay until Wait: these and all others are left alone for a quarter of a second. A second burst shows what it " +
			"costs to have workers back. It lasts about a tenth of a millisecond, and where processors are busy with something else anything from half of that to twice as long: a difference between rows of less than a factor of two is not resolved, " +
			"while the numbers of goroutines hardly vary. At last a thousand tasks come one at a time, each after a pause of 0.1 ms or as a rule 1 ms, for which Linux puts a process to sleep: on how many " +
			"different goroutines do they run? A goroutine per task makes it a thousand; a queue of idle workers goes through all of them, and a stack of them takes the same one again.",
		Parameter: "idle",
		Shape:     Churn,
		Across:    true,
		Reference: Reference{"", "none"},
		// By their documentation, or where that says nothing by their code: ants options.go,
		// DefaultCleanIntervalTime; gammazero workerpool.go, DefaultIdleTimeout; pond README; gopool
		// worker.go; conc pool/pool.go.
		Blocks: []Block{
			block("none", 250*time.Millisecond, "spawn", "freelist", catalog.Baseline, "batched", "errgroup/native", "pond/native", "conc/native", "gopool/native"),
			block("1s", 3*time.Second, "ants/native"),
			block("2s", 6*time.Second, "gammazero/native"),
		},
	}
}
