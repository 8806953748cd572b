package study

func measuring() []Question {
	return []Question{measuringSetup(), measuringControls(), measuringOmission(), measuringOrder(), measuringSleep(), measuringWatched()}
}

func measuringSetup() Question {
	crowd := func(row string) Quantity {
		return Ratio{"pitfalls/mistake=workers/measured=50000/" + row, "pitfalls/mistake=workers/measured=P/" + row, "ns/op"}
	}
	return Question{
		ID:  "measuring-setup",
		Ask: "A README gives each pool 50,000 workers, opens it, has it run 50,000 tasks and closes it, all inside the clock. What does that compare?",
		Predict: Prediction{
			Text: "Which pool's tasks of {{given \"15 µs\"}} take longer by the greatest factor there than with a worker per processor",
			Options: []Option{
				{"channel", crowd("channel/own")}, {"batched", crowd("batched/own")}, {"ants", crowd("ants/native")},
			},
			Most: true,
		},
		Answer: Answer{
			Claim: "When they start their goroutines, and not only how they run tasks.",
			Mechanism: "Some start all workers when they are opened, others one whenever a task finds nobody idle: those never have that many, and pay little. " +
				"Workers beyond the processors cannot run, but have to be started, woken and ended.",
			Measured: "Compared with a worker per processor a task takes {{ratio \"pitfalls/mistake=workers/measured=50000/batched/own\" \"pitfalls/mistake=workers/measured=P/batched/own\" \"ns/op\"}} as long with batched, " +
				"{{ratio \"pitfalls/mistake=workers/measured=50000/ants/native\" \"pitfalls/mistake=workers/measured=P/ants/native\" \"ns/op\"}} with ants.",
			Fails:   "Where your program opens a pool per request, the start is part of the price.",
			Monitor: "The number of goroutines: at rest, and at its highest.",
		},
		Rests: []Rest{
			{Of: crowd("batched/own"), AtLeast: 1.1, Says: "a pool that starts all its workers pays for them"},
			{Of: crowd("ants/native"), AtMost: 1.15, Says: "one that starts workers when they are needed does not"},
		},
		FollowUps: []string{
			"And if the clock stopped at the last submission as well?",
			"How do you notice that the last task has ended without paying for it?",
			"How long must a run be until its setup no longer shows?",
		},
		Code:   []Code{{"harness/measure/pitfalls.go", "TakeLifecycle"}, {"harness/experiment/pitfalls.go", "pitfalls"}},
		Claims: []string{"M02", "M03"},
		Chart:  "pitfalls.png",
	}
}

func measuringControls() Question {
	known := Ratio{"control/effect=known/inline/own+slower", "control/effect=known/inline/own+same", "ns/op"}
	return Question{
		ID:  "measuring-controls",
		Ask: "How do you know that your benchmark measures the strategies, and not the machine?",
		Predict: Prediction{
			Text:    "Whether the same pool under two names measures as equal in this run, but for as many misses as chance explains",
			Verdict: "H00",
		},
		Answer: Answer{
			Claim: "By controls with a known answer in the same run: equals must measure equal, and a known difference must be found.",
			Mechanism: "The baseline runs twice under two names, as A/A twins; one interval in twenty may miss. Their largest difference is the noise floor: nothing smaller is claimed. " +
				"If either control fails, the run has no verdicts.",
			Measured: "The twins: {{verdict \"H00\"}}. A tenth more work was measured to take " +
				"{{ratio \"control/effect=known/inline/own+slower\" \"control/effect=known/inline/own+same\" \"ns/op\"}} as long.",
			Fails:   "Where all rounds share a bias, such as one binary's code layout, both arms have it, no control sees it.",
			Monitor: "Others' processor time during samples, retaken ones, drift over the run.",
		},
		Rests: []Rest{{Of: known, AtLeast: 1.07, AtMost: 1.13, Says: "a tenth more work is measured as that"}},
		FollowUps: []string{
			"A few of your A/A intervals exclude equality. Is the run broken?",
			"Why may you not throw away slow samples?",
			"What would you do about code layout?",
		},
		Code:   []Code{{"harness/compare/trust.go", "Trust.weigh"}, {"harness/experiment/control.go", "control"}, {"harness/sample/gate.go", "Measurement.Gate"}},
		Claims: []string{"H00", "H01"},
	}
}

