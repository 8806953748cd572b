package study_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
	"poolbench/harness/study"
)

// The rows of the runs that tests make up.
const (
	spawnCell   = "overhead/submitters=1/spawn/own"
	channelCell = "overhead/submitters=1/channel/own"
	antsCell    = "overhead/submitters=1/ants/native"
)

// madeUp is a run of numbers that a test chose.
type madeUp struct {
	run     sample.Run
	samples []sample.Sample
}

func newRun(procs, rounds int) *madeUp {
	m := &madeUp{}
	m.run.ID = "20261123T083000Z-1"
	m.run.Machine.CPU, m.run.Machine.OS, m.run.Machine.Arch, m.run.Build.Go = "A CPU", "linux", "amd64", "go1.26.0"
	m.run.Plan = sample.Plan{Mode: "bench", Rounds: rounds, MaxRounds: rounds, GOMAXPROCS: procs}
	return m
}

// times plans a cell by its key, with or without a group, and adds a sample per number of
// nanoseconds per task.
func (m *madeUp) times(key string, ns ...float64) *madeUp {
	c := sampletest.Cell(key)
	m.run.Plan.Cells = append(m.run.Plan.Cells, c)
	for i, each := range ns {
		quiet := 0.0
		m.samples = append(m.samples, sample.Sample{Cell: c.Key(), Round: i + 1, Measured: &sample.Measurement{
			Scheduler: &sample.Scheduler{}, // of the Go runtime, which counts allocations
			Tasks:     1000, WallNS: int64(each * 1000), Allocs: 2000, ForeignCPU: &quiet,
		}})
	}
	return m
}

// disturb marks the samples of a cell in a round as taken beside a busy neighbour.
func (m *madeUp) disturb(key string, round int) *madeUp {
	for i := range m.samples {
		if s := &m.samples[i]; s.Cell == key && s.Round == round {
			busy := 1000.0 // far beyond the error of a window as short as these
			s.Measured.ForeignCPU = &busy
		}
	}
	return m
}

// fails turns the first sample of a cell into a crash.
func (m *madeUp) fails(key string) *madeUp {
	i := slices.IndexFunc(m.samples, func(s sample.Sample) bool { return s.Cell == key })
	m.samples[i].Measured, m.samples[i].Failure = nil, &sample.Failure{Kind: sample.Crashed, Detail: "it did"}
	return m
}

// write puts the run into a directory called name and returns that.
func (m *madeUp) write(t *testing.T, name string) string {
	t.Helper()
	return sampletest.Write(t, filepath.Join(t.TempDir(), name), m.run, m.samples)
}

// book opens a run as the reader's own.
func (m *madeUp) book(t *testing.T) *study.Book {
	t.Helper()
	b, err := study.Open([]string{m.write(t, "latest")}, "")
	require.NoError(t, err)
	return b
}

func numberOf(t *testing.T, b *study.Book, q study.Quantity) study.Number {
	t.Helper()
	n, err := b.Number(q)
	require.NoError(t, err)
	return n
}
