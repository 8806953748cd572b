package claim

import (
	nodejs "poolbench/harness/node"
)

// nodeOnPools are the claims about workers that stay, against a Worker per task.
func (p plan) nodeOnPools() []Claim {
	procs := float64(p.procs)
	const spawn = nodejs.Spawn
	return []Claim{
		{
			ID: "N07", Quote: "Node.js: a pool is the expected answer", Source: node, Kind: Throughput, Needs: onNode, Chart: "node-cost.png",
			Hypothesis: "with 64 in flight a hand-written pool takes at least 10 % less time than a Worker per task, for empty tasks and those of 1 ms",
			Why:        "A pool saves the start of a thread with an engine, which is tens of milliseconds, and keeps the message, which is some ten microseconds. S07 asks the same of goroutines, where both are some hundred nanoseconds.",
			Parts: per([]string{"empty", "1ms"}, func(task string) Part {
				at := nodeTask(task, "64")
				return all("", ratio(timePerTask, at.row(spawn), at.row(nodejs.Pool), atLeast(1.1)))
			}),
		},
		{
			ID: "N12", Quote: "Node.js: a Worker per request is expensive", Source: node, Kind: Latency, Needs: onNode, Chart: "node-cost.png",
			Hypothesis: "to start a Worker for one task and wait for it costs at least 1 ms more than to call it: a hundred times what S12 asks of a goroutine",
			Why: "It is a thread, an instance of V8 with a heap, and Node.js's own JavaScript, run before the script (https://github.com/nodejs/node/blob/main/src/node_worker.cc). S12 is about " +
				"a goroutine, a small stack from a free list, and takes 10 µs for expensive.",
			Parts: one(Ratio{Metric: timePerTask, Of: nodeTask("empty", "1").row(spawn), To: nodeTask("empty", "1").row(nodejs.Loop), Plus: 1e6, Bound: atLeast(1)}),
		},
		{
			ID: "N13", Quote: "Node.js: a pool saves the cost of creation", Source: node, Kind: Throughput, Needs: onNode, Chart: "node-cost.png",
			Hypothesis: "with 64 in flight an empty task takes at least 3 % less time through the pool than with a Worker of its own",
			Why:        "The threshold is that of S13, where it is a question. Here what is saved is several hundred times as long as what a pool adds, a message to a thread that is there and one back.",
			Parts: per(pooledInNode, func(row string) Part {
				return all("", ratio(timePerTask, nodeTask("empty", "64").row(row), nodeTask("empty", "64").row(spawn), atMost(0.97)))
			}),
		},
		{
			ID: "N14", Quote: "Node.js: workers take tasks as they come", Source: node, Kind: Throughput, Needs: onNodeOfTwo,
			Hypothesis: "while tasks of 1 ms wait, 64 in flight, at least 0.95 × GOMAXPROCS processors are in use",
			Why: "A worker that is done tells the main thread, and computes nothing until that has sent it the next task: a round trip through two event loops, which busy workers delay. Libraries " +
				"may send tasks ahead, to a worker that is still busy. Processor time of the main thread counts as well: this can refute, and supports weakly; N05 asks how much faster it is.",
			Parts: per(pooledInNode, func(row string) Part {
				return all("", level(parallelism, nodeTask("1ms", "64").row(row), atLeast(0.95*procs)))
			}),
		},
		{
			ID: "N21", Quote: "Node.js: Piscina is as fast as one's own", Source: Source{"after Piscina's README", "https://github.com/piscinajs/piscina"},
			Kind: Throughput, Needs: onNode, Chart: "node-cost.png",
			Hypothesis: "an empty task takes at most 3 % longer through Piscina than through a hand-written pool, with 1 and with 64 in flight",
			Why: "Piscina has more to do: options, an AsyncResource and a histogram of each task. But it wakes a waiting worker through shared memory, Atomics.wait, and takes messages synchronously " +
				"(https://github.com/piscinajs/piscina, option atomics), which saves turns of the event loop in both directions.",
			Parts: per([]string{"1", "64"}, func(inFlight string) Part {
				at := nodeTask("empty", inFlight)
				return all(inFlight+" in flight", ratio(timePerTask, at.row("node-piscina/native"), at.row(nodejs.Pool), atMost(1.03)))
			}),
		},
		{
			ID: "N28", Quote: "Node.js: cluster plus pool uses more cores", Source: Source{"after the documentation of Node.js, cluster", "https://nodejs.org/api/cluster.html"},
			Kind: Throughput, Needs: onNodeOfTwo, Chart: "node-cost.png",
			Hypothesis: "with 64 in flight, a process per processor, with a pool of one worker in each, takes at least 5 % less time than one process with a pool of as many, for tasks of 1 ms and for empty ones",
			Why: "One main thread hands over all tasks of a pool, and several processes have one each: that helps where handing over is what takes long. Against it are a message between processes for each task, which is " +
				"text in a socket here, and work that is already spread over all processors.",
			Parts: per([]string{"1ms", "empty"}, func(task string) Part {
				at := nodeTask(task, "64")
				return all(task, ratio(timePerTask, at.row(nodejs.Cluster), at.row(nodejs.Pool), atMost(1/1.05)))
			}),
		},
	}
}
