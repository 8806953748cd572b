package study

func libraries() []Question {
	return []Question{libErrgroup(), libHandOver(), libDispatcher(), libGuard(), libPromises(), libChoose(), libShrink()}
}

func libErrgroup() Question {
	return Question{
		ID:  "lib-errgroup",
		Ask: "Is errgroup with SetLimit a worker pool?",
		Predict: Prediction{
			Text:   "Time per 15-µs task with errgroup, limited to one per processor, ÷ that of a channel pool with as many workers; one submitter",
			Number: Ratio{"grain/grain=15us/errgroup/native", "grain/grain=15us/channel/own", "ns/op"},
		},
		Answer: Answer{
			Claim:     `No: it is a semaphore in front of the go statement, and fits a batch with one owner.`,
			Mechanism: `Go waits until fewer than the limit run, then starts a goroutine. No queue: the submitter sleeps and wakes about once per task. Wait returns the first error, and WithContext cancels the rest, which have to look.`,
			Measured: `An empty task takes {{ratio "overhead/submitters=1/errgroup/native" "overhead/submitters=1/channel/own" "ns/op"}} the channel's time, ` +
				`one of {{given "15 µs"}} {{ratio "grain/grain=15us/errgroup/native" "grain/grain=15us/channel/own" "ns/op"}}.`,
			Fails:   `In a service: a blocked Go cannot be abandoned, nothing is refused after Wait, and a panic ends the process.`,
			Monitor: `Goroutines, how long Go blocks, context cancellations.`,
		},
		Rests: []Rest{
			{
				Of:      Ratio{"overhead/submitters=1/errgroup/native", "overhead/submitters=1/channel/own", "ns/op"},
				AtLeast: 1.5, Says: "an empty task costs clearly more with errgroup than through a channel",
			},
			{
				Of:     Ratio{"grain/grain=150us/errgroup/native", "grain/grain=150us/channel/own", "ns/op"},
				AtMost: 1.2, Says: "the difference is gone where tasks are long enough",
			},
		},
		FollowUps: []string{
			"Where does the limit go wrong if the goroutine takes its place itself?",
			"The first task fails: what becomes of the others?",
			"Why does errgroup not recover panics?",
		},
		Code:   []Code{{"variants/errgroup/errgroup.go", "Open"}, {"variants/errgroup/errgroup.go", "pool.Submit"}},
		Claims: []string{"G32", "G35"},
		Chart:  "efficiency.png",
	}
}

func libHandOver() Question {
	return Question{
		ID:  "lib-hand-over",
		Ask: "Why do libraries with the same number of workers differ so much for tiny tasks?",
		Predict: Prediction{
			Text:   "Time per empty task with ants ÷ that with pond, 16 submitters, a worker per processor",
			Number: Ratio{"overhead/submitters=1/ants/native", "overhead/submitters=1/pond/native", "ns/op"},
		},
		Answer: Answer{
			Claim:     `Because of who has to meet for each task: nobody if there is a queue to leave it in, submitter and worker without one, both a dispatcher if there is one.`,
			Mechanism: `With room in a queue a submitter goes on at once. Meeting is dear where somebody sleeps and is woken for it, and how often that happens depends on the details.`,
			Measured: `With a queue: pond {{median "overhead/submitters=16/pond/native" "ns/op"}}. Without one they differ: ` +
				`conc {{median "overhead/submitters=16/conc/native" "ns/op"}}, ants {{median "overhead/submitters=16/ants/native" "ns/op"}}.`,
			Fails:   `In long tasks it is a small part.`,
			Monitor: `Context switches between goroutines: the rate of scheduling events in an execution trace.`,
		},
		Rests: []Rest{
			{
				Of:      Ratio{"overhead/submitters=16/ants/native", "overhead/submitters=16/pond/native", "ns/op"},
				AtLeast: 1.3, Says: "without a queue, as in ants, an empty task costs clearly more than with one, as in pond",
			},
			{
				Of:      Ratio{"overhead/submitters=16/conc/native", "overhead/submitters=16/pond/native", "ns/op"},
				AtLeast: 1.1, Says: "without a queue, as in conc, an empty task costs more than with one, as in pond",
			},
			{
				Of:     Ratio{"grain/grain=1.5ms/ants/native", "grain/grain=1.5ms/channel/own", "ns/op"},
				AtMost: 1.2, Says: "the difference is gone where tasks take more than a millisecond",
			},
		},
		FollowUps: []string{
			"What else does a library do per task that a plain channel does not?",
			"Which of them take a lock per task, and does it matter?",
			"How would you make tiny tasks larger instead?",
		},
		Code:   []Code{{"variants/ants/ants.go", "pool.Submit"}, {"variants/conc/conc.go", "pool.Submit"}, {"variants/pond/pond.go", "pool.Submit"}},
		Claims: []string{"S21", "G11"},
		Chart:  "overhead.png",
	}
}

