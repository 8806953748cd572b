package experiment

// fewRounds is for what costs seconds per sample and hardly varies: whether ten million
// waiting tasks fit into memory.
const fewRounds = 3

// burst: tasks that all come at once and have to wait, from ten thousand to ten million.
func burst() Experiment {
	block := func(value string, tasks, rounds int, extra bool, extraRows ...string) Block {
		return Block{
			Value: value, Tasks: tasks, Rounds: rounds, Submitters: 1, Workload: mustFind("empty"),
			Rows: []string{"spawn", "channel"}, ExtraRows: extraRows, Extra: extra,
		}
	}
	others := []string{"freelist", "batched", "ants/native", "pond/native", "gammazero/native", "gopool/native"}
	return Experiment{
		Name:     "burst",
		Question: "What happens when a great many tasks have to wait?",
		Reading: "All workers are held while tasks pile up, in a queue that is long enough for all of them where the strategy has one. " +
			"Where it has none, every waiting task is a blocked goroutine. Memory per waiting task is live heap and stacks after a " +
			"collection; peak RSS is what the operating system saw. Then the workers are released and the time until the last task " +
			"has ended is taken. Where each waiting task is a goroutine, one of them makes all the others " +
			"runnable, one after the other, and they run behind each other: that, too, is in the time. It lasts a few milliseconds where tasks are few, and is not " +
			"judged for interference. A process that needs more than the memory limit of the " +
			"run ends, and that is its result.",
		Parameter: "waiting",
		Shape:     Backlog,
		Across:    true,
		Reference: Reference{"", "1e5"},
		Blocks: []Block{
			block("1e4", 1e4, 0, false, others...),
			block("1e5", 1e5, 0, false, others...),
			block("5e5", 5e5, 0, true, "batched", "pond/native", "gammazero/native"),
			block("1e6", 1e6, fewRounds, true, others...),
			block("1e7", 1e7, fewRounds, true, others...),
		},
	}
}
