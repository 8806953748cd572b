package study

// worth are questions about what is gained: the first four from the quick selection.
func worth() []Question {
	return []Question{worthGrain(), worthLoss(), worthAllocations(), worthCheapest(), worthSerial(), worthMemory(), worthBatching()}
}

func worthGrain() Question {
	cell := func(grain, row string) string { return "grain/grain=" + grain + "/" + row }
	option := func(label, row string) Option { return Option{label, Median{cell("1.5us", row), "ns/op"}} }
	return Question{
		ID:  "worth-grain",
		Ask: "From which task size on is it worth handing tasks to other goroutines?",
		Predict: Prediction{
			Text: "Which takes the least time per 1.5-µs task, one submitter",
			Options: []Option{
				option("calling it directly", "inline/own"), option("a goroutine each", "spawn/own"),
				option("a channel pool", "channel/own"), option("errgroup with a limit", "errgroup/native"),
			},
		},
		Answer: Answer{
			Claim:     `From where other processors save more than the hand-over costs. An empty task is better called than sent to a channel; at {{given "1.5 µs"}} the hand-over decides; one of {{given "150 µs"}} gains either way.`,
			Mechanism: "The hand-over is a fixed price per task, and the submitter pays part of it before it can offer the next one.",
			Measured: `Speed-up over calling: channel {{ratio "overhead/submitters=1/inline/own" "overhead/submitters=1/channel/own" "ns/op"}} with empty tasks; ` +
				`at {{given "1.5 µs"}} batched {{ratio "grain/grain=1.5us/inline/own" "grain/grain=1.5us/batched/own" "ns/op"}}, ` +
				`channel {{ratio "grain/grain=1.5us/inline/own" "grain/grain=1.5us/channel/own" "ns/op"}}, ` +
				`errgroup {{ratio "grain/grain=1.5us/inline/own" "grain/grain=1.5us/errgroup/native" "ns/op"}}; at {{given "150 µs"}} channel ` +
				`{{ratio "grain/grain=150us/inline/own" "grain/grain=150us/channel/own" "ns/op"}}, errgroup ` +
				`{{ratio "grain/grain=150us/inline/own" "grain/grain=150us/errgroup/native" "ns/op"}}.`,
			Fails:   "All processors are busy anyway: nothing is gained.",
			Monitor: "Latency and processor time per request, before and after.",
		},
		Rests: []Rest{
			{Of: Ratio{"overhead/submitters=1/inline/own", "overhead/submitters=1/channel/own", "ns/op"}, AtMost: 0.95, Says: "an empty task is better called than sent to a channel"},
			{Of: Ratio{cell("150us", "inline/own"), cell("150us", "channel/own"), "ns/op"}, AtLeast: 1.3, Says: "a 150-µs task is better handed over"},
			{Of: Ratio{cell("150us", "inline/own"), cell("150us", "errgroup/native"), "ns/op"}, AtLeast: 1.3, Says: "it is with a dear hand-over, too"},
			{Of: Ratio{cell("1.5us", "errgroup/native"), cell("1.5us", "batched/own"), "ns/op"}, AtLeast: 1.2, Says: "with a 1.5-µs task it matters how it is handed over"},
		},
		FollowUps: []string{"Your tasks are too small: what do you do?", "How many workers can one submitter keep busy?", "Does the break-even size move with more processors?"},
		Code:      []Code{{"harness/stats/breakeven.go", "BreakEven"}, {"harness/experiment/grain.go", "grain"}},
		Claims:    []string{"S33", "S07"},
		Chart:     "break-even.png",
	}
}

