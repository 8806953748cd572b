package experiment

import (
	"strings"

	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// everyday are the kernels that the default set measures: one of finance, of cryptography, of
// images and of games, from tens to hundreds of microseconds.
var everyday = map[string]bool{"option-mc": true, "sha256": true, "blur": true, "nbody": true}

// workloads: the kernels of the industries that the study note names. The default set has the
// two references and a goroutine per task; every other row joins them in the extra set.
func workloads() Experiment {
	others := []string{"freelist", "batched", "errgroup/native", "ants/native", "pond/native", "gammazero/native", "conc/native", "gopool/native"}
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
		Reading: "Kernels from finance, cryptography, images, analytics, machine learning, games and search, each a pure " +
			"function of its input, on every strategy. Speed-up is inline's time per task divided by the row's. A task that " +
			"waits for memory, or allocates, may gain less than a loop in registers: then cpu/wall says that all processors " +
			"were busy, and the processor time per task that it became dearer. Where tasks differ in cost the last one may " +
			"leave processors idle.",
		Parameter: "kernel",
		Shape:     Batch,
		Faces:     []catalog.Face{catalog.Own, catalog.Native},
		Blocks:    blocks,
	}
}
