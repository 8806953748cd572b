package study

func responsiveness() []Question {
	return []Question{respBlocked(), respCrowd(), respRepair(), respPrice(), respYield(), respLock()}
}

func respBlocked() Question {
	return Question{
		ID:  "resp-blocked",
		Ask: "Go has no event loop: can CPU work still block the other requests of a process?",
		Predict: Prediction{
			Text:   "Median time until a byte is echoed over TCP, beside one goroutine per processor that computes without end ÷ that beside one goroutine less",
			Number: Ratio{"responsive/repair=none/goroutines={P}/channel/own", "responsive/repair=none/goroutines={P-1}/channel/own", "p50-ns"},
		},
		Answer: Answer{
			Claim:     `Yes: once every processor of Go computes, answers wait for milliseconds, though not for the end of the task.`,
			Mechanism: `While a processor is idle, a thread sleeps in the network poller, and a request wakes it. If none is idle, the system monitor polls, when nobody has for {{given "10 ms"}}; the goroutine it finds then waits until another is preempted, again after {{given "10 ms"}} and more.`,
			Measured: `The median echo takes {{median "responsive/repair=none/goroutines={P}/channel/own" "p50-ns"}} beside a busy goroutine per processor, ` +
				`{{median "responsive/repair=none/goroutines={P-1}/channel/own" "p50-ns"}} beside one less.`,
			Fails:   `Tasks that pause often let answers in between.`,
			Monitor: `/sched/latencies:seconds, and latency as clients see it.`,
		},
		Rests: []Rest{{
			Of:      Ratio{"responsive/repair=none/goroutines={P}/channel/own", "responsive/repair=none/goroutines={P-1}/channel/own", "p50-ns"},
			AtLeast: 5, Says: "answers are several times slower once every processor has a busy goroutine",
		}},
		FollowUps: []string{
			"How does that differ from a long callback in Node.js?",
			"Why does /sched/latencies:seconds not show all of this wait?",
			"Why may an idle process answer later than one that is half busy?",
		},
		Code:   []Code{{"harness/experiment/responsive.go", "responsive"}, {"harness/measure/background.go", "background.compute"}},
		Claims: []string{"S03", "G23"},
		Chart:  "responsive.png",
	}
}

func respCrowd() Question {
	return Question{
		ID:  "resp-crowd",
		Ask: "For those who only want an answer: is it the same whether the work beside them is in a pool or in a goroutine per task?",
		Predict: Prediction{
			Text:   "Median echo beside 64 tasks of five milliseconds at all times, each in a goroutine of its own ÷ that beside a pool with a worker per processor",
			Number: Ratio{"repairs/repair=none/spawn/own", "repairs/repair=none/channel/own", "p50-ns"},
		},
		Answer: Answer{
			Claim:     `No: a pool bounds how many goroutines compete for processors, and the answer is one of those that wait behind them.`,
			Mechanism: `The monitor puts whoever will answer into the global run queue. A processor looks there if its own queue is empty, or every 61st time. Runnable goroutines fill its own queue; tasks in a pool's queue are none.`,
			Measured: `Beside {{given "64 tasks"}} the median echo takes {{median "repairs/repair=none/spawn/own" "p50-ns"}} with spawn, ` +
				`{{median "repairs/repair=none/channel/own" "p50-ns"}} with a pool.`,
			Fails:   `As long as tasks are many times the processors, and compute: goroutines that wait have no turns.`,
			Monitor: `Runnable goroutines per processor.`,
		},
		Rests: []Rest{
			{
				Of:      Ratio{"repairs/repair=none/spawn/own", "repairs/repair=none/channel/own", "p50-ns"},
				AtLeast: 2, Says: "a goroutine per task delays answers clearly more than a pool",
			},
			{
				Of:      Ratio{"responsive/repair=none/goroutines={16P}/channel/own", "responsive/repair=none/goroutines={P}/channel/own", "p50-ns"},
				AtLeast: 3, Says: "answers take longer the more goroutines compute",
			},
		},
		FollowUps: []string{
			"Beside goroutines that compute without end, why is each one's turn longer than a time slice?",
			"How does a limit on requests in progress help here?",
			"Does the same hold for tasks that are shorter than a time slice?",
		},
		Code:   []Code{{"harness/experiment/repairs.go", "repairs"}, {"harness/measure/background.go", "background.feed"}},
		Claims: []string{"S04", "G22"},
		Chart:  "repairs.png",
	}
}

