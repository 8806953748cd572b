package experiment

import (
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// TextbookJobs is how many jobs the textbook pool is given.
const TextbookJobs = 100

// textbook: the pool of two channels that tutorials write, with buffers of several lengths.
func textbook() Experiment {
	var blocks []Block
	for _, buffer := range []string{"0", "10", "100"} {
		blocks = append(blocks, Block{
			Value: buffer, Submitters: 1, Tasks: TextbookJobs, Rounds: fewRounds, Extra: true,
			Workload: workload.Workload{Name: "textbook-" + buffer, Title: "the textbook pool ends with buffers of " + buffer}, Rows: []string{catalog.Baseline},
		})
	}
	return Experiment{
		Name:     "textbook",
		Question: "Does the pool of the tutorials end for every length of its buffers?",
		Reading: "Workers range over a channel of jobs and send to a channel of results; the program sends all of its 100 jobs, closes the first channel, and then receives 100 results. " +
			"The row is a stand-in: this pool is none of the strategies here. A failed sample is an answer: everything waits for everything else.",
		Parameter: "buffer",
		Shape:     Behaviour,
		Across:    true,
		Blocks:    blocks,
	}
}
