package study

import "poolbench/harness/chart"

func queues() []Question {
	return []Question{queueLittle(), queueClosed(), queueUtilisation(), queueBuffer(), queueUnbounded(), queueShedding()}
}

// closedCallers is how many there are in the block of the closed loop that is quoted.
const closedCallers = 16

func queueLittle() Question {
	return Question{
		ID:  "queue-little",
		Ask: "16 callers each wait for a result before they ask for the next one: how long do they wait on average?",
		Predict: Prediction{
			Text: "Mean latency of 16 callers of a channel pool, tasks of fifteen microseconds",
			Number: Derived{
				Of:   Median{"request/callers=16/channel/own", "ns/op"},
				By:   func(perTask float64) float64 { return closedCallers * perTask },
				Unit: chart.Nanoseconds,
			},
		},
		Answer: Answer{
			Claim:     `As many times the time per task as there are callers: Little's law, requests inside = throughput × mean time inside.`,
			Mechanism: `In a closed loop the number inside is fixed, so more workers shorten the wait only by raising throughput, and a slow server is asked less often.`,
			Measured: `With 16 callers a task ends every {{median "request/callers=16/channel/own" "ns/op"}}, the mean call takes as many of those as there are callers; ` +
				`the median call took {{median "request/callers=16/channel/own" "p50-ns"}}.`,
			Fails:   `I ask for a percentile: the law knows means only.`,
			Monitor: `Requests in progress, throughput and mean latency: each follows from the other two.`,
		},
		Rests: []Rest{{
			Of:      Ratio{"request/callers=1/channel/own", "request/callers=16/channel/own", "ns/op"},
			AtLeast: 1.1, Says: "more callers get more done, because several processors work for them",
		}},
		FollowUps: []string{
			"Which assumptions does the law need, and which not?",
			"What does a median far below the mean say about fairness?",
			"How many requests are in progress at 200 per second and a quarter of a second each?",
		},
		Code:  []Code{{"harness/measure/request.go", "closedLoop.call"}},
		Chart: "latency-request.png",
	}
}

func queueClosed() Question {
	return Question{
		ID:  "queue-closed",
		Ask: "A load test with a fixed number of clients finds good latencies, and production does not: why?",
		Predict: Prediction{
			Text: "99th percentile of latency if one goroutine runs all tasks, and they arrive at four fifths of what all processors " +
				"can do, divided by that of a pool",
			Number: Ratio{"arrivals/load=80pct/inline/own", "arrivals/load=80pct/channel/own", "p99-ns"},
		},
		Answer: Answer{
			Claim:     `Clients that wait for answers slow down with the server: a closed loop cannot overload it. Users do not: theirs is an open loop.`,
			Mechanism: `With N clients at most N requests are inside. In an open loop, beyond capacity, the queue grows as long as the test lasts.`,
			Measured: `One at a time, 16 callers with tasks of {{given "15 µs"}} see a 99th percentile of {{median "request/callers=16/inline/own" "p99-ns"}}; {{given "150 µs"}} tasks that arrive too fast, ` +
				`{{median "arrivals/load=80pct/inline/own" "p99-ns"}}.`,
			Fails:   `The callers are a fixed crew in production, too.`,
			Monitor: `Offered against answered requests per second.`,
		},
		Rests: []Rest{{
			Of:      Ratio{"arrivals/load=80pct/inline/own", "arrivals/load=80pct/channel/own", "p99-ns"},
			AtLeast: 2, Says: "one task at a time is less than what arrives, and a pool keeps up",
		}},
		FollowUps: []string{
			"From which moment does an honest test count latency?",
			"How does a retrying client change the loop?",
			"How many clients does a closed test need to look like an open one?",
		},
		Code:  []Code{{"harness/measure/arrivals.go", "openLoop.generate"}, {"harness/measure/request.go", "closedLoop.run"}, {"harness/openloop/schedule.go", "Poisson"}},
		Chart: "latency-arrivals.png",
	}
}

