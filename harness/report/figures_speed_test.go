package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

// take plans a cell given by "experiment/group/parameter=value/variant/face", in which the group
// may be empty, and adds a sample per measurement.
func (s *synthetic) take(key string, measured ...sample.Measurement) {
	part := strings.Split(key, "/")
	parameter, value, _ := strings.Cut(part[2], "=")
	c := sample.Cell{
		Experiment: part[0], Group: part[1], Parameter: parameter, Value: value, Variant: part[3], Face: part[4], Shape: "batch",
		Iterations: 1, Submitters: 1, Tasks: 1000, Across: true,
	}
	s.Run.Plan.Cells = append(s.Run.Plan.Cells, c)
	for i, m := range measured {
		s.Samples = append(s.Samples, sample.Sample{Record: "sample", Cell: c.Key(), Round: i + 1, Measured: &m})
	}
}

// lasting are measurements with so many ns per task, on all of two processors.
func lasting(ns ...float64) []sample.Measurement {
	var all []sample.Measurement
	for _, each := range ns {
		all = append(all, sample.Measurement{Tasks: 1000, WallNS: int64(each * 1000), UserNS: int64(each * 2000), PeakGoroutines: int(each)})
	}
	return all
}

// lost makes the last cell one that failed.
func (s *synthetic) lost(key string, kind sample.FailureKind) {
	s.take(key)
	c := s.Run.Plan.Cells[len(s.Run.Plan.Cells)-1]
	for round := range 3 {
		s.Samples = append(s.Samples, sample.Sample{Record: "sample", Cell: c.Key(), Round: round + 1, Failure: &sample.Failure{Kind: kind}})
	}
}

// drawn returns the figure called name, which the run must have.
func drawn[T chart.Spec](t *testing.T, s *synthetic, name string) T {
	t.Helper()
	for _, f := range newView(s.Table()).experimentFigures() {
		if f.name == name {
			require.NoError(t, f.spec.Validate(), name)
			spec, ok := f.spec.(T)
			require.True(t, ok, "%s is a %T", name, f.spec)
			return spec
		}
	}
	require.Fail(t, "no figure "+name)
	panic("unreachable")
}

// estimates are the points of a series as "x: median".
func estimates(s chart.Series) []string {
	var all []string
	for _, p := range s.Points {
		text := fmt.Sprintf("%.5g: %.4g", p.X, p.Y.Mid)
		if p.Beyond {
			text += "+"
		}
		all = append(all, text)
	}
	return all
}

// rowsOf are rows as "label: median" or "label: note".
func rowsOf(rows []chart.RangeRow) []string {
	var all []string
	for _, r := range rows {
		if r.Value == nil {
			all = append(all, r.Label+": "+r.Note)
			continue
		}
		all = append(all, fmt.Sprintf("%s: %.4g", r.Label, r.Value.Mid))
	}
	return all
}

// Round 2 is twice as slow for everybody, which ratios within a round do not see.
func TestWorkloadsAreSpeedUps(t *testing.T) {
	s := newSynthetic(2)
	s.take("workloads//kernel=blur/inline/own", lasting(200, 400)...)
	s.take("workloads//kernel=blur/channel/own", lasting(110, 220)...)
	s.lost("workloads//kernel=blur/ants/native", sample.Crashed)
	s.lost("workloads//kernel=nbody/inline/own", sample.TimedOut)
	s.take("workloads//kernel=nbody/channel/own", lasting(100, 100)...)
	spec := drawn[chart.Ranges](t, s, "workloads")
	require.Len(t, spec.Groups, 1)
	assert.Equal(t, []string{"channel: 1.818", "ants/native: crashed"}, rowsOf(spec.Groups[0].Rows))
	assert.InDelta(t, spec.Groups[0].Rows[0].Value.Lo, spec.Groups[0].Rows[0].Value.Hi, 1e-9)
	assert.Equal(t, []any{2.0, "ideal: 2×"}, []any{spec.Reference, spec.ReferenceLabel})
	assert.Contains(t, spec.Subtitle, "No value: all of nbody (inline: timed out).")
	assert.Zero(t, spec.Columns)
}

// With ten rows on each of many kernels the picture keeps the two references and the ends.
func TestManyWorkloadsAreSummedUp(t *testing.T) {
	s := newSynthetic(1)
	for kernel := range 11 {
		block := fmt.Sprintf("workloads//kernel=k%d/", kernel)
		s.take(block+"inline/own", lasting(200)...)
		for i, row := range []string{"spawn/own", "channel/own", "batched/own", "ants/native", "pond/native", "conc/native"} {
			s.take(block+row, lasting(float64(100+(i+kernel)%6))...)
		}
	}
	spec := drawn[chart.Ranges](t, s, "workloads")
	require.Len(t, spec.Groups, 11)
	assert.Equal(t, []string{"spawn: 2", "channel: 1.98", "batched: 1.961", "conc: 1.905"}, rowsOf(spec.Groups[0].Rows))
	assert.Equal(t, []string{"spawn: 1.923", "channel: 1.905", "batched: 2", "conc: 1.942"}, rowsOf(spec.Groups[4].Rows))
	assert.Equal(t, 3, spec.Columns)
	assert.Contains(t, spec.Subtitle, "the fastest and slowest other row of each kernel")
}

