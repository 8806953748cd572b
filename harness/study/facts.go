package study

// goSource is a place in Go's own source.
func goSource(file, symbol string) Source { return Source{File: file, Symbol: symbol} }

// schedulerFacts are the facts in the order in which they build on each other: processors and their queues,
// waiting, the end of goroutines, and memory.
func schedulerFacts() []Fact {
	return append(append(append(processorFacts(), waitingFacts()...), endFacts()...), memoryFacts()...)
}

// processorFacts say which goroutine runs next, and for how long.
func processorFacts() []Fact {
	return []Fact{
		{
			ID:   "maxprocs",
			Says: "GOMAXPROCS follows the CPU limit of the container, unless somebody sets it",
			Text: "The default is the smallest of the processors of the machine, those that the process may use, and since Go 1.25 the limit of its cgroup, " +
				"rounded up and not below 2. It is looked at again while the program runs. Both need a go line of 1.25 or later in go.mod: older ones mean " +
				"GODEBUG=containermaxprocs=0,updatemaxprocs=0. A pool with GOMAXPROCS workers, counted once at the start, does not follow.",
			Sources: []Source{{URL: "https://go.dev/doc/go1.25#container-aware-gomaxprocs"}, {URL: "https://go.dev/doc/godebug#go-125"}, goSource("runtime/cgroup_linux.go", "adjustCgroupGOMAXPROCS")},
			Program: true,
		},
		{
			ID:   "runnext",
			Says: "The goroutine that was started last runs first on its processor",
			Text: "A processor has a place for one goroutine before its queue, runnext. A new goroutine goes there, and so does one that a channel or a mutex wakes: who wakes " +
				"somebody and then waits is followed by him at once, with the data still in the cache. No order is promised: a build with the race detector shuffles it on purpose.",
			Sources: []Source{goSource("runtime/proc.go", "runqput"), goSource("runtime/proc.go", "randomizeScheduler")},
			Program: true,
		},
		{
			ID:   "runqueue",
			Says: `The queue of a processor has {{given "256"}} places, and what does not fit moves to the global one`,
			Text: `Putting something into the own queue takes no lock. When it is full, its older half and the new goroutine go to the global queue, whose lock all ` +
				`processors share: {{file "variants/spawn/spawn.go"}} pays that for each {{given "129"}} goroutines if it starts them faster than they run.`,
			Sources: []Source{goSource("runtime/proc.go", "runqputslow"), goSource("runtime/runtime2.go", "runq")},
			Program: true,
		},
		{
			ID:   "steal",
			Says: "An idle processor steals half of another one's queue",
			Text: "The go statement wakes an idle processor, which looks at the others in random order and takes the older half of the first queue that is not empty. " +
				"That balances goroutines without a dispatcher; a pool with one channel needs no stealing, since its workers share the queue. There is no program: " +
				"a goroutine cannot see which processor it runs on.",
			Sources: []Source{goSource("runtime/proc.go", "runqsteal"), goSource("runtime/proc.go", "wakep")},
		},
		{
			ID:   "preemption",
			Says: "A loop without function calls cannot keep a processor",
			Text: `A thread of the runtime's, the system monitor, looks for goroutines that have run for {{given "10 ms"}}, and interrupts them with a signal. ` +
				"So a worker that computes delays the others, and does not stop them; how long the delay is depends on how many are in the queue.",
			Sources: []Source{goSource("runtime/proc.go", "forcePreemptNS"), goSource("runtime/preempt.go", "asyncPreempt2"), {URL: "https://go.dev/doc/go1.14#runtime"}},
			Program: true,
		},
		{
			ID:   "gosched",
			Says: "A goroutine that yields lets all in its processor's queue go first",
			Text: "runtime.Gosched puts the caller at the end of the global queue. A processor looks there when its own queue is empty, and otherwise every " +
				`{{given "61st"}} time, so that what is in the global queue does not starve: then the caller comes back before the others, and so it does if another processor is idle. To yield is cheap where nobody waits, and a whole round where many do.`,
			Sources: []Source{goSource("runtime/proc.go", "goschedImpl"), goSource("runtime/proc.go", "findRunnable")},
			Program: true,
		},
	}
}