func worthLoss() Question {
	const inline, channel = "grain/grain=150us/inline/own", "grain/grain=150us/channel/own"
	return Question{
		ID:  "worth-loss",
		Ask: "What is still lost to the hand-over with 150-µs tasks?",
		Predict: Prediction{
			Text:   "Processor time per 150-µs task through a channel pool, divided by that of calling it",
			Number: Ratio{channel, inline, "cpu-ns/op"},
		},
		Answer: Answer{
			Claim: "Hardly anything: the price per task is fixed, and the work beside it is far larger.",
			Mechanism: "What efficiency lacks then is time in which a processor had nothing to do: before the first task reached it, " +
				"between two tasks, and after its last.",
			Measured: `The processor time is {{ratio "` + channel + `" "` + inline + `" "cpu-ns/op"}} that of calling, the efficiency ` +
				`{{efficiency (ratio "` + inline + `" "` + channel + `" "ns/op")}}; with empty tasks the processor time is ` +
				`{{ratio "grain/grain=0/channel/own" "grain/grain=0/inline/own" "cpu-ns/op"}}.`,
			Fails:   "Where each hand-over leaves a worker idle, as with channels that have no places.",
			Monitor: "Whether workers idle while tasks wait.",
		},
		Rests: []Rest{
			{Of: Ratio{channel, inline, "cpu-ns/op"}, AtMost: 1.5, Says: "the hand-over hardly adds to a 150-µs task"},
			{
				Of: Ratio{"grain/grain=0/channel/own", "grain/grain=0/inline/own", "cpu-ns/op"}, AtLeast: 1.1,
				Says: "it does add to an empty task",
			},
		},
		FollowUps: []string{"Efficiency is low, but processor time per task has not risen: what is wrong?", "And if processor time per task has risen?"},
		Code:      []Code{{"harness/report/grain.go", "view.efficiency"}, {"variants/conc/conc.go", "pool.Submit"}},
		Claims:    []string{"S05", "S14"},
		Chart:     "efficiency.png",
	}
}

func worthAllocations() Question {
	cell := func(row string) string { return "overhead/submitters=1/" + row }
	option := func(label, row string) Option { return Option{label, Median{cell(row), "allocs/op"}} }
	return Question{
		ID:  "worth-allocations",
		Ask: "Which ways to run a task allocate memory for each one, and what do they allocate?",
		Predict: Prediction{
			Text: "Which allocates most often per empty task",
			Options: []Option{
				option("go statement", "spawn/own"), option("channel pool", "channel/own"),
				option("errgroup", "errgroup/native"), option("ants", "ants/native"),
			},
			Most: true,
		},
		Answer: Answer{
			Claim: "Those that wrap the task in a new closure. A queue that holds function values and a worker that calls them allocate nothing.",
			Mechanism: "A function literal that captures variables and outlives the call is an object on the heap. " +
				"errgroup needs one to make the task return an error, and one around that. Goroutines come from a free list.",
			Measured: `Per empty task, allocations and bytes: spawn {{median "overhead/submitters=1/spawn/own" "allocs/op"}}, ` +
				`{{median "overhead/submitters=1/spawn/own" "B/op"}}; errgroup {{median "overhead/submitters=1/errgroup/native" "allocs/op"}}, ` +
				`{{median "overhead/submitters=1/errgroup/native" "B/op"}}; channel none.`,
			Fails:   "Your own closure per task comes on top, in front of every pool alike.",
			Monitor: "/gc/heap/allocs:bytes, and the collector's share of processor time.",
		},
		Rests: []Rest{
			{Of: Median{cell("channel/own"), "allocs/op"}, AtMost: 0.1, Says: "a channel pool allocates nothing per task"},
			{Of: Median{cell("errgroup/native"), "allocs/op"}, AtLeast: 1.8, AtMost: 2.5, Says: "errgroup's tasks are wrapped twice"},
		},
		FollowUps: []string{"How do you see what escapes to the heap?", "Why does the harness use one function value for all tasks?", "When does a few dozen bytes per task matter?"},
		Code:      []Code{{"variants/errgroup/errgroup.go", "pool.Submit"}, {"variants/spawn/spawn.go", "pool.Submit"}, {"harness/measure/window.go", "tally.task"}},
	}
}

