package experiment

// queueing: does a long queue make tasks wait longer, where there is enough capacity?
func queueing() Experiment {
	block := func(value string, n int) Block {
		return Block{
			Value: value, Queue: new(n), Submitters: 1, Load: 0.8, Workload: mustFind("spin-150us"), Rows: []string{"channel"}, Extra: true,
		}
	}
	return Experiment{
		Name:     "queueing",
		Question: "Does a longer queue mean longer waits?",
		Reading: "The open loop of the arrivals experiment at 80 % load, with a queue of one place and with one of 1024. As long as the " +
			"pool keeps up, how long tasks wait is decided by how they arrive: where the queue is short they wait in front of " +
			"Submit instead of behind it.",
		Parameter: "buffer",
		Shape:     Arrivals,
		Across:    true,
		Reference: Reference{"", "1"},
		Blocks:    []Block{block("1", 1), block("1024", 1024)},
	}
}
