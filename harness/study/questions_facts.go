package study

// schedulerQuestions ask for what the facts of the chapter do to a pool.
func schedulerQuestions() []Question {
	return append(processorQuestions(), waitingQuestions()...)
}

// processorQuestions are about who runs where and when.
func processorQuestions() []Question {
	return []Question{
		{
			ID:  "facts-slice",
			Ask: "A goroutine may run for ten milliseconds at a time. Why may one that becomes ready wait far longer until it runs?",
			Predict: Prediction{
				Text:   "Milliseconds from a byte sent to its echo, in the median, beside sixteen goroutines per processor that compute without end",
				Number: Median{"responsive/repair=none/goroutines={16P}/channel/own", "p50-ns"},
			},
			Answer: Answer{
				Claim: "The slice bounds one turn. The wait is a turn for each goroutine in the queue before it.",
				Mechanism: "The system monitor notices late, so that a turn lasts up to twice {{given \"10 ms\"}}; and while all processors compute, " +
					"the monitor alone looks at the network.",
				Measured: "The median echo takes {{median \"responsive/repair=none/goroutines={P}/channel/own\" \"p50-ns\"}} beside one busy goroutine per processor, " +
					"and {{median \"responsive/repair=none/goroutines={16P}/channel/own\" \"p50-ns\"}} beside sixteen.",
				Fails:   "If a processor is idle, nobody waits for a slice to end.",
				Monitor: "The histogram /sched/latencies:seconds of runtime/metrics.",
			},
			Rests: []Rest{{
				Of:      Ratio{"responsive/repair=none/goroutines={16P}/channel/own", "responsive/repair=none/goroutines={P}/channel/own", "p50-ns"},
				AtLeast: 3, Says: "sixteen busy goroutines per processor delay an answer much more than one does",
			}},
			FollowUps: []string{"Who interrupts a goroutine that makes no call?", "Can the slice be configured?"},
			Code:      []Code{{"harness/study/facts/preemption/main.go", "main"}, {"harness/measure/background.go", "background.compute"}},
			Claims:    []string{"G22"},
			Chart:     "responsive.png",
		},
		{
			ID:  "facts-maxprocs",
			Ask: "A container may use two processors of a machine with sixty-four. What is GOMAXPROCS, and what if it were wrong?",
			Predict: Prediction{
				Text:   "Time per 150-µs task through a channel pool on one processor (GOMAXPROCS and workers), as a multiple of that on all",
				Number: Ratio{"scale/procs=1/channel/own", "scale/procs={P}/channel/own", "ns/op"},
			},
			Answer: Answer{
				Claim: "2, with Go 1.25 or later in go.mod: the default follows the quota. Too few leave processors idle; far too many may get the process throttled.",
				Mechanism: "The quota is processor time per period. A thread per processor of the machine uses it up early, and the kernel stops all threads until the next period. " +
					"One more than processors only lets the kernel share them out.",
				Measured: "Nothing here measures throttling. One processor takes {{ratio \"scale/procs=1/channel/own\" \"scale/procs={P}/channel/own\" \"ns/op\"}} the time of all; " +
					"one more than there are, {{ratio \"repairs/repair=more1/channel/own\" \"repairs/repair=none/channel/own\" \"ns/unit\"}}.",
				Fails:   "Somebody has set GOMAXPROCS, or go.mod names an older Go (GODEBUG containermaxprocs, updatemaxprocs): the limit is ignored.",
				Monitor: "nr_throttled in the cgroup's cpu.stat, and /sched/gomaxprocs:threads.",
			},
			Rests: []Rest{
				{Of: Ratio{"scale/procs=1/channel/own", "scale/procs={P}/channel/own", "ns/op"}, AtLeast: 1.3, Says: "more processors make independent tasks faster"},
				{Of: Ratio{"repairs/repair=more1/channel/own", "repairs/repair=none/channel/own", "ns/unit"}, AtMost: 1.3, Says: "one more than processors costs little"},
			},
			FollowUps: []string{"Your pool has counted its workers at the start, and the limit changes: what now?", "Why is the limit not rounded down?"},
			Code:      []Code{{"harness/study/facts/maxprocs/main.go", "main"}, {"harness/experiment/scale.go", "scale"}},
			Claims:    []string{"S05"},
			Chart:     "scale.png",
		},
		{
			ID:  "facts-steal",
			Ask: "One goroutine starts all the others, on one processor. How does the work come to the other processors?",
			Predict: Prediction{
				Text:   "How many times as fast all processors of this machine are as one, with a goroutine per 150-µs task, all started by one",
				Number: Ratio{"scale/procs=1/spawn/own", "scale/procs={P}/spawn/own", "ns/op"},
			},
			Answer: Answer{
				Claim:     "Idle processors steal: a random one's queue, the older half of it.",
				Mechanism: "The go statement wakes a processor if one is idle. It spins, steals half a queue, and wakes the next one. There is no dispatcher, and stealing takes no lock.",
				Measured: "With tasks of {{given \"150 µs\"}} from one submitter, all processors are " +
					"{{ratio \"scale/procs=1/spawn/own\" \"scale/procs={P}/spawn/own\" \"ns/op\"}} as fast as one.",
				Fails:   "With tasks of nanoseconds: searching and waking cost more than the task.",
				Monitor: "Throughput against GOMAXPROCS, and /sched/goroutines/runnable:goroutines. cpu/wall alone counts searching as work.",
			},
			Rests: []Rest{{
				Of: Ratio{"scale/procs=1/spawn/own", "scale/procs={P}/spawn/own", "ns/op"}, AtLeast: 1.3, Says: "goroutines of one submitter spread over the processors",
			}},
			FollowUps: []string{"In which order do the goroutines of one processor run?", "What does a spinning thread cost?"},
			Code:      []Code{{"variants/spawn/spawn.go", "pool.Submit"}, {"harness/study/facts/runnext/main.go", "order"}},
			Claims:    []string{"S05"},
			Chart:     "scale.png",
		},
	}
}

