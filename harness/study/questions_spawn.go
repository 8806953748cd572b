package study

// spawn are questions about a goroutine per task: latency, memory, numbers, stacks, threads.
func spawn() []Question {
	return []Question{spawnRequest(), spawnMemory(), spawnCrowd(), spawnStack(), spawnBlocked(), spawnOrPool(), spawnIdle()}
}

func spawnRequest() Question {
	const inline, spawn = "request/callers=1/inline/own", "request/callers=1/spawn/own"
	return Question{
		ID:  "spawn-request",
		Ask: "Is a goroutine per request too expensive for a server?",
		Predict: Prediction{
			Text:   "Time until a caller has the result of a 15-µs task, through a new goroutine ÷ called directly",
			Number: Ratio{spawn, inline, "ns/op"},
		},
		Answer: Answer{
			Claim: "No: net/http itself has one per connection (HTTP/2: one per stream as well). What is expensive is that nothing bounds their number.",
			Mechanism: "The caller pays for the way there and back: a goroutine made runnable, a thread woken perhaps, and itself woken in the end. " +
				"To waiting workers the way is the same.",
			Measured: `A task of {{given "15 µs"}} takes {{median "` + inline + `" "ns/op"}} called, {{median "` + spawn + `" "ns/op"}} through a new goroutine, ` +
				`{{median "request/callers=1/channel/own" "ns/op"}} through a channel pool.`,
			Fails:   "Under overload: all requests are admitted, all share the processors, all are late.",
			Monitor: "Requests in flight, and the 99th percentile of latency from arrival.",
		},
		Rests: []Rest{{Of: Ratio{spawn, inline, "ns/op"}, AtMost: 3, Says: "a new goroutine does not dominate a 15-µs request"}},
		FollowUps: []string{
			"Where would you put the limit: in front of the handler or inside it?", "What does a request cost whose client has gone?",
			"Would you start a worker thread per request in Node.js?",
		},
		Code:   []Code{{"harness/measure/request.go", "closedLoop.call"}, {"variants/spawn/spawn.go", "pool.Submit"}},
		Claims: []string{"S12", "S09"},
		Chart:  "latency-request.png",
	}
}

func spawnMemory() Question {
	const spawn, channel = "burst/waiting=1e5/spawn/own", "burst/waiting=1e5/channel/own"
	return Question{
		ID:  "spawn-memory",
		Ask: "A hundred thousand tasks wait: what does each of them cost as a goroutine, and what in a queue?",
		Predict: Prediction{
			Text:   "Bytes of live memory per task that waits as a goroutine",
			Number: Median{spawn, "B/waiting-task"},
		},
		Answer: Answer{
			Claim: "A goroutine holds a stack and the runtime's record of it, which is more than the stack alone that everybody quotes; in a queue a task holds one place.",
			Mechanism: `The smallest stack is {{given "2 KiB"}}. The record, the closure and what it waits with come on top. ` +
				"A place in a channel of functions is a pointer.",
			Measured: `It is {{median "` + spawn + `" "B/waiting-task"}} as a goroutine and {{median "` + channel + `" "B/waiting-task"}} in a channel.`,
			Fails:    "When the stack has grown: it shrinks only at a collection. And what the task captured is in neither number.",
			Monitor:  "/sched/goroutines:goroutines and /memory/classes/heap/stacks:bytes.",
		},
		Rests: []Rest{
			{Of: Median{spawn, "B/waiting-task"}, AtLeast: 2048, AtMost: 4096, Says: "a waiting goroutine takes between two and four kilobytes"},
			{Of: Median{channel, "B/waiting-task"}, AtMost: 100, Says: "a place in a queue takes some bytes"},
		},
		FollowUps: []string{"Does the memory go back when they have ended?", "How many would fit into a container of half a gigabyte?"},
		Code:      []Code{{"harness/measure/backlog.go", "TakeBacklog"}, {"variants/spawn/spawn.go", "pool.Submit"}},
		Claims:    []string{"G01", "S29"},
		Chart:     "burst.png",
	}
}

