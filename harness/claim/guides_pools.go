package claim

// guidesOnPools are claims of guides, READMEs and issues about pools and their queues.
func (p plan) guidesOnPools() []Claim {
	sleeping := within("pitfalls", "mistake=sleep", "sleeping")
	return []Claim{
		{
			ID: "G08", Quote: "ants may beat unlimited goroutines", Source: Source{"ants, README", "https://github.com/panjf2000/ants#readme"},
			Kind: Throughput, Chart: "compare-grain.png",
			Hypothesis: "ants is at least 5 % faster than a goroutine per task, for 100,000 tasks that sleep, and at some grain of those that compute",
			Why: "ants has 50,000 workers for 100,000 sleeping tasks, two waves of 10 ms where spawn has one, and its README praises memory. " +
				"But where starting so many goroutines, with a stack and a timer each, takes longer than the sleep and keeps " +
				"the processors busy (see cpu/wall), half as many of them may win on time as well. Of a task that computes nothing is saved " +
				"but the start of a goroutine, and a lock around the idle workers is added.",
			Parts: []Part{
				all("sleeping", ratio(timePerTask, sleeping.row("spawn"), sleeping.row("ants/native"), atLeast(1.05))),
				anyOf("computing", tests(grains, func(grain string) Test {
					at := in("grain", grain)
					return ratio(timePerTask, at.row("spawn"), at.row("ants/native"), atLeast(1.05))
				})...),
			},
		},
		{
			ID: "G09", Quote: "pond can outperform unbounded goroutines", Source: Source{"pond, README", "https://github.com/alitto/pond#readme"},
			Kind: Throughput, Chart: "compare-grain.png",
			Hypothesis: "at some grain pond is at least 10 % faster than a goroutine per task",
			Why: "A worker that finds the next task in the queue saves the start of a goroutine. The queue is a list behind a lock that " +
				"submitter and workers share.",
			Parts: []Part{anyOf("", tests(append(grains[:len(grains):len(grains)], "1.5ms"), func(grain string) Test {
				return ratio(timePerTask, in("grain", grain).row("spawn"), in("grain", grain).row("pond/native"), atLeast(1.1))
			})...)},
		},
		{
			ID: "G10", Quote: "Submit never blocks, at any queue length", Source: Source{"workerpool by gammazero, README", "https://github.com/gammazero/workerpool#readme"},
			Kind:       Latency,
			Hypothesis: "99.9 % of submissions take at most 100 µs up to 500,000 waiting, bytes per task stay within a factor of 2, and a million fit",
			Why: "Each task goes through a channel to a dispatcher that appends it to a ring buffer. The buffer is copied whenever it " +
				"doubles, and one submission waits for that; more rarely than once in a thousand. After doubling up to half of it is empty, so " +
				"bytes per task may differ by a factor of two where memory grows in proportion. Samples of a backlog are not judged by the " +
				"interference gate, and 500,000 submissions take well below a second.",
			Parts: []Part{
				all("submit", level(submitTail, in("burst", "5e5").row("gammazero/native"), atMost(100_000))),
				all("memory", ratio(bytesPerWaiting, in("burst", "5e5").row("gammazero/native"), in("burst", "1e5").row("gammazero/native"), between(0.5, 2))),
				all("a million", fits(in("burst", "1e6").row("gammazero/native"))),
			},
		},
		{
			ID: "G14", Quote: "a larger buffer is faster", Source: guide, Kind: Throughput, Chart: "handoff.png",
			Hypothesis: "the time per empty task falls by at least 3 % at every step from no buffer to 1, 2, 8, 64 and 1024 places",
			Why: "With a buffer a sender that finds room need not wait for a receiver, and the two switch less often. Once each finds work " +
				"whenever it runs, more places are only more memory to touch (https://go.dev/src/runtime/chan.go).",
			Parts: p.buffers(),
		},
		{
			ID: "G15", Quote: "large buffers add latency at 80 % load", Source: guide, Kind: Latency,
			Hypothesis: "at 80 % load the 99th percentile of latency with 1024 places is at least twice that with one",
			Why: "Where the pool keeps up, how long tasks wait is decided by when they come. With a short queue they wait in front of Submit " +
				"instead of behind it. A long queue adds latency where the load is more than the capacity, and then every queue does.",
			Parts: one(ratio(tailLatency, in("queueing", "1024").row("channel"), in("queueing", "1").row("channel"), atLeast(2))),
		},
		{
			ID: "G32", Quote: "a fixed pool always beats errgroup", Source: guide, Kind: Throughput, Chart: "compare-grain.png",
			Hypothesis: "at 15 µs a pool is at least 5 % faster than errgroup with a limit",
			Why: "errgroup starts a goroutine per task behind a semaphore (https://github.com/golang/sync/blob/v0.24.0/errgroup/errgroup.go). " +
				"The start is a few hundred nanoseconds of 15 µs, and the submitter that waits at the semaphore is woken once per task.",
			Parts: per(ownPools, func(row string) Part {
				at := in("grain", "15us")
				return all("", ratio(timePerTask, at.row("errgroup/native"), at.row(row), atLeast(1.05)))
			}),
		},
		{
			ID: "G34", Quote: "rankings by sleeping tasks hold for work", Source: Source{Name: "benchmarks in READMEs of pools"},
			Kind:       Measuring,
			Hypothesis: "Kendall's tau of the two rankings of strategies is at least 0.7",
			Why: "Tasks that sleep need no processor. What is compared is how fast goroutines are created and woken by timers, which may keep " +
				"the processors busy all the same (see cpu/wall), and not how work is handed to a few workers. Rows that the run cannot tell apart may be in either order: they " +
				"widen the bounds of tau, and do not lower it.",
			Parts: one(Rank{Metric: timePerTask, A: armsOf(sleeping, p.rows(sleeping)), B: armsOf(in("grain", "15us"), p.rows(sleeping)), Tau: 0.7}),
		},
	}
}

func armsOf(at place, rows []string) []Arm {
	arms := make([]Arm, len(rows))
	for i, row := range rows {
		arms[i] = at.row(row)
	}
	return arms
}

// buffers are the steps from each length of the queue to the next.
func (p plan) buffers() []Part {
	const group = "task=empty.P"
	values := p.values("handoff", group)
	var parts []Part
	for i := 1; i < len(values); i++ {
		parts = append(parts, all(values[i-1]+" to "+values[i], ratio(timePerTask,
			within("handoff", group, values[i]).row("channel"), within("handoff", group, values[i-1]).row("channel"), atMost(0.97))))
	}
	return parts
}
