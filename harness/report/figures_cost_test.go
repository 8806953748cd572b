package report

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

// resident are measurements of so many bytes.
func resident(bytes ...uint64) []sample.Measurement {
	var all []sample.Measurement
	for _, b := range bytes {
		all = append(all, sample.Measurement{Tasks: 1000, WallNS: 1, PeakRSS: &b})
	}
	return all
}

func TestBurstMarksWhatEndedAtTheLimit(t *testing.T) {
	s := newSynthetic(3)
	s.Run.Plan.MemoryLimit = 1 << 30
	s.take("burst//waiting=1e4/spawn/own", resident(30<<20, 40<<20, 50<<20)...)
	s.lost("burst//waiting=1e5/spawn/own", sample.OutOfMemory)
	s.take("burst//waiting=1e4/channel/own", resident(10<<20)...)
	s.lost("burst//waiting=1e5/channel/own", sample.Crashed)
	spec := drawn[chart.Grid](t, s, "burst")
	p := spec.Panels[0]
	require.Len(t, p.Series, 2)
	assert.Equal(t, []string{"10000: 4.194e+07", "1e+05: 1.074e+09+"}, estimates(p.Series[0]))
	assert.Equal(t, []string{"10000: 1.049e+07"}, estimates(p.Series[1]))
	assert.Equal(t, []chart.Reference{{Value: 1 << 30, Label: "memory limit 1 GiB"}}, p.References)
	assert.Contains(t, spec.Subtitle, "No value: channel at 1e5 (crashed).")
	assert.Contains(t, spec.Footer, "ranges in place of intervals below 6")

	s.Run.Plan.MemoryLimit = 0
	spec = drawn[chart.Grid](t, s, "burst")
	assert.Empty(t, spec.Panels[0].References, "no limit, no arrow")
	assert.Contains(t, spec.Subtitle, "spawn at 1e5 (out of memory), channel at 1e5 (crashed).")
}

// Where the system does not tell the resident set, there is no picture.
func TestBurstNeedsTheResidentSet(t *testing.T) {
	s := newSynthetic(1)
	s.take("burst//waiting=1e4/spawn/own", lasting(1)...)
	assert.Empty(t, newView(s.Table()).experimentFigures())
}

func TestManyRowsBecomeTwoPanels(t *testing.T) {
	for _, n := range []int{manySeries, manySeries + 1} {
		s := newSynthetic(1)
		for i := range n {
			face := []string{"own", "native"}[i%2]
			for _, depth := range []string{"0", "20", "1000"} {
				s.take(fmt.Sprintf("stack//depth=%s/pool%d/%s", depth, i, face), lasting(float64(100+i))...)
			}
		}
		spec := drawn[chart.Grid](t, s, "stack")
		if n == manySeries {
			require.Len(t, spec.Panels, 1)
			assert.Equal(t, []string{"0: 100", "1: 100", "2: 100"}, estimates(spec.Panels[0].Series[0]))
			continue
		}
		require.Len(t, spec.Panels, 2)
		for _, p := range spec.Panels {
			assert.Equal(t, n, len(p.Series)+len(p.Behind), "nobody is left out")
		}
		assert.Equal(t, "pool1/native", spec.Panels[1].Series[0].Label)
	}
}

func TestTransferReadsSizes(t *testing.T) {
	s := newSynthetic(1)
	for _, way := range []string{"pass", "encode"} {
		for _, size := range []string{"8B", "1KiB", "16MiB"} {
			s.take("transfer/way="+way+"/size="+size+"/channel/own", lasting(1000)...)
		}
	}
	p := drawn[chart.Grid](t, s, "transfer").Panels[0]
	require.Len(t, p.Series, 2)
	assert.Equal(t, []string{"8: 1000", "1024: 1000", "1.6777e+07: 1000"}, estimates(p.Series[1]))
	assert.Equal(t, []string{"channel, pass", "channel, encode"}, []string{p.Series[0].Label, p.Series[1].Label})
	assert.Equal(t, []float64{8, 1 << 10, 1 << 24}, p.X.Ticks)
}

