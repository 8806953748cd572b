package experiment

import (
	"strings"

	"poolbench/harness/workload"
)

// everyday are the kernels that the default set measures: one of finance, of cryptography, of
// images and of games, from tens to hundreds of microseconds.
var everyday = map[string]bool{"option-mc": true, "sha256": true, "blur": true, "nbody": true}

// workloads: the kernels of the industries that the study note names. The default set has the
// two references and a goroutine per task; every other row joins them in the extra set.
func workloads() Experiment {
	var blocks []Block
	for _, w := range workload.All() {
		if w.Industry != "" {
			blocks = append(blocks, Block{
				Value: strings.ReplaceAll(w.Name, "-", "_"), Submitters: 1, Workload: w, Extra: !everyday[w.Name],
				Rows: []string{"inline", "spawn", "channel"}, ExtraRows: others,
			})
		}
	}
	return Experiment{
		Name:     "workloads",
		Question: "Does real work gain what calibrated work gains?",
		Reading: "Kernels from finance, cryptography, images, analytics, machine learning, games and search, and one that only " +
			"reads memory, each a pure function of its input. Speed-up is inline's time per task divided by the row's. It may stay " +
			"below the number of processors although all of them are busy, as cpu/wall then says, because the tasks became dearer: " +
			"two processors of the system may be two threads of one core, which share its units, or share a cache and the " +
			"memory behind it; and where tasks allocate, the garbage collector uses idle processors while inline runs, so " +
			"inline is not quite serial there. A loop of dependent steps, as in the calibrated work, notices none of that. The " +
			"controls are such loops too: what a kernel differs by from itself is for the twin of its own block to say. Where tasks " +
			"differ in cost the last one may leave processors idle. Peak RSS is that of a process that has touched 80 MiB before the first " +
			"task, so that allocating does not mean asking the kernel for fresh pages.",
		Parameter: "kernel",
		Shape:     Batch,
		Blocks:    blocks,
	}
}
