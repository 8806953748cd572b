package claim

import (
	"fmt"
	"slices"

	"poolbench/harness/experiment"
)

// service are the claims about an HTTP service that computes.
func (p plan) service() []Claim {
	limit := fmt.Sprint(experiment.AdmissionLimit)
	limited := limit + " admitted"
	return []Claim{
		{
			ID: "S09", Quote: "a worker per request: the others continue", Source: node, Kind: Latency, Chart: "overload.png",
			Hypothesis: "at 120 % load the median latency of the last third of the requests is at most 1.25 × that of the first third, and the " +
				"99th percentile at most 10 × that at 50 % load",
			Why: "They continue, later and later: whatever comes beyond what can be answered waits, and whoever comes next waits behind it " +
				"or shares the processors with it; where the last to come is served first, the first to come starves, and only the tail shows it. net/http starts a goroutine per connection (https://go.dev/src/net/http/server.go, Serve), so that " +
				"a pool only moves the queue from the scheduler to its own door. What bounds the wait is to refuse some at once. But to be refused a request has to be read, for which it " +
				"needs a processor of Go, and while all of them compute it waits for that in front of the limit: see S03. Both strategies are measured both ways, " +
				"to tell the limit from the pool, and one with a processor of Go to spare.",
			Parts: slices.Concat(
				overloaded("all admitted", "none", "spawn", "channel"), overloaded(limited, limit, "spawn", "channel"),
				overloaded(limited+" with GOMAXPROCS + 1,", limit+".more1", "channel")),
		},
		{
			ID: "S10", Quote: "the worker per request server is complete", Source: node, Kind: Behaviour,
			Hypothesis: "when all requests are answered, at most 2 goroutines more than before are there",
			Why: "The note's first server starts a worker, takes its result and never ends it. In Go that is a goroutine that receives from a channel " +
				"nobody closes, and the garbage collector does not free one that waits for ever. Two are for what net/http or the " +
				"runtime may have started for itself. The service of this repository is measured beside it.",
			Parts: one(level(goroutinesLeft, in("leak", "naive").row("spawn"), atMost(2+goroutinesLeft.Plus))),
		},
		{
			ID: "M06", Quote: "the service costs little beside net/http", Source: here, Kind: Latency,
			Hypothesis: "an empty task over HTTP takes at most 1.3 × as long as a handler that writes a constant",
			Why: "Most of a round trip is system calls and the waking of two processes, which both have. What the service adds is in memory: it reads the " +
				"query, admits the request, hands it to a worker and back, which may wake a thread each, counts it and measures it.",
			Parts: one(ratio(timePerTask, in("roundtrip", "compute").row("channel"), in("roundtrip", "bare").row("channel"), atMost(1.3))),
		},
	}
}

// overloaded are the parts of S09 with one limit to what is admitted, for each of rows.
func overloaded(label, admission string, rows ...string) []Part {
	return per(rows, func(row string) Part {
		at := func(load string) Arm { return within("overload", "admission="+admission, load).row(row) }
		return all(label+" "+row, level(growth, at("120pct"), atMost(1.25)), ratio(tailLatency, at("120pct"), at("50pct"), atMost(10)))
	})
}
