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
		Reading: "Goroutines that all wait: in the receive from a channel, in a select of such a channel and a timer of an hour, or in the receive after a call chain that has " +
			"made their stacks grow to 16 KiB and has returned. Resident memory is what the process has grown by since before they were started, before any garbage collection: " +
			"what the operating system has had to provide, with the small stacks that a grown one has replaced unless another goroutine took them. Of one goroutine it is " +
			"the noise of the rest of the process; that one is there to compare the collector's time with. A collection is timed as a call of runtime.GC, the median of nine: the collector has to look at the stack " +
			"of every goroutine. It marks on all processors, since nothing else runs here, and sweeps. In a busy program it may use a quarter of them and takes longer; what it " +
			"takes away there is processor time, which is recorded beside and does not change much when others disturb. Each collection halves stacks that are mostly unused and copies what is in use, so the first ones " +
			"after growth take several times as long as the median, which is of stacks that are small again.",
		Parameter: "goroutines",
		Shape:     Parked,
		Across:    true,
		Blocks: []Block{
			block("channel", "1", 1), block("channel", "1e4", 1e4), block("channel", "1e5", 1e5),
			block("timer", "1e4", 1e4), block("timer", "1e5", 1e5), block("stack", "1e4", 1e4),
		},
	}
}
