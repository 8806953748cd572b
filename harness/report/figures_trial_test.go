package report

import (
	"bytes"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// pictures is for looking: go test ./harness/report -run Pictures -pictures /tmp/looks.
var pictures = flag.String("pictures", "", "a folder to which the figures of made-up runs are written")

// model makes up what a cell measures: time and processor time per task, and the rest.
type model struct {
	procs float64
	noise *rand.Rand
}

// work is the time of one task on one processor in ns, by the name of its workload.
func work(c sample.Cell) float64 {
	for name, ns := range map[string]float64{
		"spin-150ns": 150, "spin-1.5us": 1500, "spin-15us": 15_000, "limited-15us": 15_000, "spin-150us": 150_000, "spin-1.5ms": 1.5e6,
		"recurse-0": 40, "recurse-20": 150, "recurse-100": 700, "recurse-1000": 7000, "option-mc": 92_000, "sha256": 61_000, "blur": 240_000,
		"nbody": 38_000, "wait-1ms": 100_000,
	} {
		if c.Workload == name {
			return ns
		}
	}
	return 0
}

// fixed is what the pool adds per task in ns.
func fixed(c sample.Cell) float64 {
	return map[string]float64{
		"inline": 40, "spawn": 230, "freelist": 45, "channel": 62, "batched": 36, "errgroup": 345, "ants": 460, "pond": 87, "gammazero": 420,
		"conc": 200, "gopool": 90,
	}[c.Variant]
}

// measure makes up one sample.
func (m model) measure(c sample.Cell) *sample.Measurement {
	wobble := 1 + 0.04*m.noise.Float64()
	procs, workers := m.procs, m.procs
	if c.Procs > 0 {
		procs = float64(c.Procs)
	}
	if c.Workers > 0 {
		workers = float64(c.Workers)
	}
	each, pool := work(c), fixed(c)
	busy := min(workers, procs)
	if c.Variant == "inline" {
		busy = 1
	}
	if each > 0 {
		busy = max(1, busy*(1-0.2*pool/(pool+each)-0.02*(busy-1)))
		if workers == procs && c.Experiment == "workers" {
			busy *= 0.96
		}
		pool *= 1 + math.Log2(max(workers/procs, 1))/4
	}
	if c.Queue != nil {
		short := 1 / (1 + float64(*c.Queue))
		pool *= 1 + 6*short
		if workers <= procs {
			busy *= 1 - 0.4*math.Sqrt(short)
		}
	}
	wall := (pool + each/busy) * wobble
	if c.Experiment == "stack" && c.Variant == "spawn" {
		wall += each * 1.7
	}
	cpu := max(busy, min(procs, 1.2)) * wall
	tasks := float64(max(c.Tasks, 1))
	quiet := 0.0
	out := &sample.Measurement{
		Tasks: int(tasks), WallNS: int64(wall*tasks + 0.5), UserNS: int64(cpu * tasks), PeakGoroutines: int(workers) + 2, ForeignCPU: &quiet,
	}
	m.memory(c, out, wobble)
	m.requests(c, out, wobble)
	m.mistakes(c, out)
	m.service(c, out)
	m.parts(c, out, wobble)
	return out
}

// memory fills in what waiting and blocked tasks cost.
func (m model) memory(c sample.Cell, out *sample.Measurement, wobble float64) {
	switch experiment.Shape(c.Shape) {
	case experiment.Backlog:
		each := map[string]float64{"spawn": 2700, "channel": 56, "freelist": 2650, "batched": 57, "ants": 2800, "pond": 110, "gammazero": 90, "gopool": 76}[c.Variant]
		if each == 0 {
			each = 400
		}
		waiting, rss := int64(each*wobble*float64(c.Tasks)), uint64(9e6+each*1.3*wobble*float64(c.Tasks))
		out.WaitingBytes, out.PeakRSS = &waiting, &rss
	case experiment.Blocked:
		threads := int64(m.noise.IntN(2))
		if c.Group == "in=syscall" {
			threads += int64(c.Tasks)
		}
		out.ThreadsAdded = &threads
	}
}

// requests fills in what a caller waits for.
func (m model) requests(c sample.Cell, out *sample.Measurement, wobble float64) {
	if c.Experiment == "transfer" {
		size, _ := positive(0, c.Value)
		each := 900.0
		switch c.Group {
		case "way=copy":
			each += size * 0.25
		case "way=encode":
			each += 300 + size*0.9
		}
		out.WallNS = int64(each * wobble * float64(out.Tasks))
	}
	if c.Experiment == "arrivals" {
		p99 := int64(3e6 * wobble * (1 + fixed(c)/200))
		out.Latency = &sample.Latency{Count: 1000, MeanNS: 4e5, P50NS: 3e5, P99NS: p99, P999NS: 2 * p99, MaxNS: 3 * p99}
	}
}

// mistakes changes the numbers of those who measure wrongly.
func (m model) mistakes(c sample.Cell, out *sample.Measurement) {
	factor := 1.0
	switch {
	case experiment.Shape(c.Shape) == experiment.SubmitOnly:
		factor = map[string]float64{"spawn": 0.04, "channel": 0.97, "pond": 0.02, "gammazero": 0.05, "gopool": 0.03}[c.Variant]
		if factor == 0 {
			factor = 0.5
		}
	case experiment.Shape(c.Shape) == experiment.Lifecycle:
		factor = 1.02 + fixed(c)/900
	case c.Group == "mistake=workers" && c.Value == "50000":
		factor = 1.3
	case c.Group == "mistake=workers" && c.Value == "200000":
		factor = 2.6
	case c.Group == "mistake=limit" && c.Value == "inside":
		out.PeakGoroutines = 48_000
	}
	out.WallNS = int64(float64(out.WallNS) * factor)
}

// kernelBlocks stand for the kernels of the workloads experiment.
func kernelBlocks(all bool) []sample.Cell {
	var cells []sample.Cell
	names := []string{"option-mc", "sha256", "blur", "nbody"}
	rows := []string{"inline", "spawn", "channel"}
	if all {
		names = append(names, "gemm", "join", "regex", "raytrace", "hash-join")
		rows = append(rows, "freelist", "batched", "errgroup/native", "ants/native", "pond/native", "gammazero/native", "conc/native", "gopool/native")
	}
	for _, kernel := range names {
		for _, row := range catalog.Rows() {
			if slices.Contains(rows, row.Key()) {
				cells = append(cells, sample.Cell{
					Experiment: "workloads", Parameter: "kernel", Value: kernel, Variant: row.Variant, Face: string(row.Face), Workload: kernel,
					Shape: string(experiment.Batch), Iterations: 1, Submitters: 1,
				})
			}
		}
	}
	return cells
}

// plannedRows are the rows of a block: those of the default set, or of the extra one.
func plannedRows(e experiment.Experiment, b experiment.Block, all bool) []catalog.Row {
	if b.Extra && !all {
		return nil
	}
	var rows []catalog.Row
	for _, row := range catalog.Rows() {
		named := slices.Contains(b.Rows, row.Key()) || all && slices.Contains(b.ExtraRows, row.Key())
		if named || b.Rows == nil && b.ExtraRows == nil && slices.Contains(e.Faces, row.Face) {
			rows = append(rows, row)
		}
	}
	return rows
}

// wholeRun is a made-up run of all experiments on so many processors: their default set, or
// the extra one as well. Where more than 3 GB of memory would be needed, samples fail.
func wholeRun(procs, rounds int, all bool) *synthetic {
	s := newSynthetic(rounds)
	s.Run.Plan.GOMAXPROCS, s.Run.Machine.Cores, s.Run.Plan.MemoryLimit = procs, procs, 3<<30
	cells := kernelBlocks(all)
	for _, e := range experiment.For(procs) {
		for _, b := range e.Blocks {
			for _, row := range plannedRows(e, b, all) {
				if e.Node || e.Name == experiment.Control || e.Shape == experiment.Behaviour || e.Name == "workloads" {
					continue
				}
				shape := b.Shape
				if shape == "" {
					shape = e.Shape
				}
				tasks := b.Tasks
				if tasks == 0 {
					tasks = 1000
				}
				cells = append(cells, sample.Cell{
					Experiment: e.Name, Group: b.Group, Parameter: e.Parameter, Value: b.Value, Variant: row.Variant, Face: string(row.Face),
					Workload: b.Workload.Name, Shape: string(shape), Iterations: int(work(sample.Cell{Workload: b.Workload.Name})), Submitters: b.Submitters,
					Workers: b.Workers, Queue: b.Queue, Procs: b.Procs, Rounds: b.Rounds, Across: e.Across, Tasks: tasks,
					Busy: b.Busy, Load: b.Load, Admission: b.Admission, Server: b.Server, Division: b.Division, Monitor: b.Monitor, Reuse: b.Reuse,
					IdleNS: b.Idle.Nanoseconds(), Processes: b.Processes,
				})
			}
		}
	}
	m := model{float64(procs), rand.New(rand.NewPCG(1, uint64(procs)))}
	for _, c := range cells {
		if c.Tasks == 0 {
			c.Tasks = 1000
		}
		if c.Workload == "gemm" || c.Workload == "join" || c.Workload == "regex" || c.Workload == "raytrace" || c.Workload == "hash-join" {
			c.Workload = "blur"
		}
		s.Run.Plan.Cells = append(s.Run.Plan.Cells, c)
		n := rounds
		if c.Rounds > 0 {
			n = c.Rounds
		}
		for round := range n {
			x := sample.Sample{Record: "sample", Cell: c.Key(), Round: round + 1, Measured: m.measure(c)}
			if rss := x.Measured.PeakRSS; rss != nil && *rss > 3<<30 {
				x.Measured, x.Failure = nil, &sample.Failure{Kind: sample.OutOfMemory, Detail: "fatal error: out of memory"}
			}
			s.Samples = append(s.Samples, x)
		}
	}
	return s
}

// Every figure of a run can be drawn, whatever is missing in it.
func TestPicturesOfWholeRuns(t *testing.T) {
	for name, run := range map[string]*synthetic{
		"1": wholeRun(1, 12, false), "2": wholeRun(2, 12, false), "2-all": wholeRun(2, 12, true), "16-all": wholeRun(16, 12, true),
		"2-few": wholeRun(2, 3, true), "1-all": wholeRun(1, 3, true),
		"node": nodeRun(2, 8), "node-16": nodeRun(16, 8), "node-1-few": nodeRun(1, 3),
	} {
		figures := newView(run.Table()).experimentFigures()
		for _, f := range figures {
			require.NoError(t, f.spec.Validate(), f.name)
			if *pictures == "" {
				continue
			}
			var png bytes.Buffer
			require.NoError(t, chart.Render(&png, f.spec), f.name)
			require.NoError(t, os.WriteFile(filepath.Join(*pictures, f.name+"-"+name+".png"), png.Bytes(), 0o644))
		}
		assert.NotEmpty(t, figures, strconv.Quote(name))
	}
}
