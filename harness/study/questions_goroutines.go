package study

// goroutines are questions about what replaces the event loop.
func goroutines() []Question {
	return []Question{goroutinesAtOnce(), spawnCost(), channelCost()}
}

func goroutinesAtOnce() Question {
	const inline, spawn = "grain/grain=150us/inline/own", "grain/grain=150us/spawn/own"
	return Question{
		ID:  "goroutines-at-once",
		Ask: "Node.js computes on one thread: what does Go do if thousands of goroutines want to compute?",
		Predict: Prediction{
			Text:   "Processors in use (processor time ÷ wall time) while each 150-µs task has a goroutine of its own",
			Number: Median{spawn, "cpu/wall"},
		},
		Answer: Answer{
			Claim: "It runs GOMAXPROCS of them at the same time, and the others wait in run queues. Nobody has to ask for workers.",
			Mechanism: "A goroutine (G) runs on a thread (M) that holds a P, and there are GOMAXPROCS of those. " +
				`A P without work takes half of another one's queue; after {{given "10 ms"}} a G is asked to make room.`,
			Measured: `With tasks of {{given "150 µs"}} there were {{median "` + spawn + `" "peak-goroutines"}} goroutines at most, ` +
				`a cpu/wall of {{median "` + spawn + `" "cpu/wall"}}, and a speed-up of {{ratio "` + inline + `" "` + spawn + `" "ns/op"}}.`,
			Fails:   "For a goroutine that has to answer meanwhile: it may wait for whole time slices.",
			Monitor: "/sched/latencies:seconds of runtime/metrics: how long runnable goroutines wait.",
		},
		Rests: []Rest{{
			Of: Ratio{inline, spawn, "ns/op"}, AtLeast: 1.3,
			Says: "goroutines compute in parallel without being asked to",
		}},
		FollowUps: []string{
			"What is a P for, if there are threads already?", "What does GOMAXPROCS default to in a container?",
			"How does a goroutine that never calls anything get interrupted?",
		},
		Code:   []Code{{"variants/spawn/spawn.go", "pool.Submit"}, {"variants/inline/inline.go", "pool.Submit"}},
		Claims: []string{"S01", "S03"},
		Chart:  "efficiency.png",
	}
}

func spawnCost() Question {
	const spawn, inline = "overhead/submitters=1/spawn/own", "overhead/submitters=1/inline/own"
	return Question{
		ID:  "spawn-cost",
		Ask: "What does a goroutine per task cost?",
		Predict: Prediction{
			Text:   "Nanoseconds per empty task with a goroutine for each, one submitter",
			Number: Median{spawn, "ns/op"},
		},
		Answer: Answer{
			Claim:     "A few hundred nanoseconds and a closure, as long as ended goroutines are there to be used again.",
			Mechanism: "The go statement takes a goroutine with its stack from a free list, queues it at its P, and wakes a thread if another P is idle.",
			Measured: `An empty task takes {{median "` + spawn + `" "ns/op"}}, which is {{ratio "` + spawn + `" "` + inline + `" "ns/op"}} ` +
				`what calling it takes, and allocates {{median "` + spawn + `" "B/op"}}.`,
			Fails:   "With more alive than ever before: each needs a new stack. With deep calls: each grows it anew.",
			Monitor: "The number of goroutines: if it grows, the submitter is faster than the processors.",
		},
		Rests: []Rest{
			{Of: Median{spawn, "ns/op"}, AtLeast: 100, AtMost: 1000, Says: "a goroutine costs a few hundred nanoseconds"},
			{Of: Ratio{spawn, inline, "ns/op"}, AtLeast: 1.5, Says: "a goroutine costs more than a call"},
		},
		FollowUps: []string{"Where does the memory of an ended goroutine go?", "Why is a thread so much dearer?", "Who runs first: the new goroutine or its creator?"},
		Code:      []Code{{"variants/spawn/spawn.go", "pool.Submit"}},
		Claims:    []string{"S12", "S33"},
		Chart:     "overhead.png",
	}
}

func channelCost() Question {
	const channel, inline, spawn = "overhead/submitters=1/channel/own", "overhead/submitters=1/inline/own", "overhead/submitters=1/spawn/own"
	return Question{
		ID:  "channel-cost",
		Ask: "What does it cost to hand a task to waiting workers through a buffered channel?",
		Predict: Prediction{
			Text:   "Nanoseconds per empty task through a channel pool, one submitter, 64 places",
			Number: Median{channel, "ns/op"},
		},
		Answer: Answer{
			Claim: "A lock and a copy while the buffer is neither full nor empty; otherwise also a goroutine parked or woken.",
			Mechanism: "A channel is a ring behind one mutex. If there is room, the value is copied; " +
				"if a receiver waits, it gets the value directly and becomes runnable; if it is full, the sender parks.",
			Measured: `An empty task takes {{median "` + channel + `" "ns/op"}}: {{ratio "` + channel + `" "` + inline + `" "ns/op"}} ` +
				`a call, and {{ratio "` + channel + `" "` + spawn + `" "ns/op"}} a goroutine of its own.`,
			Fails:   "Without places every task is a meeting of two goroutines; with many processors all meet at one lock.",
			Monitor: "The queue's length: always full, workers are too slow; always empty, the submitter is.",
		},
		Rests: []Rest{
			{Of: Ratio{channel, inline, "ns/op"}, AtLeast: 1.05, Says: "handing an empty task over costs more than calling it"},
			{Of: Ratio{channel, spawn, "ns/op"}, AtMost: 0.9, Says: "a place in a channel costs less than a goroutine"},
		},
		FollowUps: []string{"How many places would you give it?", "Why does Submit hold a read lock while it sends?", "What happens to a send on a closed channel?"},
		Code:      []Code{{"variants/channel/channel.go", "pool.Submit"}, {"variants/channel/channel.go", "pool.work"}},
		Claims:    []string{"S13", "G14"},
		Chart:     "overhead.png",
	}
}
