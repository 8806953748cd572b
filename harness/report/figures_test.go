package report

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// The golden file is what the charts of a run show: rows, their order, and each number.
func TestFiguresGolden(t *testing.T) {
	golden := filepath.Join("testdata", "figures.golden")
	got := dump(newView(mixedRun().Table()).figures())
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	assert.Equal(t, contents(t, golden), got)
}

// dump writes the data of figures, without the texts around them.
func dump(figures []figure) string {
	d := &document{}
	number := func(i *chart.Interval) string {
		if i == nil {
			return "none"
		}
		return fmt.Sprintf("%.5g [%.5g, %.5g]", i.Mid, i.Lo, i.Hi)
	}
	for _, f := range figures {
		d.line("# %s", f.name)
		switch spec := f.spec.(type) {
		case chart.Bars:
			d.line("panels: %s", strings.Join(spec.Panels, " | "))
			for _, g := range spec.Groups {
				d.line("group %s", g.Title)
				for _, r := range g.Rows {
					d.line("  %s faint=%v", r.Label, r.Faint)
					for i, v := range r.Values {
						d.line("    %s %s", number(v), r.Notes[i])
					}
				}
			}
		case chart.Lines:
			d.line("panels=%v y %v to %v", spec.Panels, spec.YMin, spec.YMax)
			for _, r := range spec.References {
				d.line("reference %.5g %s", r.Value, r.Label)
			}
			for _, s := range spec.Series {
				d.line("series %s", s.Label)
				for _, p := range s.Points {
					d.line("    %.5g: %s", p.X, number(&p.Y))
				}
			}
		case chart.Ranges:
			for _, g := range spec.Groups {
				d.line("group %s", g.Title)
				for _, r := range g.Rows {
					d.line("  %s %s open=%v,%v faint=%v %s", r.Label, number(r.Value), r.OpenLo, r.OpenHi, r.Faint, r.Note)
				}
			}
		case chart.Dots:
			for _, g := range spec.Groups {
				d.line("group %s", g.Title)
				for _, r := range g.Rows {
					d.line("  %s %.4g %s", r.Label, r.Samples, r.Note)
				}
			}
		case chart.Percentiles:
			for _, g := range spec.Groups {
				d.line("group %s", g.Title)
				for _, r := range g.Rows {
					d.line("  %s %.4g %.4g %.4g %.4g %.4g faint=%v %s", r.Label, r.P50, r.P99, r.P999, r.Max, r.Mean, r.Faint, r.Note)
				}
			}
		default:
			d.line("unknown kind of chart %T", spec)
		}
	}
	return d.String()
}

// With a fixed cost h per task and two workers, size s pays from s = 1.1 × (h + s/2) on.
func TestBreakEvenOfAConstructedPool(t *testing.T) {
	const h = 400
	factor := experiment.GrainFactor
	want := factor * h / (1 - factor/2)
	s := newView(grainRun(evenly, map[string]float64{"channel/own": h}).Table()).find("grain")
	b, ok := s.breakEven(s.rows[1])
	require.True(t, ok)
	assert.InEpsilon(t, want, b.Mid, 1e-6)
	assert.InEpsilon(t, want, b.Lo, 1e-6)
	assert.False(t, b.never())
	assert.False(t, b.always())

	_, ok = s.breakEven(s.rows[0])
	assert.False(t, ok, "inline is what is compared with")
}

func TestBreakEvenOutsideOfWhatWasMeasured(t *testing.T) {
	s := newView(grainRun(evenly, map[string]float64{"channel/own": 1e9, "spawn/own": 0}).Table()).find("grain")
	never, ok := s.breakEven(s.rows[1])
	require.True(t, ok)
	assert.True(t, never.never())
	assert.Equal(t, "not up to 150 µs", never.text())
	always, ok := s.breakEven(s.rows[2])
	require.True(t, ok)
	assert.True(t, always.always())
	assert.Equal(t, "below 10 ns", always.text())
}