func respRepair() Question {
	return Question{
		ID:  "resp-repair",
		Ask: "Answers take milliseconds because a pool computes on all processors: what is the smallest change that helps?",
		Predict: Prediction{
			Text: "With which change the median echo is fastest, beside a pool that has tasks of five milliseconds at all times and a worker per processor",
			Options: []Option{
				{"tasks call runtime.Gosched every 150-microsecond step", Median{"repairs/repair=yield/channel/own", "p50-ns"}},
				{"those who answer have threads of their own", Median{"repairs/repair=answers/channel/own", "p50-ns"}},
				{"GOMAXPROCS is one more than there are workers", Median{"repairs/repair=more1/channel/own", "p50-ns"}},
			},
		},
		Answer: Answer{
			Claim:     `One more GOMAXPROCS than workers, or one worker less.`,
			Mechanism: `Either leaves a processor of Go without a worker. Then a thread sleeps in the network poller, so a request wakes it at once; with GOMAXPROCS plus one the kernel shares the cores, and it usually prefers who has slept.`,
			Measured: `The median echo takes {{median "repairs/repair=none/channel/own" "p50-ns"}} with neither, ` +
				`{{median "repairs/repair=more1/channel/own" "p50-ns"}} with one GOMAXPROCS more.`,
			Fails:   `Something else may take the extra processor: a pool sized by GOMAXPROCS, unbounded goroutines, the collector. The tail is the kernel's.`,
			Monitor: `The tail of answers under load.`,
		},
		Rests: []Rest{
			{
				Of:     Ratio{"repairs/repair=more1/channel/own", "repairs/repair=none/channel/own", "p50-ns"},
				AtMost: 0.3, Says: "one GOMAXPROCS more makes answers several times faster",
			},
			{
				Of:     Ratio{"repairs/repair=less1/channel/own", "repairs/repair=none/channel/own", "p50-ns"},
				AtMost: 0.3, Says: "one worker less makes answers several times faster",
			},
		},
		FollowUps: []string{
			"What does each of the two cost in throughput?",
			"Why is the 99th percentile still worse than in an idle process?",
			"When would you move the work into another process?",
		},
		Code:   []Code{{"harness/experiment/repairs.go", "repairs"}},
		Claims: []string{"G24", "S04", "M05"},
		Chart:  "repairs.png",
	}
}

func respPrice() Question {
	return Question{
		ID:  "resp-price",
		Ask: "What does it cost to keep one processor free for answers?",
		Predict: Prediction{
			Text:   "Time per unit of work with one worker less than processors ÷ that with one for each, in a backlog of tasks of five milliseconds",
			Number: Ratio{"repairs/repair=less1/channel/own", "repairs/repair=none/channel/own", "ns/unit"},
		},
		Answer: Answer{
			Claim:     `A worker less costs its share, one part in as many as there are processors. One more GOMAXPROCS costs next to nothing.`,
			Mechanism: `A processor without a worker computes nothing. With GOMAXPROCS one higher all cores still compute, and whoever answers takes time from a worker only while it answers.`,
			Measured: `A unit of work takes {{ratio "repairs/repair=less1/channel/own" "repairs/repair=none/channel/own" "ns/unit"}} as long with a worker less, ` +
				`{{ratio "repairs/repair=more1/channel/own" "repairs/repair=none/channel/own" "ns/unit"}} with one GOMAXPROCS more.`,
			Fails:   `If two processors share a core, the missing worker costs less.`,
			Monitor: `Throughput and tail latency, before and after, at the same load.`,
		},
		Rests: []Rest{
			{
				Of:     Ratio{"repairs/repair=more1/channel/own", "repairs/repair=none/channel/own", "ns/unit"},
				AtMost: 1.1, Says: "one GOMAXPROCS more hardly costs throughput",
			},
		},
		FollowUps: []string{
			"At how many processors does a worker less become acceptable?",
			"What if the container has a limit on processor time?",
			"Which of the two would you choose for 64 processors?",
		},
		Code:   []Code{{"harness/experiment/repairs.go", "repairs"}},
		Claims: []string{"G24"},
		Chart:  "repairs.png",
	}
}

