package study

import "poolbench/harness/chart"

func design() []Question {
	return []Question{designSize(), designUtilisation(), designHealth(), designScaling(), designMix(), designCluster()}
}

func designSize() Question {
	const cell = "workloads/kernel=pbkdf2/channel/own"
	const rate, utilisation = 2000, 0.7
	return Question{
		ID:  "design-size",
		Ask: "2,000 password hashes a second: how many processors do you order?",
		Predict: Prediction{
			Text: "Processors for 2,000 PBKDF2 keys a second, of 4,096 iterations with HMAC-SHA-256 (today's advice is far more), each processor in use seven tenths of the time",
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
			Fails:   "Where tasks compete for memory bandwidth or the threads of one core, and become dearer as more run; or where cores differ in speed.",
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
			Text:   "How many times as long the 99th percentile of latency of a service over HTTP is at four fifths of its capacity as at half",
			Number: Ratio{at80, at50, "p99-ns"},
		},
		Answer: Answer{
			Claim: "That idle third is what keeps waiting short: the mean queue has no bound as utilisation nears one.",
			Mechanism: "Arrivals are random. Below capacity a burst drains; the closer to it, the longer that takes: with one server the wait grows like U ÷ (1 − U), " +
				"with many it begins later.",
			Measured: "At half load the 99th percentile is {{median \"overload/admission=none/load=50pct/channel/own\" \"p99-ns\"}}, at four fifths " +
				"{{median \"overload/admission=none/load=80pct/channel/own\" \"p99-ns\"}}.",
			Fails:   "Where work can wait, as in a nightly batch, use everything. And the sender's own lag, which the report has, is inside; it should be small beside these.",
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
	const at80, at150 = "overload/admission=none/load=80pct/channel/own", "overload/admission=none/load=150pct/channel/own"
	return Question{
		ID:  "design-health",
		Ask: "The balancer declares a process dead that merely computes on all processors. What happens to the others, and what do you change?",
		Predict: Prediction{
			Text: "Median latency in a process at {{given \"150 %\"}} of its capacity, over {{given \"1 s\"}}, divided by that at {{given \"80 %\"}}, " +
				"all requests admitted",
			Number: Ratio{at150, at80, "p50-ns"},
		},
		Answer: Answer{
			Claim: "They get its load, are late for their own checks, and follow: taking busy for dead turns a peak into an outage.",
			Mechanism: "While all processors of Go compute, nobody polls the network but the system monitor, so a check waits. Leave a processor of Go for it, and " +
				"call dead who is silent for seconds.",
			Measured: "The median is {{median \"overload/admission=none/load=80pct/channel/own\" \"p50-ns\"}} at {{given \"80 %\"}}, " +
				"{{median \"overload/admission=none/load=150pct/channel/own\" \"p50-ns\"}} at {{given \"150 %\"}}, as if one of two at {{given \"75 %\"}} was removed.",
			Fails:   "Some processes are really stuck: so the check needs a limit.",
			Monitor: "Latency of the health check itself, and how often processes leave.",
		},
		Rests: []Rest{{Of: Ratio{at150, at80, "p50-ns"}, AtLeast: 3, Says: "a process that gets the load of another one as well becomes far slower"}},
		FollowUps: []string{
			"What would a readiness check say while the queue is full?",
			"Why is a health check that calls the database dangerous?",
			"What should the balancer do if all processes seem dead?",
		},
		Code:   []Code{{"harness/service/handler.go", "Service.serve"}, {"harness/experiment/overload.go", "overload"}},
		Claims: []string{"S03", "S09"},
		Chart:  "overload.png",
	}
}

func designScaling() Question {
	const at120, at150 = "overload/admission=none/load=120pct/channel/own", "overload/admission=none/load=150pct/channel/own"
	return Question{
		ID:  "design-scaling",
		Ask: "On which signal do you add processes?",
		Predict: Prediction{
			Text:   "Processors in use at {{given \"150 %\"}} of capacity ÷ those at {{given \"120 %\"}}, all requests admitted",
			Number: Ratio{at150, at120, "cpu/wall"},
		},
		Answer: Answer{
			Claim:     "On how long tasks wait, or how many are refused. Below capacity utilisation is a usable target; beyond it says nothing.",
			Mechanism: "Processors cannot be more than busy: beyond capacity utilisation stands still, and the queue grows by the excess.",
			Measured: "From {{given \"120 %\"}} to {{given \"150 %\"}} of capacity, processors in use change by a factor of {{ratio \"overload/admission=none/load=150pct/channel/own\" \"overload/admission=none/load=120pct/channel/own\" \"cpu/wall\"}}, " +
				"and median latency by {{ratio \"overload/admission=none/load=150pct/channel/own\" \"overload/admission=none/load=120pct/channel/own\" \"p50-ns\"}}.",
			Fails:   "Where a bounded queue hides the excess, waiting stands still too, and refusals count.",
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
			Text:   "How many times the processor time of hashing {{given \"64 KiB\"}} with SHA-256 it takes to scale a picture of 512×512 pixels down to 128×128",
			Number: Ratio{long, short, "cpu-ns/op"},
		},
		Answer: Answer{
			Claim: "For throughput yes, for latency no: limit by work instead of number, and keep long tasks from standing before short ones.",
			Mechanism: "Utilisation is a sum over kinds, but waiting grows with the variance of task times. When every worker has a long task, all " +
				"short ones wait for its end.",
			Measured: "A hash takes {{median \"workloads/kernel=sha256/channel/own\" \"cpu-ns/op\"}} of processor time, an image " +
				"{{median \"workloads/kernel=resize/channel/own\" \"cpu-ns/op\"}}.",
			Fails:   "Where long tasks can be cut into short ones, one queue is simplest, and work-conserving.",
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

func designCluster() Question {
	const one, several, both = "cluster/load=150pct/processes=1xP/channel/own", "cluster/load=150pct/processes=Px1/channel/own", "cluster/load=80pct/processes=PxP/channel/own"
	return Question{
		ID:  "design-cluster",
		Ask: "In Node.js you ran one process per core. Do you do that with your Go service?",
		Predict: Prediction{
			Text:   "Answers per second at {{given \"150 %\"}} load, a process per processor with one worker each ÷ one process with all workers",
			Number: Ratio{several, one, "answers/s"},
		},
		Answer: Answer{
			Claim:     "Not for throughput: one Go process uses all cores already. For isolation, yes: who dies takes only its own requests along.",
			Mechanism: "Processes share the cores, but no queue: a connection stays with whoever accepted it, so one process may be full while another is idle.",
			Measured: `One process answers {{median "` + one + `" "answers/s"}} requests a second, several {{median "` + several + `" "answers/s"}}. ` +
				`At {{given "80 %"}} the 99th percentile is {{median "cluster/load=80pct/processes=1xP/channel/own" "p99-ns"}} in one, {{median "` + both + `" "p99-ns"}} with a pool in each.`,
			Fails:   "Perhaps with very many cores, or several memory nodes: this machine has neither.",
			Monitor: "Requests inside by process, and their spread.",
		},
		Rests: []Rest{{Of: Ratio{several, one, "answers/s"}, AtLeast: 0.5, AtMost: 1.15, Says: "several processes answer hardly more than one"}},
		FollowUps: []string{
			"How do two processes listen on the same port, and who gets the next connection?", "A process is killed. Which requests fail, and which do not?",
			"What would you have to send between processes that goroutines just share?",
		},
		Code:   []Code{{"harness/service/cluster/doc.go", ""}, {"harness/experiment/cluster.go", "cluster"}},
		Claims: []string{"S28"},
		Chart:  "cluster.png",
	}
}
