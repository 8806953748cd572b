package report

import (
	"slices"
	"strconv"
	"strings"

	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// nodeRun is a made-up run with systems in Node.js on so many processors.
func nodeRun(procs, rounds int) *synthetic {
	s := newSynthetic(rounds)
	s.Run.Plan.GOMAXPROCS, s.Run.Machine.Cores = procs, procs
	s.inNode()
	made := &maker{procs: float64(procs)}
	for _, e := range experiment.For(procs) {
		for _, b := range e.Blocks {
			for _, row := range append(catalog.Rows(), node.Rows()...) {
				if !e.Node || !slices.Contains(b.Rows, row.Key()) {
					continue
				}
				c := sample.Cell{
					Experiment: e.Name, Group: b.Group, Parameter: e.Parameter, Value: b.Value, Variant: row.Variant, Face: string(row.Face),
					Workload: b.Workload.Name, Shape: string(e.Shape), Iterations: b.Workload.Iterations, Submitters: b.Submitters,
					Workers: b.Workers, Rounds: b.Rounds, Across: true, Tasks: max(b.Tasks, 1), Busy: b.Busy,
				}
				roles := []sample.Role{sample.Compared}
				if c.Variant == catalog.Baseline && e.Reference == (experiment.Reference{Group: b.Group, Value: b.Value}) {
					roles = append(roles, sample.Twin)
				}
				for _, c.Role = range roles {
					s.Run.Plan.Cells = append(s.Run.Plan.Cells, c)
					for round := range s.Run.Plan.RoundsOf(c) {
						s.Samples = append(s.Samples, made.sample(c, round+1))
					}
				}
			}
		}
	}
	s.knownEffect(rounds)
	return s
}

// inNode says that the run has Node.js.
func (s *synthetic) inNode() {
	s.Run.Build.Node, s.Run.Build.NodePackages = "v20.1.2", map[string]string{"workerpool": "10.0.3", "piscina": "5.3.2"}
}

// maker makes up what systems in both languages measure.
type maker struct{ procs float64 }

// scatter is that of a cell in a round. The ratio of a twin goes up and down, whatever else is in the run.
func scatter(c sample.Cell, round int) float64 {
	factor := 1 + 0.02*float64(round*7%5)
	if c.Role == sample.Twin {
		factor *= 1 + 0.01*float64(round%2*2-1)
	}
	return factor
}

func (k *maker) sample(c sample.Cell, round int) sample.Sample {
	x := sample.Sample{Record: "sample", Cell: c.Key(), Round: round}
	if c.Shape == string(experiment.Erratum) && c.Group == "code=note" {
		x.Failure = &sample.Failure{Kind: sample.RuleBroken, Detail: "the next task never ends: the crashed worker got it"}
		return x
	}
	rss, threads := uint64(60e6), int64(11)
	each := k.time(c) * scatter(c, round)
	x.Measured = &sample.Measurement{Tasks: c.Tasks, WallNS: int64(each) * int64(c.Tasks), UserNS: int64(each*1.4) * int64(c.Tasks), PeakRSS: &rss, Threads: &threads}
	p50 := int64(each * float64(c.Submitters))
	x.Measured.Latency = &sample.Latency{Count: 100, MeanNS: each, P50NS: p50, P99NS: p50 * 4, P999NS: p50 * 5, MaxNS: p50 * 6}
	switch experiment.Shape(c.Shape) {
	case experiment.Started:
		worker := map[string]float64{"channel": 9e3, "node-pool": 11e6, "node-piscina": 13e6, "node-cluster": 45e6}[c.Variant]
		before := uint64(50e6)
		if c.Variant == "channel" {
			before = 9e6
		}
		x.Measured.Started = &sample.Started{Workers: int64(c.Tasks), BeforeRSS: before, AfterRSS: before + uint64(worker*float64(c.Tasks))}
	case experiment.Health:
		x.Measured.WallNS = 5e8
		if c.Busy.Tasks > 0 {
			x.Measured.Probed = &sample.Probed{Units: int64(k.procs * 95)}
		}
		if !node.Is(c.Variant) {
			x.Measured.Scheduler = &sample.Scheduler{WaitP99NS: p50 * 3, Threads: 5}
		}
		x.Measured.Lag = &sample.Latency{Count: 100, P50NS: 4e4, P99NS: 9e4}
	}
	return x
}

// time is that of a task in ns, of a start, or of GET /.
func (k *maker) time(c sample.Cell) float64 {
	fixed := map[string]float64{
		"inline": 40, "spawn": 600, "channel": 500, "node-loop": 900, "node-spawn": 3.4e7, "node-pool": 2.4e4, "node-piscina": 3e4, "node-workerpool": 6e4, "node-cluster": 9e4,
	}[c.Variant]
	parts := k.procs
	if c.Variant == "inline" || c.Variant == "node-loop" {
		parts = 1
	}
	work := map[string]float64{"spin32-100us": 1e5, "spin32-1ms": 1e6, "sum-1e8": 3e7, "sumf-1e8": 9.3e7, "sha256-64KiB": 6e4}[c.Workload]
	switch experiment.Shape(c.Shape) {
	case experiment.Started:
		return map[string]float64{"channel": 9e3, "node-pool": 3.5e7, "node-piscina": 5.5e7, "node-cluster": 1.1e8}[c.Variant]
	case experiment.Health:
		busy := 1.0
		if n, _ := strconv.Atoi(c.Value); n > 0 {
			busy = map[string]float64{"inline": 1, "channel": 40, "node-loop": 200, "node-spawn": 60, "node-cluster": 25}[c.Variant] + 5
		}
		return 2e5 * busy
	case experiment.Erratum:
		return 1
	}
	if c.Experiment == "node-transfer" {
		_, size, _ := strings.Cut(c.Workload, "-")
		if bytes, ok := positive(0, size); ok && c.Group == "way=copy" {
			work = bytes / 3
		}
		parts = 1
	}
	return fixed + work/parts
}
