package experiment

// memory: goroutines that wait, by what they wait in.
func memory() Experiment {
	block := func(way, value string, n int) Block {
		return Block{
			Group: "in=" + way, Value: value, Tasks: n, Submitters: 1, Workload: mustFind("park-" + way), Rows: []string{"spawn"}, Extra: true,
		}
	}
	return Experiment{
		Name:     "memory",
		Question: "What does a goroutine cost that does nothing?",
		Reading: "Goroutines that all wait: in the receive from a channel, for a timer of an hour, or in a channel after a call chain that has made " +
			"their stacks grow to 16 KiB and has returned. Resident memory is what the process has grown by since before they were started, before any garbage collection: " +
			"what the operating system has had to provide. Then the collector is run several times, and the median of its time counts: it has to look at the stack of every " +
			"goroutine, and gives back half of a stack that is mostly unused. One goroutine is there for comparison.",
		Parameter: "goroutines",
		Shape:     Parked,
		Across:    true,
		Blocks: []Block{
			block("channel", "1", 1), block("channel", "1e4", 1e4), block("channel", "1e5", 1e5),
			block("timer", "1e4", 1e4), block("timer", "1e5", 1e5), block("stack", "1e4", 1e4),
		},
	}
}