func respYield() Question {
	return Question{
		ID:  "resp-yield",
		Ask: "Go preempts goroutines: is runtime.Gosched in a long computation still of any use?",
		Predict: Prediction{
			Text: "Median echo beside 16 busy goroutines per processor that never yield ÷ that if each yields every 150-microsecond step",
			Number: Ratio{"responsive/repair=none/goroutines={16P}/channel/own",
				"responsive/repair=yield/goroutines={16P}/channel/own", "p50-ns"},
		},
		Answer: Answer{
			Claim:     `Yes, for the others: preemption bounds a turn at ten milliseconds and more, yielding makes it as short as I like.`,
			Mechanism: `Gosched puts the goroutine at the end of the global queue. Those who wait come sooner; that somebody polls the network it does not ensure.`,
			Measured: `The median echo takes {{median "responsive/repair=none/goroutines={16P}/channel/own" "p50-ns"}} without, ` +
				`{{median "responsive/repair=yield/goroutines={16P}/channel/own" "p50-ns"}} with Gosched every {{given "150 µs"}}.`,
			Fails:   `It does not bring microseconds: what stays is the wait for the system monitor.`,
			Monitor: `/sched/latencies:seconds, and throughput: each call takes a global lock.`,
		},
		Rests: []Rest{{
			Of:     Ratio{"responsive/repair=yield/goroutines={16P}/channel/own", "responsive/repair=none/goroutines={16P}/channel/own", "p50-ns"},
			AtMost: 0.5, Says: "yielding clearly shortens the wait of others",
		}},
		FollowUps: []string{
			"How was it before Go 1.14?",
			"Where would you put the call, and how often?",
			"Who else profits, apart from those who wait for the network?",
		},
		Code:   []Code{{"harness/measure/background.go", "background.compute"}},
		Claims: []string{"G21"},
		Chart:  "responsive.png",
	}
}

func respLock() Question {
	return Question{
		ID:  "resp-lock",
		Ask: "Does runtime.LockOSThread give a goroutine priority?",
		Predict: Prediction{
			Text:    "Whether the median echo, beside four busy goroutines per processor, takes at most half as long if those who answer are locked to a thread",
			Verdict: "G20",
		},
		Answer: Answer{
			Claim:     `No: it gives it a thread, but to run Go code a thread needs a processor of Go, and waits in the same queue for it.`,
			Mechanism: `When its turn comes, the thread that found it hands the processor over and wakes the other: a switch more. Go's scheduler has no priorities; the kernel has, for threads.`,
			Measured: `The median echo takes {{ratio "responsive/repair=answers/goroutines={4P}/channel/own" "responsive/repair=none/goroutines={4P}/channel/own" "p50-ns"}} ` +
				`as long with locked threads.`,
			Fails:   `It helps the other way round: workers with threads of low priority, and a processor of Go to spare, use the kernel's priorities.`,
			Monitor: `Context switches of the process.`,
		},
		Rests: []Rest{{
			Of:      Ratio{"responsive/repair=answers/goroutines={4P}/channel/own", "responsive/repair=none/goroutines={4P}/channel/own", "p50-ns"},
			AtLeast: 0.7, Says: "a thread of one's own does not make answers faster",
		}},
		FollowUps: []string{
			"How do you lower the priority of a pool's workers on Linux?",
			"What is priority inversion here?",
			"What happens to the thread if a locked goroutine ends?",
		},
		Code:   []Code{{"harness/threads/threads.go", "LockNice"}, {"harness/threads/threads.go", "prime"}},
		Claims: []string{"G20", "M05"},
		Chart:  "responsive.png",
	}
}