// waitingFacts are about channels, sockets and timers.
func waitingFacts() []Fact {
	return []Fact{
		{
			ID:   "threads",
			Says: "Who waits for the network takes no thread, and who waits in a system call takes one",
			Text: "A socket is registered with the network poller when it is opened; a read that finds nothing parks the goroutine there. A call that the poller cannot wait for, on a file or in C, " +
				`stops the thread, and the processor is given to another one. There is no pool of threads in between, but a limit of {{given "10,000 threads"}}, at which the process ends.`,
			Sources: []Source{goSource("runtime/netpoll.go", "poll_runtime_pollOpen"), goSource("runtime/netpoll.go", "netpollblock"), goSource("runtime/proc.go", "handoffp"), goSource("runtime/debug/garbage.go", "SetMaxThreads")},
			Program: true,
		},
		{
			ID:   "handover",
			Says: "A send gives its value to a waiting receiver directly, past the buffer",
			Text: "The receiver has left an address on its own stack; the sender writes there and makes it ready. That is why a buffer saves nothing as long as workers " +
				"are idle, and why waking them is the price: a worker that finds its next task in the buffer never parks.",
			Sources: []Source{goSource("runtime/chan.go", "send"), goSource("runtime/chan.go", "sendDirect")},
			Program: true,
		},
		{
			ID:   "waiters",
			Says: "Idle workers are served in the order in which they began to wait",
			Text: "The receivers that wait for a channel are a list, first in, first out. Tasks go round all idle workers. " +
				`A list of idle workers that takes the last one first, as in {{file "variants/freelist/freelist.go"}}, keeps stacks and caches warm: what that is worth is S18, {{verdict "S18"}}.`,
			Sources: []Source{goSource("runtime/chan.go", "dequeue")},
			Program: true,
		},
		{
			ID:   "select",
			Says: "select chooses at random among the cases that are ready",
			Text: "The order in which the cases are written is no priority. A worker whose context has ended may still take a task, and Submit may still hand one over: " +
				"who wants precedence asks ctx.Err() before the select.",
			Sources: []Source{{URL: "https://go.dev/ref/spec#Select_statements"}, goSource("runtime/select.go", "selectgo")},
			Program: true,
		},
		{
			ID:   "close",
			Says: "A closed channel is drained before a receive says so",
			Text: "That makes close(tasks) with for range the shortest correct end of a pool: what was accepted runs, then the workers return. A send to a closed channel panics, " +
				`so no submitter may be left: {{file "variants/channel/channel.go"}} holds a lock for that.`,
			Sources: []Source{{URL: "https://go.dev/ref/spec#Close"}, goSource("runtime/chan.go", "closechan"), goSource("runtime/chan.go", "chanrecv")},
			Program: true,
		},
		{
			ID:   "memorymodel",
			Says: "What was written before a send can be read after the receive, without a lock",
			Text: "A send happens before the receive of it completes; on a channel with C places the k-th receive happens before send k+C completes, which makes it a semaphore. " +
				"There is no program: one that never reads an old value shows nothing, since the processor may have been kind. The race detector finds what is missing.",
			Sources: []Source{{URL: "https://go.dev/ref/mem#chan"}, {URL: "https://go.dev/doc/articles/race_detector"}},
		},
		{
			ID:   "ticker",
			Says: "A timer that nobody refers to is collected, even if it was never stopped",
			Text: "Since Go 1.23 a timer with a channel is in the runtime's heap only while a goroutine waits for it: time.After in the select of a worker is no leak any more. " +
				"time.AfterFunc still keeps its timer until it has fired or is stopped.",
			Sources: []Source{{URL: "https://go.dev/doc/go1.23#timer-changes"}, goSource("runtime/time.go", "needsAdd")},
			Program: true,
		},
	}
}