func worthCheapest() Question {
	cell := func(row string) string { return "overhead/submitters=1/" + row }
	option := func(label, row string) Option { return Option{label, Median{cell(row), "ns/op"}} }
	return Question{
		ID:  "worth-cheapest",
		Ask: "Which pool library is the cheapest per task, and why should you hardly care?",
		Predict: Prediction{
			Text: "Which library takes the least time per empty task, one submitter",
			Options: []Option{
				option("ants", "ants/native"), option("pond", "pond/native"), option("conc", "conc/native"), option("gammazero/workerpool", "gammazero/native"),
			},
		},
		Answer: Answer{
			Claim: `They are far apart on empty tasks; at {{given "150 µs"}} most are alike, and where each hand-over idles a worker it still shows. Choose by behaviour: bounds, panics, cancellation, shutdown.`,
			Mechanism: "An empty task measures nothing but the hand-over: a lock, a list, one wake-up or two. " +
				"As soon as tasks compute, that happens beside the work.",
			Measured: `With empty tasks it ranges from {{fastest "ns/op" "overhead/submitters=1/ants/native" "overhead/submitters=1/pond/native" "overhead/submitters=1/conc/native" "overhead/submitters=1/gammazero/native"}} ` +
				`to {{slowest "ns/op" "overhead/submitters=1/ants/native" "overhead/submitters=1/pond/native" "overhead/submitters=1/conc/native" "overhead/submitters=1/gammazero/native"}}; ` +
				`at {{given "150 µs"}}, ants takes {{ratio "grain/grain=150us/ants/native" "grain/grain=150us/pond/native" "ns/op"}} the time of pond, ` +
				`conc {{ratio "grain/grain=150us/conc/native" "grain/grain=150us/pond/native" "ns/op"}}.`,
			Fails:   "With tasks of a microsecond.",
			Monitor: "Idle workers while tasks wait, rather than nanoseconds per task.",
		},
		Rests: []Rest{
			{Of: Ratio{cell("ants/native"), cell("pond/native"), "ns/op"}, AtLeast: 1.3, Says: "ants is dearer than pond with empty tasks"},
			{
				Of: Ratio{"grain/grain=150us/ants/native", "grain/grain=150us/pond/native", "ns/op"}, AtLeast: 0.7, AtMost: 1.4,
				Says: "ants and pond are alike with 150-µs tasks",
			},
			{
				Of: Ratio{"grain/grain=150us/conc/native", "grain/grain=150us/pond/native", "ns/op"}, AtLeast: 1.03,
				Says: "where each hand-over idles a worker, as in conc, it shows even with 150-µs tasks",
			},
		},
		FollowUps: []string{"What does a README's benchmark with sleeping tasks say?", "What happens in each of them if a task panics?"},
		Code:      []Code{{"variants/ants/ants.go", "pool.Submit"}, {"variants/pond/pond.go", "pool.Submit"}},
		Claims:    []string{"S21", "G34"},
		Chart:     "overhead.png",
	}
}

func worthSerial() Question {
	option := func(label, row string) Option {
		return Option{label, Ratio{"scale/procs=1/" + row, "scale/procs={P}/" + row, "ns/op"}}
	}
	const channel = `ratio "scale/procs=1/channel/own" "scale/procs={P}/channel/own" "ns/op"`
	const conc = `ratio "scale/procs=1/conc/native" "scale/procs={P}/conc/native" "ns/op"`
	return Question{
		ID:  "worth-serial",
		Ask: "Your speed-up stays below the number of processors: how do you tell serial work from overhead?",
		Predict: Prediction{
			Text: "Which gains least from one processor to all, with 150-µs tasks",
			Options: []Option{
				option("a goroutine each", "spawn/own"), option("a channel pool", "channel/own"), option("batched", "batched/own"), option("conc", "conc/native"),
			},
		},
		Answer: Answer{
			Claim:     "By the serial fraction of Karp and Flatt for several numbers of processors: if it stays the same, work is serial; if it grows, it is overhead.",
			Mechanism: "Amdahl: S = 1/(s + (1−s)/P). Solved for s it is (1/S − 1/P)/(1 − 1/P).",
			Measured: `From one processor to all the channel pool gains {{` + channel + `}}, a serial fraction of {{serialFraction (` + channel + `)}}; ` +
				`conc {{` + conc + `}} and {{serialFraction (` + conc + `)}}.`,
			Fails:   "With two processors: they give a single point. Where processors share cores or memory, or where cores differ in speed, that looks like serial work.",
			Monitor: "Throughput over the number of processors, and where it bends.",
		},
		Rests: []Rest{{
			Of: Ratio{"scale/procs=1/channel/own", "scale/procs={P}/channel/own", "ns/op"}, AtLeast: 1.3,
			Says: "independent tasks gain from more processors",
		}},
		FollowUps: []string{"A tenth of the work is serial: what is the most you can gain?", "What does Gustafson object to Amdahl?", "Can the fraction be negative?"},
		Code:      []Code{{"harness/stats/karpflatt.go", "KarpFlatt"}, {"harness/experiment/scale.go", "scale"}},
		Claims:    []string{"S05"},
		Chart:     "scale.png",
	}
}