func libDispatcher() Question {
	return Question{
		ID:  "lib-dispatcher",
		Ask: "What is wrong with one goroutine that distributes all tasks to the workers?",
		Predict: Prediction{
			Text: "Time per 15-µs task with gammazero, which has such a dispatcher, ÷ that with gopool, " +
				"whose workers take from a list themselves; one submitter, a worker per processor",
			Number: Ratio{"grain/grain=15us/gammazero/native", "grain/grain=15us/gopool/native", "ns/op"},
		},
		Answer: Answer{
			Claim:     `It has to run between the end of one task and the start of the next, so workers idle although tasks wait.`,
			Mechanism: `A worker that is done receives from an unbuffered channel: it sleeps until the dispatcher gets a processor, and all of those may compute.`,
			Measured: `A task of {{given "15 µs"}} takes {{median "grain/grain=15us/gammazero/native" "ns/op"}} with gammazero, ` +
				`{{median "grain/grain=15us/gopool/native" "ns/op"}} with gopool.`,
			Fails:   `With tasks of milliseconds it does not show. And it gains something: a submitter waits for the dispatcher only, never for a worker, and no list is shared.`,
			Monitor: `Processors in use while tasks wait; the length of its list, which has no bound.`,
		},
		Rests: []Rest{
			{
				Of:      Ratio{"grain/grain=15us/gammazero/native", "grain/grain=15us/gopool/native", "ns/op"},
				AtLeast: 1.1, Says: "tasks of fifteen microseconds take clearly longer behind a dispatcher",
			},
			{
				Of:     Ratio{"grain/grain=1.5ms/gammazero/native", "grain/grain=1.5ms/gopool/native", "ns/op"},
				AtMost: 1.2, Says: "the dispatcher does not show where tasks take more than a millisecond",
			},
		},
		FollowUps: []string{
			"Does one worker more than processors repair it?",
			"Why is such a library right for an event loop that submits?",
		},
		Code:   []Code{{"variants/gammazero/gammazero.go", "pool.Submit"}, {"variants/gopool/gopool.go", "pool.Submit"}},
		Claims: []string{"S14", "G10"},
		Chart:  "efficiency.png",
	}
}

func libGuard() Question {
	return Question{
		ID:  "lib-guard",
		Ask: "A library lacks a bound, contexts and a Close that waits: what does it cost to add them from outside?",
		Predict: Prediction{
			Text: "For which library an empty task from one submitter gets dearer by the greater factor",
			Options: []Option{
				{"ants", Ratio{"overhead/submitters=1/ants/guarded", "overhead/submitters=1/ants/native", "ns/op"}},
				{"pond", Ratio{"overhead/submitters=1/pond/guarded", "overhead/submitters=1/pond/native", "ns/op"}},
				{"conc", Ratio{"overhead/submitters=1/conc/guarded", "overhead/submitters=1/conc/native", "ns/op"}},
			},
			Most: true,
		},
		Answer: Answer{
			Claim:     `A semaphore in front and a recover inside are enough. They cost a send, a receive, a deferred call and a recycled closure per task.`,
			Mechanism: `A task holds a place from acceptance to its end; waiting for one can be abandoned; Close takes all. With ants the wait only moves to the guard; with conc submitter and worker meet there, and again at the channel.`,
			Measured: `Guarded ÷ native, empty task: ants {{ratio "overhead/submitters=1/ants/guarded" "overhead/submitters=1/ants/native" "ns/op"}}, ` +
				`pond {{ratio "overhead/submitters=1/pond/guarded" "overhead/submitters=1/pond/native" "ns/op"}}, ` +
				`conc {{ratio "overhead/submitters=1/conc/guarded" "overhead/submitters=1/conc/native" "ns/op"}}.`,
			Fails:   `What is below it stays: a worker that a Goexit ended is lost.`,
			Monitor: `Places taken, time spent waiting for one, recovered panics.`,
		},
		Rests: []Rest{
			{
				Of:      Ratio{"overhead/submitters=1/pond/guarded", "overhead/submitters=1/pond/native", "ns/op"},
				AtLeast: 1.1, Says: "the guard shows where submitting was cheap, as with pond",
			},
			{
				Of:     Ratio{"overhead/submitters=1/ants/guarded", "overhead/submitters=1/ants/native", "ns/op"},
				AtMost: 1.4, Says: "the guard hardly shows where the wait only moves to it, as with ants",
			},
			{
				Of:      Ratio{"overhead/submitters=1/conc/guarded", "overhead/submitters=1/conc/native", "ns/op"},
				AtLeast: 1.2, Says: "the guard shows where submitter and worker meet twice because of it, as with conc",
			},
		},
		FollowUps: []string{
			"Why does the guard recycle its closures?",
			"Why can taking all places replace a WaitGroup?",
			"Is the guard's price the library's fault?",
		},
		Code:   []Code{{"variants/guard/guard.go", "pool.enter"}, {"variants/guard/guard.go", "job.runTask"}, {"variants/guard/guard.go", "pool.Close"}},
		Claims: []string{"S32"},
		Chart:  "guard-price.png",
	}
}