func measuringOmission() Question {
	const cell = "arrivals/load=80pct/inline/own"
	return Question{
		ID:  "measuring-omission",
		Ask: "Your load generator reports fast calls, and users complain. How can both be right?",
		Predict: Prediction{
			Text: "99.9th percentile of how long a call of Submit lasts, if the generator runs tasks of {{given \"150 µs\"}} in that call (inline), " +
				"and they need four fifths of all processors",
			Number: Median{cell, "submit-p99.9-ns"},
		},
		Answer: Answer{
			Claim: "Coordinated omission: the generator waited with the server, and counted from when it sent.",
			Mechanism: "A generator that is held up sends later; if its clock starts then, " +
				"the wait behind a slow call is lost: count from the schedule.",
			Measured: "At four fifths load, which is more than one processor can do, inline's calls last {{median \"arrivals/load=80pct/inline/own\" \"submit-p99.9-ns\"}} in the 99.9th percentile; from arrival to end, the *median*, bounded by the window of {{given \"0.3 s\"}}, is " +
				"{{median \"arrivals/load=80pct/inline/own\" \"p50-ns\"}}.",
			Fails:   "Where callers do wait for each answer, as in a batch, the closed loop is the truth.",
			Monitor: "The generator's lag, and the rate achieved of that offered.",
		},
		Rests: []Rest{
			{Of: Median{cell, "p50-ns"}, AtLeast: 5e6, Says: "one goroutine cannot keep up with four fifths of all processors, and tasks wait for milliseconds"},
			{Of: Median{cell, "submit-p99.9-ns"}, AtMost: 2e6, Says: "a call by itself hardly takes longer than its task"},
		},
		FollowUps: []string{
			"What is a closed loop, and which rate can it never exceed?",
			"How do you find out that the generator is the bottleneck?",
			"Why does the second number of your answer depend on how long you measured?",
		},
		Code:  []Code{{"harness/measure/arrivals.go", "openLoop.generate"}, {"harness/openloop/schedule.go", "Poisson"}, {"harness/service/load/run.go", "session.generate"}},
		Chart: "latency-arrivals.png",
	}
}

func measuringOrder() Question {
	return Question{
		ID:  "measuring-order",
		Ask: "Why random rounds and pairs, and not first all samples of A and then all of B, as go test does?",
		Predict: Prediction{
			Text:    "Whether the baseline's first rounds and its twin's last ones, the same pool, differ in no more cases than chance explains",
			Verdict: "M04",
		},
		Answer: Answer{
			Claim: "Because machines change while one measures, and in blocks that change goes to one side.",
			Mechanism: "Neighbours, clock rates and caches drift over minutes. In a round A and B share the drift, and their ratio cancels it. " +
				"benchstat takes samples as independent: it cannot see the pairs, nor the order.",
			Measured: "The baseline's first rounds against its twin's last: {{verdict \"M04\"}}.",
			Fails:    "Where the order did no harm that could be shown, that was luck, and nobody knew before: only an interleaved run tells.",
			Monitor:  "The drift from the first to the last round, and to the last place within a round.",
		},
		FollowUps: []string{
			"What does pairing cost if there is no drift?",
			"Why is the order within a round random, and not A B A B?",
			"When may you stop a run early?",
		},
		Code:   []Code{{"harness/runner/rounds.go", "order"}, {"harness/stats/paired.go", "Paired"}, {"harness/claim/order.go", "bothWays"}},
		Claims: []string{"M04"},
	}
}

