package study

func measuring() []Question {
	return []Question{measuringSubmission(), measuringControls(), measuringOmission(), measuringOrder(), measuringSleep()}
}

func measuringSubmission() Question {
	const completed, submitted = "pitfalls/mistake=submission/measured=completed/", "pitfalls/mistake=submission/measured=submitted/"
	flattered := func(row string) Quantity { return Ratio{completed + row, submitted + row, "ns/op"} }
	return Question{
		ID:  "measuring-submission",
		Ask: "A README says that its pool needs a fraction of the time of others per task. What do you ask first?",
		Predict: Prediction{
			Text: "Which strategy looks best, compared with the truth, if the clock stops at the last submission",
			Options: []Option{
				{"channel", flattered("channel/own")}, {"spawn", flattered("spawn/own")}, {"gopool", flattered("gopool/native")},
			},
			Most: true,
		},
		Answer: Answer{
			Claim:     "When the clock stopped. What was submitted has not run.",
			Mechanism: "An unbounded queue takes everything at once: then the clock measures how fast pointers are put on a list. A bounded one makes the submitter wait, so only the last queue is missing.",
			Measured: "Tasks of {{given \"15 µs\"}} seem to take {{median \"pitfalls/mistake=submission/measured=submitted/gopool/native\" \"ns/op\"}} with gopool, and " +
				"take {{median \"pitfalls/mistake=submission/measured=completed/gopool/native\" \"ns/op\"}}. With channel the ratio is " +
				"{{ratio \"pitfalls/mistake=submission/measured=completed/channel/own\" \"pitfalls/mistake=submission/measured=submitted/channel/own\" \"ns/op\"}}.",
			Fails:   "How long the submitter is held up is the question, as on a request's way.",
			Monitor: "Tasks submitted and tasks ended, as two counters.",
		},
		Rests: []Rest{
			{Of: flattered("gopool/native"), AtLeast: 2, Says: "submitting to an unbounded queue is much faster than running"},
			{Of: flattered("channel/own"), AtMost: 1.3, Says: "a bounded queue makes the submitter wait"},
		},
		FollowUps: []string{
			"What else would you look for in that benchmark?",
			"How do you notice that the last task has ended without paying for it?",
			"Where do opening and closing the pool belong?",
		},
		Code:   []Code{{"harness/measure/pitfalls.go", "TakeSubmissions"}, {"harness/measure/window.go", "tally.finish"}},
		Claims: []string{"M01", "M03"},
		Chart:  "pitfalls.png",
	}
}

func measuringControls() Question {
	known := Ratio{"control/effect=known/inline/own+slower", "control/effect=known/inline/own+same", "ns/op"}
	return Question{
		ID:  "measuring-controls",
		Ask: "How do you know that your benchmark measures the strategies, and not the machine?",
		Predict: Prediction{
			Text:   "How many times as long a tenth more work was measured to take",
			Number: known,
		},
		Answer: Answer{
			Claim: "By controls with a known answer in the same run: equals must measure equal, and a known difference must be found.",
			Mechanism: "The baseline runs twice under two names, as A/A twins. Their largest difference is the noise floor: nothing smaller is claimed. " +
				"If either control fails, the run has no verdicts.",
			Measured: "The twins: {{verdict \"H00\"}}. A tenth more work was measured to take " +
				"{{ratio \"control/effect=known/inline/own+slower\" \"control/effect=known/inline/own+same\" \"ns/op\"}} as long.",
			Fails:   "All rounds share a bias, such as one binary's code layout: both arms have it, and no control sees it.",
			Monitor: "Processor time of others during each sample, retaken samples, drift over the run.",
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
			Text: "Median latency from the intended arrival, of short tasks that the generator runs itself, one after the other, " +
				"while four fifths of all processors are asked for",
			Number: Median{cell, "p50-ns"},
		},
		Answer: Answer{
			Claim: "Coordinated omission: the generator waited with the server, and counted from when it got round to sending.",
			Mechanism: "Users arrive whatever the server does. A generator that is held up sends later; if its clock starts at the sending, " +
				"everybody's wait behind a slow call is lost. It must count from the schedule.",
			Measured: "At four fifths load inline's calls last {{median \"arrivals/load=80pct/inline/own\" \"submit-p99.9-ns\"}} in the 99.9th percentile; from arrival to end the *median* is " +
				"{{median \"arrivals/load=80pct/inline/own\" \"p50-ns\"}}.",
			Fails:   "Callers do wait for each answer, as a batch job does: then the closed loop is the truth.",
			Monitor: "The generator's own lag, and the rate achieved of the rate offered.",
		},
		Rests: []Rest{
			{Of: Median{cell, "p50-ns"}, AtLeast: 5e6, Says: "one goroutine cannot keep up with four fifths of all processors, and tasks wait for milliseconds"},
			{Of: Median{cell, "submit-p99.9-ns"}, AtMost: 2e6, Says: "a call by itself hardly takes longer than its task"},
		},
		FollowUps: []string{
			"What is a closed loop, and which rate can it never exceed?",
			"How do you find out that the generator is the bottleneck?",
			"Why does the number in your answer depend on how long you measured?",
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
			Text:    "The ledger compares the baseline's first rounds with its twin's last ones: does the claim hold that such an order is harmless",
			Verdict: "M04",
		},
		Answer: Answer{
			Claim: "Because machines change while one measures, and in blocks that change goes to one side.",
			Mechanism: "Neighbours, clock rates and caches drift over minutes. In a round A and B are seconds apart and share the drift, and their ratio cancels it. " +
				"benchstat takes samples as independent: it cannot see the pairs, nor the order.",
			Measured: "The baseline's first rounds against its twin's last: {{verdict \"M04\"}}.",
			Fails:    "The machine is quiet for the whole run. You learn that only from an interleaved one.",
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
			Text:    "Does the claim hold that both rankings agree",
			Verdict: "G34",
		},
		Answer: Answer{
			Claim: "Nothing by itself. It ranks how goroutines are made and woken by timers, with far more workers than processors.",
			Mechanism: "A sleeping task holds no processor: tens of thousands sleep at once, and timers and wake-ups are the work. Tasks that compute are limited by " +
				"processors, and by handing over to a few workers.",
			Measured: "With tasks asleep, spawn's processor time per wall time is {{median \"pitfalls/mistake=sleep/measured=sleeping/spawn/own\" \"cpu/wall\"}}. That the rankings agree: " +
				"{{verdict \"G34\"}}.",
			Fails:   "Your tasks do wait, for a database say.",
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