func spawnCrowd() Question {
	const few, many, channel = "burst/waiting=1e4/spawn/own", "burst/waiting=1e5/spawn/own", "burst/waiting=1e5/channel/own"
	return Question{
		ID:  "spawn-crowd",
		Ask: "Does Go's scheduler break down with a hundred thousand runnable goroutines?",
		Predict: Prediction{
			Text:   "Time per goroutine until all have ended, of a hundred thousand ÷ of ten thousand",
			Number: Ratio{many, few, "drain-ns/task"},
		},
		Answer: Answer{
			Claim: "No. To take the next one costs the same however many wait; what grows with the number is memory, and the wait of the last one.",
			Mechanism: "Local run queues are rings, the global one is a linked list: both give and take at their ends. " +
				"But each stack has to come back into a cache.",
			Measured: `Per goroutine a hundred thousand take {{ratio "` + many + `" "` + few + `" "drain-ns/task"}} what ten thousand take, ` +
				`{{median "` + many + `" "peak-rss"}} resident; a channel pool needs {{median "` + channel + `" "peak-rss"}}.`,
			Fails:   "At the memory limit: then the process ends, and all tasks with it.",
			Monitor: "Runnable goroutines, resident memory, and the wait in /sched/latencies:seconds.",
		},
		Rests: []Rest{
			{Of: Ratio{many, few, "drain-ns/task"}, AtMost: 4, Says: "among a hundred thousand a goroutine takes at most four times as long as among ten thousand"},
			{Of: Ratio{many, channel, "peak-rss"}, AtLeast: 3, Says: "goroutines that wait need far more memory than tasks in a queue"},
		},
		FollowUps: []string{"In which order do they run?", "What does the garbage collector do with all these stacks?", "How would you bound them without a pool?"},
		Code:      []Code{{"harness/measure/backlog.go", "heldTasks.submitAll"}, {"harness/experiment/burst.go", "burst"}},
		Claims:    []string{"G04", "S34"},
		Chart:     "burst.png",
	}
}

func spawnStack() Question {
	const spawn, channel = "stack/depth=100/spawn/own", "stack/depth=100/channel/own"
	return Question{
		ID:  "spawn-stack",
		Ask: "Goroutines are cheap to start: which tasks still gain much from long-lived workers?",
		Predict: Prediction{
			Text:   "Time per task that calls itself a hundred times: a goroutine each ÷ a channel pool",
			Number: Ratio{spawn, channel, "ns/op"},
		},
		Answer: Answer{
			Claim: "Those that need more stack than a new goroutine has: workers have grown theirs once.",
			Mechanism: "A stack grows by being copied to one twice as large, step by step. When the goroutine ends, a grown stack is freed. " +
				"New ones begin with the average size used, but that is computed at garbage collections only.",
			Measured: `A hundred calls deep, spawn takes {{median "` + spawn + `" "ns/op"}} and channel {{median "` + channel + `" "ns/op"}}, ` +
				`without recursion {{median "stack/depth=0/spawn/own" "ns/op"}} and {{median "stack/depth=0/channel/own" "ns/op"}}.`,
			Fails:   "Where the task computes for a millisecond: then nobody notices the copying.",
			Monitor: "runtime.newstack and runtime.copystack in a processor profile.",
		},
		Rests: []Rest{
			{Of: Ratio{spawn, channel, "ns/op"}, AtLeast: 2, Says: "a goroutine per task costs much more than a worker where stacks grow"},
		},
		FollowUps: []string{"What happens to pointers into a stack that moves?", "When does a stack shrink?", "Why are encoders a typical case?"},
		Code:      []Code{{"harness/workload/recurse.go", "descend"}, {"variants/channel/channel.go", "pool.work"}},
		Claims:    []string{"G13"},
		Chart:     "stack.png",
	}
}

func spawnBlocked() Question {
	const file, socket = "blocking/in=syscall/tasks=100/spawn/own", "blocking/in=socket/tasks=1000/spawn/own"
	return Question{
		ID:  "spawn-blocked",
		Ask: "Goroutines block, on a socket or in another system call: how many threads does that take?",
		Predict: Prediction{
			Text:   "Threads added while a hundred goroutines are blocked in a read that the network poller cannot wait for",
			Number: Median{file, "threads"},
		},
		Answer: Answer{
			Claim: "A socket takes none, another blocking system call one for each.",
			Mechanism: "A read from a socket parks the goroutine and leaves the waiting to the network poller. " +
				"In other calls (regular files, cgo) the kernel blocks the thread; its P is handed to another one, so the rest go on.",
			Measured: `A thousand goroutines that read from sockets add {{median "` + socket + `" "threads"}} threads, a hundred in another call ` +
				`{{median "` + file + `" "threads"}}.`,
			Fails:   "With calls that end within microseconds: the P stays where it is.",
			Monitor: `/sched/threads/total:threads. At {{given "10,000 threads"}} the runtime ends the process: bound such calls.`,
		},
		Rests: []Rest{
			{Of: Median{socket, "threads"}, AtMost: 5, Says: "sockets cost no threads"},
			{Of: Median{file, "threads"}, AtLeast: 80, Says: "blocking system calls cost a thread each"},
		},
		FollowUps: []string{"What does libuv's thread pool do in Node.js, and how large is it?", "What does a DNS lookup do?", "Do the threads ever go away?"},
		Code:      []Code{{"harness/measure/ways.go", "systemCallWay"}, {"harness/measure/ways.go", "socketWay"}},
		Claims:    []string{"S02", "S27"},
		Chart:     "threads.png",
	}
}

