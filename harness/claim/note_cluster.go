package claim

// noteOnClusters are the claims of the study note about several processes.
func (p plan) noteOnClusters() []Claim {
	busy := func(processes string) Arm { return within("cluster", "load=80pct", processes).row("channel") }
	over := func(processes string) Arm { return within("cluster", "load=150pct", processes).row("channel") }
	return []Claim{
		{
			ID: "S28", Quote: "cluster plus pool uses all cores", Source: Source{"after the documentation of Node.js, cluster", "https://nodejs.org/api/cluster.html"},
			Kind: Throughput, Needs: two, Chart: "cluster.png",
			Hypothesis: "at 150 % load a process of one worker per processor answers at least 5 % more per second than one process with as many workers; with a pool of as many in each of them as " +
				"many are answered within 5 %, and at 80 % load the 99th percentile is at least 5 % higher",
			Why: "A process of Node.js runs JavaScript on one thread, so it takes several, or workers, to use all processors. A Go process has a thread for each anyway. Several save what its " +
				"processors share, as locks of the scheduler, the heap and its collector, and memory of another socket: little on a small machine. They add processes whose queues do not know of each other: " +
				"a connection stays with the process that accepted it, however busy that is. With a pool in each there are more workers, and more processors of Go, than the machine has processors: tasks take turns, and each takes longer. Answers per second say something only if requests were rejected: see the experiment.",
			Parts: []Part{
				all("answers of processes", ratio(answersPerSecond, over("Px1"), over("1xP"), atLeast(1.05))),
				all("answers with a pool in each", ratio(answersPerSecond, over("PxP"), over("Px1"), between(1/1.05, 1.05))),
				all("latency with a pool in each", ratio(tailLatency, busy("PxP"), busy("Px1"), atLeast(1.05))),
			},
		},
	}
}
