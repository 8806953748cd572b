package claim

import (
	"fmt"

	nodejs "poolbench/harness/node"
)

// nodeOnSizes are the claims about the number of workers, and what each costs.
func (p plan) nodeOnSizes() []Claim {
	cores := p.workers(1)
	started := func(row string) Arm { return in("node-workers", "4").row(row) }
	return []Claim{
		{
			ID: "N15", Quote: "Node.js: four workers", Source: node, Kind: Throughput, Needs: onNode,
			Hypothesis: "for tasks of 1 ms 4 workers take at most 5 % longer than any other number of them",
			Why: "The note's pool has four, as libuv's has (https://docs.libuv.org/en/v1.x/threadpool.html). More workers than processors take turns; fewer leave some idle. The main thread " +
				"needs little, but while it waits for a processor all workers wait for it.",
			Parts: one(p.nodeSized("4")...),
		},
		{
			ID: "N16", Quote: "Node.js: as many workers as cores", Source: node, Kind: Throughput, Needs: onNodeOfTwo,
			Hypothesis: fmt.Sprintf("for tasks of 1 ms %s workers take at most 5 %% longer than any other number of them", cores),
			Why: "Each worker waits for its next task while a message goes to the main thread and another comes back. With one worker more than processors another has a task meanwhile: the reason to " +
				"have a few more, unless tasks are sent ahead.",
			Parts: one(p.nodeSized(cores)...),
		},
		{
			ID: "N29", Quote: "Node.js: a Worker costs megabytes", Source: node, Kind: Memory, Needs: onNode, Chart: "node-memory.png",
			Hypothesis: "of 4 workers each keeps at least 1 MiB of resident memory in Node.js, as a thread and as a process; a pool of one worker keeps at most 64 KiB in Go",
			Why: "A Worker has a heap and the compiled JavaScript of Node.js for itself (https://nodejs.org/api/worker_threads.html, resourceLimits); a process of a cluster has all of Node.js, though pages of the program that " +
				"are shared count here once for each. A goroutine has a stack of some KiB, and here a queue of 64 tasks beside it.",
			Parts: []Part{
				all("Worker", level(residentPerWorker, started(nodejs.Pool), atLeast(1<<20+residentPerWorker.Plus))),
				all("process", level(residentPerWorker, started(nodejs.Cluster), atLeast(1<<20+residentPerWorker.Plus))),
				all("Go", level(residentPerWorker, started("channel"), atMost(64<<10+residentPerWorker.Plus))),
			},
		},
	}
}

// nodeSized are the tests of so many workers against each other number of them.
func (p plan) nodeSized(workers string) []Test {
	at := func(w string) Arm { return in("node-size", w).row(nodejs.Pool) }
	return tests(without(p.values("node-size", ""), workers), func(w string) Test {
		return ratio(timePerTask, at(workers), at(w), atMost(1.05))
	})
}
