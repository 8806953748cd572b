package experiment

import "poolbench/variants/catalog"

// GrainFactor is by how much a row has to beat inline before we say that it breaks even:
// 10 %, well above what repeated runs of the same row differ by.
const GrainFactor = 1.10

// grain: one submitter, tasks from nothing to 1.5 ms in steps of ten.
func grain() Experiment {
	block := func(value, name string, quick bool) Block {
		return Block{Value: value, Submitters: 1, Workload: mustFind(name), Quick: quick}
	}
	return Experiment{
		Name:     "grain",
		Question: "How large must a task be before a pool pays?",
		Reading: "Efficiency is inline's time per task divided by the row's time per task times GOMAXPROCS: 100 % means " +
			"that the row did on all cores what inline does on one. Inline is the submitter running the tasks itself, " +
			"but behind the same interface, with its checks and the counting of finished tasks: what grain 0 costs it is " +
			"part of all sizes here, which are inline's times. At sizes not far above that, efficiencies flatter every row. " +
			"The break-even grain is the size from which a row beats inline by 10 %. Grain 0 has no work to be efficient at.",
		Parameter: "grain",
		Shape:     Batch,
		Faces:     []catalog.Face{catalog.Own, catalog.Native},
		Blocks: []Block{
			block("0", "empty", true),
			block("150ns", "spin-150ns", false),
			block("1.5us", "spin-1.5us", true),
			block("15us", "spin-15us", false),
			block("150us", "spin-150us", true),
			block("1.5ms", "spin-1.5ms", false),
		},
	}
}
