package report

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

// answers are measurements in which an echo took so many ms, the median of a round each, and
// twice that at the 99th percentile; GET / takes 1 ms more.
func answers(p50 ...float64) []sample.Measurement {
	var all []sample.Measurement
	for _, ms := range p50 {
		m := sample.Measurement{
			Tasks: 400, WallNS: 1e9, UserNS: 1.5e9, Latency: spread(ms, 2*ms, 3*ms), Lag: spread(0.1, 0.2, 0.3),
			Probed: &sample.Probed{Health: spread(ms+1, 2*ms+1, 3*ms+1)},
		}
		m.Probed.Health.Count = 100
		all = append(all, m)
	}
	return all
}

// working are such measurements beside which so many units of work were done.
func working(p50 float64, units ...int64) []sample.Measurement {
	var all []sample.Measurement
	for _, n := range units {
		m := answers(p50)[0]
		m.Probed.Units, m.HelpersNS = n, 0.25e9
		all = append(all, m)
	}
	return all
}

func labels(series []chart.Series) []string {
	var all []string
	for _, s := range series {
		all = append(all, s.Label)
	}
	return all
}

func TestResponsiveIsReadAgainstTheProcessors(t *testing.T) {
	s := newSynthetic(2)
	for i, k := range []string{"0", "1", "2", "8", "32"} {
		s.take("responsive/repair=none/goroutines="+k+"/channel/own", answers(float64(i+1), float64(i+1))...)
	}
	s.take("responsive/repair=answers/goroutines=8/channel/own", answers(7, 7)...)
	s.take("responsive/repair=yield/goroutines=32/channel/own", answers(6, 6)...)
	spec := drawn[chart.Grid](t, s, "responsive")
	require.Equal(t, []string{"Echo of a byte over TCP, 400 a round", "GET /, 100 a round"}, titles(spec))
	echo, get := spec.Panels[0], spec.Panels[1]
	assert.Equal(t, []string{"0", "P−1 = 1", "P = 2", "4P = 8", "16P = 32"}, echo.X.Names)
	assert.Equal(t, []string{"0: 2e+06", "1: 4e+06", "2: 6e+06", "3: 8e+06", "4: 1e+07"}, estimates(echo.Series[0]), "99th percentile")
	assert.Equal(t, []string{"0: 1e+06", "1: 2e+06", "2: 3e+06", "3: 4e+06", "4: 5e+06"}, estimates(echo.Series[1]), "median")
	assert.Equal(t, "0: 3e+06", estimates(get.Series[0])[0])
	assert.Equal(t, "4: 1.5e+07", estimates(echo.Behind[0])[4], "the maximum is a light line")
	assert.Equal(t, []string{"99th percentile", "median", "echo on own threads", "echo on own threads", "echo on own threads",
		"tasks yield every 150 µs", "tasks yield every 150 µs", "tasks yield every 150 µs"}, labels(echo.Series))
	assert.Equal(t, []string{"3.27: 7e+06", "3.27: 1.4e+07"}, estimates(echo.Series[2]), "beside its k, median and 99th percentile")
	assert.Equal(t, []string{"99th percentile", "median", "tasks yield every 150 µs", "tasks yield every 150 µs", "tasks yield every 150 µs"},
		labels(get.Series), "nobody who answers GET / has a thread of his own")
	assert.Equal(t, []string{"4.27: 7e+06", "4.27: 1.3e+07"}, estimates(get.Series[2]))
	assert.Equal(t, echo.Series[5].Style, get.Series[2].Style, "one legend for both")
	assert.Equal(t, []chart.Reference{{Value: 10e6, Label: "10 ms: network poll"}}, echo.References)
	assert.Contains(t, spec.Subtitle, " 10 ms is how often the system monitor polls the network while all processors compute.")
	assert.Contains(t, spec.Subtitle, "the same k with a repair")
	assert.Contains(t, spec.Footer, "ranges in place of intervals below 6")
	assert.True(t, spec.Same)
}

// Without the extra set there are three k and no repair; what failed is said.
func TestResponsiveOfAPartOfTheRun(t *testing.T) {
	s := newSynthetic(1)
	s.Run.Plan.GOMAXPROCS = 1
	s.take("responsive/repair=none/goroutines=0/channel/own", answers(1)...)
	s.take("responsive/repair=none/goroutines=1/channel/own", lasting(1)...)
	s.lost("responsive/repair=none/goroutines=16/channel/own", sample.TimedOut)
	spec := drawn[chart.Grid](t, s, "responsive")
	assert.Equal(t, []string{"0", "P = 1", "16P = 16"}, spec.Panels[0].X.Names)
	assert.Equal(t, []string{"99th percentile", "median"}, labels(spec.Panels[0].Series))
	assert.NotContains(t, spec.Subtitle, "repair")
	assert.Contains(t, spec.Subtitle, "No value: Echo of a byte over TCP: channel at k = 1 (not measured), Echo of a byte over TCP: channel at k = 16 (timed out)")

	s = newSynthetic(1)
	s.take("responsive/repair=yield/goroutines=7/channel/own", answers(1)...)
	s.lost("responsive/repair=answers/goroutines=7/channel/own", sample.Crashed)
	spec = drawn[chart.Grid](t, s, "responsive")
	assert.Equal(t, []string{"7"}, spec.Panels[0].X.Names, "no multiple of 2 processors")
	assert.Contains(t, spec.Subtitle, "No value: Echo of a byte over TCP: channel at answers, k = 7 (crashed).", "GET / lacks nothing")
}

