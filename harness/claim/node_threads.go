package claim

import (
	"fmt"

	nodejs "poolbench/harness/node"
)

// nodeOnThreads are the claims about the one thread of JavaScript, and about several.
func (p plan) nodeOnThreads() []Claim {
	procs := float64(p.procs)
	health := func(workers, callers string) place { return within("node-health", "workers="+workers, callers) }
	idle, busy := health("P", "0"), health("P", p.workers(4))
	return []Claim{
		{
			ID: "N01", Quote: "Node.js: JavaScript has one thread", Source: node, Kind: Throughput, Needs: onNodeOfTwo,
			Hypothesis: "with 64 tasks of 1 ms in flight the event loop alone has at most 1.1 processors in use",
			Why: "An instance of V8 runs JavaScript on one thread at a time, and the event loop is that thread " +
				"(https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick). V8 has threads of its own that compile and collect garbage, and " +
				"libuv has four for files and names: the tenth of a processor above 1 allows for these.",
			Parts: one(level(parallelism, nodeTask("1ms", "64").row(nodejs.Loop), atMost(1.1))),
		},
		{
			ID: "N03", Quote: "Node.js: CPU work blocks the event loop", Source: node, Kind: Latency, Needs: onNode, Chart: "node-health.png",
			Hypothesis: fmt.Sprintf("while %s callers ask the event loop for 5 ms of work each, again and again, the median of GET / is at least 10 × that of an idle server", p.workers(4)),
			Why: "A callback runs until it returns, and nothing else of JavaScript runs meanwhile (https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop). " +
				"GET / waits for those that came before it, of which there are as many as callers. S03 asks the same of goroutines.",
			Parts: one(ratio(medianLatency, busy.row(nodejs.Loop), idle.row(nodejs.Loop), atLeast(10))),
		},
		{
			ID: "N04", Quote: "Node.js: workers keep it responsive", Source: node, Kind: Latency, Needs: onNodeOfTwo, Chart: "node-health.png",
			Hypothesis: "beside tasks of 5 ms the 99th percentile of GET / is at most 5 ms with a worker per processor; that of a Go pool with a worker per processor is at least 3 times as long",
			Why: "The main thread is one of the operating system's, and so are the workers: the kernel shares the cores between them, and favours who has slept. Go's processors are " +
				"shared among goroutines by the runtime: a processor that always has a goroutine of its own to run takes one in 61 from the queue of all, where those wait that the network has woken " +
				"(https://go.dev/src/runtime/proc.go, findRunnable). The experiment says when that happens, and when not; see S03 and S04 as well.",
			Parts: []Part{
				all("a worker per processor", level(tailLatency, busy.row(nodejs.Pool), atMost(5e6))),
				all("Go beside it", ratio(tailLatency, busy.row("channel"), busy.row(nodejs.Pool), atLeast(3))),
			},
		},
		{
			ID: "N05", Quote: "Node.js: with workers it runs in parallel", Source: node, Kind: Throughput, Needs: onNodeOfTwo, Chart: "node-cost.png",
			Hypothesis: "with 64 tasks of 1 ms in flight every pool is at least 0.9 × GOMAXPROCS times as fast as the event loop alone",
			Why: "Workers are threads, each with an engine of its own, and nothing that JavaScript sees is shared between them (https://nodejs.org/api/worker_threads.html). What is missing " +
				"to the number of processors is spent on messages: the main thread needs a processor as well, to hand over and to take answers. GOMAXPROCS counts hardware threads: two of one core do not do twice the work.",
			Parts: per(pooledInNode, func(row string) Part {
				return all("", ratio(timePerTask, nodeTask("1ms", "64").row(nodejs.Loop), nodeTask("1ms", "64").row(row), atLeast(0.9*procs)))
			}),
		},
		{
			ID: "N09", Quote: "Node.js: Worker per request, others go on", Source: node, Kind: Latency, Needs: onNodeOfTwo, Chart: "node-health.png",
			Hypothesis: "while as many callers as in N03 have a Worker started for each task of 5 ms, the 99th percentile of GET / is at most 5 ms, as N04 asks of a pool, and at most 5 × that with a pool",
			Why: "The work itself is on other threads. But the main thread starts each Worker: it sets up channels, and takes its messages and its end, and the new thread compiles Node.js's own start and the script " +
				"(https://github.com/nodejs/node/blob/main/lib/internal/worker.js). All callers have a thread each, and there are more of those than processors.",
			Parts: []Part{
				all("at most 5 ms", level(tailLatency, busy.row(nodejs.Spawn), atMost(5e6))),
				all("against a pool", ratio(tailLatency, busy.row(nodejs.Spawn), busy.row(nodejs.Pool), atMost(5))),
			},
		},
		{
			ID: "N11", Quote: "Node.js: a sum to 10⁸ is CPU-heavy", Source: node, Kind: Throughput, Needs: onNode,
			Hypothesis: "it takes the event loop at least 20 ms, as S11 asks of one processor",
			Why: "A number of JavaScript is a double (https://tc39.es/ecma262/#sec-ecmascript-language-types-number-type), an addition of doubles takes several cycles, and each waits for the one before. Where V8 knows that numbers are small " +
				"integers it calculates with those, but the sum is too large for that. Go takes as long with doubles, and less with integers: the difference is the number's, and not the language's.",
			Parts: one(level(timePerTask, in("node-work", "sum-double").row(nodejs.Loop), atLeast(20e6))),
		},
		{
			ID: "N33", Quote: "Node.js: a Worker pays for small tasks", Source: node, Kind: Throughput, Needs: onNodeOfTwo, Chart: "node-cost.png",
			Hypothesis: "many tasks of 1 ms, or of a sum to 10⁸, take at least 10 % less time with a Worker each than on the event loop",
			Why: "What S33 asks of goroutines. To start a Worker is to start an engine: some twenty milliseconds of a processor, before the task begins. It pays for tasks that are several times as long, where there is more than one of them at a " +
				"time; split says where.",
			Parts: []Part{
				all("1 ms", ratio(timePerTask, nodeTask("1ms", "64").row(nodejs.Loop), nodeTask("1ms", "64").row(nodejs.Spawn), atLeast(1.1))),
				all("sum to 10⁸", ratio(timePerTask, in("node-work", "sum-double").row(nodejs.Loop), in("node-work", "sum-double").row(nodejs.Spawn), atLeast(1.1))),
			},
		},
	}
}
