package claim

import "poolbench/variants/catalog"

// contract is what people expect of a pool, without anyone having to say it.
var contract = Source{Name: "what users expect of a pool"}

// behaviours are claims about what strategies do, a part per row: native libraries beside the
// strategies written here.
func behaviours(p plan) []Claim {
	const native = " A library need not keep what it does not promise; the conformance table quotes what it does."
	return []Claim{
		{
			ID: "B01", Quote: "a panic fails only its own task", Source: contract, Kind: Behaviour,
			Hypothesis: "a panic does not end, skip or repeat the tasks beside and behind it",
			Why:        "A panic that is not recovered ends the program (https://go.dev/ref/spec#Handling_panics), so a pool has to recover it." + native,
			Parts:      p.rule("failure.others_unharmed", false),
		},
		{
			ID: "B03", Quote: "Map here stops at the first error", Source: contract, Kind: Behaviour,
			Hypothesis: "after the first error no more items are submitted, and nothing of them runs once Map has returned",
			Why: "Stopping is cooperative in Go: a context says so, and tasks have to look (https://go.dev/blog/context). Map is written here, " +
				"once for all strategies: what is tested is whether it keeps its promise on each of ours.",
			Parts: p.ownRule("map.first_error"),
		},
		{
			ID: "B04", Quote: "a task may submit to its own pool", Source: contract, Kind: Behaviour,
			Hypothesis: "it may, while there is room",
			Why: "Without room it would wait for a worker, and be one: a deadlock that no pool of fixed size whose Submit waits escapes. With room " +
				"it depends on locks." + native,
			Parts: p.rule("nested.with_room", false),
		},
		{
			ID: "B06", Quote: "the textbook pool works with any buffer", Source: Source{"after Go by Example, worker pools", "https://github.com/mmcgrana/gobyexample/blob/master/examples/worker-pools/worker-pools.go"},
			Kind:       Behaviour,
			Hypothesis: "a program that sends all of its 100 jobs before it receives the first result ends with buffers of 0, 10 and 100 places",
			Why: "The examples make both channels as long as there are jobs, and rarely say that they rest on it. With shorter ones, and fewer workers than jobs that fit into neither, the workers fill the results, wait for " +
				"somebody to receive, and leave the jobs alone, while the only one who would receive waits to send: a deadlock, which the runtime finds if nothing " +
				"else is running (https://go.dev/src/runtime/proc.go, checkdead).",
			Parts: per(p.values("textbook", ""), func(buffer string) Part {
				return all("buffer "+buffer, Kept{Of: in("textbook", buffer).row(catalog.Baseline)})
			}),
		},
		{
			ID: "B07", Quote: "closing drains the queue", Source: contract, Kind: Behaviour,
			Hypothesis: "Close returns when every accepted task has ended, running or queued",
			Why: "To close a channel leaves what is in it to be received (https://go.dev/ref/spec#Close), but who waits for the workers is the " +
				"pool's affair." + native,
			Parts: p.rule("close.drains", false),
		},
		{
			ID: "B08", Quote: "ending Submit's context stops queued tasks", Source: contract, Kind: Behaviour,
			Hypothesis: "a task that was accepted does not run if the context that Submit was given ends",
			Why: "The contract here says the opposite: what was accepted runs. A context that ends while a task is queued does not reach into " +
				"the queue (https://go.dev/blog/context); the task itself has to look at it. Submit of a library takes no context, so it " +
				"never sees this one; pond, errgroup and conc have a context of the pool or group, which is not tested here. Refuted means " +
				"that accepted tasks run.",
			Parts: p.rule("submit.cancel_after_acceptance", true),
		},
		{
			ID: "B09", Quote: "nothing is left after closing", Source: contract, Kind: Behaviour,
			Hypothesis: "once Close has returned, no goroutine of the pool is left",
			Why: "A goroutine ends by returning, or Goexit, and the garbage collector does not free one that waits for ever: a leak lasts as long " +
				"as the process." + native,
			Parts: p.rule("leak.after_close", false),
		},
		{
			ID: "B10", Quote: "Map here keeps the order", Source: contract, Kind: Behaviour,
			Hypothesis: "results are in the order of the items, for far more items than the pool has places",
			Why:        "Workers finish in any order. Map is written here, and gives each item its own place in the results, whatever the strategy.",
			Parts:      p.ownRule("map.order"),
		},
	}
}
