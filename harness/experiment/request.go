package experiment

import (
	"strconv"

	"poolbench/variants/catalog"
)

// request: callers that wait for their results, alone and with more callers than workers.
// The task is of 15 µs: long enough to be worth asking for, and short enough that the way
// there and back is a part of the latency that can be seen.
func request() Experiment {
	block := func(callers int) Block {
		return Block{Value: strconv.Itoa(callers), Submitters: callers, Workload: mustFind("spin-15us")}
	}
	return Experiment{
		Name:     "request",
		Question: "How long does a caller wait for one result?",
		Reading: "A closed loop: each caller hands over a task of about 15 µs, waits for its result and then hands over " +
			"the next one. There are never more tasks than callers, so a slow pool is asked less often and its " +
			"latencies look better than those of tasks that arrive anyway would; the arrivals experiment has those. " +
			"With 1 caller nothing overlaps: what is above inline is the way to a worker and back. With 16 callers " +
			"most of the latency is waiting for a worker, and a pool may serve a few callers again and again while " +
			"the others wait: a median far below the mean shows that, and then the 99th percentile says little " +
			"about the callers who were left waiting, and the maximum more.",
		Parameter: "callers",
		Shape:     Request,
		Faces:     []catalog.Face{catalog.Own, catalog.Native},
		Blocks:    []Block{block(1), block(16)},
	}
}
