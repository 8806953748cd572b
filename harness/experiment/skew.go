package experiment

import (
	"slices"

	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// skew: items of which a tenth needs 40 times as long, and three ways to divide them.
func skew() Experiment {
	var blocks []Block
	for _, order := range []string{"scattered", "clustered"} {
		work := mustFind("skewed-" + order)
		block := func(by sample.Divider, rows ...string) Block {
			return Block{
				Group: "order=" + order, Value: string(by), Submitters: 1, Tasks: work.Inputs, Workload: work,
				Division: sample.Division{By: by}, Rows: rows, Extra: true,
			}
		}
		blocks = append(blocks,
			block(sample.Static, catalog.Baseline), block(sample.Claimed, catalog.Baseline),
			block(sample.Each, slices.Concat([]string{catalog.Serial, "spawn", catalog.Baseline}, others)...))
	}
	return Experiment{
		Name:     "skew",
		Question: "How should work be divided whose items differ forty times in size?",
		Reading: "2,000 items of about 20 µs, of which a tenth need 40 times as long: any of them (scattered), or the first ones (clustered). static gives each worker an equal number of " +
			"items in a row, claimed lets each worker take the next item from a shared counter, each hands over every item as a task of its own. " +
			"Scattered items are in another order in each round, the same for all rows. An equal number of them is then nearly equal work for two workers, and the less so the more workers there are; where they lie together, as in sorted data, one worker " +
			"has most of it: of two the first has nine tenths, and takes 1.8 times as long as both could. Claiming and pools balance by themselves: a worker that has drawn a heavy item takes fewer others. What is left is " +
			"the last heavy item, which may begin when the others are through. The number of items is fixed, so with many processors the window is shorter than elsewhere.",
		Parameter: "division",
		Shape:     Divided,
		Across:    true,
		Reference: Reference{"order=scattered", string(sample.Each)},
		Blocks:    blocks,
	}
}
