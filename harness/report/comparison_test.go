package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// comparedRun has a row for each verdict, in a block with controls that are in order.
func comparedRun(rounds int) *synthetic {
	s := newSynthetic(rounds)
	wide, equal, slow, fast := make([]float64, rounds), make([]float64, rounds), make([]float64, rounds), make([]float64, rounds)
	for i := range rounds {
		wide[i] = 100 * (1 + 0.1*float64(i%5-2))
		equal[i] = 100 * (1 + 0.002*float64((i*3)%4))
		slow[i], fast[i] = 150+float64(i%3), 60+float64(i%2)
	}
	s.times("overhead/submitters=1/spawn/own", 0, slow...)
	s.times("overhead/submitters=1/batched/own", 0, fast...)
	s.times("overhead/submitters=1/freelist/own", 0, equal...)
	s.times("overhead/submitters=1/ants/native", 0, wide...)
	s.controls(rounds)
	return s
}

const comparisons = "÷ that of channel, paired by round"

func TestEveryVerdictIsShownAsWhatItIs(t *testing.T) {
	text := comparedRun(12).render(t)
	assert.Contains(t, tableRow(t, text, comparisons, "spawn"), "] **slower** |")
	assert.Contains(t, tableRow(t, text, comparisons, "batched"), "] **faster** |")
	assert.Contains(t, tableRow(t, text, comparisons, "freelist"), "] same ±3.0 % |")
	assert.Regexp(t, `\] \?\[\^\d+\] \|`, tableRow(t, text, comparisons, "ants/native"))
	assert.Contains(t, text, "corrected for 4 comparisons", "neither the baseline nor its twin is one")
	assert.NotContains(t, text, "+twin", "controls are no rows")
	assert.Contains(t, text, "Controls: of 1 comparisons of the baseline with itself, 1 have 1 in their 95 % interval; 10 % more work was measured as 1.1")
}

func TestTooFewRoundsGiveNumbersAndNoVerdict(t *testing.T) {
	text := comparedRun(6).render(t)
	for _, word := range []string{"**faster**", "**slower**", "same ±"} {
		assert.NotContains(t, text, word)
	}
	assert.Contains(t, text, "No verdict: 6 of the 12 rounds needed.")
	assert.Contains(t, tableRow(t, text, comparisons, "spawn"), "1.5")
}

func TestARunWhoseControlsFailSaysSoFirst(t *testing.T) {
	s := comparedRun(12)
	for i := range s.Samples {
		if x := &s.Samples[i]; strings.HasSuffix(x.Cell, "+twin") {
			x.Measured.WallNS = x.Measured.WallNS * 2
		}
	}
	text := s.render(t)
	before, _, _ := strings.Cut(text, "## Summary")
	assert.Contains(t, before, "**No verdicts: the controls of this run failed.** The baseline differs from itself")
	assert.NotContains(t, text, "**slower**")
	lines := digest(t, s)
	assert.Contains(t, lines[len(lines)-1], "no verdicts: the controls failed")
}

// What a reader needs to weigh a table stands below it: rounds, noise floor, gate counts.
func TestEveryTableOfAnExperimentHasItsFooter(t *testing.T) {
	text := comparedRun(12).render(t)
	_, experiments, _ := strings.Cut(text, "\n## overhead")
	experiments, _, _ = strings.Cut(experiments, "\n## ")
	tables := strings.Count(experiments, "|:--|")
	require.Equal(t, 4, tables, "times, comparisons, resources, scheduler")
	assert.Equal(t, tables, strings.Count(experiments, "<sub>12 rounds · noise floor "))
	assert.Equal(t, tables, strings.Count(experiments, "samples kept, 0 retaken, 0 disturbed</sub>"))
	for _, f := range newView(comparedRun(12).Table()).figures() {
		var footer string
		switch spec := f.spec.(type) {
		case chart.Bars:
			footer = spec.Footer
		case chart.Ranges:
			footer = spec.Footer
		case chart.Dots:
			footer = spec.Footer
		}
		assert.Contains(t, footer, "noise floor ", f.name)
		assert.Contains(t, footer, "96 timed samples kept, 0 retaken, 0 disturbed", f.name)
	}
}

func TestTheForestIsGreyWhereNothingIsResolved(t *testing.T) {
	v := newView(comparedRun(12).Table())
	f, ok := v.comparisonFigure(v.find("overhead"))
	require.True(t, ok)
	spec := f.spec.(chart.Ranges)
	require.NoError(t, spec.Validate())
	faint := map[string]bool{}
	for _, r := range spec.Groups[0].Rows {
		faint[r.Label] = r.Faint
	}
	assert.Equal(t, map[string]bool{"spawn": false, "batched": false, "freelist": true, "ants/native": true}, faint)
	assert.InDelta(t, 1, spec.Reference, 0)
	floor := v.compared.Find("overhead", "ns/op").Floor
	assert.InDelta(t, 1+floor, spec.Band.Hi, 1e-12)
}

func TestAForestWithoutVerdictsSaysWhyAllOfItIsGrey(t *testing.T) {
	subtitle := func(rounds int) string {
		v := newView(comparedRun(rounds).Table())
		f, ok := v.comparisonFigure(v.find("overhead"))
		require.True(t, ok)
		return f.spec.(chart.Ranges).Subtitle
	}
	assert.Contains(t, subtitle(6), "All grey: no verdict, 6 of the 12 rounds needed.")
	assert.Contains(t, subtitle(12), "Grey: not resolved after correction for 4 comparisons")
}