func spawnOrPool() Question {
	cell := func(row string) string { return "overhead/submitters=1/" + row }
	return Question{
		ID:  "spawn-or-pool",
		Ask: "Should you pool goroutines in order to save their creation?",
		Predict: Prediction{
			Text:    "Whether an empty task takes less time through each of the pools, one by one, than with a goroutine of its own",
			Verdict: "S13",
		},
		Answer: Answer{
			Claim:     `Hardly: most pools do save it, a few hundred nanoseconds that a task of {{given "150 µs"}} does not notice. Use a pool for a bound: on memory, on work at the same time.`,
			Mechanism: "A pool saves taking a goroutine from a free list, and pays with a shared queue or with waking a worker.",
			Measured: `An empty task takes {{median "overhead/submitters=1/spawn/own" "ns/op"}} with spawn, {{median "overhead/submitters=1/channel/own" "ns/op"}} with channel, ` +
				`{{median "overhead/submitters=1/ants/native" "ns/op"}} with ants; at {{given "150 µs"}} ants takes ` +
				`{{ratio "grain/grain=150us/ants/native" "grain/grain=150us/spawn/own" "ns/op"}} of spawn's.`,
			Fails:   "Tasks of nanoseconds, and deep stacks.",
			Monitor: "A queue that is never used is a bound that is never reached.",
		},
		Rests: []Rest{{
			Of: Ratio{"grain/grain=150us/ants/native", "grain/grain=150us/spawn/own", "ns/op"}, AtLeast: 0.7, AtMost: 1.4,
			Says: "a pool makes no difference to 150-µs tasks",
		}, {
			Of: Median{cell("spawn/own"), "ns/op"}, AtMost: 1000,
			Says: "there are a few hundred nanoseconds to save",
		}, {
			Of: Ratio{cell("channel/own"), cell("ants/native"), "ns/op"}, AtMost: 0.8,
			Says: "what a pool saves depends on the pool",
		}},
		FollowUps: []string{"What is a semaphore in front of the go statement, compared with a pool?", "What does sync.Pool have to do with it?", "When would you keep workers for their state?"},
		Code:      []Code{{"variants/channel/channel.go", "Open"}, {"variants/ants/ants.go", "Open"}},
		Claims:    []string{"S13", "G12"},
		Chart:     "compare-overhead.png",
	}
}

func spawnIdle() Question {
	const none, many = "memory/in=channel/goroutines=1/spawn/own", "memory/in=channel/goroutines=1e5/spawn/own"
	return Question{
		ID:  "spawn-idle",
		Ask: "A hundred thousand goroutines wait for something. What do they cost, apart from their memory?",
		Predict: Prediction{
			Text:   "Time of a garbage collection beside a hundred thousand waiting goroutines, divided by that beside one",
			Number: Ratio{many, none, "gc-ns"},
		},
		Answer: Answer{
			Claim: "Time of the garbage collector, in each cycle: it looks at every stack, whether or not its goroutine ever runs again.",
			Mechanism: "A stack may hold the only pointer to something, so it is a root. The collector suspends a goroutine, scans its frames and lets it go; what " +
				"is shallow is cheap, but there are many.",
			Measured: `A collection takes {{median "` + none + `" "gc-ns"}} with one and {{median "` + many + `" "gc-ns"}} with a hundred thousand. ` +
				`Each costs {{median "` + many + `" "RSS-B/goroutine"}} of resident memory, {{median "memory/in=stack/goroutines=1e4/spawn/own" "RSS-B/goroutine"}} if its stack has grown.`,
			Fails:   "Where collections are rare, a few milliseconds of them are no matter.",
			Monitor: "/gc/scan/stack:bytes and /sched/goroutines:goroutines, beside collections per second.",
		},
		Rests: []Rest{{Of: Ratio{many, none, "gc-ns"}, AtLeast: 2, Says: "waiting goroutines make a collection longer"}},
		FollowUps: []string{
			"Their stacks had grown once. When do they shrink?", "Would callbacks instead of goroutines be cheaper here?", "Does GOGC help?",
		},
		Code:   []Code{{"harness/measure/parked.go", "TakeParked"}, {"harness/experiment/memory.go", "memory"}},
		Claims: []string{"G29", "S29"},
		Chart:  "memory.png",
	}
}
