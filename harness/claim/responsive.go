package claim

// responsive are the claims about what a process can still answer while it computes. Nearly all
// of them are about one mechanism, so it is told once, in S03.
func (p plan) responsive() []Claim {
	return append(p.busyProcess(), p.schedulerFolklore()...)
}

// busyProcess are those of the study note, and what this project says itself.
func (p plan) busyProcess() []Claim {
	repair := func(name string) place { return in("repairs", name) }
	return []Claim{
		{
			ID: "S03", Quote: "CPU work blocks the event loop", Source: node, Kind: Latency, Chart: "responsive.png",
			Hypothesis: "the median echo takes at least 10 × as long while one, 4 or 16 goroutines per processor compute without end",
			Why: "In Node.js the callbacks for sockets run on the thread that computes. In Go no goroutine is the loop, but somebody has to ask the " +
				"network poller: a processor that has nothing to run (https://go.dev/src/runtime/proc.go, findRunnable), or the system monitor, if " +
				"nobody has for 10 ms (sysmon). When goroutines that compute are always runnable, only the monitor is left. Whoever it wakes joins the end " +
				"of the queue that all processors share (injectglist), and each of those in front may run for 10 ms (forcePreemptNS), or until the monitor " +
				"notices, which looks every 10 ms.",
			Parts: p.besideCrowds(atLeast(10)),
		},
		{
			ID: "S04", Quote: "workers keep the main thread responsive", Source: node, Kind: Latency, Needs: two, Chart: "repairs.png",
			Hypothesis: "beside tasks of 5 ms the 99th percentile of the echo is at most 5 ms with one worker less than processors, or one more GOMAXPROCS, " +
				"and at least 15 ms with a worker for each, or a goroutine per task",
			Why: "Workers of Node.js are threads, and the kernel shares the cores between them and the main one. Goroutines share GOMAXPROCS processors of Go: " +
				"with all of them at work an answer waits for the system monitor, see S03. The thread of an idle one sleeps in the network " +
				"poller (https://go.dev/src/runtime/proc.go, findRunnable), and the kernel wakes it as soon as a byte comes. With GOMAXPROCS one " +
				"higher it has to get a core from a thread that computes, which is for the kernel to decide.",
			Parts: []Part{
				all("less1", level(tailLatency, repair("less1").row("channel"), atMost(5e6))),
				all("more1", level(tailLatency, repair("more1").row("channel"), atMost(5e6))),
				all("none channel", level(tailLatency, repair("none").row("channel"), atLeast(15e6))),
				all("none spawn", level(tailLatency, repair("none").row("spawn"), atLeast(15e6))),
			},
		},
		{
			ID: "M05", Quote: "a pool on all cores can answer fast", Source: here, Kind: Latency, Chart: "repairs.png",
			Hypothesis: "with the repair the 99th percentile of the echo is at most 10 × that of an idle process, and a tenth of the throughput is lost at most",
			Why: "Each repair is a part, and one is enough for whoever wants one: split names those that do. All of them leave it to the kernel who runs, and it " +
				"usually prefers a thread that has slept to one that computes, after a slice of some milliseconds. more1 has a thread wait in the poller, for which no worker is given up; " +
				"lock also gives each worker a thread of its own, nice has these give way to all others, and apart moves the work to another process.",
			Parts: per([]string{"more1", "lock", "nice", "apart"}, func(name string) Part {
				at, none := repair(name), repair("none")
				return all("",
					ratio(tailLatency, at.row("channel"), repair("idle").row("channel"), atMost(10)),
					ratio(timePerUnit, at.row("channel"), none.row("channel"), atMost(1/0.9)))
			}),
		},
	}
}

