package claim

// nodeErrata are the claims about the study note's code, decided by programs that do what it does: none of them
// is timed, and each is asked several times.
func (p plan) nodeErrata() []Claim {
	return []Claim{
		{
			ID: "N10", Quote: "Node.js: Worker per request, complete code", Source: node, Kind: Behaviour, Needs: onNode,
			Hypothesis: "when all requests are answered, no Worker is left of those that the note's first server started",
			Why: "A Worker that listens to its port stays for the next message (https://nodejs.org/api/worker_threads.html, port.ref), and nobody ends it: a thread and its heap are left for each request. S10 is " +
				"the same server with goroutines.",
			Parts: one(erratum("leaked-worker")),
		},
		{
			ID: "N19", Quote: "Node.js: the note's pool survives failures", Source: node, Kind: Behaviour, Needs: onNode,
			Hypothesis: "after a task has thrown, has ended its worker, could not be sent or posted twice, all other tasks are answered, and after close no promise is left open",
			Why: "An exception that nobody catches ends a Worker (https://nodejs.org/api/worker_threads.html, event 'error'), and process.exit does without an error: a pool has to listen to " +
				"'exit' as well, to settle the task and to start another worker. What cannot be cloned throws in postMessage, when the worker is already taken off the list. A message has no sender's task: " +
				"it has to carry its number. S19 is about capacity after a panic.",
			Parts: per([]string{"crashed-worker", "exited-worker", "uncloneable-argument", "second-post", "unsettled-close"}, func(name string) Part {
				return all("", erratum(name))
			}),
		},
		{
			ID: "N27", Quote: "Node.js: blocking jobs all start at once", Source: Source{"after libuv's documentation, thread pool", "https://docs.libuv.org/en/v1.x/threadpool.html"},
			Kind: Behaviour, Needs: onNode,
			Hypothesis: "8 jobs for libuv's pool are all at work at once, as S27 asks of Go",
			Why: "libuv has four threads for such jobs, unless UV_THREADPOOL_SIZE says otherwise when the process starts (https://nodejs.org/api/cli.html, UV_THREADPOOL_SIZE), however many " +
				"processors there are, and they are shared by files, names and hashes of passwords.",
			Parts: one(erratum("four-threads")),
		},
		{
			ID: "N34", Quote: "Node.js: the note's queue stays fast", Source: node, Kind: Behaviour, Needs: onNode,
			Hypothesis: "to take a task from a queue of up to 100,000 costs at most 20 times as much as from one of 1,000",
			Why: "The queue is an array from whose front tasks are taken. V8 moves what is left, or, up to some length, only its beginning (https://github.com/v8/v8/blob/main/src/objects/elements.cc): " +
				"beyond that length a task costs as much as there are behind it. S34 is about memory.",
			Parts: one(erratum("shifted-queue")),
		},
	}
}
