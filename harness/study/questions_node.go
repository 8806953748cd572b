package study

// fromNode are questions for those who know worker threads and have to answer for Go.
func fromNode() []Question {
	return []Question{nodeHandOver(), nodeWorker(), nodeHealth(), nodeNumbers(), nodeBuffers()}
}

func nodeHandOver() Question {
	pool, channel := "node-cost/task=empty/inflight=64/node-pool/own", "node-cost/task=empty/inflight=64/channel/own"
	return Question{
		ID:  "node-cost",
		Ask: "You know worker threads: what does it cost to give a task to a waiting worker there, and in Go?",
		Predict: Prediction{
			Text:   "Time per empty task through a WorkerPool in Node.js ÷ that through a channel in Go, 64 callers that wait for their answers",
			Number: Ratio{pool, channel, "ns/op"},
		},
		Answer: Answer{
			Claim: "Many times more in Node.js: a message through two event loops, against a function value through a channel.",
			Mechanism: "postMessage serializes the task, and wakes a thread, whose loop reads it; the answer returns the same way, through one main thread. " +
				"Goroutines share the heap.",
			Measured: `A WorkerPool takes {{median "node-cost/task=empty/inflight=64/node-pool/own" "ns/op"}} per empty task, channel {{median "node-cost/task=empty/inflight=64/channel/own" "ns/op"}}.`,
			Fails:    `With milliseconds of work per task nobody sees the difference. With one task in flight Node.js mostly wakes threads, and Go nobody.`,
			Monitor:  "Time in the queue beside time of the task.",
		},
		Rests: []Rest{{Of: Ratio{pool, channel, "ns/op"}, AtLeast: 2, Says: "a message between threads costs more than a place in a channel"}},
		FollowUps: []string{
			"From which size of task on does a WorkerPool pay?",
			"Why does a task take so much longer in Node.js with one in flight than with 64?",
			"What would you gain by Atomics.wait instead of messages?",
		},
		Code:   []Code{{"harness/node/variants/pool.mjs", ""}, {"variants/channel/channel.go", "pool.Submit"}},
		Claims: []string{"N12", "N13"},
		Chart:  "node-cost.png",
	}
}

func nodeWorker() Question {
	memory := Median{"node-workers/workers=16/node-pool/own", "RSS-B/worker"}
	start := Median{"node-workers/workers=16/node-pool/own", "p50-ns"}
	return Question{
		ID:      "node-workers",
		Ask:     "Why does everybody pool Workers in Node.js, and why is that no reason in Go?",
		Predict: Prediction{Text: "Resident memory that each of sixteen Workers of Node.js adds, having done one empty task", Number: memory},
		Answer: Answer{
			Claim: "A Worker is a thread with an engine, a heap and an event loop; a goroutine is a stack that grows.",
			Mechanism: "To start a Worker means to create an isolate, and to load and compile modules. A goroutine is taken from a free list. So pools in Go are for bounds: " +
				"how much runs, how much waits.",
			Measured: `A Worker starts in {{median "node-workers/workers=16/node-pool/own" "p50-ns"}} and keeps {{median "node-workers/workers=16/node-pool/own" "RSS-B/worker"}}; ` +
				`a pool with one goroutine starts in {{median "node-workers/workers=16/channel/own" "p50-ns"}}.`,
			Fails:   "Where workers keep state or deep stacks, pooling goroutines pays as well.",
			Monitor: "Resident memory and the number of workers, side by side.",
		},
		Rests: []Rest{
			{Of: memory, AtLeast: 1 << 20, Says: "a Worker takes more than a mebibyte"},
			{Of: start, AtLeast: 2e6, Says: "to start one takes milliseconds"},
			{Of: Median{"node-workers/workers=16/channel/own", "p50-ns"}, AtMost: 1e6, Says: "a pool with one goroutine starts in less than a millisecond"},
		},
		FollowUps: []string{
			"How many Workers would you run on a machine with eight processors, and why not more?",
			"What do resourceLimits of a Worker limit, and what happens at the limit?",
			"What does a goroutine keep while it waits?",
		},
		Code:   []Code{{"harness/node/variants/spawn.mjs", ""}, {"harness/measure/started.go", ""}},
		Claims: []string{"N29", "N12"},
		Chart:  "node-memory.png",
	}
}

func nodeHealth() Question {
	at := func(row string) string { return "node-health/workers=P/callers={4P}/" + row }
	less := "node-health/workers=P-1/callers={4P}/channel/own"
	return Question{
		ID:  "node-health",
		Ask: "Two servers compute with a worker per processor, one in Node.js, one in Go. Which of them still answers GET /?",
		Predict: Prediction{
			Text: "The smallest median of GET / while callers ask for five milliseconds of computing without a pause",
			Options: []Option{
				{"Node.js, on the event loop", Median{at("node-loop/own"), "p50-ns"}},
				{"Node.js, a WorkerPool", Median{at("node-pool/own"), "p50-ns"}},
				{"Go, a pool", Median{at("channel/own"), "p50-ns"}},
			},
		},
		Answer: Answer{
			Claim: "Node.js, with all its workers; Go with a worker less.",
			Mechanism: "In Node.js the kernel runs a main thread that slept before those that compute. In Go workers and handlers keep each processor's queue from running dry: " +
				"who is woken for GET / waits in the queue of all, looked at every 61 turns.",
			Measured: `Medians: WorkerPool {{median "node-health/workers=P/callers={4P}/node-pool/own" "p50-ns"}}, Go {{median "node-health/workers=P/callers={4P}/channel/own" "p50-ns"}}, ` +
				`a worker less {{median "node-health/workers=P-1/callers={4P}/channel/own" "p50-ns"}}, which takes ` +
				`{{ratio "node-health/workers=P-1/callers={4P}/channel/own" "node-health/workers=P/callers={4P}/channel/own" "ns/unit"}} as long per computation.`,
			Fails:   "Tasks beyond Go's time slice are preempted: then it answers in milliseconds.",
			Monitor: "Latency of the health check, from outside.",
		},
		Rests: []Rest{
			{Of: Ratio{at("channel/own"), at("node-pool/own"), "p50-ns"}, AtLeast: 1.5, Says: "the pool in Node.js answers faster than Go with all processors busy"},
			{Of: Ratio{less, at("channel/own"), "p50-ns"}, AtMost: 0.8, Says: "a worker less helps in Go"},
		},
		FollowUps: []string{
			"What does the worker less cost, and what would GOMAXPROCS one higher cost?",
			"Why do longer tasks let GET / through sooner?",
			"Could you lower the priority of worker threads in Node.js?",
			"What else runs on the main thread of Node.js that can hold up its answers?",
		},
		Code:   []Code{{"harness/node/server.mjs", ""}, {"harness/measure/health.go", ""}, {"harness/service/service.go", ""}},
		Claims: []string{"N03", "N04"},
		Chart:  "node-health.png",
	}
}

