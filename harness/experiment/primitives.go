package experiment

import (
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// primitives: what pools are made of, by one goroutine and by one per processor.
func primitives(procs int) Experiment {
	var blocks []Block
	add := func(group string, workers int, names ...string) {
		for _, name := range names {
			blocks = append(blocks, Block{
				Group: "workers=" + group, Value: name, Submitters: 1, Workers: workers, Workload: mustFind(name),
				Division: sample.Division{By: sample.Static}, Rows: []string{catalog.Baseline}, Extra: true,
			})
		}
	}
	all := []string{"lock.mutex", "lock.channel", "count.shared", "count.adjacent", "count.padded", "gosched", "go.join"}
	add("1", 1, append(all, "pingpong", "pingpong.locked")...)
	add("P", procs, all...)
	return Experiment{
		Name:     "primitives",
		Question: "What do the parts cost that pools are made of?",
		Reading: "An item is one operation: a lock taken and given back, with a mutex or with a channel of one place, and nothing done in between; an atomic addition to a " +
			"counter that all workers share, to one of their own in the same cache line as the others', or to one in a line of its own; a call of " +
			"runtime.Gosched; a goroutine started and waited for; a value sent to another goroutine and back, which may be locked to " +
			"its thread. With one worker nobody else is there: counters that lie side by side cost what padded ones do, which is the control of the false sharing " +
			"that more workers show, if the processors have caches of their own and run at the same time. Time is the wall time of all items divided by their number: with P workers each operation takes up to P times as long, " +
			"and what does not get in each other's way takes a P-th of the time. The call of an item, a nanosecond or two, is in all of them. " +
			"Loops this tight are the worst case of contention; around real work it is rarer.",
		Parameter: "operation",
		Shape:     Divided,
		Across:    true,
		Reference: Reference{"workers=1", "lock.mutex"},
		Blocks:    blocks,
	}
}