// Round 2 is twice as slow for everybody, which ratios within a round do not see.
func TestRepairsStandBesideTheirPrice(t *testing.T) {
	s := newSynthetic(2)
	s.take("repairs//repair=idle/channel/own", answers(0.1, 0.1)...)
	s.take("repairs//repair=none/channel/own", working(10, 1000, 500)...)
	s.take("repairs//repair=none/spawn/own", working(300, 990, 495)...)
	s.take("repairs//repair=less1/channel/own", working(0.08, 510, 255)...)
	s.lost("repairs//repair=nice/channel/own", sample.Refused)
	s.take("repairs//repair=answers/channel/own", working(9, 1000, 500)...)
	s.take("repairs//repair=later/channel/own", working(1, 1000, 500)...)
	spec := drawn[chart.Grid](t, s, "repairs")
	require.Len(t, spec.Panels, 2)
	assert.Contains(t, spec.Subtitle, "another process asks for echoes, 400 a round.")
	late, rate := spec.Panels[0], spec.Panels[1]
	assert.Equal(t, []string{
		"nothing to compute: 2e+05", "no repair: W = P: 2e+07", "no repair: goroutine per task: 6e+08", "a worker less: W = P − 1: 1.6e+05",
		"P + 1, own threads, low priority: refused", "echo answered on own threads: 1.8e+07", "channel, later: 2e+06",
	}, rowsOf(late.Rows))
	assert.Equal(t, chart.Interval{Lo: 10e6, Mid: 20e6, Hi: 20e6}, *late.Rows[1].Value, "from the median to the 99th percentile")
	assert.Equal(t, []string{
		"nothing to compute: nothing", "no repair: W = P: 1", "no repair: goroutine per task: 0.99", "a worker less: W = P − 1: 0.51",
		"P + 1, own threads, low priority: refused", "echo answered on own threads: 1", "channel, later: 1",
	}, rowsOf(rate.Rows))
	require.Len(t, late.Guides, 1)
	assert.InDelta(t, 2e6, late.Guides[0].From[0], 1)
	assert.Equal(t, "10 × the 99th percentile with nothing to compute: 2 ms", late.Guides[0].Label)
	require.Len(t, rate.Guides, 1)
	assert.InDelta(t, 0.9, rate.Guides[0].To[0], 1e-9)
}

// What others are judged by rests on undisturbed samples.
func TestADisturbedIdleProcessMovesNoLine(t *testing.T) {
	s := newSynthetic(3)
	s.take("repairs//repair=idle/channel/own", answers(0.1, 0.1, 50)...)
	s.take("repairs//repair=none/channel/own", working(10, 1000, 1000, 1000)...)
	quiet := 0.0
	s.measured(func(m *sample.Measurement) { m.ForeignCPU = &quiet })
	busy := 1.5
	s.Samples[0].Measured.ForeignCPU, s.Samples[2].Measured.ForeignCPU = &busy, &busy
	assert.Equal(t, "10 × the 99th percentile with nothing to compute: 2 ms", drawn[chart.Grid](t, s, "repairs").Panels[0].Guides[0].Label)
	s.Samples[1].Measured.ForeignCPU = &busy
	assert.Empty(t, drawn[chart.Grid](t, s, "repairs").Panels[0].Guides)
}

func TestRepairsWithoutWhatTheyAreComparedWith(t *testing.T) {
	s := newSynthetic(1)
	s.lost("repairs//repair=none/channel/own", sample.Crashed)
	s.take("repairs//repair=more1/channel/own", working(1, 1000)...)
	spec := drawn[chart.Grid](t, s, "repairs")
	assert.Equal(t, []string{"no repair: W = P: crashed", "GOMAXPROCS = P + 1: no repair: crashed"}, rowsOf(spec.Panels[1].Rows))
	assert.Empty(t, spec.Panels[0].Guides)
	assert.Empty(t, spec.Panels[1].Guides)
}

