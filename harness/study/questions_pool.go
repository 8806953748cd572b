package study

func pool() []Question {
	return []Question{poolWorkers(), poolStructure(), poolIdle(), poolDrain(), poolPanic(), poolNested(), poolSkew()}
}

func poolWorkers() Question {
	return Question{
		ID:  "pool-workers",
		Ask: "How many workers should a pool have for tasks that only compute?",
		Predict: Prediction{
			Text:   "Time per 15-µs task through a channel pool with 16 workers per processor ÷ that with one per processor",
			Number: Ratio{"workers/grain=15us/workers={16P}/channel/own", "workers/grain=15us/workers={P}/channel/own", "ns/op"},
		},
		Answer: Answer{
			Claim:     `One per processor that Go may use, GOMAXPROCS. Fewer leave processors idle; many more do little harm.`,
			Mechanism: `A processor runs one goroutine at a time. A worker more waits for a processor where otherwise its task waits in the queue; a switch is cheap.`,
			Measured: `A task of {{given "15 µs"}} takes {{median "workers/grain=15us/workers=1/channel/own" "ns/op"}} with one worker, ` +
				`{{median "workers/grain=15us/workers={P}/channel/own" "ns/op"}} with one per processor; 16 per processor take ` +
				`{{ratio "workers/grain=15us/workers={16P}/channel/own" "workers/grain=15us/workers={P}/channel/own" "ns/op"}} of that.`,
			Fails:   `Tasks that wait for a network need more; with tasks of about a microsecond one worker more than processors may be faster.`,
			Monitor: `Processor time against GOMAXPROCS, the queue's length, scheduling latency.`,
		},
		Rests: []Rest{
			{
				Of:     Ratio{"workers/grain=15us/workers={16P}/channel/own", "workers/grain=15us/workers={P}/channel/own", "ns/op"},
				AtMost: 1.2, Says: "16 workers per processor hardly slow tasks of fifteen microseconds down",
			},
			{
				Of:      Ratio{"workers/grain=15us/workers=1/channel/own", "workers/grain=15us/workers={P}/channel/own", "ns/op"},
				AtLeast: 1.2, Says: "a worker per processor is clearly faster than one worker",
			},
		},
		FollowUps: []string{
			"Why can one worker more than processors be the best number for very small tasks?",
			"What is the rule if tasks wait for nine tenths of their time, and why does it underestimate?",
			"What does GOMAXPROCS default to in a container with a processor limit?",
		},
		Code:   []Code{{"harness/experiment/workers.go", "workers"}, {"variants/channel/channel.go", "Open"}},
		Claims: []string{"G06", "S16", "G25"},
		Chart:  "workers.png",
	}
}

func poolStructure() Question {
	return Question{
		ID:  "pool-structure",
		Ask: "A channel, a list of idle workers or a ring with a lock: what should tasks wait in?",
		Predict: Prediction{
			Text: "Which pool takes the least time per empty task, one submitter, 64 places in the queue",
			Options: []Option{
				{"a buffered channel", Median{"overhead/submitters=1/channel/own", "ns/op"}},
				{"a list of idle workers, each with an inbox", Median{"overhead/submitters=1/freelist/own", "ns/op"}},
				{"a ring under a mutex, taken from in batches", Median{"overhead/submitters=1/batched/own", "ns/op"}},
			},
		},
		Answer: Answer{
			Claim:     `A buffered channel, until a profile shows it; a batched ring is faster for tiny tasks only.`,
			Mechanism: `Submitters and workers all meet at one lock. The ring shares it between up to 16 tasks, and whoever would sleep first yields once, so one switch replaces falling asleep and being woken.`,
			Measured: `An empty task takes {{median "overhead/submitters=1/channel/own" "ns/op"}} with channel and ` +
				`{{median "overhead/submitters=1/batched/own" "ns/op"}} with batched.`,
			Fails:   `At {{given "150 µs"}} per task no structure shows, and batched is three times the code.`,
			Monitor: `Mutex and block profiles, and the share of runtime functions in a CPU profile.`,
		},
		Rests: []Rest{
			{
				Of:      Ratio{"overhead/submitters=1/channel/own", "overhead/submitters=1/batched/own", "ns/op"},
				AtLeast: 1.1, Says: "the batched ring is clearly faster than the channel for empty tasks",
			},
			{
				Of:     Ratio{"grain/grain=150us/channel/own", "grain/grain=150us/batched/own", "ns/op"},
				AtMost: 1.15, Says: "the structure does not show where tasks are a hundred times longer",
			},
		},
		FollowUps: []string{
			"How does a worker's batch stay fair if its first task is long?",
			"When does it matter which worker gets a task?",
			"Why is a queue without locks not necessarily faster?",
		},
		Code: []Code{
			{"variants/batched/worker.go", "pool.take"}, {"variants/freelist/freelist.go", "pool.next"}, {"variants/channel/channel.go", "pool.work"},
		},
		Claims: []string{"S07", "S13"},
		Chart:  "overhead.png",
	}
}

