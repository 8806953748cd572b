package claim

// noteOnWorkers are the claims of the study note about workers: which of them is reused, when they
// leave, what they keep, and what it costs to watch them.
func (p plan) noteOnWorkers() []Claim {
	return []Claim{
		{
			ID: "S18", Quote: "the worker that was busy last is faster", Source: Source{"after fasthttp, comment of workerPool", "https://github.com/valyala/fasthttp/blob/master/workerpool.go"},
			Kind: Throughput, Needs: two,
			Hypothesis: "one call at a time takes at least 5 % longer if the worker that has been idle for longest is woken, with 1, 16 and 256 workers per processor",
			Why: "The stack of the worker that was busy last may still be in a cache. But Go puts a goroutine that was made ready into the slot that its own processor looks " +
				"at next (https://go.dev/src/runtime/proc.go, ready, runqput), so that it runs where its caller ran, and a stack of 4 KB is 64 cache lines. They " +
				"can matter where the stacks of all workers together are larger than a cache, and a garbage collection halves those of idle workers, which then grow again. fasthttp says itself that it is theory.",
			Parts: per([]string{"P", "16P", "256P"}, func(workers string) Part {
				at := func(reuse string) Arm { return within("order", "workers="+workers, reuse).row("freelist") }
				return all(workers+" workers", ratio(timePerTask, at("oldest"), at("newest"), atLeast(1.05)))
			}),
		},
		{
			ID: "S22", Quote: "idle workers leave, and come back for free", Source: node, Kind: Behaviour, Chart: "churn.png",
			Hypothesis: "left alone for at least twice its documented idle time, or for a quarter of a second where it has none, a library has at most 4 goroutines left of 64; a second burst takes at most twice as long as with a pool that kept its workers",
			Why: "Each library has its own idea of it: ants looks once a second for workers that have been idle for as long (https://github.com/panjf2000/ants/blob/v2.12.1/ants.go), " +
				"gammazero ends one worker every two seconds in which nothing came (https://github.com/gammazero/workerpool/blob/v1.3.0/workerpool.go), workers of pond and gopool end as soon as " +
				"no task waits, those of conc stay, and errgroup has none. Who kept its workers need not start them again. A burst is so short that one wake-up more or less is seen.",
			Parts: p.churned(),
		},
		{
			ID: "S24", Quote: "pool.runTask is the way to use Piscina", Source: node, Kind: Behaviour, Needs: onNode,
			Hypothesis: "the note's call runs on the current version of Piscina",
			Why: "Its authors deprecated runTask in favour of run (https://github.com/piscinajs/piscina/pull/124), and removed it for version 5 " +
				"(https://github.com/piscinajs/piscina/pull/363). An example that names no version breaks sooner or later.",
			Parts: one(erratum("removed-method")),
		},
		{
			ID: "S30", Quote: "workers without state cost nothing", Source: node, Kind: Throughput, Chart: "state.png",
			Hypothesis: "4 KiB of scratch memory made for each item, or borrowed from a sync.Pool, cost at most 5 % more time than what a worker keeps",
			Why: "Memory that is made has to be cleared, and the garbage collector has to find out that nobody has it any more (https://go.dev/doc/gc-guide); a sync.Pool " +
				"has a place per processor (https://go.dev/src/sync/pool.go), to which one goes and comes. The items do nothing but fill and add up their scratch memory: next " +
				"to real work both are less.",
			Parts: per([]string{"make", "pool"}, func(way string) Part {
				at := func(way string) Arm { return within("state", "scratch="+way, "4KiB").row("channel") }
				return all("", ratio(timePerTask, at(way), at("own"), atMost(1.05)))
			}),
		},
		{
			ID: "S31", Quote: "monitoring is cheap enough to leave on", Source: node, Kind: Throughput, Chart: "monitoring.png",
			Hypothesis: "reading all runtime metrics every 10 ms costs at most 1 % of the throughput, a CPU profile at most 3 %, an execution trace at most 10 %",
			Why: "To read all metrics takes some ten microseconds, and stops no goroutine (https://go.dev/src/runtime/metrics.go, readMetrics). A profile is a signal a hundred times per second of " +
				"processor time, whose handler writes down a stack (https://go.dev/src/runtime/pprof/pprof.go, StartCPUProfile). A trace writes an event whenever a goroutine starts, " +
				"stops or is woken: its authors give 1 to 2 % for many programs since Go 1.21 (https://go.dev/blog/execution-traces-2024), but few programs start " +
				"a goroutine for every 15 µs, or for nothing.",
			Parts: p.monitored(map[string]float64{"metrics": 1.01, "profile": 1.03, "trace": 1.10}),
		},
	}
}

// idleFloor is how many goroutines a pool without tasks may have: twice the two that ants has for
// itself, one that ends idle workers and a clock, since a value on the limit decides nothing.
const idleFloor = 4

// churned are the parts of S22: a library each, in the block with its idle time.
func (p plan) churned() []Part {
	var parts []Part
	kept := in("churn", "none").row("channel")
	for _, idle := range p.values("churn", "") {
		at := in("churn", idle)
		parts = append(parts, per(both(p.rows(at), libraries()), func(row string) Part {
			return all("", level(workersLeft, at.row(row), atMost(idleFloor+workersLeft.Plus)), ratio(secondBurst, at.row(row), kept, atMost(2)))
		})...)
	}
	return parts
}

// monitored are the parts of S31: each monitor with what its watching may cost, for each size of task and each row.
func (p plan) monitored(most map[string]float64) []Part {
	var parts []Part
	for _, task := range []string{"15us", "empty"} {
		block := func(monitor string) place { return within("monitoring", "task="+task, monitor) }
		for _, monitor := range without(p.values("monitoring", "task="+task), "none") {
			parts = append(parts, per(p.rows(block(monitor)), func(row string) Part {
				return all(task+" "+monitor+" "+row, ratio(timePerTask, block(monitor).row(row), block("none").row(row), atMost(most[monitor])))
			})...)
		}
	}
	return parts
}