func measuringSleep() Question {
	return Question{
		ID:  "measuring-sleep",
		Ask: "In a comparison of pools every task sleeps for a moment. What does its ranking say about tasks that compute?",
		Predict: Prediction{
			Text:    "Whether both rankings agree: Kendall's tau, 1 for the same order and −1 for the opposite one, is at least {{given \"0.7\"}}",
			Verdict: "G34",
		},
		Answer: Answer{
			Claim: "Nothing by itself. It ranks how goroutines are made and woken by timers, with far more workers than processors.",
			Mechanism: "A sleeping task holds no processor: tens of thousands sleep at once, and timers and wake-ups are the work. Tasks that compute are limited by " +
				"processors, and by handing over to a few workers.",
			Measured: "With tasks asleep, spawn's processor time per wall time is {{median \"pitfalls/mistake=sleep/measured=sleeping/spawn/own\" \"cpu/wall\"}}. That the rankings agree: " +
				"{{verdict \"G34\"}}.",
			Fails:   "Where your tasks do wait, for a database say, it is the ranking to look at.",
			Monitor: "Processor time per task beside its duration; it tells which kind yours are.",
		},
		Rests: []Rest{{
			Of: Median{"pitfalls/mistake=sleep/measured=sleeping/spawn/own", "cpu/wall"}, AtLeast: 0.5,
			Says: "starting and waking goroutines that sleep is work for a processor",
		}},
		FollowUps: []string{
			"How many workers do tasks need that mostly wait?",
			"What does a pool with 50,000 workers cost before the first task?",
			"Why does the verdict not simply say no?",
		},
		Code:   []Code{{"harness/experiment/pitfalls.go", "pitfalls"}, {"harness/claim/rank.go", "taus"}},
		Claims: []string{"G34", "M02"},
		Chart:  "pitfalls.png",
	}
}

func measuringWatched() Question {
	const none, profile, trace = "monitoring/task=15us/monitor=none/channel/own", "monitoring/task=15us/monitor=profile/channel/own", "monitoring/task=15us/monitor=trace/channel/own"
	return Question{
		ID:  "measuring-watched",
		Ask: "May a profile or a trace be taken in production, on a pool that is busy?",
		Predict: Prediction{
			Text:   "Time per empty task while an execution trace is recorded, divided by that unwatched, with a goroutine per task",
			Number: Ratio{"monitoring/task=empty/monitor=trace/spawn/own", "monitoring/task=empty/monitor=none/spawn/own", "ns/op"},
		},
		Answer: Answer{
			Claim: "A processor profile always, a trace for some seconds: its cost is per event, so it depends on how small your tasks are.",
			Mechanism: "The profile interrupts a hundred times a second, whatever runs. The trace notes each start, stop and wake-up of a goroutine; with a " +
				"goroutine per task these are several per task.",
			Measured: `Through a channel pool a task of {{given "15 µs"}} takes {{ratio "` + profile + `" "` + none + `" "ns/op"}} under a profile and {{ratio "` + trace + `" "` + none + `" "ns/op"}} under a trace; ` +
				`an empty one as a goroutine {{ratio "monitoring/task=empty/monitor=trace/spawn/own" "monitoring/task=empty/monitor=none/spawn/own" "ns/op"}}.`,
			Fails:   "With tasks far below ten microseconds a trace changes what it shows.",
			Monitor: "Its own size per second: that is what it costs to keep.",
		},
		Rests:     []Rest{{Of: Ratio{profile, none, "ns/op"}, AtMost: 1.1, Says: "a profile costs little"}},
		FollowUps: []string{"What does a profile show of goroutines that wait?", "How does a flight recorder help with something that happens once a day?", "What would you measure all the time?"},
		Code:      []Code{{"harness/measure/monitor.go", ""}, {"harness/experiment/monitoring.go", "monitoring"}},
		Claims:    []string{"S31"},
		Chart:     "monitoring.png",
	}
}