func TestThreadsMayBeNone(t *testing.T) {
	s := newSynthetic(1)
	for way, added := range map[string]int64{"channel": -1, "syscall": 1000} {
		s.take("blocking/in="+way+"/tasks=1000/spawn/own", sample.Measurement{Tasks: 1000, WallNS: 1, ThreadsAdded: &added})
	}
	s.lost("blocking/in=syscall/tasks=8/spawn/own", sample.Crashed)
	spec := drawn[chart.Bars](t, s, "threads")
	require.Len(t, spec.Groups, 2)
	byTitle := map[string]chart.BarGroup{spec.Groups[0].Title: spec.Groups[0], spec.Groups[1].Title: spec.Groups[1]}
	assert.InDelta(t, 0, byTitle["blocked in: channel"].Rows[0].Values[0].Mid, 0, "one that ended meanwhile is none added")
	syscall := byTitle["blocked in: syscall"].Rows
	assert.InDelta(t, 1000, syscall[0].Values[0].Mid, 0)
	assert.Nil(t, syscall[1].Values[0])
	assert.Equal(t, []string{"crashed"}, syscall[1].Notes)
}

// A time of zero, and what is divided by it, has no place on a logarithmic axis. Such a
// sample must not keep a whole report from being written.
func TestZerosAreNoPoints(t *testing.T) {
	s := newSynthetic(2)
	s.take("stack//depth=0/spawn/own", lasting(0, 0)...)
	s.take("stack//depth=20/spawn/own", lasting(100, 100)...)
	spec := drawn[chart.Grid](t, s, "stack")
	assert.Equal(t, []string{"1: 100"}, estimates(spec.Panels[0].Series[0]))
	assert.Contains(t, spec.Subtitle, "No value: spawn at depth 0")

	s.take("scale//procs=1/channel/own", lasting(100, 100)...)
	s.take("scale//procs=2/channel/own", lasting(0, 0)...)
	assert.Equal(t, []string{"1: 1"}, estimates(drawn[chart.Grid](t, s, "scale").Panels[0].Series[0]))

	s.take("workloads//kernel=blur/inline/own", lasting(0, 100)...)
	s.take("workloads//kernel=blur/channel/own", lasting(100, 50)...)
	s.take("workloads//kernel=blur/spawn/own", lasting(0, 0)...)
	rows := drawn[chart.Ranges](t, s, "workloads").Groups[0].Rows
	assert.True(t, rows[0].OpenLo, "from zero")
	assert.InDelta(t, rows[0].Value.Mid, rows[0].Value.Lo, 0)
	assert.Nil(t, rows[1].Value)
}

func TestPitfallsDivideByTheRightWay(t *testing.T) {
	s := newSynthetic(2)
	s.take("pitfalls/mistake=submission/measured=completed/spawn/own", lasting(100, 200)...)
	s.take("pitfalls/mistake=submission/measured=submitted/spawn/own", lasting(10, 20)...)
	s.lost("pitfalls/mistake=submission/measured=completed/pond/native", sample.Crashed)
	s.take("pitfalls/mistake=submission/measured=submitted/pond/native", lasting(10, 20)...)
	s.take("pitfalls/mistake=sleep/measured=sleeping/spawn/own", lasting(100)...)
	s.take("pitfalls/mistake=limit/measured=before/errgroup/native", lasting(4, 4)...)
	s.take("pitfalls/mistake=limit/measured=inside/spawn/own", lasting(4000, 4000)...)
	spec := drawn[chart.Ranges](t, s, "pitfalls")
	require.Len(t, spec.Groups, 2, "what has no right value is not in the picture")
	assert.Equal(t, []string{"spawn: 0.1", "pond/native: right: crashed"}, rowsOf(spec.Groups[0].Rows))
	assert.Equal(t, []string{"spawn ÷ errgroup/native: 1000"}, rowsOf(spec.Groups[1].Rows), "goroutines, of another row")
}
