package experiment

import "poolbench/harness/sample"

// leakRequests is how many requests a server gets: so many that what each of them leaves behind
// is beyond any doubt.
const leakRequests = 200

// leak: a server that starts a worker for each request, and what becomes of the workers.
func leak() Experiment {
	block := func(value string, server sample.Server) Block {
		return Block{
			Value: value, Server: server, Submitters: 1, Tasks: leakRequests, Rate: 1000, Workload: mustFind("spin-15us"), Rows: []string{"spawn"}, Extra: true,
		}
	}
	return Experiment{
		Name:     "leak",
		Question: "What does a worker per request leave behind?",
		Reading: "The study note's first server starts a worker for each request, takes its result, and never ends it. naive is that in Go: a goroutine that serves " +
			"a channel of tasks nobody closes. correct is the service of this repository with a goroutine per request. " +
			"Both get 200 requests; counted are the goroutines that are there afterwards and were not before.",
		Parameter: "server",
		Shape:     Leak,
		Across:    true,
		Blocks:    []Block{block("naive", sample.Leaky), block("correct", sample.Computing)},
	}
}