func queueUtilisation() Question {
	return Question{
		ID:  "queue-utilisation",
		Ask: "Why does latency rise long before the processors are full?",
		Predict: Prediction{
			Text:   "99th percentile of latency at four fifths of capacity, divided by that at one half, channel pool, open loop",
			Number: Ratio{"arrivals/load=80pct/channel/own", "arrivals/load=50pct/channel/own", "p99-ns"},
		},
		Answer: Answer{
			Claim:     `Because arrivals come in bursts, and the busier the workers are, the longer a burst takes to drain.`,
			Mechanism: `With one server the mean wait grows as utilisation divided by what is left of it: fourfold from one half to four fifths, without end towards one. Several servers on one queue start later and end as steeply.`,
			Measured: `The 99th percentile is {{median "arrivals/load=50pct/channel/own" "p99-ns"}} at half load, ` +
				`{{median "arrivals/load=80pct/channel/own" "p99-ns"}} at four fifths.`,
			Fails:   `Arrivals are paced and tasks equal: then nobody waits below capacity.`,
			Monitor: `Utilisation, with an alarm far below one; queueing time apart from computing time.`,
		},
		Rests: []Rest{{
			Of:      Ratio{"arrivals/load=80pct/channel/own", "arrivals/load=50pct/channel/own", "p99-ns"},
			AtLeast: 1.1, Says: "latency is clearly worse at four fifths of capacity than at one half",
		}},
		FollowUps: []string{
			"Why is one queue for all workers better than one for each?",
			"What does the variance of task sizes do to the wait?",
			"Which utilisation would you plan for, and why?",
		},
		Code:  []Code{{"harness/experiment/arrivals.go", "arrivals"}, {"harness/openloop/schedule.go", "Poisson"}},
		Chart: "latency-arrivals.png",
	}
}

func queueBuffer() Question {
	return Question{
		ID:  "queue-buffer",
		Ask: "How long should the queue of a pool be?",
		Predict: Prediction{
			Text:   "Time per empty task through a channel without a buffer, divided by that with 64 places",
			Number: Ratio{"handoff/task=empty.P/buffer=0/channel/own", "handoff/task=empty.P/buffer=64/channel/own", "ns/op"},
		},
		Answer: Answer{
			Claim:     `Long enough that workers do not run dry between submissions; no longer than the last in it is willing to wait: that time divided by the time per task.`,
			Mechanism: `With places both sides run without meeting. Once each finds work whenever it runs, more places only hold more that waits.`,
			Measured: `An empty task takes {{median "handoff/task=empty.P/buffer=0/channel/own" "ns/op"}} without a buffer, ` +
				`{{median "handoff/task=empty.P/buffer=64/channel/own" "ns/op"}} with 64 places.`,
			Fails:   `The pool keeps up: then waiting is decided by arrivals, not by length.`,
			Monitor: `Length, and age of the oldest task.`,
		},
		Rests: []Rest{{
			Of:      Ratio{"handoff/task=empty.P/buffer=0/channel/own", "handoff/task=empty.P/buffer=64/channel/own", "ns/op"},
			AtLeast: 1.3, Says: "a buffer makes tiny tasks clearly cheaper",
		}},
		FollowUps: []string{
			"What does a longer queue change in overload?",
			"Where do tasks wait if the queue is short?",
			"How many places are right if nobody waits longer than a tenth of a second?",
		},
		Code:   []Code{{"harness/experiment/handoff.go", "handoff"}, {"harness/experiment/queueing.go", "queueing"}},
		Claims: []string{"G14", "G15"},
		Chart:  "handoff.png",
	}
}