func libPromises() Question {
	return Question{
		ID:  "lib-promises",
		Ask: "What do you check in a pool library before you trust it with requests?",
		Predict: Prediction{
			Text:    "Whether a library, as documented, breaks no more of the contract's rules than the channel pool here",
			Verdict: "S32",
		},
		Answer: Answer{
			Claim:     `Not its speed. What bounds the queue, what a panic does, whether closing waits, whether a blocked Submit can be given up, and whether a lost worker is replaced.`,
			Mechanism: `Libraries answer differently, and each answer is reasonable for somebody: it is a fact to know, no defect.`,
			Measured:  `"A library keeps the rules unwrapped" is {{verdict "S32"}}; of all strategies, "a panic fails only its own task" is {{verdict "B01"}}.`,
			Fails:     `The rules are ours and the channel pool was written against them: an unfair contest, and said so.`,
			Monitor:   `Version changes: run such a suite of tests when the dependency moves.`,
		},
		FollowUps: []string{
			"Which of the six end the process if a task panics?",
			"Which of them return from their closing call while tasks are still running?",
			"How would you test for a leaked goroutine?",
		},
		Code:   []Code{{"variants/variantstest/variantstest.go", "Run"}, {"variants/variantstest/failure.go", "checkPanicsOfMany"}},
		Claims: []string{"S32", "B01"},
	}
}

func libChoose() Question {
	return Question{
		ID:  "lib-choose",
		Ask: "Which of these libraries would you take?",
		Predict: Prediction{
			Text:   "Time per 1.5-ms task with conc, which has no queue, ÷ that of a channel pool; one submitter, a worker per processor",
			Number: Ratio{"grain/grain=1.5ms/conc/native", "grain/grain=1.5ms/channel/own", "ns/op"},
		},
		Answer: Answer{
			Claim:     `The one whose promises fit, since for tasks of milliseconds speed hardly tells them apart. A batch: errgroup, or conc if panics should reach the caller. A service: a bounded queue, so pond or a channel of my own, and admission in front.`,
			Mechanism: `What differs is paid once per task, and a task that is worth a pool takes far longer.`,
			Measured: `At {{given "1.5 ms"}} per task conc takes {{median "grain/grain=1.5ms/conc/native" "ns/op"}}, channel ` +
				`{{median "grain/grain=1.5ms/channel/own" "ns/op"}}.`,
			Fails:   `With tiny tasks: measure, or make them larger.`,
			Monitor: `Time waiting in the queue against time computing.`,
		},
		Rests: []Rest{{
			Of:     Ratio{"grain/grain=1.5ms/conc/native", "grain/grain=1.5ms/channel/own", "ns/op"},
			AtMost: 1.2, Says: "even a pool without a queue is as good as any where tasks take more than a millisecond",
		}},
		FollowUps: []string{
			"When do reused goroutines pay, apart from their start?",
			"What would make you write thirty lines of your own?",
			"What does a fixed pool give you that a semaphore does not?",
		},
		Code:   []Code{{"variants/catalog/catalog.go", "Rows"}, {"harness/experiment/grain.go", "grain"}},
		Claims: []string{"G12", "G13", "G32"},
		Chart:  "efficiency.png",
	}
}

func libShrink() Question {
	return Question{
		ID:  "lib-shrink",
		Ask: "The burst is over. Where do the pool's 64 workers go?",
		Predict: Prediction{
			Text: "Which pool has the fewest goroutines left, after three times its documented idle time, or a quarter of a second where it has none?",
			Options: []Option{
				{"a channel pool of fixed size", Median{"churn/idle=none/channel/own", "workers-left"}},
				{"pond", Median{"churn/idle=none/pond/native", "workers-left"}},
				{"gammazero", Median{"churn/idle=2s/gammazero/native", "workers-left"}},
			},
		},
		Answer: Answer{
			Claim: "It depends: a pool of fixed size keeps them, others end them at once, after a while, or one by one.",
			Mechanism: "A worker that waits costs a stack. One that has gone has to be started again, which costs what any goroutine does: little reason to keep any, and " +
				"little to send them away.",
			Measured: `Left are {{median "churn/idle=none/channel/own" "workers-left"}} with a channel pool, {{median "churn/idle=none/pond/native" "workers-left"}} with pond, ` +
				`{{median "churn/idle=1s/ants/native" "workers-left"}} with ants, {{median "churn/idle=2s/gammazero/native" "workers-left"}} with gammazero.`,
			Fails:   "Where workers hold more than a stack, a connection or a large buffer: then it matters when they go.",
			Monitor: "/sched/goroutines:goroutines over a day; it should follow the load.",
		},
		Rests: []Rest{
			{Of: Median{"churn/idle=none/channel/own", "workers-left"}, AtLeast: 60, Says: "a pool of fixed size keeps its workers"},
			{Of: Median{"churn/idle=none/pond/native", "workers-left"}, AtMost: 10, Says: "pond's workers have gone"},
		},
		FollowUps: []string{"What does a second burst cost in each case?", "Tasks come one at a time. On how many goroutines should they run?", "How would you choose the idle time?"},
		Code:      []Code{{"harness/measure/churn.go", "TakeChurn"}, {"variants/ants/ants.go", ""}},
		Claims:    []string{"S22"},
		Chart:     "churn.png",
	}
}
