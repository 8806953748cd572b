package study

func spawn() []Question {
	return []Question{
		{
			ID:  "spawn-cost",
			Ask: "What does a goroutine per task cost, compared with a channel and waiting workers?",
			Predict: Prediction{
				Text:   "Time per empty task with a goroutine for each, one submitter",
				Number: Median{"overhead/submitters=1/spawn/own", "ns/op"},
			},
			Answer: Answer{
				Claim: "A goroutine per task costs several times what a place in a buffered channel costs, and both are far below a microsecond.",
				Mechanism: "The go statement takes a stack from a free list, puts the goroutine into the run queue of its processor and wakes another one to help; " +
					"a send into a buffer with room only copies a pointer.",
				Measured: "An empty task takes {{median \"overhead/submitters=1/spawn/own\" \"ns/op\"}} with spawn and " +
					"{{median \"overhead/submitters=1/channel/own\" \"ns/op\"}} with channel.",
				Fails:   "With tasks of {{given \"15 µs\"}} and more the difference drowns in the work.",
				Monitor: "The number of goroutines, and how long runnable ones wait (/sched/latencies of runtime/metrics).",
			},
			Rests: []Rest{{
				Of: Ratio{"overhead/submitters=1/spawn/own", "overhead/submitters=1/channel/own", "ns/op"}, AtLeast: 1.5,
				Says: "a goroutine costs clearly more than a place in a channel",
			}},
			FollowUps: []string{"Where does the memory of a finished goroutine go?", "Why does the gap shrink with 16 submitters?"},
			Code:      []Code{{"variants/spawn/spawn.go", "pool.Submit"}, {"variants/channel/channel.go", "pool.Submit"}},
			Claims:    []string{"S12", "S13"},
			Chart:     "overhead.png",
		},
	}
}