func queueUnbounded() Question {
	return Question{
		ID:  "queue-unbounded",
		Ask: "The queue has no bound and Submit never blocks: what happens if a fifth more arrives than can be done?",
		Predict: Prediction{
			Text:   "Median latency of the last third of the requests divided by that of the first, a service with a pool and no limit, one second of that load",
			Number: Median{"overload/admission=none/load=120pct/channel/own", "growth"},
		},
		Answer: Answer{
			Claim:     `Everybody is later than the one before, for as long as it lasts; then memory ends.`,
			Mechanism: `A sixth of the arrivals is added to the queue all the time. Served in order, that is a longer wait for each; by the scheduler, the first to come may starve instead.`,
			Measured: `The last third takes {{median "overload/admission=none/load=120pct/channel/own" "growth"}} as long as the first. A waiting task is ` +
				`{{median "burst/waiting=1e5/channel/own" "B/waiting-task"}} in a channel, {{median "burst/waiting=1e5/spawn/own" "B/waiting-task"}} as a goroutine.`,
			Fails:   `It is a burst: then the queue is what it is for.`,
			Monitor: `The slope of the queue's length.`,
		},
		Rests: []Rest{
			{
				Of:      Median{"overload/admission=none/load=120pct/channel/own", "growth"},
				AtLeast: 1.3, Says: "latency grows while the overload lasts",
			},
			{
				Of:      Ratio{"burst/waiting=1e5/spawn/own", "burst/waiting=1e5/channel/own", "B/waiting-task"},
				AtLeast: 20, Says: "a waiting goroutine takes far more memory than a place in a queue",
			},
		},
		FollowUps: []string{
			"What else than the place does a waiting task keep alive?",
			"A handler of net/http waits for a bounded pool: is anything bounded then?",
			"Would last in, first out be better in overload?",
		},
		Code:   []Code{{"harness/experiment/overload.go", "overload"}, {"variants/gammazero/gammazero.go", "pool.Submit"}},
		Claims: []string{"S09", "S17", "G10"},
		Chart:  "overload.png",
	}
}

func queueShedding() Question {
	return Question{
		ID:  "queue-shedding",
		Ask: "A service answers 503 when 32 are in progress: why may its tail be bad all the same?",
		Predict: Prediction{
			Text: "With which setting the 99th percentile of answered requests is smallest, if a fifth more arrives than can be done",
			Options: []Option{
				{"no limit", Median{"overload/admission=none/load=120pct/channel/own", "p99-ns"}},
				{"a limit of 32", Median{"overload/admission=32/load=120pct/channel/own", "p99-ns"}},
				{"a limit of 32, and GOMAXPROCS one more than workers", Median{"overload/admission=32.more1/load=120pct/channel/own", "p99-ns"}},
			},
		},
		Answer: Answer{
			Claim:     `Because to be refused a request has to be read, and if all processors compute it waits for that in front of the limit.`,
			Mechanism: `Admission bounds what is behind it. In front are the kernel's buffers and the scheduler's queue, and they have no limit of mine. A processor without a worker reads and refuses at once.`,
			Measured: `The 99th percentile is {{median "overload/admission=32/load=120pct/channel/own" "p99-ns"}} with the limit, ` +
				`{{median "overload/admission=32.more1/load=120pct/channel/own" "p99-ns"}} with one GOMAXPROCS more.`,
			Fails:   `Another machine refuses, such as a load balancer.`,
			Monitor: `Rejections, and latency from outside: inside nobody sees that wait.`,
		},
		Rests: []Rest{{
			Of:     Ratio{"overload/admission=32.more1/load=120pct/channel/own", "overload/admission=32/load=120pct/channel/own", "p99-ns"},
			AtMost: 0.7, Says: "a processor to spare makes the limit effective",
		}},
		FollowUps: []string{
			"How large should the limit be?",
			"What should Retry-After say, and why the same to all?",
			"A client has left: should its task still run?",
		},
		Code: []Code{
			{"harness/service/gate.go", "gate.enter"}, {"harness/service/handler.go", "Service.explain"}, {"harness/service/pace.go", "pace.retryAfter"},
		},
		Claims: []string{"S09", "G24"},
		Chart:  "overload.png",
	}
}
