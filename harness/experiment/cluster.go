package experiment

import (
	"fmt"

	"poolbench/variants/catalog"
)

// cluster: the service as one process, and as several that share its port.
func cluster(procs int) Experiment {
	var blocks []Block
	for _, percent := range []int{80, 150} {
		for _, c := range []struct {
			value                     string
			processes, workers, procs int
		}{{"1xP", 1, procs, 0}, {"Px1", procs, 1, 1}, {"Px1.allprocs", procs, 1, 0}, {"PxP", procs, procs, 0}} {
			b := Block{
				Group: fmt.Sprintf("load=%dpct", percent), Value: c.value, Submitters: 1, Load: float64(percent) / 100, Workload: mustFind("spin-1.5ms"),
				Processes: c.processes, Workers: c.workers, Procs: c.procs, Rows: []string{catalog.Baseline}, Extra: true,
			}
			if percent > 100 { // or latency is how long the window lasts
				b.Admission = AdmissionLimit
			}
			blocks = append(blocks, b)
		}
	}
	return Experiment{
		Name:     "cluster",
		Question: "Is a service of several processes faster than one?",
		Reading: "The service of the overload experiment, as P workers in one process, as P processes of one worker each, and as P processes of P workers each, which " +
			"is the study note's cluster with a pool in each. All are started by a supervisor that has opened the port and hands it down, so that all of them " +
			"accept from the same queue of connections, one of one process too. In Node.js a process is one JavaScript thread, and a cluster is how it comes to use all processors; a Go process uses " +
			"all of them anyway. At 80 % latency counts, at 150 % what is answered per second, with 32 requests admitted in all. Balance is the largest share of answers " +
			"that a process gave, times the number of processes: 1 is even. A connection stays with the process that accepted it.",
		Parameter: "processes",
		Shape:     Served,
		Across:    true,
		Reference: Reference{"load=80pct", "1xP"},
		Blocks:    blocks,
	}
}