// endFacts are about how goroutines end, and how they do not.
func endFacts() []Fact {
	return []Fact{
		{
			ID:   "panic",
			Says: "A panic can be recovered by its own goroutine only",
			Text: `Otherwise the process ends with status 2. A worker recovers around each task and says who gets the error: {{file "variants/failures.go"}}. ` +
				"net/http recovers in the goroutine of a handler, not in those that it starts.",
			Sources: []Source{{URL: "https://go.dev/ref/spec#Handling_panics"}, goSource("runtime/panic.go", "fatalpanic")},
			Program: true,
		},
		{
			ID:   "goexit",
			Says: "A task can end without returning and without a panic",
			Text: "runtime.Goexit runs the deferred calls and ends the goroutine, here the worker; t.FailNow does so. recover is nil then. What has to happen after a task is deferred, and a " +
				"flag that is set when it has returned tells the two apart.",
			Sources: []Source{goSource("runtime/panic.go", "Goexit"), {URL: "https://go.dev/pkg/runtime/#Goexit"}},
			Program: true,
		},
		{
			ID:   "lockedthread",
			Says: "A goroutine that ends with its thread locked takes the thread with it",
			Text: "LockOSThread is for what belongs to a thread: a priority, a namespace, a library in C. The goroutine still needs a processor to run, and waits for it like all others. " +
				"Whoever leaves the thread as it was unlocks it, and it is used again.",
			Sources: []Source{goSource("runtime/proc.go", "LockOSThread"), goSource("runtime/proc.go", "mexit")},
			Program: true,
		},
		{
			ID:   "leak",
			Says: "A goroutine that waits for ever is never collected, nor is what it can reach",
			Text: "Stacks are roots of the garbage collector: what is reachable from one is alive, even if nobody can wake its goroutine. " +
				"Who starts a goroutine has to know how it ends. Go 1.26 has a profile of such leaks, as an experiment.",
			Sources: []Source{goSource("runtime/mgcmark.go", "markroot"), {URL: "https://go.dev/doc/go1.26"}},
			Program: true,
		},
		{
			ID:   "asleep",
			Says: "The runtime notices a deadlock only if no goroutine at all can go on",
			Text: "Then it ends the process: all goroutines are asleep. In a server somebody always waits for a socket, a timer or a signal, and a pool that waits for itself simply hangs. " +
				"A stack dump, SIGQUIT or /debug/pprof/goroutine, shows who waits for what.",
			Sources: []Source{goSource("runtime/proc.go", "checkdead")},
			Program: true,
		},
	}
}

// memoryFacts are about stacks, and about the garbage collector.
func memoryFacts() []Fact {
	return []Fact{
		{
			ID:   "stack",
			Says: "A stack starts small and grows by being copied",
			Text: `New goroutines begin with {{given "2 KiB"}}, or with what the average one had in use at the last garbage collection. What does not fit is copied to a stack of twice the size, and ` +
				"pointers into it are adjusted. A worker pays once, a goroutine per task each time.",
			Sources: []Source{goSource("runtime/stack.go", "copystack"), goSource("runtime/stack.go", "startingStackSize"), {URL: "https://go.dev/doc/faq#goroutines"}},
			Program: true,
		},
		{
			ID:   "reuse",
			Says: "Finished goroutines are kept and used again",
			Text: "That is a pool of goroutines inside the runtime, and what remains for a pool of one's own to save is little if tasks need no stack. Descriptors are never given back: after a burst " +
				"the process keeps as many as there ever were at once. Their stacks are freed at the next garbage collection.",
			Sources: []Source{goSource("runtime/proc.go", "gfput"), goSource("runtime/proc.go", "gfget"), goSource("runtime/mgcmark.go", "markrootFreeGStacks")},
			Program: true,
		},
		{
			ID:   "syncpool",
			Says: "What lies in a sync.Pool survives one garbage collection and not two",
			Text: "It is no pool of workers: it recycles buffers that are in use all the time, one list per processor, and lets go of what is not. " +
				`{{file "variants/guard/guard.go"}} recycles its jobs in one.`,
			Sources: []Source{goSource("sync/pool.go", "poolCleanup")},
			Program: true,
		},
		{
			ID:   "assist",
			Says: "While the garbage collector marks, who allocates has to help",
			Text: `Beside the quarter of the processors that the collector takes, a goroutine that allocates more than its credit marks for itself, before it gets its memory. ` +
				"So a task that allocates much becomes slower, and its neighbours less so. There is no program: whether it has to help depends on how far the collector is; " +
				"/cpu/classes/gc/mark/assist:cpu-seconds of runtime/metrics tells how much it was.",
			Sources: []Source{goSource("runtime/mgcmark.go", "gcAssistAlloc"), goSource("runtime/mgcpacer.go", "gcBackgroundUtilization"), {URL: "https://go.dev/doc/gc-guide"}},
		},
	}
}
