package experiment

import "poolbench/variants/catalog"

// sum: the study note's own computation, at a size that still leaves the pool visible and
// at the size the note uses.
func sum() Experiment {
	block := func(value string, quick bool) Block {
		return Block{Value: value, Submitters: 1, Workload: mustFind("sum-" + value), Quick: quick}
	}
	return Experiment{
		Name:     "sum",
		Question: "Which strategy runs the study note's heavyComputation fastest?",
		Reading: "With tasks of this size every bounded strategy should finish at the speed of the cores. " +
			"A row that differs is worth a look at its effective parallelism (cpu/wall).",
		Parameter: "n",
		Shape:     Batch,
		Faces:     []catalog.Face{catalog.Own, catalog.Native},
		Blocks:    []Block{block("1e5", false), block("1e8", false)},
	}
}
