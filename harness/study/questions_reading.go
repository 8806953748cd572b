package study

// reading are questions about numbers as such. They and those of the next two chapters, up to
// [QuickQuestions], are about cells of the quick selection.
func reading() []Question {
	return []Question{readingBrackets(), readingClock(), readingParallel()}
}

func readingBrackets() Question {
	const channel, twin = "overhead/submitters=1/channel/own", "overhead/submitters=1/channel/own+twin"
	return Question{
		ID:  "reading-brackets",
		Ask: "Behind a measured number there are two more in brackets: what do they tell, and what do they not tell?",
		Predict: Prediction{
			Text:   "The same pool is measured twice under two names, with empty tasks: the one time divided by the other",
			Number: Ratio{channel, twin, "ns/op"},
		},
		Answer: Answer{
			Claim: "They tell how far the median may be off by chance in this run. Whether two rows differ is read from their ratio, and not from two brackets.",
			Mechanism: "A round takes one sample of every row, each in a fresh process. " +
				"What slowed a round slowed both rows, so it cancels in their ratio.",
			Measured: `The channel pool against itself is {{ratio "` + channel + `" "` + twin + `" "ns/op"}}; ` +
				`a goroutine per task takes {{ratio "overhead/submitters=1/spawn/own" "` + channel + `" "ns/op"}} its time.`,
			Fails:   "Where all rounds share an error: of one binary, one machine, one setting. No bracket contains that.",
			Monitor: "Old and new version side by side at the same time, and now and then two equal ones.",
		},
		Rests: []Rest{{
			Of: Ratio{channel, twin, "ns/op"}, AtLeast: 0.67, AtMost: 1.5,
			Says: "a pool that is measured twice takes about the same time",
		}},
		FollowUps: []string{
			"The bracket of the ratio contains 1: are the two equal?", "Why is a benchmark with -count=10 no ten independent samples?",
			"You compare twenty pools: how many differences do you expect by chance?",
		},
		Code:   []Code{{"harness/stats/paired.go", "Paired"}, {"harness/stats/median.go", "Median"}},
		Claims: []string{"H00", "H01"},
		Chart:  "distribution-overhead.png",
	}
}

func readingClock() Question {
	const long, empty = "grain/grain=150us/spawn/own", "grain/grain=0/spawn/own"
	return Question{
		ID:  "reading-clock",
		Ask: "A benchmark submits a million tasks to a pool and stops the clock when the last Submit has returned: what has it measured?",
		Predict: Prediction{
			Text:   "Time per task (elapsed ÷ number) of 150-µs tasks ÷ that of empty ones, a goroutine each, clock stopped at the end of the last",
			Number: Ratio{long, empty, "ns/op"},
		},
		Answer: Answer{
			Claim: "How fast tasks are accepted. The clock has to stop when the last task has ended, best in that task itself.",
			Mechanism: "A pool without a bound accepts long tasks as fast as empty ones: the work is still in its queue. " +
				"Only a full queue makes the submitter wait, and the clock honest.",
			Measured: `To the end of the last task, spawn takes {{median "` + empty + `" "ns/op"}} per empty task and ` +
				`{{median "` + long + `" "ns/op"}} per task of {{given "150 µs"}}.`,
			Fails:   "Where the queue is bounded and short, both clocks say nearly the same.",
			Monitor: "Tasks completed beside tasks accepted. If the gap grows, a queue grows.",
		},
		Rests: []Rest{{
			Of: Ratio{long, empty, "ns/op"}, AtLeast: 3,
			Says: "the work of a 150-µs task shows in the time per task",
		}},
		FollowUps: []string{
			"Which pools look infinitely fast to the wrong clock?", "Why is waiting for a WaitGroup a little late?",
			"Does opening and closing the pool belong inside the clock?",
		},
		Code:   []Code{{"harness/measure/window.go", "tally.finish"}, {"harness/measure/pitfalls.go", "TakeSubmissions"}},
		Claims: []string{"M01", "M03"},
		Chart:  "pitfalls.png",
	}
}

func readingParallel() Question {
	const inline, channel = "grain/grain=150us/inline/own", "grain/grain=150us/channel/own"
	return Question{
		ID:  "reading-parallel",
		Ask: "Your pool has a worker per processor: how do you see that the work really ran in parallel?",
		Predict: Prediction{
			Text:   "How many times as fast a channel pool is with 150-µs tasks, compared with calling them one after the other",
			Number: Ratio{inline, channel, "ns/op"},
		},
		Answer: Answer{
			Claim: "By two numbers: cpu/wall, processor time divided by elapsed time, says how many processors were in use, and the speed-up how much of that was work.",
			Mechanism: "Processors that look for work, start goroutines or collect garbage are in use as well, " +
				"so that alone proves nothing.",
			Measured: `With tasks of {{given "150 µs"}} the channel pool has a cpu/wall of {{median "` + channel + `" "cpu/wall"}} and is ` +
				`{{ratio "` + inline + `" "` + channel + `" "ns/op"}} as fast; with empty tasks spawn has ` +
				`{{median "overhead/submitters=1/spawn/own" "cpu/wall"}} and is {{ratio "overhead/submitters=1/inline/own" "overhead/submitters=1/spawn/own" "ns/op"}} as fast.`,
			Fails:   "Where processors share a core, or where cores differ in speed: all are in use, and do less work.",
			Monitor: "Processor time per completed task, and cpu/wall against GOMAXPROCS.",
		},
		Rests: []Rest{
			{Of: Ratio{inline, channel, "ns/op"}, AtLeast: 1.3, Says: "150-µs tasks gain from more processors"},
			{
				Of: Ratio{"overhead/submitters=1/inline/own", "overhead/submitters=1/spawn/own", "ns/op"}, AtMost: 0.7,
				Says: "empty tasks lose by it, however many processors are in use",
			},
		},
		FollowUps: []string{"cpu/wall is near GOMAXPROCS, but the speed-up is poor: where do you look?", "Can the speed-up be larger than the number of processors?"},
		Code:      []Code{{"harness/sample/measurement.go", "Measurement.EffectiveParallelism"}, {"harness/report/grain.go", "view.efficiency"}},
		Claims:    []string{"S05"},
		Chart:     "efficiency.png",
	}
}
