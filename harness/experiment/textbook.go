package experiment

import (
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

const (
	// textbookJobs is how many jobs the textbook pool is given.
	textbookJobs = 100
	// textbookWorkers is what tutorials take (https://gobyexample.com/worker-pools), and not a
	// worker per processor: with as many workers as jobs the pool would end with any buffers, so
	// that a machine with many processors would hide what is wrong.
	textbookWorkers = 3
)

// textbook: the pool of two channels that tutorials write, with buffers of several lengths.
func textbook() Experiment {
	var blocks []Block
	for _, buffer := range []string{"0", "10", "100"} {
		blocks = append(blocks, Block{
			Value: buffer, Submitters: 1, Tasks: textbookJobs, Workers: textbookWorkers, Rounds: fewRounds, Extra: true,
			Workload: workload.Workload{Name: "textbook-" + buffer, Title: "the textbook pool ends with buffers of " + buffer}, Rows: []string{catalog.Baseline},
		})
	}
	return Experiment{
		Name:     "textbook",
		Question: "Does the pool of the tutorials end for every length of its buffers?",
		Reading: "Three workers range over a channel of jobs and send to a channel of results; the program sends all of its 100 jobs, closes the first channel, and then receives " +
			"100 results. Until it receives, a job needs a place: in the buffer of jobs, with a worker, or, as a result, in the other buffer. Tutorials give both buffers the length of " +
			"the work, where that always fits. With less room the program waits for a worker, the workers wait for the program, and both for ever; a buffer of another length only changes " +
			"for how many jobs. In a program that has nothing else to wait for, Go's runtime ends it (\"all goroutines are asleep - deadlock!\"); a server just loses the goroutines. " +
			"A failed sample is an answer: no goroutine could go on. " +
			"The row is a stand-in: this pool is none of the strategies here, and its time means nothing.",
		Parameter: "buffer",
		Shape:     Behaviour,
		Across:    true,
		Blocks:    blocks,
	}
}
