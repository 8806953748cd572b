package experiment

// transfer: a caller gives a worker data of growing size and waits for the answer.
func transfer() Experiment {
	var blocks []Block
	for _, way := range []string{"pass", "copy", "encode"} {
		for _, size := range []string{"8B", "1KiB", "64KiB", "1MiB", "16MiB"} {
			blocks = append(blocks, Block{
				Group: "way=" + way, Value: size, Submitters: 1, Workload: mustFind(way + "-" + size), Rows: []string{"channel"},
				Extra: way == "encode" || size == "1MiB",
			})
		}
	}
	return Experiment{
		Name:     "transfer",
		Question: "What does it cost to give a task its data?",
		Reading: "One caller, one task at a time. Handing over passes the slice's header, and whoever has it last owns the data: Go's " +
			"counterpart to transferring an ArrayBuffer. It is the same at all sizes by construction: the task finds the " +
			"slice through its closure and looks at two bytes. A worker that reads all of what another core has just written has to " +
			"fetch it from there, whichever way it came. Copying makes a slice of one's own first, and with it garbage, and from some " +
			"100 KiB on pages that the kernel has to provide, which may cost more than moving the bytes. Encoding turns it into bytes " +
			"and back, as a message between processes or a structured clone does. Copying and encoding happen inside the task.",
		Parameter: "size",
		Shape:     Request,
		Across:    true,
		Reference: Reference{"way=pass", "1KiB"},
		Blocks:    blocks,
	}
}
