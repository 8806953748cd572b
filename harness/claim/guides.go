package claim

// guide is what many texts on Go say alike.
var guide = Source{Name: "guides on goroutines and worker pools"}

// guides are claims of guides, READMEs and issues about goroutines and their number.
func (p plan) guides() []Claim {
	return []Claim{
		{
			ID: "G01", Quote: "a goroutine costs 2 KB", Source: guide, Kind: Memory, Chart: "memory.png",
			Hypothesis: "a goroutine that waits costs 1.8 to 2.2 kB, of live memory and of what the operating system provides",
			Why: "2 KiB is the smallest stack (https://go.dev/src/runtime/stack.go, stackMin); the Go FAQ itself says a few kilobytes. On top come " +
				"the runtime's record of the goroutine and what it waits with, and a stack that had to grow is at least twice as large.",
			Parts: []Part{
				all("live", level(bytesPerWaiting, in("burst", "1e5").row("spawn"), between(1800, 2200))),
				all("resident", level(residentPerGoroutine, waitingIn("channel", "1e5"), between(1800, 2200))),
			},
		},
		{
			ID: "G04", Quote: "the scheduler collapses past 10,000", Source: guide, Kind: Throughput,
			Hypothesis: "of 100,000 or 500,000 runnable goroutines each takes at least 1.5 × as long to end as of 10,000",
			Why: "Run queues are arrays and linked lists: to take the next goroutine costs the same however many there are " +
				"(https://go.dev/src/runtime/proc.go, runqget, globrunqget). But the more there are, the less of their stacks is still in a cache " +
				"when their turn comes. Samples of a backlog are not judged by the interference gate, and the drain of 10,000 takes a few milliseconds.",
			Parts: per([]string{"1e5", "5e5"}, func(waiting string) Part {
				return all("", ratio(drainPerTask, in("burst", waiting).row("spawn"), in("burst", "1e4").row("spawn"), atLeast(1.5)))
			}),
		},
		{
			ID: "G06", Quote: "more workers than cores are slower", Source: guide, Kind: Throughput, Chart: "workers.png",
			Hypothesis: "16 workers per processor take at least 5 % longer than one",
			Why: "A switch between goroutines is some hundred nanoseconds, and hardly happens inside a task: it is usually not preempted before it has run " +
				"for 10 ms. Threads of an operating system, for which the rule was made, are another matter.",
			Parts: p.sizing(p.workers(16), func([]string) []string { return []string{p.workers(1)} }, atLeast(1.05)),
		},
		{
			ID: "G11", Quote: "conc: an empty task costs at most 450 ns", Source: Source{"conc, documentation of Pool", "https://github.com/sourcegraph/conc/blob/v0.3.0/pool/pool.go"},
			Kind: Throughput, Chart: "overhead.png",
			Hypothesis: "an empty task takes at most 450 ns with conc",
			Why: "Its documentation says about 300 ns per task, for a machine of its author: half as much again is left for others. A task " +
				"goes through a channel without a buffer, so submitter and worker meet for each one. What that costs depends on whether the " +
				"worker still runs or has to be woken, and so on processors and their sleep states.",
			Parts: one(level(timePerTask, in("overhead", "1").row("conc/native"), atMost(450))),
		},
		{
			ID: "G12", Quote: "do not pool goroutines, the runtime does", Source: guide, Kind: Throughput, Chart: "compare-grain.png",
			Hypothesis: "from 1.5 µs on no pool is 10 % faster than a goroutine per task",
			Why: "The runtime keeps ended goroutines for the next go statement, and their stacks until a collection, unless they grew " +
				"(https://go.dev/src/runtime/proc.go, gfput). " +
				"A pool saves what is left, some hundred nanoseconds, and memory while tasks wait.",
			Parts: per([]string{"1.5us", "15us", "150us", "1.5ms"}, func(grain string) Part {
				at := in("grain", grain)
				return all("grain "+grain, tests(pools(), func(row string) Test {
					return ratio(timePerTask, at.row("spawn"), at.row(row), atMost(1.1))
				})...)
			}),
		},
		{
			ID: "G13", Quote: "pools spare the growing of stacks", Source: guide, Kind: Throughput, Chart: "stack.png",
			Hypothesis: "for tasks that need more stack than a new goroutine has, a pool is at least 3 × as fast",
			Why: "A stack grows by being copied to one twice as large (https://go.dev/src/runtime/stack.go, newstack), once per worker or once " +
				"per task. New goroutines begin with what earlier ones used on average, which spares them most of it, but that is computed " +
				"at garbage collections only.",
			Parts: per([]string{"20", "100", "1000"}, func(depth string) Part {
				at := in("stack", depth)
				return all("depth "+depth, ratio(timePerTask, at.row("spawn"), at.row("channel"), atLeast(3)))
			}),
		},
		{
			ID: "G25", Quote: "workers = cores × (1 + wait ÷ compute)", Source: Source{Name: "B. Goetz and others, Java Concurrency in Practice, 8.2"},
			Kind:       Throughput,
			Hypothesis: "for 0.1 ms of computing and 0.9 ms of waiting that number is within 10 % of any other",
			Why: "With so many workers processors are busy on average. Workers wait at random, so at times all of them do, and more workers " +
				"than the formula's fill such gaps. The formula is held against the nominal wait: if sleeps overrun, it is the timer that refutes it.",
			Parts: one(tests(without(p.values("waiting", ""), p.workers(10)), func(w string) Test {
				return ratio(timePerTask, in("waiting", p.workers(10)).row("channel"), in("waiting", w).row("channel"), atMost(1.1))
			})...),
		},
		{
			ID: "G35", Quote: "a limit inside or before go is the same", Source: guide, Kind: Memory, Chart: "pitfalls.png",
			Hypothesis: "at most 5 % more goroutines exist if the semaphore is acquired inside the goroutine",
			Why: "Inside, it limits how many run and not how many exist: the loop that starts them never waits, so each waiting task is a " +
				"goroutine. errgroup acquires before (https://github.com/golang/sync/blob/v0.24.0/errgroup/errgroup.go, Go).",
			Parts: one(ratio(peakGoroutines, within("pitfalls", "mistake=limit", "inside").row("spawn"),
				within("pitfalls", "mistake=limit", "before").row("errgroup/native"), atMost(1.05))),
		},
	}
}
