package claim

import "poolbench/variants/catalog"

// perfbook is a guide that lists what to try.
var perfbook = Source{"after go-perfbook, Concurrency", "https://github.com/dgryski/go-perfbook/blob/master/performance.md"}

// guidesOnParts are claims of guides about what pools and tasks are made of.
func (p plan) guidesOnParts() []Claim {
	operation := func(workers, name string) Arm {
		return within("primitives", "workers="+workers, name).row(catalog.Baseline)
	}
	return []Claim{
		{
			ID: "G16", Quote: "a channel is a slower lock than a mutex", Source: guide, Kind: Throughput, Needs: two, Chart: "primitives.png",
			Hypothesis: "to fill and empty a channel of one place takes at least twice as long as to lock and unlock a mutex, with one worker and with one per processor",
			Why: "A mutex that nobody holds is one atomic instruction to lock and one to unlock (https://go.dev/src/internal/sync/mutex.go). Send and receive each lock the channel, with a mutex of the runtime, " +
				"copy the value, and look for somebody who waits (https://go.dev/src/runtime/chan.go). Among several workers it is how they wait that counts: who does not get the mutex spins for a while, " +
				"who finds the channel full sleeps. The Go wiki chooses by what is clearer (https://go.dev/wiki/MutexOrChannel).",
			Parts: per([]string{"1", "P"}, func(workers string) Part {
				return all(workers+" working", ratio(timePerTask, operation(workers, "lock.channel"), operation(workers, "lock.mutex"), atLeast(2)))
			}),
		},
		{
			ID: "G18", Quote: "sync.Pool is faster than make", Source: Source{"after the documentation of sync.Pool", "https://go.dev/src/sync/pool.go"},
			Kind: Throughput, Chart: "state.png",
			Hypothesis: "borrowing scratch memory from a sync.Pool is at least 20 % faster than making it for each item, from 16 B to 64 KiB",
			Why: "A pool spares the clearing of memory and work of the garbage collector, both of which grow with the size; to borrow and to give back cost the same at any size. A small object is made in some " +
				"tens of nanoseconds, out of a cache that the processor has for itself; above 32 KiB each has pages of its own, and the way to them is longer (https://go.dev/src/runtime/malloc.go).",
			Parts: per(p.values("state", "scratch=make"), func(size string) Part {
				at := func(way string) Arm { return within("state", "scratch="+way, size).row(catalog.Baseline) }
				return all("", ratio(timePerTask, at("make"), at("pool"), atLeast(1.2)))
			}),
		},
		{
			ID: "G19", Quote: "false sharing: pad what others write", Source: perfbook, Kind: Throughput, Needs: two, Chart: "primitives.png",
			Hypothesis: "with a worker per processor adding to a counter of its own takes at least 1.5 × as long if the counters lie side by side; with one worker they differ by less than 10 %",
			Why: "Caches hand each other lines of 64 bytes or more, not variables: whoever writes takes the line away from the others. sync.Pool pads its own places for that " +
				"(https://go.dev/src/sync/pool.go, poolLocal). One worker alone has no one to share with: should the two differ there, it would be something else that is measured. Hardware threads of one core " +
				"share its caches, and show less of it. A loop of nothing but additions is the worst case.",
			Parts: []Part{
				all("P working", ratio(timePerTask, operation("P", "count.adjacent"), operation("P", "count.padded"), atLeast(1.5))),
				all("1 working (control)", ratio(timePerTask, operation("1", "count.adjacent"), operation("1", "count.padded"), between(0.9, 1.1))),
			},
		},
		{
			ID: "G36", Quote: "batching small items pays", Source: perfbook, Kind: Throughput, Chart: "batching.png",
			Hypothesis: "an item of 150 ns takes at least twice as long alone in its task as among 100",
			Why: "What a task costs beyond its work, its closure, the way to a worker and the counting of its end, is some hundred nanoseconds, as much as such an item or more. A hundred items share that; and a processor overlaps items that follow each other in a loop, which is part of the gain and no cost of the pool. " +
				"A batch is done when its last item is: latency pays for it.",
			Parts: per(p.rows(in("batching", "1")), func(row string) Part {
				return all("", ratio(timePerTask, in("batching", "1").row(row), in("batching", "100").row(row), atLeast(2)))
			}),
		},
	}
}

// guidesOnDivision are claims about dividing work whose items differ in size.
func (p plan) guidesOnDivision() []Claim {
	at := func(order, division string) place { return within("skew", "order="+order, division) }
	static := func(order string) Arm { return at(order, "static").row(catalog.Baseline) }
	return []Claim{
		{
			ID: "G37", Quote: "give each core an equal share of the items", Source: Source{"after Effective Go, Parallelization", "https://go.dev/doc/effective_go#parallel"},
			Kind: Throughput, Needs: two, Chart: "skew.png",
			Hypothesis: "an equal number of items for each worker takes at most 5 % longer than workers that take the next one from a shared counter, where a tenth of the items are 40 times as large",
			Why: "An equal number of items is equal work if the items are, and nearly so for two workers if there are many and the large ones lie anywhere: where each round has them is chance, and with more workers one is sooner unlucky. Where they lie together, as in sorted data, one worker has most " +
				"of them. A shared counter costs one atomic addition per item, which is nothing beside 20 µs.",
			Parts: per([]string{"scattered", "clustered"}, func(order string) Part {
				return all("", ratio(timePerTask, static(order), at(order, "claimed").row(catalog.Baseline), atMost(1.05)))
			}),
		},
		{
			ID: "G38", Quote: "a task per item balances by itself", Source: guide, Kind: Throughput, Needs: two, Chart: "skew.png",
			Hypothesis: "where the large items lie together, equal shares take at least 1.5 × as long as a task per item, whatever runs the tasks",
			Why: "Whoever is free takes the next task, so that a worker with a large one takes fewer others: list scheduling, which is never worse than twice the best division and, with items much smaller " +
				"than a share, close to it. It needs one queue for all, or workers that take from each other; goroutines without a pool have Go's scheduler for that (https://go.dev/src/runtime/proc.go, stealWork).",
			Parts: per(without(p.rows(at("clustered", "each")), catalog.Serial), func(row string) Part {
				return all("", ratio(timePerTask, static("clustered"), at("clustered", "each").row(row), atLeast(1.5)))
			}),
		},
	}
}