func TestAForestHasNoMorePanelsThanAPage(t *testing.T) {
	s := newSynthetic(1)
	drawn := func() bool {
		v := newView(s.Table())
		_, ok := v.comparisonFigure(v.find("workloads"))
		return ok
	}
	for i := range maxForests {
		for _, row := range []string{"channel/own", "spawn/own"} {
			s.times(fmt.Sprintf("workloads/kernel=k%d/%s", i, row), 0, 100)
		}
	}
	assert.True(t, drawn())
	s.times("workloads/kernel=more/channel/own", 0, 100)
	assert.False(t, drawn())
	assert.Contains(t, s.render(t), "÷ that of channel, paired by round", "the table is there all the same")
}

func TestGeometricMeansNeedEveryBlock(t *testing.T) {
	s := comparedRun(12)
	s.times("overhead/submitters=4/channel/own", 0, steady(12, 100)...)
	s.times("overhead/submitters=4/spawn/own", 0, steady(12, 600)...)
	for i := range s.Samples {
		if s.Samples[i].Measured.ForeignCPU == nil {
			quiet := 0.0
			s.Samples[i].Measured.ForeignCPU = &quiet
		}
	}
	text := s.render(t)
	spawn := tableRow(t, text, comparisons, "spawn")
	assert.Regexp(t, `\| 3(\.0\d)?× \|\n$`, spawn, "the root of 1.5 × 6")
	assert.True(t, strings.HasSuffix(tableRow(t, text, comparisons, "batched"), "| – |\n"), "one block is missing")
}

func TestPercentHasNoMoreDigitsThanItKnows(t *testing.T) {
	for share, want := range map[float64]string{0: "below 0.1 %", 1e-16: "below 0.1 %", 0.0123: "1.2 %", 0.03: "3.0 %", 0.5: "50 %"} {
		assert.Equal(t, want, percent(share))
	}
}

// loadedRun has an open loop in which the slow row is saturated in every round.
func loadedRun() *synthetic {
	s := newSynthetic(stats.MinRounds)
	for row, ns := range map[string]float64{"channel/own": 300, "inline/own": 9000} {
		s.times("arrivals/load=80pct/"+row, 1000, steady(stats.MinRounds, ns)...)
	}
	for i := range s.Run.Plan.Cells {
		c := &s.Run.Plan.Cells[i]
		c.Shape, c.Load, c.Rate = "arrivals", 0.8, 10_000
	}
	for i := range s.Samples {
		m := s.Samples[i].Measured
		factor := m.WallNS / 300 / 100_000
		m.Latency = &sample.Latency{Count: 9, MeanNS: 2500, P50NS: 2000 * factor, P99NS: 40_000 * factor, P999NS: 50_000 * factor, MaxNS: 60_000 * factor}
		m.Submit = &sample.Latency{Count: 9, P99NS: 700}
		m.Lag = &sample.Latency{Count: 9, P99NS: 3000}
		m.ScheduleNS = 300 * 100_000
	}
	return s
}

func TestLatencyTablesShowTailsAndSaturation(t *testing.T) {
	text := loadedRun().render(t)
	heading := "Latency, load = 80pct"
	assert.Contains(t, text, "10k tasks arrive per second, 80 % of what the processors could do inline")
	assert.Equal(t, "| channel | 2.5 µs | 2 µs [2 µs, 2 µs] | 40 µs [40 µs, 40 µs] | 50 µs | 60 µs | 700 ns | 3 µs | 0 of 12 rounds |\n",
		tableRow(t, text, heading, "channel"))
	assert.Contains(t, tableRow(t, text, heading, "inline"), "| 12 of 12 rounds |")
	assert.NotContains(t, text, "Time per task:", "the rate is given")

	v := newView(loadedRun().Table())
	f, ok := v.latencyFigure(v.find("arrivals"))
	require.True(t, ok)
	rows := map[string]chart.PercentileRow{}
	for _, r := range f.spec.(chart.Percentiles).Groups[0].Rows {
		rows[r.Label] = r
	}
	assert.False(t, rows["channel"].Faint)
	assert.True(t, rows["inline"].Faint)
	assert.Equal(t, "saturated in 12 of 12", rows["inline"].Note)
	assert.Equal(t, "[2000 40000 50000 60000]", fmt.Sprint([]float64{rows["channel"].P50, rows["channel"].P99, rows["channel"].P999, rows["channel"].Max}))
}

func TestTheSchedulersFiguresAreShownWhereLatenciesAre(t *testing.T) {
	s := loadedRun()
	for i := range s.Samples {
		s.Samples[i].Measured.Scheduler = &sample.Scheduler{WaitP50NS: 256, WaitP99NS: 393_216, PauseNS: 0, Threads: 5, Runnable: 2, Waiting: 9, Created: 3200}
	}
	assert.Equal(t, "| channel | 256 ns | 393 µs | 3.2k | 2 | 9 | 5 | 0 ns |\n", tableRow(t, s.render(t), "The Go scheduler, load = 80pct", "channel"))
}