// waitingQuestions are about goroutines that wait, and what they leave behind.
func waitingQuestions() []Question {
	return []Question{
		{
			ID:  "facts-handover",
			Ask: "A send hands its value to a waiting receiver directly. Why are tiny tasks still cheaper through a buffer?",
			Predict: Prediction{
				Text:   "Time per empty task without a buffer, as a multiple of that with 64 places",
				Number: Ratio{"handoff/task=empty.P/buffer=0/channel/own", "handoff/task=empty.P/buffer=64/channel/own", "ns/op"},
			},
			Answer: Answer{
				Claim: "Copying is not the price, parking and waking are. With a buffer a worker takes many tasks for each time that it parks.",
				Mechanism: "Without one, sender and receiver meet for every task: whoever comes first parks, and the other makes it ready. " +
					"With one, a send only copies while there is room.",
				Measured: "An empty task takes {{median \"handoff/task=empty.P/buffer=0/channel/own\" \"ns/op\"}} unbuffered and " +
					"{{median \"handoff/task=empty.P/buffer=64/channel/own\" \"ns/op\"}} with 64 places.",
				Fails:   "If workers are idle most of the time: then each task wakes one, buffer or not.",
				Monitor: "len and cap of the queue: always empty means idle workers, always full means backpressure.",
			},
			Rests: []Rest{{
				Of:      Ratio{"handoff/task=empty.P/buffer=0/channel/own", "handoff/task=empty.P/buffer=64/channel/own", "ns/op"},
				AtLeast: 1.3, Says: "without a buffer an empty task costs clearly more",
			}},
			FollowUps: []string{"Which idle worker gets the next task?", "Where does a woken goroutine run?"},
			Code:      []Code{{"variants/channel/channel.go", "pool.work"}, {"harness/study/facts/handover/main.go", "past"}},
			Claims:    []string{"G14"},
			Chart:     "handoff.png",
		},
		{
			ID:  "facts-threads",
			Ask: "A network disk hangs, and every request reads from it. What ends a Go server, and what would happen in Node.js?",
			Predict: Prediction{
				Text: "Which goroutines add most threads to the process",
				Options: []Option{
					{"a thousand that read from sockets", Median{"blocking/in=socket/tasks=1000/spawn/own", "threads"}},
					{"a thousand that receive from a channel", Median{"blocking/in=channel/tasks=1000/spawn/own", "threads"}},
					{"eight in a blocking system call", Median{"blocking/in=syscall/tasks=8/spawn/own", "threads"}},
				},
				Most: true,
			},
			Answer: Answer{
				Claim:     "In Go each blocked call holds a thread, and at {{given \"10,000 threads\"}} the process ends. In Node.js four threads block by default, and all later file operations queue.",
				Mechanism: "The poller cannot wait for files. The kernel stops the thread, and its processor goes to another one, which is started if there is none.",
				Measured: "Eight goroutines in a blocking call add {{median \"blocking/in=syscall/tasks=8/spawn/own\" \"threads\"}}, a thousand of them " +
					"{{median \"blocking/in=syscall/tasks=1000/spawn/own\" \"threads\"}}; a thousand that read from sockets {{median \"blocking/in=socket/tasks=1000/spawn/own\" \"threads\"}}.",
				Fails:   "For sockets: they wait in the poller and take none.",
				Monitor: "/sched/threads/total:threads. A semaphore before the calls bounds them.",
			},
			Rests: []Rest{{
				Of: Median{"blocking/in=syscall/tasks=1000/spawn/own", "threads"}, AtLeast: 500, Says: "most blocked calls take a thread of their own",
			}},
			FollowUps: []string{
				"Why does a context not cancel a blocked read of a file?",
				"How many threads has Node.js for files (https://nodejs.org/api/cli.html#uv_threadpool_sizesize), and what else waits in their queue?",
			},
			Code:   []Code{{"harness/study/facts/threads/main.go", "added"}, {"harness/measure/ways.go", "systemCallWay"}},
			Claims: []string{"S02", "S27"},
			Chart:  "threads.png",
		},
		{
			ID:  "facts-waiting",
			Ask: "A task computes for a tenth of its time and waits for a database otherwise. How many goroutines do you let run?",
			Predict: Prediction{
				Text: "The number of workers with the smallest time per task",
				Options: []Option{
					{"one per processor", Median{"waiting/workers={P}/channel/own", "ns/op"}},
					{"4 per processor", Median{"waiting/workers={4P}/channel/own", "ns/op"}},
					{"20 per processor", Median{"waiting/workers={20P}/channel/own", "ns/op"}},
				},
			},
			Answer: Answer{
				Claim: "At least 1 + wait ÷ compute per processor, rather more: what bounds it is the database.",
				Mechanism: "A goroutine that waits for a socket or a timer is parked and takes no thread. A worker per processor keeps the processors idle " +
					"while it waits; with more of them the waits overlap.",
				Measured: "A task takes {{median \"waiting/workers={P}/channel/own\" \"ns/op\"}} with a worker per processor, " +
					"{{median \"waiting/workers={10P}/channel/own\" \"ns/op\"}} with ten, {{median \"waiting/workers={20P}/channel/own\" \"ns/op\"}} with twenty.",
				Fails:   "If tasks only compute: then more workers gain nothing.",
				Monitor: "cpu/wall, and the latency of the database as the number grows.",
			},
			Rests: []Rest{{
				Of:     Ratio{"waiting/workers={20P}/channel/own", "waiting/workers={P}/channel/own", "ns/op"},
				AtMost: 0.5, Says: "workers that wait most of the time have to be many",
			}},
			FollowUps: []string{"Why is the formula a lower bound?", "Would you use a pool for this at all, or a semaphore?"},
			Code:      []Code{{"harness/experiment/waiting.go", "waiting"}, {"variants/channel/channel.go", "pool.work"}},
			Claims:    []string{"G25"},
		},
		{
			ID:  "facts-burst",
			Ask: "What does a burst of a hundred thousand goroutines cost, and what stays?",
			Predict: Prediction{
				Text:   "Largest resident set of a process in which a hundred thousand goroutines wait, as a multiple of one in which ten thousand do",
				Number: Ratio{"burst/waiting=1e5/spawn/own", "burst/waiting=1e4/spawn/own", "peak-rss"},
			},
			Answer: Answer{
				Claim: "A stack and a descriptor for each that is alive at once. Descriptors stay for good; stacks are freed at the next collection, and go back to the operating system slowly.",
				Mechanism: "A goroutine that ends goes to a free list with its stack, for the next go statement: the runtime pools goroutines itself. " +
					"The list of all descriptors never shrinks.",
				Measured: "Nothing here measures what stays. The process peaks at {{median \"burst/waiting=1e5/spawn/own\" \"peak-rss\"}}, with ten thousand at " +
					"{{median \"burst/waiting=1e4/spawn/own\" \"peak-rss\"}}, with a channel at {{median \"burst/waiting=1e5/channel/own\" \"peak-rss\"}}.",
				Fails:   "Bursts repeat: then what is kept is needed.",
				Monitor: "/memory/classes/heap/stacks:bytes, and the live heap after a collection, /gc/heap/live:bytes.",
			},
			Rests: []Rest{{
				Of:      Ratio{"burst/waiting=1e5/spawn/own", "burst/waiting=1e5/channel/own", "peak-rss"},
				AtLeast: 2, Says: "a burst costs more memory as goroutines than as tasks in a channel",
			}},
			FollowUps: []string{"Does that make pooling goroutines worth it?", "What bounds the burst?"},
			Code:      []Code{{"harness/study/facts/reuse/main.go", "allocations"}, {"variants/spawn/spawn.go", "pool.Submit"}},
			Claims:    []string{"S29", "G12"},
			Chart:     "burst.png",
		},
	}
}