func TestWorkersAreRelativeToAWorkerPerProcessor(t *testing.T) {
	s := newSynthetic(2)
	for _, grain := range []string{"15us", "150us"} {
		s.take("workers/grain="+grain+"/workers=1/channel/own", lasting(200, 400)...)
		s.take("workers/grain="+grain+"/workers=2/channel/own", lasting(100, 200)...)
		s.take("workers/grain="+grain+"/workers=128/channel/own", lasting(125, 250)...)
	}
	s.take("workers/grain=15us/workers=1/pond/native", lasting(200)...)
	s.lost("workers/grain=15us/workers=2/pond/native", sample.Crashed)
	spec := drawn[chart.Grid](t, s, "workers")
	require.Len(t, spec.Panels, 2)
	assert.Equal(t, "grain = 15us", spec.Panels[0].Title)
	require.Len(t, spec.Panels[0].Series, 1, "pond has nothing to be relative to")
	assert.Equal(t, []string{"1: 0.5", "2: 1", "128: 0.8"}, estimates(spec.Panels[0].Series[0]))
	assert.Equal(t, []float64{2, 1, 128}, spec.Panels[1].X.Ticks, "the label of P is kept")
	assert.Contains(t, spec.Subtitle, "No value: pond/native at W = 1")
	assert.True(t, spec.Same)
}

func TestHandoffShowsBothNumbersOfWorkers(t *testing.T) {
	s := newSynthetic(1)
	for _, buffer := range []string{"0", "1", "64"} {
		s.take("handoff/task=15us.P/buffer="+buffer+"/channel/own", lasting(100)...)
		s.take("handoff/task=15us.Pplus1/buffer="+buffer+"/channel/own", lasting(100)...)
		s.take("handoff/task=empty.P/buffer="+buffer+"/channel/own", lasting(70)...)
	}
	spec := drawn[chart.Grid](t, s, "handoff")
	require.Len(t, spec.Panels, 2, "without other strategies there is no panel for them")
	busy := spec.Panels[0]
	assert.Equal(t, []string{"0", "1", "64"}, busy.X.Names)
	assert.Equal(t, []string{"0: 2", "1: 2", "2: 2"}, estimates(busy.Series[1]))
	assert.NotEqual(t, busy.Series[0].Style, busy.Series[1].Style)
	assert.Equal(t, busy.Series[0].Style.Color, busy.Series[1].Style.Color, "one variant, one colour")
	assert.Equal(t, []chart.Reference{{Value: 2, Label: "P = 2 processors"}}, busy.References)
	assert.Equal(t, []string{"0: 70", "1: 70", "2: 70"}, estimates(spec.Panels[1].Series[0]))

	s.take("handoff/task=15us.P/buffer=64/spawn/own", lasting(100)...)
	s.lost("handoff/task=15us.P/buffer=64/conc/native", sample.Refused)
	spec = drawn[chart.Grid](t, s, "handoff")
	require.Len(t, spec.Panels, 3)
	assert.Equal(t, []string{"channel: 2", "spawn: 2", "conc/native: refused"}, rowsOf(spec.Panels[2].Rows))
	assert.Len(t, spec.Panels[0].Series, 2, "one point is no curve over the buffer")
}

func TestScaleIsRelativeToItself(t *testing.T) {
	s := newSynthetic(2)
	s.take("scale//procs=1/inline/own", lasting(100, 100)...)
	s.take("scale//procs=1/channel/own", lasting(100, 200)...)
	s.take("scale//procs=2/channel/own", lasting(50, 100)...)
	s.take("scale//procs=1/spawn/own", lasting(100)...)
	s.lost("scale//procs=2/spawn/own", sample.TimedOut)
	spec := drawn[chart.Grid](t, s, "scale")
	require.Len(t, spec.Panels, 1)
	series := spec.Panels[0].Series
	require.Len(t, series, 2, "inline has no second point")
	assert.Equal(t, []string{"1: 1", "2: 2"}, estimates(series[0]))
	assert.Equal(t, []string{"1: 1"}, estimates(series[1]))
	assert.Contains(t, spec.Subtitle, "No value: spawn at P = 2 (timed out).")
	assert.Contains(t, spec.Footer, "1 to 3 rounds (ranges in place of intervals below 6)")

	one := newSynthetic(1)
	one.take("scale//procs=1/channel/own", lasting(100)...)
	assert.Empty(t, newView(one.Table()).experimentFigures(), "one processor is no scale")
}
