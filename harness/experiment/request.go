package experiment

import (
	"strconv"

	"poolbench/variants/catalog"
)

// crowdCalls is how many calls 64 callers make together: in a window of 100 ms the longest wait is
// cut off by its end, since some callers wait for all of it.
const crowdCalls = 100_000

// request: callers that wait for their results, alone and with more callers than workers.
// The task is of 15 µs: long enough to be worth asking for, and short enough that the way
// there and back is a part of the latency that can be seen.
func request() Experiment {
	block := func(callers int) Block {
		return Block{Value: strconv.Itoa(callers), Submitters: callers, Workload: mustFind("spin-15us")}
	}
	crowd := block(64)
	crowd.Extra, crowd.Tasks = true, crowdCalls
	return Experiment{
		Name:     "request",
		Question: "How long does a caller wait for one result?",
		Reading: "A closed loop: each caller hands over a task of about 15 µs, waits for its result and then hands over " +
			"the next one. There are never more tasks than callers, so a slow pool is asked less often and its " +
			"latencies look better than those of tasks that arrive anyway would; the arrivals experiment has those. " +
			"With 1 caller nothing overlaps: what is above inline is the way to a worker and back. With 16 callers " +
			"the mean says nothing new (it is callers × time per task, by Little's law), but the distribution does. " +
			"Go runs what was made ready last first, so a caller and its worker may hand each other a processor for " +
			"10 ms while other callers wait for it: then the median, and even the 99th percentile, is hardly more " +
			"than the task, and a few calls take thousands of times as long. Where the median is far below the mean, " +
			"read the 99.9th percentile and the maximum. Those of 64 callers and of 16 are not to be compared: 100,000 calls take longer than a window, so that even a long wait ends in them; with 16 callers it may be cut off.",
		Parameter: "callers",
		Shape:     Request,
		Faces:     []catalog.Face{catalog.Own, catalog.Native},
		Blocks:    []Block{block(1), block(16), crowd},
	}
}
