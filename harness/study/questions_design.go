package study

import "poolbench/harness/chart"

func design() []Question {
	return []Question{designSize(), designUtilisation(), designHealth(), designScaling(), designMix()}
}

func designSize() Question {
	const cell = "workloads/kernel=pbkdf2/channel/own"
	const rate, utilisation = 2000, 0.7
	return Question{
		ID:  "design-size",
		Ask: "2,000 password hashes a second: how many processors do you order?",
		Predict: Prediction{
			Text: "Processors for 2,000 tasks of the pbkdf2 kernel a second, each processor in use seven tenths of the time",
			Number: Derived{
				Of:   Median{cell, "cpu-ns/op"},
				By:   func(ns float64) float64 { return rate * ns / 1e9 / utilisation },
				Unit: chart.Count,
			},
		},
		Answer: Answer{
			Claim: "Rate times processor time per task, divided by the utilisation that I allow; then one process's worth more, for a failure.",
			Mechanism: "The utilisation law: each task occupies a processor for its processor time, however pools arrange it. Duration would count " +
				"waiting as work.",
			Measured: "A hash takes {{median \"workloads/kernel=pbkdf2/channel/own\" \"cpu-ns/op\"}} of processor time; at {{given \"70 %\"}} that makes " +
				"{{cores 2000 0.7 (median \"workloads/kernel=pbkdf2/channel/own\" \"cpu-ns/op\")}} processors.",
			Fails:   "Tasks compete for memory bandwidth or hardware threads of one core: then each becomes dearer as more run.",
			Monitor: "Processor time per task in production; it drifts with data and versions.",
		},
		Rests: []Rest{{
			Of: Ratio{cell, "workloads/kernel=pbkdf2/inline/own", "cpu-ns/op"}, AtMost: 1.3,
			Says: "such a task takes hardly more processor time with all processors busy than with one",
		}},
		FollowUps: []string{
			"Security asks for ten times the iterations. What follows for users, and for you?",
			"Your provider sells hardware threads. What do you change?",
			"One machine of four fails. What happens to the other three?",
		},
		Code:   []Code{{"harness/study/text.go", "cores"}, {"harness/service/call.go", "call.task"}},
		Claims: []string{"S06"},
		Chart:  "workloads.png",
	}
}

func designUtilisation() Question {
	const at50, at80 = "overload/admission=none/load=50pct/channel/own", "overload/admission=none/load=80pct/channel/own"
	return Question{
		ID:  "design-utilisation",
		Ask: "Finance asks why nearly a third of the processors you ordered is idle. What do you say?",
		Predict: Prediction{
			Text:   "How many times as long the 99th percentile of latency is at four fifths of capacity as at half",
			Number: Ratio{at80, at50, "p99-ns"},
		},
		Answer: Answer{
			Claim: "That idle third is what keeps waiting short. Near full use the queue grows without bound.",
			Mechanism: "Arrivals are random. Below capacity a burst drains; the closer to it, the longer that takes: waiting grows like one divided by " +
				"what is free, and less with many processors.",
			Measured: "At half load the 99th percentile is {{median \"overload/admission=none/load=50pct/channel/own\" \"p99-ns\"}}, at four fifths " +
				"{{median \"overload/admission=none/load=80pct/channel/own\" \"p99-ns\"}}.",
			Fails:   "Work can wait, as in a nightly batch: then use everything. Many processors behind one queue can run fuller.",
			Monitor: "Queueing time beside utilisation: the bend is where to stop.",
		},
		Rests: []Rest{{Of: Ratio{at80, at50, "p99-ns"}, AtLeast: 1.2, Says: "the tail grows between half and four fifths of capacity"}},
		FollowUps: []string{
			"Why do eight processors behind one queue wait less than eight queues with one each?",
			"Where does the balancer put you between the two?",
			"What could use the idle third?",
		},
		Code:  []Code{{"harness/experiment/overload.go", "overload"}, {"harness/openloop/schedule.go", "Poisson"}},
		Chart: "overload.png",
	}
}

