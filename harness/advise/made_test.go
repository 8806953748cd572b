package advise_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"poolbench/harness/advise"
	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
	"poolbench/harness/study"
)

// empty is what inline takes for an empty task in runs that tests make up.
const empty = 50.0

// sizes are the grains, and what they add to that.
var sizes = map[string]float64{"0": 0, "150ns": 150, "1.5us": 1500, "15us": 15e3, "150us": 150e3, "1.5ms": 1500e3}

// made is a run in which a row takes what a test says, in every round.
type made struct {
	run     sample.Run
	samples []sample.Sample
}

// newMade is a run of two processors with good controls and inline.
func newMade(rounds int) *made {
	m := &made{}
	m.run.ID = "20261123T083000Z-1"
	m.run.Machine.CPU, m.run.Machine.OS, m.run.Machine.Arch, m.run.Build.Go = "A CPU", "linux", "amd64", "go1.26.0"
	m.run.Plan = sample.Plan{Mode: "bench", Rounds: rounds, MaxRounds: rounds, GOMAXPROCS: 2, Queue: 64, WindowNS: 100e6, MemoryLimit: 1 << 30}
	m.control(1.1)
	m.row("inline/own", 0, 1)
	return m
}

// control replaces the known effect by another.
func (m *made) control(effect float64) *made {
	m.cell("control/effect=known/inline/own", sample.Same, 150e3)
	return m.cell("control/effect=known/inline/own", sample.Slower, 150e3*effect)
}

// cell plans a cell by its key, and takes a sample per round. A cell that is there already is replaced.
func (m *made) cell(key string, role sample.Role, ns float64) *made {
	c := sampletest.Cell(key)
	c.Role, c.Across = role, c.Experiment == "workers" || c.Experiment == "burst"
	var kept []sample.Sample
	for _, s := range m.samples {
		if s.Cell != c.Key() {
			kept = append(kept, s)
		}
	}
	if len(kept) == len(m.samples) {
		m.run.Plan.Cells = append(m.run.Plan.Cells, c)
	}
	m.samples = kept
	for i := range m.run.Plan.Rounds {
		quiet := 0.0
		m.samples = append(m.samples, sample.Sample{Cell: c.Key(), Round: i + 1, Measured: &sample.Measurement{
			Tasks: 1000, WallNS: int64(ns * 1000), ForeignCPU: &quiet,
		}})
	}
	return m
}

// row takes a fixed time per task and its share of what inline takes, at all grains.
func (m *made) row(row string, fixed, share float64) *made {
	for value, ns := range sizes {
		m.cell("grain/grain="+value+"/"+row, sample.Compared, fixed+share*(empty+ns))
	}
	return m
}

// workers has the same with a number of workers.
func (m *made) workers(row, workers string, fixed, share float64) *made {
	for _, value := range []string{"1.5us", "15us", "150us"} {
		m.cell("workers/grain="+value+"/workers="+workers+"/"+row, sample.Compared, fixed+share*(empty+sizes[value]))
	}
	return m
}

// waiting has tasks wait, each for so many bytes.
func (m *made) waiting(row, value string, tasks int, bytes float64) *made {
	m.cell("burst/waiting="+value+"/"+row, sample.Compared, 1)
	c := &m.run.Plan.Cells[len(m.run.Plan.Cells)-1]
	c.Shape, c.Tasks = "backlog", tasks
	for i := range m.samples {
		if s := &m.samples[i]; s.Cell == c.Key() {
			held := int64(bytes * float64(tasks))
			s.Measured.Tasks, s.Measured.WaitingBytes = tasks, &held
		}
	}
	return m
}

// request has one caller ask for tasks of 15 µs: the mean, and what one in a hundred takes at least.
func (m *made) request(row string, ns, p99 float64) *made {
	key := "request/callers=1/" + row
	m.cell(key, sample.Compared, ns)
	for i := range m.samples {
		if s := &m.samples[i]; s.Cell == key {
			s.Measured.Latency = &sample.Latency{P99NS: int64(p99)}
		}
	}
	return m
}

// idle is a run that knows the way to an idle pool and bursts of up to 10 000.
func idle() *made {
	return plain().waiting("channel/own", "1e4", 1e4, 8).request("channel/own", 25e3, 30e3).request("inline/own", 15e3, 15e3)
}

// write puts the run into a directory and returns that.
func (m *made) write(t *testing.T, name string) string {
	t.Helper()
	return sampletest.Write(t, filepath.Join(t.TempDir(), name), m.run, m.samples)
}

// book opens the run as the reader's own, without a reference.
func (m *made) book(t *testing.T) *study.Book {
	t.Helper()
	b, err := study.Open([]string{m.write(t, "latest")}, "")
	require.NoError(t, err)
	return b
}

// answer asks the run.
func (m *made) answer(t *testing.T, ask advise.Ask) *advise.Answer {
	t.Helper()
	a, err := advise.For(m.book(t), ask)
	require.NoError(t, err)
	return a
}