func poolIdle() Question {
	return Question{
		ID:  "pool-idle",
		Ask: "Tasks are waiting, and still not all processors compute: how can that be?",
		Predict: Prediction{
			Text:   "Time per 15-µs task through a channel without a buffer ÷ that with 64 places, a worker per processor, one submitter",
			Number: Ratio{"handoff/task=15us.P/buffer=0/channel/own", "handoff/task=15us.P/buffer=64/channel/own", "ns/op"},
		},
		Answer: Answer{
			Claim:     `The pool is not work-conserving: a worker that ends its task has to wait for somebody to hand it the next.`,
			Mechanism: `Without a buffer one task is at hand, the submitter's. Whoever takes it wakes the submitter, and until that gets a processor there is no next one. From a buffer a worker helps itself.`,
			Measured: `Processor time is {{median "handoff/task=15us.P/buffer=0/channel/own" "cpu/wall"}} elapsed time without a buffer, ` +
				`{{median "handoff/task=15us.P/buffer=64/channel/own" "cpu/wall"}} with 64 places, with a worker per processor.`,
			Fails:   `Between tasks of milliseconds the gap is nothing.`,
			Monitor: `Processor time divided by elapsed time while the queue is not empty: it should be GOMAXPROCS.`,
		},
		Rests: []Rest{{
			Of:      Ratio{"handoff/task=15us.P/buffer=0/channel/own", "handoff/task=15us.P/buffer=64/channel/own", "ns/op"},
			AtLeast: 1.1, Says: "tasks take clearly longer through a channel without a buffer",
		}},
		FollowUps: []string{
			"Why does one worker more than processors close most of the gap?",
			"Processors in use are at their maximum: must all of that have been work?",
		},
		Code:   []Code{{"harness/experiment/handoff.go", "handoff"}, {"variants/channel/channel.go", "pool.Submit"}},
		Claims: []string{"S14"},
		Chart:  "handoff.png",
	}
}

func poolDrain() Question {
	return Question{
		ID:  "pool-drain",
		Ask: "How do you close a pool so that every accepted task runs exactly once?",
		Predict: Prediction{
			Text:    "Whether a task that waits in the queue does not run if the context that Submit was given ends",
			Verdict: "B08",
		},
		Answer: Answer{
			Claim:     `Close refuses first, then drains, then waits. Acceptance is the promise: a nil error means the task runs once, an error that it never does; the context governs the wait for admission only.`,
			Mechanism: `A send on a closed channel panics, so nobody may be sending when it closes: blocked submitters are woken by a second channel, a lock waits until they have left, then close lets workers empty the buffer.`,
			Measured:  `"Ending Submit's context stops a queued task" is {{verdict "B08"}}.`,
			Fails:     `If the process is killed, a queue in memory is lost: surviving that takes a durable one.`,
			Monitor:   `Accepted minus finished tasks, and how long Close takes.`,
		},
		FollowUps: []string{
			"Why may a task not call Close of its own pool?",
			"What would it take to stop tasks that are queued?",
			"How do you test that no goroutine is left?",
		},
		Code: []Code{
			{"variants/channel/channel.go", "pool.Close"}, {"variants/variantstest/close.go", "checkDrains"}, {"variants/variantstest/close.go", "checkRacingSubmits"},
		},
		Claims: []string{"B08", "B09"},
	}
}

