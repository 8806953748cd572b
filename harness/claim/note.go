package claim

import (
	"fmt"
	"strconv"
)

// node is the study note on worker threads in Node.js whose sentences are asked of Go here.
var node = Source{Name: "study note on Node.js worker threads"}

// note are the claims of the study note about running tasks in parallel, or not.
func (p plan) note() []Claim {
	procs := float64(p.procs)
	return []Claim{
		{
			ID: "S01", Quote: "JavaScript has one thread, Go has them all", Source: node, Kind: Throughput, Needs: two, Chart: "efficiency.png",
			Hypothesis: fmt.Sprintf("while goroutines compute, at least 0.95 × %g processors are in use", min(2, procs)),
			Why: "Node.js runs JavaScript on one thread. Go's scheduler starts a thread per processor and spreads goroutines over them, " +
				"without anybody asking for workers (https://go.dev/src/runtime/proc.go). Processors that search for work, collect garbage or " +
				"submit are in use as well: this can refute, and supports weakly.",
			Parts: one(level(parallelism, in("grain", "1.5ms").row("spawn"), atLeast(0.95*min(2, procs)))),
		},
		{
			ID: "S02", Quote: "sockets cost no thread, blocking calls one", Source: node, Kind: Behaviour, Chart: "threads.png",
			Hypothesis: "1,000 goroutines in a read from a socket add at most 4 threads; N in another blocking call add at least 0.9 N",
			Why: "A read from a socket parks the goroutine and leaves the waiting to the network poller " +
				"(https://go.dev/src/runtime/netpoll.go). A blocking call that the poller cannot wait for blocks its thread, and " +
				"another one takes over the processor: it does not block others either, but it costs a thread each.",
			Parts: append([]Part{all("socket 1000", level(threadsAdded, within("blocking", "in=socket", "1000").row("spawn"), atMost(4+threadsAdded.Plus)))},
				per([]string{"100", "1000"}, func(n string) Part {
					return all("syscall "+n, blocked(n))
				})...),
		},
		{
			ID: "S05", Quote: "the code runs in parallel", Source: node, Kind: Throughput, Needs: two, Chart: "efficiency.png",
			Hypothesis: "at tasks of 150 µs every strategy is at least 0.9 × GOMAXPROCS times as fast as inline",
			Why: "What is missing to the number of processors is spent handing tasks over, and idle at the end of the last turn. The " +
				"submitter needs a processor as well, which counts the more the fewer there are. GOMAXPROCS counts hardware threads: two of " +
				"one core do not do twice the work; see the scale experiment.",
			Parts: per(concurrent(), func(row string) Part {
				at := in("grain", "150us")
				return all("", ratio(timePerTask, at.row("inline"), at.row(row), atLeast(0.9*procs)))
			}),
		},
		{
			ID: "S06", Quote: "heavy work of every industry gains", Source: node, Kind: Throughput, Needs: two, Chart: "workloads.png",
			Hypothesis: "each kernel is at least 0.8 × GOMAXPROCS times as fast as inline with spawn, channel, batched or pond",
			Why: "Kernels that wait for memory share its bandwidth, and those that allocate share the garbage collector " +
				"(https://go.dev/doc/gc-guide): more processors help them less than a loop in registers. GOMAXPROCS counts hardware threads: two " +
				"of one core do not do twice the work; see the scale experiment.",
			Parts: per(p.values("workloads", ""), func(kernel string) Part {
				at := in("workloads", kernel)
				return anyOf("", tests(bestOf, func(row string) Test {
					return ratio(timePerTask, at.row("inline"), at.row(row), atLeast(0.8*procs))
				})...)
			}),
		},
		{
			ID: "S08", Quote: "handing over is free, copying is not", Source: node, Kind: Latency, Chart: "transfer.png",
			Hypothesis: "handing over 16 MiB costs at most 1 µs more than 8 bytes, and copying it at least 1 ms",
			Why: "Goroutines share memory: what is handed over is a slice's header of three words, whatever its length " +
				"(https://go.dev/blog/slices-intro). Only a copy moves the bytes. The task finds the slice through its closure; reading what " +
				"another core has just written would cost cache misses, which are in neither arm.",
			Parts: []Part{
				all("hand over", Ratio{Metric: timePerTask, Of: within("transfer", "way=pass", "16MiB").row("channel"),
					To: within("transfer", "way=pass", "8B").row("channel"), Plus: 1000, Bound: atMost(1)}),
				all("copy", level(timePerTask, within("transfer", "way=copy", "16MiB").row("channel"), atLeast(1e6))),
			},
		},
		{
			ID: "S11", Quote: "a sum to 10⁸ is CPU-heavy", Source: node, Kind: Throughput,
			Hypothesis: "it takes at least 20 ms on one processor",
			Why: "It is one addition per number, and they depend on each other: about one per cycle. In Go it is worth a worker, but it " +
				"says little about real work, which waits for memory, mispredicts branches, and allocates.",
			Parts: one(level(timePerTask, in("sum", "1e8").row("inline"), atLeast(20e6))),
		},
		{
			ID: "S12", Quote: "a worker per request is expensive", Source: node, Kind: Latency, Chart: "latency-request.png",
			Hypothesis: "to start a goroutine for one task and wait for it costs at least 10 µs more than to call it",
			Why: "A worker thread of Node.js is a thread with a JavaScript engine of its own. A goroutine is a small stack that is taken " +
				"from a free list and put into the processor's own queue (https://go.dev/src/runtime/proc.go, newproc).",
			Parts: one(Ratio{Metric: timePerTask, Of: in("request", "1").row("spawn"), To: in("request", "1").row("inline"), Plus: 10_000, Bound: atLeast(1)}),
		},
		{
			ID: "S23", Quote: "transfer large data, do not copy it", Source: Source{"MDN, transferable objects", "https://developer.mozilla.org/en-US/docs/Web/API/Web_Workers_API/Transferable_objects"},
			Kind: Latency, Chart: "transfer.png",
			Hypothesis: "copying takes at least twice as long as handing over from 64 KiB on, and at most 5 % longer at 1 KiB",
			Why: "A copy costs its bytes and, in Go, the allocation of their destination; handing over costs the same at all " +
				"sizes. At 1 KiB the way to a worker and back hides the copy. The task finds the slice through its closure; reading what " +
				"another core has just written would cost cache misses, which are in neither arm.",
			Parts: per([]string{"1KiB", "64KiB", "1MiB", "16MiB"}, func(size string) Part {
				bound := atLeast(2)
				if size == "1KiB" {
					bound = atMost(1.05)
				}
				return all("", ratio(timePerTask, within("transfer", "way=copy", size).row("channel"), within("transfer", "way=pass", size).row("channel"), bound))
			}),
		},
		{
			ID: "S27", Quote: "blocking jobs need not queue in fours", Source: Source{"after libuv's documentation, thread pool", "https://docs.libuv.org/en/v1.x/threadpool.html"},
			Kind: Behaviour, Chart: "threads.png",
			Hypothesis: "in Go 8 jobs in a blocking call that the poller cannot wait for are all in it at once",
			Why: "libuv has a pool of four threads for such jobs. Go has none: when a thread blocks in the kernel, its processor is given " +
				"to another thread, which is started if there is none (https://go.dev/src/runtime/proc.go, handoffp).",
			Parts: one(Kept{Of: within("blocking", "in=syscall", "8").row("spawn")}),
		},
		{
			ID: "S33", Quote: "a goroutine pays even for a small task", Source: node, Kind: Throughput, Needs: two, Chart: "break-even.png",
			Hypothesis: "a goroutine per task beats running them one by one by at least 10 %",
			Why: "To start a goroutine costs a few hundred nanoseconds, whatever it does then. Below that nothing is gained; far above it, " +
				"the number of processors.",
			Parts: per(append(grains[:len(grains):len(grains)], "1.5ms"), func(grain string) Part {
				at := in("grain", grain)
				return all("grain "+grain, ratio(timePerTask, at.row("inline"), at.row("spawn"), atLeast(1.1)))
			}),
		},
	}
}

// bestOf are the strategies of which the best counts where a claim asks for one: few enough that
// 12 rounds can decide, after the correction, for all kernels.
var bestOf = []string{"spawn", "channel", "batched", "pond/native"}

// blocked is the test that n goroutines in a blocking call cost a thread each, a tenth less: the
// run's own idle threads may serve some.
func blocked(n string) Test {
	threads, err := strconv.ParseFloat(n, 64)
	if err != nil {
		panic(err) // the tests prove that all are numbers
	}
	return level(threadsAdded, within("blocking", "in=syscall", n).row("spawn"), atLeast(0.9*threads+threadsAdded.Plus))
}
