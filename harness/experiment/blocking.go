package experiment

// blocking: goroutines that block in three ways, and the threads they cost.
func blocking() Experiment {
	block := func(way, value string, tasks int) Block {
		return Block{
			Group: "in=" + way, Value: value, Tasks: tasks, Workers: tasks, Submitters: 1, Workload: mustFind("block-" + way),
			Rows: []string{"spawn"},
		}
	}
	return Experiment{
		Name:     "blocking",
		Question: "What does a blocked task cost the operating system?",
		Reading: "Tasks block: on a channel, in a read from a socket, or in a blocking call that the poller cannot wait for. All of them " +
			"are blocked at the same time, and the threads that the process has then are compared with those before. A channel " +
			"costs the scheduler's own data structures, a socket also a registration with the network poller; another blocking " +
			"call costs a thread each, since the kernel can only block threads. It is the Go side of the question that " +
			"libuv's thread pool answers in Node.js: there is no pool of four whose queue file operations would wait in.",
		Parameter: "tasks",
		Shape:     Blocked,
		Across:    true,
		Blocks: []Block{
			block("channel", "1000", 1000), block("socket", "1000", 1000),
			block("syscall", "8", 8), block("syscall", "100", 100), block("syscall", "1000", 1000),
		},
	}
}
