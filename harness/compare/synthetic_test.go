package compare_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"poolbench/harness/sample"
)

// built is a run of numbers that a test chose.
type built struct{ sample.File }

// start is when all these runs began.
var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func newRun(rounds int) *built {
	idle := &built{}
	idle.Run.Plan = sample.Plan{Rounds: rounds, GOMAXPROCS: 2}
	idle.Run.Machine.CPU, idle.Run.Machine.Cores = "A CPU", 2
	return idle
}

// times plans a cell by its key and adds a quiet sample per number of nanoseconds.
func (b *built) times(key string, ns ...float64) {
	cell := b.plan(key)
	for i, each := range ns {
		quiet := 0.0
		b.Samples = append(b.Samples, sample.Sample{
			Cell: cell.Key(), Round: i + 1, Started: start.Add(time.Duration(len(b.Samples)) * time.Second),
			Measured: &sample.Measurement{Tasks: 1_000_000, WallNS: int64(math.Round(each * 1_000_000)), ForeignCPU: &quiet},
		})
	}
}

// plan adds a cell: "overhead/submitters=1/channel/own+twin".
func (b *built) plan(key string) sample.Cell {
	name, role, _ := strings.Cut(key, "+")
	parts := strings.Split(name, "/")
	parameter, value, _ := strings.Cut(parts[1], "=")
	c := sample.Cell{
		Experiment: parts[0], Parameter: parameter, Value: value, Variant: parts[2], Face: parts[3], Role: sample.Role(role),
		Shape: "batch", Workload: "empty", Submitters: 1, Tasks: 1_000_000,
	}
	b.Run.Plan.Cells = append(b.Run.Plan.Cells, c)
	return c
}

// disturb marks the samples of a cell from a round on as taken beside a busy neighbour.
func (b *built) disturb(cell string, from int) {
	for i := range b.Samples {
		if s := &b.Samples[i]; strings.HasPrefix(s.Cell, cell) && s.Round >= from {
			busy := 1.0
			s.Measured.ForeignCPU = &busy
		}
	}
}

// noisy is n numbers around ns with a standard deviation of sigma, relative.
func noisy(r *rand.Rand, n int, ns, sigma float64) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = ns * math.Exp(sigma*r.NormFloat64())
	}
	return all
}

// controlled is a run of n rounds whose controls are in order, with 0.2 % of noise, and the
// baseline and its twin in one block of overhead at 100 ns.
func controlled(seed uint64, n int) (*built, *rand.Rand) {
	r := rand.New(rand.NewPCG(seed, 1))
	b := newRun(n)
	b.times("control/effect=known/inline/own+same", noisy(r, n, 150_000, 0.002)...)
	b.times("control/effect=known/inline/own+slower", noisy(r, n, 165_000, 0.002)...)
	b.times("overhead/submitters=1/channel/own", noisy(r, n, 100, 0.002)...)
	b.times("overhead/submitters=1/channel/own+twin", noisy(r, n, 100, 0.002)...)
	return b, r
}

// waver makes a cell of 12 rounds 20 % slower in seven of them and 10 % faster in five.
func (b *built) waver(cell string) {
	for i := range b.Samples {
		switch s := &b.Samples[i]; {
		case s.Cell != cell:
		case s.Round > 5:
			s.Measured.WallNS = s.Measured.WallNS * 120 / 100
		default:
			s.Measured.WallNS = s.Measured.WallNS * 90 / 100
		}
	}
}
