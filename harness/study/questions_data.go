package study

func data() []Question {
	return []Question{dataTransfer(), dataOwnership(), dataEncode(), dataGarbage(), dataScratch(), dataSharing()}
}

func dataTransfer() Question {
	return Question{
		ID:  "data-transfer",
		Ask: "How does a task get a large input, and what does that cost?",
		Predict: Prediction{
			Text:   "Time per call of a task that first copies sixteen mebibytes of input for itself",
			Number: Median{"transfer/way=copy/size=16MiB/channel/own", "ns/op"},
		},
		Answer: Answer{
			Claim: "By reference. Handing over costs the same at every size, because goroutines share memory; a copy costs its bytes.",
			Mechanism: "The task's closure captures a slice, three words. Only a copy touches what is behind them: it allocates, moves every " +
				"byte, and leaves garbage.",
			Measured: "At {{given \"16 MiB\"}} a call takes {{median \"transfer/way=pass/size=16MiB/channel/own\" \"ns/op\"}} if the slice is handed over and " +
				"{{median \"transfer/way=copy/size=16MiB/channel/own\" \"ns/op\"}} if it is copied first.",
			Fails:   "Where the worker reads all of it cache misses decide, whichever way it came. And nobody may still write to it.",
			Monitor: "Bytes allocated per request and the rate of collections; in tests, the race detector.",
		},
		Rests: []Rest{
			{
				Of: Ratio{"transfer/way=copy/size=16MiB/channel/own", "transfer/way=pass/size=16MiB/channel/own", "ns/op"}, AtLeast: 100,
				Says: "copying a large input takes a hundred times as long as handing it over, or more",
			},
			{
				Of: Ratio{"transfer/way=pass/size=16MiB/channel/own", "transfer/way=pass/size=8B/channel/own", "ns/op"}, AtMost: 1.5,
				Says: "handing over costs the same whatever the size",
			},
		},
		FollowUps: []string{
			"Below which size would you not think about it?",
			"What does the garbage collector do to a service that copies every input?",
			"How is that in Node.js?",
		},
		Code:   []Code{{"harness/experiment/transfer.go", "transfer"}, {"harness/workload/transfer.go", "transfers"}},
		Claims: []string{"S08"},
		Chart:  "transfer.png",
	}
}

func dataOwnership() Question {
	return Question{
		ID:  "data-ownership",
		Ask: "You handed a slice to a worker. Who may write to it now, and would you rather copy it?",
		Predict: Prediction{
			Text:   "How many times as long a call takes with a protective copy of one kibibyte as without",
			Number: Ratio{"transfer/way=copy/size=1KiB/channel/own", "transfer/way=pass/size=1KiB/channel/own", "ns/op"},
		},
		Answer: Answer{
			Claim: "Whoever has it last owns it. Go does not enforce that, so make it a rule, and copy only what you cannot give away.",
			Mechanism: "Submitting orders what was written before it, not what is written afterwards: a later write by the submitter is a " +
				"race, and only the race detector tells.",
			Measured: "With a protective copy a call takes {{ratio \"transfer/way=copy/size=1KiB/channel/own\" \"transfer/way=pass/size=1KiB/channel/own\" \"ns/op\"}} as long at {{given \"1 KiB\"}}, " +
				"{{ratio \"transfer/way=copy/size=64KiB/channel/own\" \"transfer/way=pass/size=64KiB/channel/own\" \"ns/op\"}} at {{given \"64 KiB\"}}.",
			Fails:   "Where the task is much longer than the copy, copy and sleep well.",
			Monitor: "The race detector in tests, with several submitters.",
		},
		Rests: []Rest{{
			Of: Ratio{"transfer/way=copy/size=64KiB/channel/own", "transfer/way=pass/size=64KiB/channel/own", "ns/op"}, AtLeast: 3,
			Says: "from some ten thousand bytes on a copy is dear beside the way to a worker",
		}},
		FollowUps: []string{
			"What does the memory model say about a send and its receive?",
			"How do several workers write their results into one slice without a lock?",
			"Two workers count in neighbouring words of an array. Is that a race, and is it slow?",
		},
		Code:   []Code{{"variants/do.go", "Map"}, {"variants/variantstest/completion.go", ""}},
		Claims: []string{"S23"},
		Chart:  "transfer.png",
	}
}