func designHealth() Question {
	const none, more = "repairs/repair=none/channel/own", "repairs/repair=more1/channel/own"
	return Question{
		ID:  "design-health",
		Ask: "The balancer declares a process dead that merely computes on all processors. What do you change?",
		Predict: Prediction{
			Text:   "99th percentile of GET / while as many workers as processors are busy with tasks of a few milliseconds",
			Number: Median{none, "health-p99-ns"},
		},
		Answer: Answer{
			Claim: "Two things: the process leaves a processor of Go for answers, and the balancer does not take busy for dead.",
			Mechanism: "While all processors of Go compute, nobody asks the network but the system monitor. Taking the process out moves its load to " +
				"others, which become late in turn.",
			Measured: "GET / takes {{median \"repairs/repair=none/channel/own\" \"health-p99-ns\"}} in the 99th percentile, and " +
				"{{median \"repairs/repair=more1/channel/own\" \"health-p99-ns\"}} with GOMAXPROCS one above the workers.",
			Fails:   "The process is really stuck: so the check needs a limit, of seconds.",
			Monitor: "Latency of the health check itself, and how often processes leave and return.",
		},
		Rests: []Rest{
			{Of: Ratio{none, more, "health-p99-ns"}, AtLeast: 1.5, Says: "a processor of Go to spare makes health checks faster"},
			{Of: Ratio{more, none, "ns/unit"}, AtMost: 1.15, Says: "and costs little throughput"},
		},
		FollowUps: []string{
			"What would a readiness check say while the queue is full?",
			"Why is a health check that calls the database dangerous?",
			"How does Node.js answer while worker threads compute?",
		},
		Code:   []Code{{"harness/service/handler.go", "Service.serve"}, {"harness/experiment/repairs.go", "repairs"}},
		Claims: []string{"S04", "G24"},
		Chart:  "repairs.png",
	}
}

func designScaling() Question {
	const at120, at150 = "overload/admission=none/load=120pct/channel/own", "overload/admission=none/load=150pct/channel/own"
	return Question{
		ID:  "design-scaling",
		Ask: "On which signal do you add processes?",
		Predict: Prediction{
			Text:   "By which factor the processors in use change when the offered load rises from a fifth above capacity to half above it, all requests admitted",
			Number: Ratio{at150, at120, "cpu/wall"},
		},
		Answer: Answer{
			Claim:     "On how long tasks wait, or how many are refused. Utilisation tells when to remove processes, not how many are missing.",
			Mechanism: "Processors cannot be more than busy: beyond capacity utilisation stands still, and the queue grows by what comes too much.",
			Measured: "From {{given \"120 %\"}} to {{given \"150 %\"}} of capacity, processors in use change by a factor of {{ratio \"overload/admission=none/load=150pct/channel/own\" \"overload/admission=none/load=120pct/channel/own\" \"cpu/wall\"}}, " +
				"and median latency by {{ratio \"overload/admission=none/load=150pct/channel/own\" \"overload/admission=none/load=120pct/channel/own\" \"p50-ns\"}}.",
			Fails:   "A bounded queue hides the excess: then waiting stands still too, and refusals count.",
			Monitor: "Queueing time, refusals by reason, and how long a new process takes to help.",
		},
		Rests: []Rest{
			{Of: Ratio{at150, at120, "cpu/wall"}, AtLeast: 0.85, AtMost: 1.15, Says: "utilisation does not tell an overload from a larger one"},
			{Of: Ratio{at150, at120, "p50-ns"}, AtLeast: 1.3, Says: "latency does"},
		},
		FollowUps: []string{
			"New processes take a minute to start. What keeps the service alive until then?",
			"How do you keep it from adding and removing all the time?",
			"What do refused clients do, and what if all come back at once?",
		},
		Code:   []Code{{"harness/service/metrics.go", "newMetrics"}, {"harness/service/gate.go", "gate.enter"}, {"harness/service/pace.go", "pace.retryAfter"}},
		Claims: []string{"S09"},
		Chart:  "overload.png",
	}
}

func designMix() Question {
	const long, short = "workloads/kernel=resize/channel/own", "workloads/kernel=sha256/channel/own"
	return Question{
		ID:  "design-mix",
		Ask: "One request in a hundred resizes an image, the others compute a hash. Does one pool with one queue do?",
		Predict: Prediction{
			Text:   "How many times the processor time of a hash (sha256) it takes to resize an image (resize)",
			Number: Ratio{long, short, "cpu-ns/op"},
		},
		Answer: Answer{
			Claim: "For throughput yes, for latency no: limit by work instead of number, and keep long tasks from standing before short ones.",
			Mechanism: "Utilisation is a sum over kinds, but waiting grows with the variance of task times. When every worker has a long task, all " +
				"short ones wait for its end.",
			Measured: "A hash takes {{median \"workloads/kernel=sha256/channel/own\" \"cpu-ns/op\"}} of processor time, an image " +
				"{{median \"workloads/kernel=resize/channel/own\" \"cpu-ns/op\"}}.",
			Fails:   "Long tasks can be cut into short ones: then one queue is simplest, and work-conserving.",
			Monitor: "Queueing time by kind of task; the mean over all hides the short ones.",
		},
		Rests: []Rest{{Of: Ratio{long, short, "cpu-ns/op"}, AtLeast: 10, Says: "an image is a multiple of a hash"}},
		FollowUps: []string{
			"You make two pools. How many workers does each get, and what is lost?",
			"Would shortest first be better, and who starves?",
			"What should the balancer know?",
		},
		Code:   []Code{{"harness/service/query.go", ""}, {"harness/workload/resize.go", ""}, {"harness/service/metrics.go", "metrics.of"}},
		Claims: []string{"S06"},
		Chart:  "workloads.png",
	}
}