// Two rounds of six lose their sample of one block: their curves have a hole and are not
// used, the other rounds are.
func TestBreakEvenUsesCompleteRoundsOnly(t *testing.T) {
	run := grainRun(evenly, map[string]float64{"channel/own": 400})
	for i := range run.Samples {
		if x := &run.Samples[i]; x.Cell == "grain/grain=150/channel/own" && x.Round > 4 {
			x.Measured, x.Failure = nil, &sample.Failure{Kind: sample.Crashed}
		}
	}
	s := newView(run.Table()).find("grain")
	b, ok := s.breakEven(s.rows[1])
	require.True(t, ok)
	assert.Equal(t, 4, b.N)
}

// Rounds differ by a factor of up to three, which every row suffers alike. Ratios within a
// round do not move, so efficiency has no spread: that is what pairing is for.
func TestEfficiencyIsPairedByRound(t *testing.T) {
	drifting := func(round int) float64 { return 1 + 0.4*float64(round) }
	v := newView(grainRun(drifting, map[string]float64{"channel/own": 400}).Table())
	s := v.find("grain")
	for i, size := range grains {
		e := v.efficiency(s.rows[1].cells[i], s.serial().cells[i])
		want := size / (2 * (400 + size/2))
		assert.InEpsilon(t, want, e.Mid, 1e-3, "%v ns", size)
		assert.InDelta(t, 0, e.Spread(), 1e-3, "%v ns", size)
	}
}

func TestEfficiencyHasNoPointWithoutWork(t *testing.T) {
	v := newView(grainRun(evenly, map[string]float64{"channel/own": 400}).Table())
	f, ok := v.efficiencyFigure()
	require.True(t, ok)
	spec := f.spec.(chart.Lines)
	require.Len(t, spec.Series, 1, "inline is the reference, not a curve")
	points := spec.Series[0].Points
	require.Len(t, points, len(grains)-1, "grain 0 has nothing to be efficient at")
	assert.InEpsilon(t, 15_000, points[2].X, 1e-9, "the axis shows what inline measured")
	assert.InEpsilon(t, 15_000/(2*7_900.0), points[2].Y.Mid, 1e-6)
	assert.False(t, math.IsInf(spec.References[0].Value, 0))
}

func TestManyCurvesBecomeSmallMultiples(t *testing.T) {
	for _, n := range []int{manySeries, manySeries + 1} {
		s := newSynthetic(1)
		for _, size := range []float64{100, 1000} {
			block := fmt.Sprintf("grain/grain=%v/", size)
			s.times(block+"inline/own", 1000, size)
			for i := range n {
				s.times(fmt.Sprintf("%spool%d/own", block, i), 1000, size)
			}
		}
		f, ok := newView(s.Table()).efficiencyFigure()
		require.True(t, ok)
		assert.Equal(t, n > manySeries, f.spec.(chart.Lines).Panels, "%d curves", n)
	}
}

func TestFiguresNeedTheirData(t *testing.T) {
	names := func(s *synthetic) []string {
		var names []string
		for _, f := range newView(s.Table()).figures() {
			require.NoError(t, f.spec.Validate(), f.name)
			names = append(names, f.name)
		}
		return names
	}
	alone := newSynthetic(1)
	alone.times("sum/n=1e5/channel/own", 1000, 5)
	assert.Empty(t, names(alone), "no chart for this experiment")

	noSerial := newSynthetic(1)
	noSerial.times("grain/grain=0/channel/own", 0, 5)
	noSerial.times("grain/grain=150ns/channel/own", 140, 100)
	assert.Empty(t, names(noSerial), "nothing to refer to")

	oneSize := newSynthetic(1)
	oneSize.times("grain/grain=150ns/inline/own", 140, 100)
	oneSize.times("grain/grain=150ns/channel/own", 140, 90)
	assert.Equal(t, []string{"efficiency", "compare-grain"}, names(oneSize), "one size is no curve to cross")

	onlyInline := newSynthetic(1)
	onlyInline.times("grain/grain=150ns/inline/own", 140, 100)
	assert.Empty(t, names(onlyInline))
}
