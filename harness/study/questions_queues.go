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
			Text: "Microseconds that a call takes in the mean: 16 callers, a channel pool with a worker per processor, 15-µs tasks",
			Number: Derived{
				Of:   Median{"request/callers=16/channel/own", "ns/op"},
				By:   func(perTask float64) float64 { return closedCallers * perTask },
				Unit: chart.Nanoseconds,
			},
		},
		Answer: Answer{
			Claim:     `As many times the time per task as there are callers: Little's law, inside = throughput × mean time inside.`,
			Mechanism: `In a closed loop the number inside is fixed. The median may be far below the mean: who was just made ready runs next (runnext), so a caller and its worker hand each other a processor for a time slice, while others wait.`,
			Measured: `A task ends every {{median "request/callers=16/channel/own" "ns/op"}}, so a call takes {{times 16 (median "request/callers=16/channel/own" "ns/op")}} in the mean; ` +
				`in the median it took {{median "request/callers=16/channel/own" "p50-ns"}}.`,
			Fails:   `The law knows means, no percentiles.`,
			Monitor: `Requests in progress and throughput: mean latency follows.`,
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
			Text: "Milliseconds of latency at the 99th percentile, if 150-µs tasks are run one at a time and arrive, for three tenths of a second, " +
				"at four fifths of what all processors can do",
			Number: Median{"arrivals/load=80pct/inline/own", "p99-ns"},
		},
		Answer: Answer{
			Claim:     `The test is a closed loop: at most all its clients wait. Users come anyway: theirs is an open loop.`,
			Mechanism: `Clients that wait slow down with the server. In an open loop, beyond capacity, the wait grows as long as the test lasts.`,
			Measured: `One at a time, 99th percentiles: {{median "request/callers=16/inline/own" "p99-ns"}} for 16 callers with tasks of {{given "15 µs"}}, bounded by their number; ` +
				`{{median "arrivals/load=80pct/inline/own" "p99-ns"}} for tasks of {{given "150 µs"}} that arrive faster than one at a time can do them, bounded by the window of {{given "0.3 s"}}.`,
			Fails:   `If production has a fixed crew, too, closed is right.`,
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
		Ask: "Requests come at random and keep the processors busy four fifths of the time: how long do they wait, counted in tasks?",
		Predict: Prediction{
			Text:   "Median latency of a service at four fifths of its capacity ÷ that at one fifth, where hardly anybody waits; 1.5-ms tasks in a channel pool, over HTTP",
			Number: Ratio{"overload/admission=none/load=80pct/channel/own", "overload/admission=none/load=20pct/channel/own", "p50-ns"},
		},
		Answer: Answer{
			Claim:     `With one server U ÷ (1 − U) in the mean (U: utilisation), four at four fifths; half of that if tasks are equal, less with several servers, and towards one without end.`,
			Mechanism: `Random arrivals come in bursts, and the busier the servers, the longer a burst takes to drain. Several on one queue share it: none idles while somebody waits.`,
			Measured: `The median is {{median "overload/admission=none/load=20pct/channel/own" "p50-ns"}} at one fifth, ` +
				`{{median "overload/admission=none/load=80pct/channel/own" "p50-ns"}} at four fifths, ` +
				`with the asker on the same processors.`,
			Fails:   `If arrivals are paced and tasks equal, nobody waits below capacity.`,
			Monitor: `Utilisation, with an alarm far below one; queueing time.`,
		},
		Rests: []Rest{{
			Of:      Ratio{"overload/admission=none/load=80pct/channel/own", "overload/admission=none/load=20pct/channel/own", "p99-ns"},
			AtLeast: 1.3, Says: "the tail is clearly longer at four fifths of capacity than at one fifth",
		}},
		FollowUps: []string{
			"Why is one queue for all workers better than one for each?",
			"What does the variance of task sizes do to the wait?",
			"Which utilisation would you plan for, and why?",
		},
		Code:  []Code{{"harness/experiment/overload.go", "overload"}, {"harness/openloop/schedule.go", "Poisson"}},
		Chart: "overload.png",
	}
}