func worthMemory() Question {
	speedUp := func(kernel string) Ratio {
		return Ratio{"workloads/kernel=" + kernel + "/inline/own", "workloads/kernel=" + kernel + "/channel/own", "ns/op"}
	}
	return Question{
		ID:  "worth-memory",
		Ask: "Which CPU-bound work gains little from more processors although its tasks are independent?",
		Predict: Prediction{
			Text: "Which gains least in a channel pool, compared with calling it",
			Options: []Option{
				{"SHA-256 of 64 KiB", speedUp("sha256")}, {"adding up 16 MiB of a slice of 256 MiB", speedUp("memory_scan")},
				{"compressing 64 KiB with gzip", speedUp("gzip")}, {"32×32 pixels of the Mandelbrot set", speedUp("mandelbrot")},
			},
		},
		Answer: Answer{
			Claim:     "Work that waits for what all processors share: above all memory bandwidth, then the garbage collector.",
			Mechanism: "A processor that waits for a cache line counts as busy. More of them ask the same memory more often, and each gets less.",
			Measured: `Adding up a large slice gains {{ratio "workloads/kernel=memory_scan/inline/own" "workloads/kernel=memory_scan/channel/own" "ns/op"}} ` +
				`and takes {{ratio "workloads/kernel=memory_scan/channel/own" "workloads/kernel=memory_scan/inline/own" "cpu-ns/op"}} the processor time; ` +
				`Mandelbrot gains {{ratio "workloads/kernel=mandelbrot/inline/own" "workloads/kernel=mandelbrot/channel/own" "ns/op"}} ` +
				`and takes {{ratio "workloads/kernel=mandelbrot/channel/own" "workloads/kernel=mandelbrot/inline/own" "cpu-ns/op"}}.`,
			Fails: "Where bandwidth is to spare, or the data fit into the caches. Where processors share cores, or where cores differ in speed, " +
				"all work takes more processor time.",
			Monitor: "Processor time per task: if it rises with the number of workers, they wait for each other.",
		},
		Rests: []Rest{
			{Of: speedUp("mandelbrot"), AtLeast: 1.3, Says: "work in registers gains from more processors"},
			{
				Of: Ratio{"workloads/kernel=memory_scan/channel/own", "workloads/kernel=memory_scan/inline/own", "cpu-ns/op"}, AtLeast: 1.1,
				Says: "processors that read memory slow each other down",
			},
			// Without this one the condition above would hold for another reason on cores that are shared or of different speed.
			{
				Of: Ratio{"workloads/kernel=mandelbrot/channel/own", "workloads/kernel=mandelbrot/inline/own", "cpu-ns/op"}, AtMost: 1.2,
				Says: "it is the memory that slows them, since work in registers takes no more processor time on all processors",
			},
		},
		FollowUps: []string{"How would you lay out the data then?", "Why does cpu/wall not show it?", "What do two threads of one core share?"},
		Code:      []Code{{"harness/workload/memory.go", "memoryScan"}, {"harness/workload/mandelbrot.go", ""}},
		Claims:    []string{"S06"},
		Chart:     "workloads.png",
	}
}

func worthBatching() Question {
	const one, hundred, many = "batching/items=1/channel/own", "batching/items=100/channel/own", "batching/items=10000/channel/own"
	return Question{
		ID:  "worth-batching",
		Ask: "Your items take {{given \"150 ns\"}} each. How do you use all processors?",
		Predict: Prediction{
			Text:   "Time per item with one item to a task, divided by that with a hundred, through a channel pool",
			Number: Ratio{one, hundred, "ns/op"},
		},
		Answer: Answer{
			Claim:     "With many items to a task, a hundred or so here: they share the cost of handing over.",
			Mechanism: "Handing over costs about the same whatever is handed over: of k items each pays a k-th.",
			Measured: `An item takes {{median "` + one + `" "ns/op"}} alone in its task, {{median "` + hundred + `" "ns/op"}} as one of a hundred, ` +
				`{{median "` + many + `" "ns/op"}} as one of ten thousand.`,
			Fails:   "Where somebody waits for the first item, or tasks become so few that workers wait for the last one.",
			Monitor: "The pool's own functions in a profile.",
		},
		Rests: []Rest{
			{Of: Ratio{one, hundred, "ns/op"}, AtLeast: 1.2, Says: "a hundred items to a task are worth it"},
			{Of: Ratio{many, hundred, "ns/op"}, AtLeast: 0.7, AtMost: 1.3, Says: "more than a hundred change little"},
		},
		FollowUps: []string{
			"Items arrive one at a time over a network. When do you close a batch?",
			"How large are the ranges that a parallel loop should hand out?",
			"An item in the middle of a task fails. What becomes of the others?",
		},
		Code:   []Code{{"harness/measure/divided.go", ""}, {"harness/experiment/batching.go", "batching"}},
		Claims: []string{"G36"},
		Chart:  "batching.png",
	}
}