func dataEncode() Question {
	return Question{
		ID:  "data-encode",
		Ask: "Why not give each worker a process of its own, and send it the data?",
		Predict: Prediction{
			Text: "Which call to a worker is over first",
			Options: []Option{
				{"it encodes 8 bytes and decodes them", Median{"transfer/way=encode/size=8B/channel/own", "ns/op"}},
				{"it copies 1 KiB", Median{"transfer/way=copy/size=1KiB/channel/own", "ns/op"}},
				{"it is handed 16 MiB", Median{"transfer/way=pass/size=16MiB/channel/own", "ns/op"}},
			},
		},
		Answer: Answer{
			Claim: "Because then every message has to be encoded, and encoding a few bytes can cost more than handing over megabytes within the process.",
			Mechanism: "Processes share nothing. Values become bytes and bytes new values: types are looked up, memory is allocated " +
				"at both ends. A pipe or socket comes on top.",
			Measured: "Encoding and decoding takes {{median \"transfer/way=encode/size=8B/channel/own\" \"ns/op\"}} for 8 bytes; {{given \"16 MiB\"}} are " +
				"handed over in {{median \"transfer/way=pass/size=16MiB/channel/own\" \"ns/op\"}}.",
			Fails:   "Where isolation is what you want: foreign code, memory limits, another machine. A gob decoder that is kept costs less than a new one per message.",
			Monitor: "The share of encoding in a processor profile.",
		},
		Rests: []Rest{{
			Of: Ratio{"transfer/way=encode/size=8B/channel/own", "transfer/way=pass/size=16MiB/channel/own", "ns/op"}, AtLeast: 1.5,
			Says: "encoding a few bytes takes longer than handing over many",
		}},
		FollowUps: []string{
			"How would you send a large matrix to another process all the same?",
			"What does a worker thread of Node.js share with its parent, and what is cloned?",
		},
		Code:  []Code{{"harness/workload/transfer.go", "recode"}, {"harness/measure/apart.go", "workApart"}},
		Chart: "transfer.png",
	}
}

func dataGarbage() Question {
	const pass, copied, encoded = "transfer/way=pass/size=64KiB/channel/own", "transfer/way=copy/size=64KiB/channel/own", "transfer/way=encode/size=64KiB/channel/own"
	return Question{
		ID:  "data-garbage",
		Ask: "What does a service pay for copied inputs when the copying is over?",
		Predict: Prediction{
			Text:   "Bytes allocated by a call that encodes {{given \"64 KiB\"}} with gob and decodes them, divided by those of one that copies them",
			Number: Ratio{encoded, copied, "B/op"},
		},
		Answer: Answer{
			Claim: "Garbage: what a request allocates decides how often the collector runs, and that takes processors from all requests.",
			Mechanism: "A copy allocates its destination. Encoding allocates a buffer, a message, another buffer and the value, each as long as the data. " +
				"By default a collection begins when the heap has doubled.",
			Measured: "With {{given \"64 KiB\"}} a call allocates {{median \"" + pass + "\" \"B/op\"}} if they are handed over, {{median \"" + copied + "\" \"B/op\"}} if copied, " +
				"{{median \"" + encoded + "\" \"B/op\"}} if encoded.",
			Fails:   "Where buffers are used again, by their owner or through a sync.Pool.",
			Monitor: "Bytes allocated per request, collections per second, and the collector's share of processor time.",
		},
		Rests: []Rest{
			{Of: Median{copied, "B/op"}, AtLeast: 60e3, AtMost: 90e3, Says: "a copy allocates its destination and hardly more"},
			{Of: Ratio{encoded, copied, "B/op"}, AtLeast: 2, Says: "encoding and decoding allocates several times the data"},
		},
		FollowUps: []string{
			"You keep the buffers in a sync.Pool. Who must not hold on to one?",
			"What does GOMEMLIMIT change, and when does it make things worse?",
			"With a larger live heap collections are rarer. Are they cheaper in all?",
		},
		Code:  []Code{{"harness/workload/transfer.go", "recode"}, {"harness/experiment/transfer.go", "transfer"}},
		Chart: "transfer.png",
	}
}

