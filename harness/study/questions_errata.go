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
			Fails:   "The goroutine returns after its task: then a goroutine per request needs no ending, and no pool.",
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
		Code:   []Code{{"harness/measure/servers.go", "leaky"}, {"harness/measure/leak.go", "TakeLeak"}},
		Claims: []string{"S10", "B09"},
	}
}

func errataCrash() Question {
	return Question{
		ID:  "errata-crash",
		Ask: "A task crashes its worker, and the pool's error handler puts the worker back on the free list. What happens next?",
		Predict: Prediction{
			Text:    "Strategies and libraries, as documented: does the claim hold that after tasks have panicked as many run at once as before",
			Verdict: "S19",
		},
		Answer: Answer{
			Claim: "The next task is handed to somebody who is dead, and its caller waits for ever.",
			Mechanism: "The list says who may get a task, so only a live worker may enter itself. In Go a panic that nobody recovers even ends the process: " +
				"recover around the task, and replace a worker that Goexit has ended.",
			Measured: "That capacity survives panics: {{verdict \"S19\"}}. That the tasks beside are unharmed: {{verdict \"B01\"}}.",
			Fails:    "A crash should end the process, to be restarted clean: then let it, and say so.",
			Monitor:  "Failed tasks by cause, and workers alive against workers configured.",
		},
		FollowUps: []string{
			"Why does recover around the worker's loop not do?",
			"What should the caller of the failed task get?",
			"A fatal error such as a concurrent map write: can a pool survive it?",
		},
		Code: []Code{
			{"variants/freelist/freelist_test.go", "TestACrashedWorkerIsNotIdle"}, {"variants/freelist/freelist.go", "pool.work"}, {"variants/failures.go", "Failures.Run"},
		},
		Claims: []string{"S19", "B01"},
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
				"memory, branches and allocates.",
			Measured: "It takes {{median \"sum/n=1e8/inline/own\" \"ns/op\"}}. With channel it is {{ratio \"sum/n=1e8/inline/own\" \"sum/n=1e8/channel/own\" \"ns/op\"}} as fast as on one processor; " +
				"a scan of memory {{ratio \"workloads/kernel=memory_scan/inline/own\" \"workloads/kernel=memory_scan/channel/own\" \"ns/op\"}}.",
			Fails:   "You want a control: known answer, no noise of its own.",
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
		Ask: "close() of the note's pool terminates its workers. What should closing a pool do?",
		Predict: Prediction{
			Text:    "Strategies and libraries, as documented: does the claim hold that closing waits for all accepted tasks, running or queued",
			Verdict: "B07",
		},
		Answer: Answer{
			Claim: "Refuse new tasks, wake those who are blocked, finish what was accepted, and only then return.",
			Mechanism: "Accepting is a promise. A worker that is stopped cannot keep it, and whoever waits for its result is never told. Go could not even stop one: " +
				"goroutines end by themselves.",
			Measured: "That closing drains the queue: {{verdict \"B07\"}}. That nothing is left afterwards: {{verdict \"B09\"}}.",
			Fails:    "The drain has a deadline, as in a deployment: then say of each task left that it is lost.",
			Monitor:  "How long a drain takes, and what was lost at its end.",
		},
		FollowUps: []string{
			"Submit and Close race. Which answers are allowed?",
			"May a task close its own pool?",
			"How do you cancel what is running?",
		},
		Code: []Code{
			{"variants/channel/channel.go", "pool.Close"}, {"variants/variantstest/close.go", ""}, {"harness/service/server.go", "Service.drain"},
		},
		Claims: []string{"B07", "B09"},
	}
}
