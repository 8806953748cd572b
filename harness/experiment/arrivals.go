package experiment

import (
	"time"

	"poolbench/variants/catalog"
)

// ArrivalWindow is how long tasks arrive in one sample of an open loop: the number of tasks
// is the rate times this. It is longer than the window of other shapes, because a queue has
// to have time to build up and to drain, several times, and because a 99th percentile of
// the 2000 tasks that 2 processors get at half load still rests on the 20 slowest. What a
// single sample lacks in precision the rounds have to make good: queues come and go in
// bursts, so their tails differ from window to window far more than throughput does. At half
// load the 99th percentile of most rows had a coefficient of variation of 19 % to 29 %, and
// with windows of 1 s still of 18 % to 26 %: more rounds help, longer windows hardly do.
const ArrivalWindow = 300 * time.Millisecond

// arrivals: tasks that come by themselves, at half load and close to where a queue no
// longer drains. The task is of 150 µs: the generator, which needs a few microseconds of a
// processor for each, is then a small part of the load.
func arrivals() Experiment {
	block := func(value string, load float64) Block {
		return Block{Value: value, Submitters: 1, Load: load, Workload: mustFind("spin-150us")}
	}
	return Experiment{
		Name:     "arrivals",
		Question: "What do tasks wait when they come on their own schedule?",
		Reading: "An open loop: tasks of about 150 µs arrive at random times that are fixed before the run, the same for " +
			"every row of a round, and need 50 % or 80 % of all processors. Latency counts from the moment a task " +
			"should have arrived to its end. If it counted from Submit, a pool that makes its submitter wait would hide " +
			"the delay of everybody who came meanwhile (coordinated omission). The lag is how late tasks were handed " +
			"over, and part of the latency: by a Submit that blocked, or because the goroutine that hands them over " +
			"needs a processor and finds it taken by a worker, which with few processors is often. So compare rows " +
			"with each other, and with inline as the case where every task waits for all before it. Saturated means that " +
			"less than 99 % of the offered rate was achieved by the end of the last task. With a window of 300 ms that is 3 ms " +
			"late: close to the limit a burst at the end is enough for it in some rounds. A row for which it holds in most " +
			"rounds does not keep up, and then its latency says how long the window was. Inline has one processor for everything and cannot keep up where the load is more than that.",
		Parameter: "load",
		Shape:     Arrivals,
		Faces:     []catalog.Face{catalog.Own, catalog.Native},
		Blocks:    []Block{block("50pct", 0.5), block("80pct", 0.8)},
	}
}
