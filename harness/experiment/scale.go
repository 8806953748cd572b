package experiment

import (
	"slices"
	"strconv"

	"poolbench/variants/catalog"
)

// steps are 1, 2, 4 and so on up to procs, and procs itself.
func steps(procs int) []int {
	var p []int
	for n := 1; n < procs; n *= 2 {
		p = append(p, n)
	}
	return slices.Compact(append(p, procs))
}

// scale: the same work with more and more processors.
func scale(procs int) Experiment {
	var blocks []Block
	for _, p := range steps(procs) {
		b := Block{
			Value: strconv.Itoa(p), Procs: p, Workers: p, Submitters: 1, Workload: mustFind("spin-150us"),
			Rows:      []string{"spawn", "channel", "batched"},
			ExtraRows: slices.DeleteFunc(slices.Clone(others), func(row string) bool { return row == "batched" }),
		}
		if p == 1 {
			b.Rows = append(b.Rows, catalog.Serial)
		}
		blocks = append(blocks, b)
	}
	return Experiment{
		Name:     "scale",
		Question: "How much faster is it with more processors?",
		Reading: "GOMAXPROCS and workers from 1 to all processors, tasks of 150 µs that touch no memory and " +
			"whose steps depend on each other: the best case, since it leaves most of a core to whoever shares it. Speed-up is the row's own " +
			"time with 1 divided by that with P. The serial fraction is the experimentally determined one of Karp and Flatt, " +
			"(1/S − 1/P) / (1 − 1/P): what share of the work would have to be serial to explain the speed-up S. A processor here is " +
			"what the operating system calls one; two of them may share a core, or be shared with other machines.",
		Parameter: "procs",
		Shape:     Batch,
		Across:    true,
		Reference: Reference{"", strconv.Itoa(procs)},
		Blocks:    blocks,
	}
}