func dataScratch() Question {
	const own, made, pool = "state/scratch=own/size=4KiB/channel/own", "state/scratch=make/size=4KiB/channel/own", "state/scratch=pool/size=4KiB/channel/own"
	return Question{
		ID:  "data-scratch",
		Ask: "Each task needs a few kilobytes of scratch memory. Does the worker keep it?",
		Predict: Prediction{
			Text:   "Time per task that makes {{given \"4 KiB\"}}, fills and adds them up, divided by that with memory which its worker keeps",
			Number: Ratio{made, own, "ns/op"},
		},
		Answer: Answer{
			Claim: "Only if a profile says so. A sync.Pool is nearly as cheap; making it anew is simplest.",
			Mechanism: "To make memory is to clear it and to leave garbage. A sync.Pool keeps some for each processor, without a lock. A worker's own " +
				"is there, but tasks have to know their worker.",
			Measured: `{{median "` + own + `" "ns/op"}} with the worker's own, {{median "` + pool + `" "ns/op"}} from a sync.Pool, {{median "` + made + `" "ns/op"}} made anew.`,
			Fails:    "Where a task does more with its memory, all three are alike.",
			Monitor:  "Bytes allocated per task and the collector's share of processor time.",
		},
		Rests: []Rest{
			{Of: Ratio{made, own, "ns/op"}, AtLeast: 1, Says: "making memory is not cheaper than having it"},
			{Of: Ratio{pool, own, "ns/op"}, AtMost: 1.3, Says: "a sync.Pool is nearly as cheap as memory of one's own"},
		},
		FollowUps: []string{
			"What may still be in the memory that you get from a pool?", "Why does a sync.Pool hold pointers to slices rather than slices?",
			"When does a worker have to own something after all?",
		},
		Code:   []Code{{"harness/workload/scratch.go", "scratches"}, {"harness/experiment/state.go", "state"}},
		Claims: []string{"S30", "G18"},
		Chart:  "state.png",
	}
}

func dataSharing() Question {
	const adjacent, padded = "primitives/workers=P/operation=count.adjacent/channel/own", "primitives/workers=P/operation=count.padded/channel/own"
	return Question{
		ID:  "data-sharing",
		Ask: "Each worker counts in a counter of its own. Why does it become faster with 120 unused bytes behind each?",
		Predict: Prediction{
			Text:   "Time per atomic addition of all workers at once, counters side by side ÷ each in cache lines of its own",
			Number: Ratio{adjacent, padded, "ns/op"},
		},
		Answer: Answer{
			Claim: "False sharing: what processors take from each other is a whole cache line, whoever wrote to which byte of it.",
			Mechanism: "To write, a core needs the line for itself, and takes it from the other. Padding, or counting in a local variable and writing once, leaves " +
				"each core its own.",
			Measured: `Side by side an addition takes {{median "` + adjacent + `" "ns/op"}}, padded {{median "` + padded + `" "ns/op"}}. One worker alone: ` +
				`{{median "primitives/workers=1/operation=count.adjacent/channel/own" "ns/op"}} and {{median "primitives/workers=1/operation=count.padded/channel/own" "ns/op"}}.`,
			Fails:   "Where each worker writes once per task of microseconds: nobody will measure it.",
			Monitor: "perf c2c, or simply the same benchmark with padding.",
		},
		Rests: []Rest{
			{Of: Ratio{adjacent, padded, "ns/op"}, AtLeast: 1.3, Says: "neighbouring counters slow each other down"},
			{
				Of:      Ratio{"primitives/workers=1/operation=count.adjacent/channel/own", "primitives/workers=1/operation=count.padded/channel/own", "ns/op"},
				AtLeast: 0.8, AtMost: 1.25, Says: "with one worker padding changes nothing",
			},
		},
		FollowUps: []string{
			"Both threads are on one core, as hyperthreads. What do you expect?", "Does it concern a slice of results with a place per task?",
			"How do you add up counters of workers that are still counting?",
		},
		Code:   []Code{{"harness/workload/primitives.go", "counting"}, {"harness/study/exercises/08-false-sharing/sharing.go", ""}},
		Claims: []string{"G19"},
		Chart:  "primitives.png",
	}
}
