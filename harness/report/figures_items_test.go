package report

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

// With two processors inline takes twice as long as the ideal, by definition.
func TestSkewIsRelativeToInlineOnAllProcessors(t *testing.T) {
	s := newSynthetic(2)
	for _, order := range []string{"scattered", "clustered"} {
		s.take("skew/order="+order+"/division=static/channel/own", lasting(map[string]float64{"scattered": 55, "clustered": 90}[order])...)
		s.take("skew/order="+order+"/division=claimed/channel/own", lasting(50, 60)...)
		s.take("skew/order="+order+"/division=each/channel/own", lasting(51)...)
		s.take("skew/order="+order+"/division=each/inline/own", lasting(100, 120)...)
		s.lost("skew/order="+order+"/division=each/spawn/own", sample.Crashed)
	}
	spec := drawn[chart.Ranges](t, s, "skew")
	require.Len(t, spec.Groups, 2)
	assert.Equal(t, "heavy items scattered", spec.Groups[0].Title)
	assert.Equal(t, []string{"static: equal shares: 1.1", "claimed: shared counter: 1", "each: inline: 2", "each: spawn: crashed", "each: channel: 1.02"},
		rowsOf(spec.Groups[0].Rows), "paired by round")
	assert.Equal(t, "static: equal shares: 1.8", rowsOf(spec.Groups[1].Rows)[0])
	assert.Equal(t, 2, spec.Columns)
	assert.Contains(t, spec.Subtitle, "P = 2 processors")
}

func TestSkewNeedsInline(t *testing.T) {
	s := newSynthetic(1)
	s.take("skew/order=scattered/division=static/channel/own", lasting(55)...)
	s.lost("skew/order=scattered/division=each/inline/own", sample.TimedOut)
	assert.Empty(t, newView(s.Table()).experimentFigures())

	s = newSynthetic(1)
	s.lost("skew/order=scattered/division=static/channel/own", sample.Crashed)
	s.take("skew/order=scattered/division=each/inline/own", lasting(100)...)
	assert.Empty(t, newView(s.Table()).experimentFigures(), "inline alone")
}

// Inline was measured, but never in a round in which the other sample was undisturbed, too.
func TestSkewHasNoDisturbedPairs(t *testing.T) {
	s := newSynthetic(1)
	s.take("skew/order=scattered/division=static/channel/own", lasting(55)...)
	busy := 1000.0 // more than the clock's ticks may be wrong by in a short window
	s.Samples[0].Measured.ForeignCPU = &busy
	s.take("skew/order=scattered/division=claimed/channel/own", lasting(51)...)
	s.take("skew/order=scattered/division=each/inline/own", lasting(100)...)
	assert.Equal(t, []string{"static: equal shares: no undisturbed pair", "claimed: shared counter: 1.02", "each: inline: 2"},
		rowsOf(drawn[chart.Ranges](t, s, "skew").Groups[0].Rows))
}

func TestBatchingHasTheItemAlone(t *testing.T) {
	s := newSynthetic(1)
	for value, ns := range map[string]float64{"1": 300, "1000": 80} {
		s.take("batching//items="+value+"/spawn/own", lasting(ns)...)
	}
	s.lost("batching//items=10000/spawn/own", sample.Crashed)
	p := drawn[chart.Grid](t, s, "batching").Panels[0]
	assert.Empty(t, p.References, "it was not measured")
	assert.ElementsMatch(t, []string{"1: 300", "1000: 80"}, estimates(p.Series[0]))

	s.take("grain//grain=150ns/inline/own", lasting(160)...)
	spec := drawn[chart.Grid](t, s, "batching")
	assert.Equal(t, []chart.Reference{{Value: 160, Label: "an item alone: 160 ns"}, {Value: 80, Label: "÷ 2 processors: 80 ns"}}, spec.Panels[0].References)
	assert.Contains(t, spec.Subtitle, "not measured beside these")
	assert.Contains(t, spec.Subtitle, "No value: spawn at 10000 (crashed).")
}

func TestStateIsRelativeToWhatTheWorkerKeeps(t *testing.T) {
	s := newSynthetic(2)
	for way, ns := range map[string][2]float64{"own": {10, 20}, "make": {50, 100}, "pool": {15, 30}} {
		for _, size := range []string{"16B", "4KiB"} {
			s.take("state/scratch="+way+"/size="+size+"/channel/own", lasting(ns[0], ns[1])...)
		}
	}
	panels := drawn[chart.Grid](t, s, "state").Panels
	require.Len(t, panels, 2)
	assert.Len(t, panels[0].Series, 3)
	ratios := map[string][]string{}
	for _, series := range panels[1].Series {
		ratios[series.Label] = estimates(series)
	}
	assert.Equal(t, map[string][]string{
		"make: new for each item": {"16: 5", "4096: 5"}, "pool: borrowed from a sync.Pool": {"16: 1.5", "4096: 1.5"},
	}, ratios, "paired by round, and own is what others are divided by")

	alone := newSynthetic(1)
	alone.take("state/scratch=own/size=16B/channel/own", lasting(10)...)
	assert.Len(t, drawn[chart.Grid](t, alone, "state").Panels, 1, "nothing to divide")
}
