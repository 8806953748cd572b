package experiment

import "poolbench/harness/sample"

// roundTrips is how many requests one sample sends: at some 50 µs each half a second, over which the
// kernel has moved both processes from core to core a few times.
const roundTrips = 10_000

// roundTrip: an empty task over HTTP, and a handler that does nothing at all.
func roundTrip() Experiment {
	block := func(server sample.Server) Block {
		return Block{
			Value: string(server), Server: server, Submitters: 1, Tasks: roundTrips, Workload: mustFind("empty"), Rows: []string{"channel"}, Extra: true,
		}
	}
	return Experiment{
		Name:     "roundtrip",
		Question: "What does the service add to a bare handler?",
		Reading: "Another process asks again and again on one connection, and waits for each answer. bare is a handler of net/http that writes a constant; compute is GET /compute " +
			"with an empty task: the query is read and checked, the request admitted, handed to a worker, counted and measured. The difference is what all of that costs.",
		Parameter: "handler",
		Shape:     RoundTrip,
		Across:    true,
		Reference: Reference{"", "bare"},
		Blocks:    []Block{block(sample.Bare), block(sample.Computing)},
	}
}
