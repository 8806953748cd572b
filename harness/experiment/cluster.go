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
			value              string
			processes, workers int
		}{{"1xP", 1, procs}, {"Px1", procs, 1}, {"PxP", procs, procs}} {
			b := Block{
				Group: fmt.Sprintf("load=%dpct", percent), Value: c.value, Submitters: 1, Load: float64(percent) / 100, Workload: mustFind("spin-1.5ms"),
				Processes: c.processes, Workers: c.workers, Procs: c.workers, Rows: []string{catalog.Baseline}, Extra: true,
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
			"is the study note's cluster with a pool in each. All are started by a supervisor that has opened the port and hands it down, one of one process too. " +
			"GOMAXPROCS of a process is the number of its workers. So a process of one worker has one processor of Go, as one of Node.js " +
			"has one JavaScript thread: a cluster is how that comes to use all processors, which a Go process does anyway. " +
			"At 80 % latency counts, at 150 % what is answered per second, with 32 requests admitted in all: " +
			"each process has its part, rounded up, and refuses beyond that whatever room the others have. Balance is the largest share of answers " +
			"that a process gave, times the number of processes: 1 is even. A connection stays with the process that accepted it, and 64 of them are opened at the same time before the first request: " +
			"whoever wakes first takes most. A sample may be nearly even, and in the next one process may give nearly all answers: Node.js hands connections out in turn " +
			"instead (https://nodejs.org/api/cluster.html, How it works). So what processes change is measured together with their balance. The load is relative to what the service of one process " +
			"answered in a rehearsal; where hardly anything is rejected at 150 %, that was too little, and answers per second are what was asked for.",
		Parameter: "processes",
		Shape:     Served,
		Across:    true,
		Reference: Reference{"load=80pct", "Px1"},
		Blocks:    blocks,
	}
}
