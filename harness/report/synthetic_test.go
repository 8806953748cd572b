package report

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
	"poolbench/harness/stats"
)

// synthetic is a run made of numbers that a test chose.
type synthetic struct{ sample.File }

func newSynthetic(rounds int) *synthetic {
	return &synthetic{sample.File{Run: sample.Run{
		Record: "run", Schema: sample.Schema, ID: "20261123T083000Z-1",
		Started: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC), Seed: 1,
		Machine: machine.Info{OS: "linux", Arch: "amd64", CPU: "A CPU @ 3.7GHz", Cores: 2, MemoryBytes: 8 << 30, Kernel: "6.1"},
		Build:   sample.Build{Go: "go1.26.0", Commit: "0123456789abcdef+dirty", Binary: "00ff", Libraries: map[string]string{"example.org/ants": "v2.0.0"}},
		Plan:    sample.Plan{Mode: "custom", Rounds: rounds, GOMAXPROCS: 2, Queue: 64, WindowNS: 1e6, TimeoutNS: 1e10},
		Counting: sample.Counting{
			AloneNS: 5.5, SharedNS: 30,
		},
	}}}
}

// plan adds a cell given by its key, "overhead/submitters=1/ants/native", or with a group as
// "workers/grain=15us/workers=2/channel/own".
func (s *synthetic) plan(key string, iterations int) {
	name, role, _ := strings.Cut(key, "+")
	parts := strings.Split(name, "/")
	group := ""
	if len(parts) == 5 {
		group = parts[1]
		parts = slices.Delete(parts, 1, 2)
	}
	parameter, value, _ := strings.Cut(parts[1], "=")
	s.Run.Plan.Cells = append(s.Run.Plan.Cells, sample.Cell{
		Experiment: parts[0], Group: group, Parameter: parameter, Value: value, Variant: parts[2], Face: parts[3], Role: sample.Role(role),
		Shape: "batch", Workload: fmt.Sprintf("spin-%s", value), Iterations: iterations, Submitters: 1, Tasks: 100_000,
	})
}

// times plans a cell and adds a good sample per number of nanoseconds per task.
func (s *synthetic) times(key string, iterations int, ns ...float64) {
	s.plan(key, iterations)
	for i, each := range ns {
		s.Samples = append(s.Samples, sample.Sample{
			Record: "sample", Cell: key, Round: i + 1,
			Measured: &sample.Measurement{Tasks: 100_000, WallNS: int64(each*100_000 + 0.5), UserNS: int64(each * 200_000), PeakGoroutines: 3},
		})
	}
}

// controls adds what every run has: the known effect, and a twin in a block of overhead. All
// samples so far become quiet ones.
func (s *synthetic) controls(rounds int) {
	s.times("overhead/submitters=1/channel/own", 0, wobble(rounds, 100, 2)...)
	s.times("overhead/submitters=1/channel/own+twin", 0, wobble(rounds, 100, 3)...)
	s.knownEffect(rounds)
}

// knownEffect adds the control in which one cell has a tenth more to do. All samples so far become quiet ones.
func (s *synthetic) knownEffect(rounds int) {
	s.times("control/effect=known/inline/own+same", 140_000, wobble(rounds, 150_000, 0)...)
	s.times("control/effect=known/inline/own+slower", 154_000, wobble(rounds, 165_000, 1)...)
	for _, x := range s.Samples {
		if quiet := 0.0; x.Measured != nil {
			x.Measured.ForeignCPU = &quiet
		}
	}
}

// wobble is nearly the same time in all rounds, in another order for another at.
func wobble(rounds int, ns float64, at int) []float64 {
	var all []float64
	for round := range rounds {
		all = append(all, ns*(1+0.001*float64((round*7+at)%5)))
	}
	return all
}

// fails plans a cell of which n samples failed.
func (s *synthetic) fails(key string, n int, failure sample.Failure) {
	s.plan(key, 0)
	for i := range n {
		s.Samples = append(s.Samples, sample.Sample{Record: "sample", Cell: key, Round: i + 1, Failure: &failure})
	}
}

// write records the run in dir, so that what is rendered went through the file.
func (s *synthetic) write(t *testing.T, dir string) string {
	t.Helper()
	require.NoError(t, os.RemoveAll(filepath.Join(dir, sample.SamplesFile)))
	return sampletest.Write(t, dir, s.Run, s.Samples)
}

// render returns the report's text as Write makes it, without drawing the charts: that
// takes seconds with the race detector.
func (s *synthetic) render(t *testing.T) string {
	t.Helper()
	table, err := sample.Load(s.write(t, t.TempDir()))
	require.NoError(t, err)
	v := newView(table)
	for _, f := range v.figures() {
		require.NoError(t, f.spec.Validate(), f.name)
	}
	return v.markdown("plots")
}

func contents(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// steady is n times the same number.
func steady(n int, ns float64) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = ns
	}
	return all
}

// grains are the task sizes of grainRun in ns; the first is the empty task.
var grains = []float64{10, 150, 1500, 15_000, 150_000}

// grainRun has the inline row at each of grains, and a pool per name whose task costs
// fixed ns of admission and then half of the work, since there are two workers. Round r is
// slower by slow(r) for everybody, as on a machine with changing neighbours.
func grainRun(slow func(round int) float64, fixed map[string]float64) *synthetic {
	s := newSynthetic(stats.MinSamples)
	for i, size := range grains {
		block := fmt.Sprintf("grain/grain=%v/", size)
		add := func(row string, ns float64) {
			var all []float64
			for round := range stats.MinSamples {
				all = append(all, ns*slow(round))
			}
			s.times(block+row, i*1000, all...)
		}
		add("inline/own", size)
		for _, row := range []string{"channel/own", "spawn/own", "ants/native", "errgroup/native"} {
			if cost, ok := fixed[row]; ok {
				add(row, cost+size/2)
			}
		}
	}
	return s
}

func evenly(int) float64 { return 1 }

// smallRun has one chart.
func smallRun() *synthetic {
	s := newSynthetic(1)
	s.times("overhead/submitters=1/channel/own", 0, 40)
	return s
}

// mixedRun has something of everything: both groups, all faces, a crash, a partial
// failure, a cell that was not calibrated, and every chart.
func mixedRun() *synthetic {
	s := grainRun(evenly, map[string]float64{"channel/own": 400, "ants/native": 1e9})
	for _, n := range []string{"1", "16"} {
		s.times("overhead/submitters="+n+"/inline/own", 0, steady(6, 10)...)
		s.times("overhead/submitters="+n+"/channel/own", 0, 40, 41, 42, 43, 44, 45)
		s.times("overhead/submitters="+n+"/ants/native", 0, 80, 81, 82, 83, 84, 85)
		s.times("overhead/submitters="+n+"/ants/guarded", 0, 110, 111, 112, 113, 114, 115)
	}
	s.fails("overhead/submitters=1/spawn/own", 6, sample.Failure{Kind: sample.Crashed, Detail: "panic: a | b"})
	s.times("overhead/submitters=16/spawn/own", 0, 300, 310, 320)
	s.fails("overhead/submitters=1/errgroup/native", 0, sample.Failure{})
	s.Run.Plan.Cells[len(s.Run.Plan.Cells)-1].Failure = &sample.Failure{Kind: sample.TimedOut, Detail: "no result after 10s"}
	return s
}