func queueBuffer() Question {
	const queueTask = "grain/grain=1.5ms/channel/own"
	const patience = 50e6 // nanoseconds that somebody is ready to wait
	return Question{
		ID:  "queue-buffer",
		Ask: "How many places should a pool's queue have, if nobody may wait longer than fifty milliseconds behind 1.5-ms tasks?",
		Predict: Prediction{
			Text: "Places in the queue of a channel pool with a worker per processor, so that the last one waits fifty milliseconds at most, behind 1.5-ms tasks",
			Number: Derived{
				Of:   Median{queueTask, "ns/op"},
				By:   func(perTask float64) float64 { return patience / perTask },
				Unit: chart.Count,
			},
		},
		Answer: Answer{
			Claim:     `The longest wait allowed, divided by the time per task with all workers busy: Little's law. Fewer will do, if workers never run dry.`,
			Mechanism: `A full queue moves by a place whenever a task ends. Once workers find work whenever they run, more places only hold more that waits.`,
			Measured: `At {{given "1.5 ms"}} a task ends every {{median "grain/grain=1.5ms/channel/own" "ns/op"}}, and a wait of {{given "50 ms"}} is ` +
				`{{places 50 (median "grain/grain=1.5ms/channel/own" "ns/op")}} places. "A larger buffer is faster" is {{verdict "G14"}}.`,
			Fails:   `While the pool keeps up, arrivals decide the wait. Where tasks differ, somebody waits longer.`,
			Monitor: `Length, and age of the oldest task.`,
		},
		Rests: []Rest{{
			Of:      Ratio{"grain/grain=1.5ms/inline/own", queueTask, "ns/op"},
			AtLeast: 1.3, Says: "1.5-ms tasks end more often in a pool than one at a time, because several processors compute",
		}},
		FollowUps: []string{
			"What does a longer queue change in overload?",
			"Where do tasks wait if the queue is short?",
			"One task in ten takes ten times as long: how many places now?",
		},
		Code:   []Code{{"harness/experiment/handoff.go", "handoff"}, {"harness/experiment/queueing.go", "queueing"}},
		Claims: []string{"G14", "G15"},
		Chart:  "handoff.png",
	}
}

func queueUnbounded() Question {
	return Question{
		ID:  "queue-unbounded",
		Ask: "Nothing bounds the requests in a service: what happens if a fifth more arrives than can be done?",
		Predict: Prediction{
			Text:   "Median latency of the last third of the requests ÷ that of the first, 1.5-ms tasks in a channel pool with 64 places, one second of that load",
			Number: Median{"overload/admission=none/load=120pct/channel/own", "growth"},
		},
		Answer: Answer{
			Claim:     `Everybody is later than the one before, for as long as it lasts, or until memory ends.`,
			Mechanism: `A sixth of the arrivals is added to those who wait, all the time. The pool's queue bounds nothing: each waiting request is a goroutine of net/http in front of Submit, with its connection and buffers. In order, each waits longer; by the scheduler, the first may starve instead.`,
			Measured: `The last third takes {{median "overload/admission=none/load=120pct/channel/own" "growth"}} as long as the first, within a second. ` +
				`A waiting goroutine takes {{median "burst/waiting=1e5/spawn/own" "B/waiting-task"}}, without the connection.`,
			Fails:   `A burst ends: for that queues are right.`,
			Monitor: `Requests in progress: the slope.`,
		},
		Rests: []Rest{{
			Of:      Median{"overload/admission=none/load=120pct/channel/own", "growth"},
			AtLeast: 1.3, Says: "latency grows while the overload lasts",
		}},
		FollowUps: []string{
			"What else than its goroutine does a waiting request keep alive?",
			"Would a pool with a longer queue, or a shorter one, change anything?",
			"Would last in, first out be better in overload?",
		},
		Code:   []Code{{"harness/experiment/overload.go", "overload"}, {"harness/service/handler.go", "Service.compute"}},
		Claims: []string{"S09"},
		Chart:  "overload.png",
	}
}

func queueShedding() Question {
	return Question{
		ID:  "queue-shedding",
		Ask: "A service answers 503 when 32 are in progress: why may its tail be bad all the same?",
		Predict: Prediction{
			Text: "With which setting the 99th percentile of answered requests is smallest, if for a second a fifth more arrives than can be done, 1.5-ms tasks in a channel pool",
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
			Fails:   `Not where another machine refuses, such as a load balancer. And with more than 32 processors this limit leaves some idle.`,
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