// requests are measurements of a service to which 200 times load of them come in a second; with
// more than 1 it does not keep up, whether or not it rejects some.
func requests(p50, load float64, rejected int64) sample.Measurement {
	all := int64(200 * load)
	return sample.Measurement{
		Tasks: int(all), WallNS: int64(1e9 * max(load, 1)), ScheduleNS: 1e9, Latency: spread(p50, 2*p50, 3*p50), Lag: spread(0.01, 0.08, 0.09),
		Served: &sample.Served{
			Answered: all - rejected, Rejected: rejected, Connections: 90, Early: spread(p50, p50, p50), Late: spread(p50*load, p50*load, p50*load),
		},
	}
}

// overloaded is a run of two rows without a limit and with one, where nobody waits longer and longer.
func overloaded() *synthetic {
	s := newSynthetic(1)
	for _, row := range []string{"spawn/own", "channel/own"} {
		for i, load := range []float64{0.5, 1, 1.5} {
			value := fmt.Sprintf("/load=%gpct/", 100*load)
			s.take("overload/admission=none"+value+row, requests(float64(1+100*i), load, 0))
			limited := requests(float64(1+i), load, int64(60*(i/2)))
			limited.Served.Late = limited.Served.Early
			s.take("overload/admission=32"+value+row, limited)
		}
	}
	return s
}

func TestOverloadWithAndWithoutALimit(t *testing.T) {
	spec := drawn[chart.Grid](t, overloaded(), "overload")
	assert.Equal(t, []string{
		"99th percentile, no limit", "Median, no limit", "Not answered, no limit",
		"99th percentile, limit 32", "Median, limit 32", "Not answered, limit 32",
	}, titles(spec))
	assert.Equal(t, 3, spec.Columns)
	tail, limited, lost := spec.Panels[0], spec.Panels[3], spec.Panels[5]
	assert.Equal(t, []string{"spawn", "channel", "saturated", "saturated"}, labels(tail.Series))
	assert.Equal(t, []string{"0.5: 2e+06", "1: 2.02e+08", "1.5: 4.02e+08"}, estimates(tail.Series[0]))
	assert.Equal(t, []string{"1.5: 4.02e+08"}, estimates(tail.Series[2]), "in most rounds")
	assert.Nil(t, tail.Series[2].Style.Color, "grey")
	assert.Equal(t, []string{"spawn", "channel", "saturated", "saturated"}, labels(limited.Series))
	assert.Equal(t, []float64{tail.Y.Min, tail.Y.Max}, []float64{limited.Y.Min, limited.Y.Max}, "panels below each other have one scale")
	assert.InDelta(t, 4.02e8, limited.Y.Max, 1)
	assert.Equal(t, []string{"0.5: 0", "1: 0", "1.5: 0.2"}, estimates(lost.Series[1]), "nothing lost is a point as well")
}

func TestOverloadNamesItsSettings(t *testing.T) {
	for group, want := range map[string]string{
		"admission=none": "no limit", "admission=32": "limit 32", "admission=32.more1": "limit 32, P + 1", "admission=none.later": "no limit, later",
	} {
		assert.Equal(t, want, admission(group))
	}
	subtitle := drawn[chart.Grid](t, overloaded(), "overload").Subtitle
	assert.Contains(t, subtitle, "Limit: requests let in at once.")
	assert.Contains(t, subtitle, "Requests come for 1 s by a schedule whatever the service does, 100 of them at 50 % load;")
}

func TestOverloadHasGapsWhereItFailed(t *testing.T) {
	s := newSynthetic(1)
	s.take("overload/admission=none/load=50pct/spawn/own", requests(1, 0.5, 0))
	s.lost("overload/admission=none/load=80pct/spawn/own", sample.TimedOut)
	s.take("overload/admission=none/load=100pct/spawn/own", requests(2, 1, 0))
	spec := drawn[chart.Grid](t, s, "overload")
	points := spec.Panels[0].Series[0].Points
	require.Len(t, points, 2)
	assert.Equal(t, []string{"spawn"}, labels(spec.Panels[0].Series), "nobody is saturated")
	assert.Equal(t, []bool{false, true}, []bool{points[0].Gap, points[1].Gap})
	assert.Contains(t, spec.Subtitle, "No value: spawn at no limit, 80pct (timed out).")
}

func TestFootersNameTheBacklogAndAdmission(t *testing.T) {
	s := overloaded()
	s.across(func(c *sample.Cell) { c.Admission = 32 })
	assert.Contains(t, drawn[chart.Grid](t, s, "overload").Footer, "queue 64, admission as shown")
	s = newSynthetic(1)
	s.take("repairs//repair=more1/channel/own", working(1, 1000)...)
	s.across(func(c *sample.Cell) { c.Procs, c.Workers, c.Busy = 3, 2, sample.Busy{Tasks: 64, Units: 33} })
	assert.Contains(t, drawn[chart.Grid](t, s, "repairs").Footer, "GOMAXPROCS as shown, workers as shown, queue 64, 64 tasks at all times")
}
