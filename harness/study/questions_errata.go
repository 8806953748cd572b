package study

func errata() []Question {
	return []Question{errataLeak(), errataCrash(), errataSum(), errataClose()}
}

func errataLeak() Question {
	left := Median{"leak/server=naive/spawn/own", "goroutines-left"}
	return Question{
		ID:  "errata-leak",
		Ask: "A server starts a worker for each request, takes its result and answers. What is missing?",
		Predict: Prediction{
			Text:   "Goroutines that are left, in Go, after two hundred requests to such a server",
			Number: left,
		},
		Answer: Answer{
			Claim: "The end: a worker that waits for its next task waits for ever, and each request leaves one behind.",
			Mechanism: "The runtime keeps a goroutine until it returns, so one that receives from a channel nobody closes is never freed. In Node.js it is a thread " +
				"whose listener keeps it alive.",
			Measured: "Two hundred requests leave {{median \"leak/server=naive/spawn/own\" \"goroutines-left\"}} goroutines behind; with the service of this repository " +
				"{{median \"leak/server=correct/spawn/own\" \"goroutines-left\"}}.",
			Fails:   "Where the goroutine returns after its task, it needs no ending, and no pool.",
			Monitor: "The number of goroutines at rest; in tests, goleak.",
		},
		Rests: []Rest{
			{Of: left, AtLeast: 150, Says: "each request leaves a goroutine behind"},
			{Of: Median{"leak/server=correct/spawn/own", "goroutines-left"}, AtMost: 5, Says: "a correct service leaves none"},
		},
		FollowUps: []string{
			"What does each of them cost?",
			"How do you find where they were started?",
			"Who closes the channel, if several goroutines send?",
		},
		Code:   []Code{{"harness/measure/servers.go", "leaky"}, {"harness/measure/leak.go", "TakeLeak"}, {"harness/node/errata/leaked-worker.mjs", ""}},
		Claims: []string{"S10", "N10", "B09"},
	}
}

func errataCrash() Question {
	lost := Ratio{"workers/grain=150us/workers={P-1}/channel/own", "workers/grain=150us/workers={P}/channel/own", "ns/op"}
	return Question{
		ID:  "errata-crash",
		Ask: "A task crashes its worker, and the pool's error handler puts the worker back on the free list. What happens next?",
		Predict: Prediction{
			Text:   "Time per task of {{given \"150 µs\"}} in a pool that lacks one worker, divided by that with a worker per processor",
			Number: lost,
		},
		Answer: Answer{
			Claim: "The next task is handed to somebody who is dead, and its caller waits for ever. Nobody else notices more than a slower pool.",
			Mechanism: "The list says who may get a task, so only a live worker may enter itself. In Go a worker that Goexit ends starts its successor in a " +
				"deferred call.",
			Measured: "With a worker less a task takes {{ratio \"workers/grain=150us/workers={P-1}/channel/own\" \"workers/grain=150us/workers={P}/channel/own\" \"ns/op\"}} as long. " +
				"That capacity survives panics: {{verdict \"S19\"}}.",
			Fails:   "Where a crash should end the process, to be restarted clean, let it, and say so.",
			Monitor: "Workers alive against workers configured.",
		},
		Rests: []Rest{{Of: lost, AtLeast: 1.01, Says: "a pool that lacks a worker gets less done"}},
		FollowUps: []string{
			"All workers have crashed, one after the other. What does the service look like from outside?",
			"What should the caller of the failed task get?",
			"A fatal error such as a concurrent map write: can a pool survive it?",
		},
		Code: []Code{
			{"variants/freelist/freelist_test.go", "TestACrashedWorkerIsNotIdle"}, {"variants/freelist/freelist.go", "pool.work"}, {"variants/channel/channel.go", "pool.work"},
			{"harness/node/errata/crashed-worker.mjs", ""},
		},
		Claims: []string{"S19", "N19", "S16"},
		Chart:  "workers.png",
	}
}

func errataSum() Question {
	sum := func(row string) string { return "sum/n=1e8/" + row }
	return Question{
		ID:  "errata-sum",
		Ask: "The note's heavy computation adds the numbers up to a hundred million. Is that a good benchmark?",
		Predict: Prediction{
			Text:   "Time of that sum in Go, on one processor",
			Number: Median{sum("inline/own"), "ns/op"},
		},
		Answer: Answer{
			Claim: "Heavy it is, and like nothing else: it tells that cores are used, and not what your work gains.",
			Mechanism: "Each addition waits for the one before, in a register. Nothing is shared, so it scales as well as anything can. Real work waits for " +
				"memory, mispredicts branches, and allocates.",
			Measured: "It takes {{median \"sum/n=1e8/inline/own\" \"ns/op\"}}. With channel it is {{ratio \"sum/n=1e8/inline/own\" \"sum/n=1e8/channel/own\" \"ns/op\"}} as fast as on one processor; " +
				"a scan of memory {{ratio \"workloads/kernel=memory_scan/inline/own\" \"workloads/kernel=memory_scan/channel/own\" \"ns/op\"}}.",
			Fails:   "As a control it is good: known answer, no noise of its own.",
			Monitor: "Processor time per task, alone and with all processors busy.",
		},
		Rests: []Rest{
			{Of: Median{sum("inline/own"), "ns/op"}, AtLeast: 5e6, Says: "the sum takes milliseconds, far longer than handing it over"},
			{Of: Ratio{sum("inline/own"), sum("channel/own"), "ns/op"}, AtLeast: 1.5, Says: "it gains from a second processor"},
		},
		FollowUps: []string{
			"What if the compiler computes it in advance?",
			"Which kernels here gain least, and why?",
			"How small may the sum become before a pool loses?",
		},
		Code:   []Code{{"harness/workload/sum.go", ""}, {"harness/workload/memory.go", ""}},
		Claims: []string{"S11", "S06"},
		Chart:  "workloads.png",
	}
}

func errataClose() Question {
	return Question{
		ID:  "errata-close",
		Ask: "close() of the note's pool terminates its workers while callers wait for results. What becomes of them?",
		Predict: Prediction{
			Text:    "Whether in Go, for the pools written here and six libraries as documented, soon after Close has returned no goroutine of the pool is left",
			Verdict: "B09",
		},
		Answer: Answer{
			Claim: "They wait for ever: nobody settles the promise of a task that was stopped, or of one that waited.",
			Mechanism: "Accepting is a promise, and whoever ends the worker has to answer for it. Go cannot stop a goroutine from outside: workers end by returning, " +
				"after the last accepted task.",
			Measured: "That soon after Close has returned no goroutine of the pool is left: {{verdict \"B09\"}}; that everything accepted has run when it returns: {{verdict \"B07\"}}.",
			Fails:    "Where the drain has a deadline, as in a deployment, tell each caller that its task is lost.",
			Monitor:  "How long a drain takes, and what was lost at its end.",
		},
		FollowUps: []string{
			"Closing returns before all accepted tasks have ended. What may you not do yet?",
			"A goroutine waits for a result that never comes. Who frees it?",
			"How do you cancel what is running?",
		},
		Code: []Code{
			{"variants/do.go", "Do"}, {"variants/variantstest/close.go", ""}, {"harness/service/server.go", "Service.drain"}, {"harness/node/errata/unsettled-close.mjs", ""},
		},
		Claims: []string{"B09", "B07", "N19"},
	}
}