// schedulerFolklore are what guides and issues say about Go's scheduler under load.
func (p plan) schedulerFolklore() []Claim {
	crowd := func(group, k string) Arm { return within("responsive", "repair="+group, k).row("channel") }
	four, sixteen := p.workers(4), p.workers(16)
	release := Source{"after the release notes of Go 1.14", "https://go.dev/doc/go1.14#runtime"}
	none, more := in("repairs", "none").row("channel"), in("repairs", "more1").row("channel")
	return []Claim{
		{
			ID: "G20", Quote: "a locked thread makes a goroutine fast", Source: Source{"Go issue 36122", "https://github.com/golang/go/issues/36122"}, Kind: Latency, Chart: "responsive.png",
			Hypothesis: "beside 4 busy goroutines per processor the median echo takes at most half as long if those who answer are locked to a thread",
			Why: "The goroutine has a thread then, and no processor of Go: it waits in the same queue as all others. When its turn comes, " +
				"the thread that found it hands its processor over and wakes the other (https://go.dev/src/runtime/proc.go, startlockedm), " +
				"which is one switch more (https://github.com/golang/go/issues/21827).",
			Parts: one(ratio(medianLatency, crowd("answers", four), crowd("none", four), atMost(0.5))),
		},
		{
			ID: "G21", Quote: "since preemption Gosched is useless", Source: release, Kind: Latency, Chart: "responsive.png",
			Hypothesis: "beside 16 busy goroutines per processor the median echo changes by less than 20 % if each of them calls Gosched every 150 µs",
			Why: "Others run without it. But those who are before them in the queue then keep a processor for 10 ms and more each, and with it for 150 µs " +
				"(https://go.dev/src/runtime/proc.go, goschedImpl, forcePreemptNS). What stays is the wait for the system monitor to ask the poller, which no " +
				"processor does while the queue is not empty.",
			Parts: one(ratio(medianLatency, crowd("yield", sixteen), crowd("none", sixteen), between(0.8, 1.2))),
		},
		{
			ID: "G22", Quote: "preempted every 10 ms, nobody is frozen", Source: release, Kind: Latency, Chart: "responsive.png",
			Hypothesis: "the 99th percentile of the echo is at most 20 ms beside one, 4 and 16 goroutines per processor that compute without end",
			Why: "After 10 ms a goroutine is interrupted, for the next one in the queue: before a certain one come as many turns as there are busy goroutines per " +
				"processor. The system monitor counts a turn from when it first saw it, and sleeps up to 10 ms itself " +
				"(https://go.dev/src/runtime/proc.go, retake, sysmon), so it may last twice as long. And before all that the monitor has to ask the poller.",
			Parts: per([]string{p.workers(1), four, sixteen}, func(k string) Part {
				return all("k="+k, level(tailLatency, crowd("none", k), atMost(20e6)))
			}),
		},
		{
			ID: "G23", Quote: "without an event loop nothing can block it", Source: guide, Kind: Latency, Chart: "responsive.png",
			Hypothesis: "the median echo takes at most twice as long while one, 4 or 16 goroutines per processor compute without end",
			Why: "The samples of S03, asked the other way round. Requests have goroutines of their own and none holds another up, as long as a processor " +
				"is left to ask the poller and to run it. Beyond that Go has a wait like that of an event loop, bounded by preemption; it was found before, with a " +
				"connection to the same machine that took 10 ms (https://github.com/golang/go/pull/51651).",
			Parts: p.besideCrowds(atMost(2)),
		},
		{
			ID: "G24", Quote: "GOMAXPROCS above cores only adds switches", Source: Source{"baseplate.go, pull request 296", "https://github.com/reddit/baseplate.go/pull/296"},
			Kind: Latency, Chart: "repairs.png",
			Hypothesis: "with one more and as many workers as before, the 99th percentile of the echo falls by a tenth at most, and work takes at least 3 % longer",
			Why: "The cores are the same, so nothing is computed faster, and threads that take turns on them cost switches. But here there are as many workers as " +
				"before: the processor of Go without one sleeps in the poller, and the kernel wakes it, where else an answer waits for the system monitor; see S03. " +
				"What answering and asking cost in processor time is in the work's time as well: more, where answers are not given in batches.",
			Parts: one(ratio(tailLatency, more, none, atLeast(0.9)), ratio(timePerUnit, more, none, atLeast(1.03))),
		},
	}
}

// besideCrowds are the median echo with one, 4 and 16 busy goroutines per processor against that
// with none, in the same bound.
func (p plan) besideCrowds(b Bound) []Part {
	at := func(k string) Arm { return within("responsive", "repair=none", k).row("channel") }
	return per([]string{p.workers(1), p.workers(4), p.workers(16)}, func(k string) Part {
		return all("k="+k, ratio(medianLatency, at(k), at("0"), b))
	})
}