func nodeNumbers() Question {
	languages := Ratio{"node-work/work=sum-double/node-loop/own", "node-work/work=sum-double/inline/own", "ns/op"}
	// The two cells are of different blocks, measured in the same rounds.
	kinds := Ratio{"node-work/work=sum-double/inline/own", "node-work/work=sum-integer/inline/own", "ns/op"}
	return Question{
		ID:      "node-numbers",
		Ask:     "Go computes the note's sum several times faster than Node.js. What does that say about the languages?",
		Predict: Prediction{Text: "Time of the sum in Node.js ÷ that in Go, both in doubles, both on one thread", Number: languages},
		Answer: Answer{
			Claim: "Little: Go added integers. Give it doubles, and the difference is gone, or nearly.",
			Mechanism: "Each addition waits for the one before. One of doubles takes several cycles, one of integers a single one. JavaScript has doubles only, " +
				"and V8 may use integers only where it can prove that nobody sees it.",
			Measured: `In doubles Node.js takes {{ratio "node-work/work=sum-double/node-loop/own" "node-work/work=sum-double/inline/own" "ns/op"}} Go's time; ` +
				`in Go doubles take {{ratio "node-work/work=sum-double/inline/own" "node-work/work=sum-integer/inline/own" "ns/op"}} that of integers.`,
			Fails:   "Before it is compiled, JavaScript is far slower; objects and large arrays differ for other reasons.",
			Monitor: "Compare what you run, warm.",
		},
		Rests: []Rest{
			{Of: languages, AtLeast: 0.7, AtMost: 1.4, Says: "both languages add doubles about as fast"},
			{Of: kinds, AtLeast: 1.5, Says: "doubles take longer than integers"},
		},
		FollowUps: []string{
			"What does Math.imul do, and why is it in the calibrated work here?",
			"Up to which number is a sum of integers exact in doubles?",
			"How do you warm up before you measure, and when is that dishonest?",
		},
		Code:   []Code{{"harness/workload/comparable.go", "addDoubles"}, {"harness/node/workload.mjs", ""}},
		Claims: []string{"N11", "S11"},
		Chart:  "node-work.png",
	}
}

func nodeBuffers() Question {
	gain := func(size string) Ratio {
		return Ratio{"node-transfer/way=copy/size=" + size + "/node-pool/own", "node-transfer/way=transfer/size=" + size + "/node-pool/own", "ns/op"}
	}
	return Question{
		ID:  "node-transfer",
		Ask: "When does it pay to transfer a buffer to a Worker instead of having it cloned, and what is that in Go?",
		Predict: Prediction{
			Text:   `Time per call with {{given "64 MiB"}} that postMessage clones ÷ that if it transfers them, in Node.js`,
			Number: gain("64MiB"),
		},
		Answer: Answer{
			Claim: "When the copy is large beside the way to the worker. In Go there is no copy, unless you make it.",
			Mechanism: "Cloning copies every byte twice, into the message and out of it. A transfer moves the buffer and detaches the sender's. In Go a slice is a pointer and two numbers, and nobody takes " +
				"it away from the sender.",
			Measured: `Cloning takes {{ratio "node-transfer/way=copy/size=64MiB/node-pool/own" "node-transfer/way=transfer/size=64MiB/node-pool/own" "ns/op"}} as long with {{given "64 MiB"}}, ` +
				`{{ratio "node-transfer/way=copy/size=1KiB/node-pool/own" "node-transfer/way=transfer/size=1KiB/node-pool/own" "ns/op"}} with {{given "1 KiB"}}.`,
			Fails:   "If the sender still needs the data, share or clone.",
			Monitor: "Bytes per message; the race detector in Go's tests.",
		},
		Rests: []Rest{
			{Of: gain("64MiB"), AtLeast: 2, Says: "a transfer pays with mebibytes"},
			{Of: gain("1KiB"), AtMost: 3, Says: "it matters little with a kibibyte"},
		},
		FollowUps: []string{
			"What does the sender see in a buffer that it has transferred?",
			"Two Workers write to one SharedArrayBuffer. What do you need?",
			"Who owns a slice after it was sent to a channel?",
		},
		Code:   []Code{{"harness/node/workload.mjs", ""}, {"harness/workload/transfer.go", ""}},
		Claims: []string{"N08", "N23"},
		Chart:  "node-transfer.png",
	}
}