func poolPanic() Question {
	return Question{
		ID:  "pool-panic",
		Ask: "One task out of a million panics: what should a pool do?",
		Predict: Prediction{
			Text:    "Whether a panic fails only its own task, with the strategies written here and six libraries as documented",
			Verdict: "B01",
		},
		Answer: Answer{
			Claim:     `Recover it, report it with its stack to whoever owns the result, and keep the worker.`,
			Mechanism: `A panic that reaches the top of a goroutine ends the process, and only a deferred call in that goroutine can recover it. runtime.Goexit cannot be recovered: the dying worker starts its successor in a deferred call.`,
			Measured:  `"A panic fails only its own task" is {{verdict "B01"}}.`,
			Fails:     `If the panic left shared state broken, ending the process is the honest answer.`,
			Monitor:   `A counter of panics, their stacks in the log, and whether as many tasks run at once as before.`,
		},
		FollowUps: []string{
			"Why must a worker that crashed not be put back on the list of idle ones?",
			"Which failures does no recover catch?",
			"Who should see the panic of a task that somebody waits for?",
		},
		Code: []Code{
			{"variants/failures.go", "Failures.Run"}, {"variants/channel/channel.go", "pool.work"}, {"variants/freelist/freelist_test.go", "TestACrashedWorkerIsNotIdle"},
		},
		Claims: []string{"B01", "S19"},
	}
}

func poolNested() Question {
	return Question{
		ID:  "pool-nested",
		Ask: "May a task submit to its own pool, and may it wait for the result?",
		Predict: Prediction{
			Text:    "Whether a task may submit to its own pool while there is room, and go on without the result, with the strategies written here and six libraries as documented",
			Verdict: "B04",
		},
		Answer: Answer{
			Claim:     `It may submit while there is room. It may not wait: once every worker waits for a task in the queue, nobody runs that.`,
			Mechanism: `A bounded pool is a resource that the waiting task holds and the awaited one needs: hold and wait, in a circle.`,
			Measured:  `Waiting is not in the ledger; "a task may submit, with room" is {{verdict "B04"}}.`,
			Fails:     `It hangs as soon as every worker waits; with many workers that takes load, so tests miss it. Not with a goroutine per task, or if whoever finds the pool full runs the inner task himself.`,
			Monitor:   `Workers busy while processors idle, and a deadline on every nested call.`,
		},
		FollowUps: []string{
			"How would you write a parallel merge sort on a bounded pool?",
			"Why does a larger queue not repair it?",
			"Why does the race detector, or the runtime, not find it?",
		},
		Code:   []Code{{"variants/do.go", "Do"}, {"variants/variantstest/nesting.go", "checkNestedFull"}},
		Claims: []string{"B04"},
	}
}

func poolSkew() Question {
	const static, claimed, each = "skew/order=clustered/division=static/channel/own", "skew/order=clustered/division=claimed/channel/own",
		"skew/order=clustered/division=each/channel/own"
	return Question{
		ID:  "pool-skew",
		Ask: "A tenth of your items takes forty times as long. Do you give each worker an equal part of the slice?",
		Predict: Prediction{
			Text:   "Time for all items in equal parts, divided by that where workers take the next item from a shared counter; the long ones come first in the slice",
			Number: Ratio{static, claimed, "ns/op"},
		},
		Answer: Answer{
			Claim:     "No: equal numbers are not equal work. Let workers take the next item, or give each item to a pool.",
			Mechanism: "With fixed parts the last worker decides. Who takes the next item when done balances by itself, up to the last long one: list scheduling.",
			Measured: `An item takes {{median "` + static + `" "ns/op"}} on average in equal parts, {{median "` + claimed + `" "ns/op"}} with a counter, ` +
				`{{median "` + each + `" "ns/op"}} as tasks of a channel pool.`,
			Fails:   "Where items are alike; with few workers also where the long ones lie anywhere.",
			Monitor: "How long the first worker to end waits for the last.",
		},
		Rests: []Rest{
			{Of: Ratio{static, claimed, "ns/op"}, AtLeast: 1.2, Says: "equal parts are slower where the long items lie together"},
			{Of: Ratio{"skew/order=scattered/division=static/channel/own", "skew/order=scattered/division=claimed/channel/own", "ns/op"}, AtMost: 1.3, Says: "scattered, they cost much less"},
		},
		FollowUps: []string{
			"Items take a microsecond. What becomes of the shared counter on 64 processors?",
			"You know beforehand which items are long. In which order do you hand them over?",
			"What does work stealing add to a shared counter?",
		},
		Code:   []Code{{"harness/measure/divided.go", ""}, {"harness/experiment/skew.go", "skew"}},
		Claims: []string{"G37", "G38"},
		Chart:  "skew.png",
	}
}
