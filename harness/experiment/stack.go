package experiment

// stack: tasks that need more stack than a new goroutine has.
func stack() Experiment {
	var blocks []Block
	for _, depth := range []string{"0", "20", "100", "1000"} {
		blocks = append(blocks, Block{
			Value: depth, Submitters: 1, Workload: mustFind("recurse-" + depth), Rows: []string{"spawn", "channel"},
			ExtraRows: []string{"inline", "freelist", "batched", "errgroup/native", "ants/native", "pond/native", "gopool/native"},
		})
	}
	return Experiment{
		Name:     "stack",
		Question: "When does it pay to run many tasks on the same goroutine?",
		Reading: "Tasks that call themselves 0 to 1000 times. A new goroutine begins with a small stack and copies it to one twice as " +
			"large whenever it does not suffice; a goroutine that runs many tasks has done so already. Go adapts the size that " +
			"new goroutines begin with to what earlier ones used, but only at garbage collections, " +
			"and forgets it when none is running. At depth 0 nothing grows: what a goroutine of its own costs there is not the stack's fault. " +
			"spawn has thousands of goroutines at the same time, errgroup never more than there are workers.",
		Parameter: "depth",
		Shape:     Batch,
		Across:    true,
		Reference: Reference{"", "100"},
		Blocks:    blocks,
	}
}
