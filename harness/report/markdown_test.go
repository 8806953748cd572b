package report

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// tableRow returns the first table line of text that begins with a row's label, below a heading.
func tableRow(t *testing.T, text, heading, label string) string {
	t.Helper()
	_, below, found := strings.Cut(text, heading)
	require.True(t, found, heading)
	for line := range strings.Lines(below) {
		if strings.HasPrefix(line, "| "+label+" |") {
			return line
		}
	}
	require.Fail(t, "no row "+label+" below "+heading)
	return ""
}

func TestTablesShowMediansWithIntervals(t *testing.T) {
	values := []float64{43, 40, 47, 41, 44, 42, 46, 45}
	s := newSynthetic(8)
	s.times("sum/n=1e5/inline/own", 100_000, values...)
	text := s.render(t)
	want := withInterval(stats.Median(values), chart.Nanoseconds)
	assert.Contains(t, tableRow(t, text, "Time per task:", "inline"), "| "+want+" |")
	assert.Contains(t, tableRow(t, text, "Effective parallelism", "inline"), "| 2.00 |", "twice as much processor time as wall time")
}

func TestEfficiencyAndBreakEvenTables(t *testing.T) {
	text := grainRun(evenly, map[string]float64{"channel/own": 400, "ants/native": 1e9, "spawn/own": 0}).render(t)
	efficiency := tableRow(t, text, "Efficiency;", "channel")
	percent := chart.Percent.Format(15_000 / (2 * 7_900.0))
	assert.Contains(t, efficiency, fmt.Sprintf("| %[1]s [%[1]s, %[1]s] |", percent))
	assert.Contains(t, efficiency, "| channel | – |", "grain 0 has no work to be efficient at")
	assert.Contains(t, tableRow(t, text, "Break-even grain", "channel"), "| 978 ns [978 ns, 978 ns] |")
	assert.Contains(t, tableRow(t, text, "Break-even grain", "ants/native"), "| not up to 150 µs |")
	assert.Contains(t, tableRow(t, text, "Break-even grain", "spawn"), "| below 10 ns |")
}

func TestFailuresAreShownWhereTheNumberWouldBe(t *testing.T) {
	text := mixedRun().render(t)
	assert.Contains(t, tableRow(t, text, "Time per task:", "spawn"), "| crashed |")
	assert.Contains(t, tableRow(t, text, "Time per task:", "errgroup/native"), "| timed out |", "its calibration failed")
	failures := func(cell string) string { return tableRow(t, text, "## Failures", cell) }
	assert.Contains(t, failures("overhead/submitters=1/spawn/own"), `| 6 | crashed: panic: a \| b |`, "a bar would end the cell of the table")
	assert.Contains(t, failures("overhead/submitters=1/errgroup/native"), "| 1 | timed out: no result after 10s |")

	clean := newSynthetic(1)
	clean.times("overhead/submitters=1/channel/own", 0, 40)
	assert.NotContains(t, clean.render(t), "## Failures")
}

var mark = regexp.MustCompile(`\[\^(\d+)\]`)

func TestWhatIsOddIsAFootnote(t *testing.T) {
	s := newSynthetic(6)
	s.times("overhead/submitters=1/inline/own", 0, steady(6, 10)...)
	s.times("overhead/submitters=1/channel/own", 0, 40, 41, 42)
	s.times("overhead/submitters=1/spawn/own", 0, 40, 41, 42)
	s.times("overhead/submitters=1/ants/native", 0, 80, 100, 100, 100, 100, 150)
	s.times("overhead/submitters=1/errgroup/native", 0, steady(5, 60)...)
	s.Samples = append(s.Samples, sample.Sample{Record: "sample", Cell: "overhead/submitters=1/errgroup/native", Round: 6,
		Failure: &sample.Failure{Kind: sample.WrongResult, Detail: "5 of 6 tasks ran"}})
	text := s.render(t)

	cases := map[string]string{ // row → what its footnotes say
		"inline": "", "channel": "Fewer than 6 samples", "spawn": "Fewer than 6 samples",
		"ants/native": "Noisy", "errgroup/native": "Some samples of this cell failed",
	}
	for row, want := range cases {
		marks := mark.FindAllStringSubmatch(tableRow(t, text, "Time per task:", row), -1)
		if want == "" {
			assert.Empty(t, marks, row)
			continue
		}
		require.NotEmpty(t, marks, row)
		assert.Contains(t, text, fmt.Sprintf("\n[^%s]: %s", marks[0][1], want), row)
	}
	assert.Equal(t, 1, strings.Count(text, "]: Fewer than"), "one text has one number")
}

func TestARunOfAnotherVersionIsRendered(t *testing.T) {
	s := newSynthetic(2)
	s.times("latency/rate=1e5/ringbuffer/turbo", 0, 5, 6)
	s.times("latency/rate=1e6/tunny/native", 0, 7, 8) // a row and a block that have not all cells
	s.times("overhead/submitters=1/ringbuffer/own", 0, 40, 41)
	s.times("overhead/submitters=4/ringbuffer/own", 0, 40, 41)
	text := s.render(t)
	assert.Contains(t, text, "## latency")
	assert.Contains(t, tableRow(t, text, "## latency", "ringbuffer/turbo"), "not measured")
	assert.Contains(t, tableRow(t, text, "## latency", "tunny/native"), "not measured")
	assert.Contains(t, tableRow(t, text, "## overhead", "ringbuffer"), "40.5 ns")
}

func TestUnknownReadingsAreCalledUnknown(t *testing.T) {
	s := newSynthetic(1)
	s.times("overhead/submitters=1/channel/own", 0, 40)
	s.Run.Machine = machine.Info{OS: "plan9", Arch: "arm", Cores: 1}
	s.Run.Build = sample.Build{Go: "go1.26.0"}
	s.Run.Plan.Mode = ""
	text := s.render(t)
	for _, unknown := range []string{"CPU unknown", "memory unknown", "release unknown", "commit unknown", "libraries: unknown", "1 of 1 samples it is unknown"} {
		assert.Contains(t, text, unknown)
	}
	assert.Regexp(t, `(?m)^\| channel \|.*\bunknown \|`, text, "peak memory")
}

func TestDisturbedAndShortWindowsAreCounted(t *testing.T) {
	s := newSynthetic(4)
	s.times("overhead/submitters=1/channel/own", 0, 4000, 4000, 4000, 4000) // windows of 0.4 s
	busy, idle := 0.5, 0.01
	s.Samples[0].Measured.ForeignCPU, s.Samples[1].Measured.ForeignCPU, s.Samples[2].Measured.ForeignCPU = &busy, &idle, &idle
	s.Run.Plan.WindowNS = 5e8
	text := s.render(t)
	assert.Contains(t, text, "1 of 3 samples were disturbed at the last attempt too")
	assert.Contains(t, text, "**The machine was busy with something else during 1 of 4 samples.**")
	assert.Contains(t, text, "1 of 4 samples of this cell were disturbed by others")
	assert.Contains(t, text, "For 1 of 4 samples it is unknown")
	assert.Contains(t, text, "4 of 4 windows were shorter than the 500ms aimed at")
}

func TestAnIncompleteRunSaysSo(t *testing.T) {
	s := newSynthetic(12)
	s.times("overhead/submitters=1/channel/own", 0, steady(7, 40)...)
	assert.Contains(t, s.render(t), "12 rounds planned, 7 of 12 samples taken")
	s.times("overhead/submitters=1/inline/own", 0)
	assert.Contains(t, s.render(t), "12 rounds planned, 7 of 24 samples taken")
}

// Without inline there is nothing to be efficient compared to; the times are still there.
func TestARunWithoutTheSerialReferenceIsRendered(t *testing.T) {
	s := newSynthetic(1)
	s.times("grain/grain=0/channel/own", 0, 40)
	s.times("grain/grain=150us/channel/own", 140_000, 75_000)
	text := s.render(t)
	assert.NotContains(t, text, "Efficiency;")
	assert.NotContains(t, text, "Break-even grain")
	assert.Contains(t, tableRow(t, text, "Time per task:", "channel"), "75 µs")

	s = newSynthetic(1) // inline has crashed in one block only
	s.times("grain/grain=0/inline/own", 0, 10)
	s.times("grain/grain=0/channel/own", 0, 40)
	s.fails("grain/grain=150us/inline/own", 1, sample.Failure{Kind: sample.Crashed})
	s.times("grain/grain=150us/channel/own", 140_000, 75_000)
	assert.Contains(t, s.render(t), "75 µs")
}

// Where tasks were held back the rows are compared by memory, and no time is shown.
func TestABacklogIsComparedByMemory(t *testing.T) {
	s := newSynthetic(6)
	s.times("backlog/waiting=2e4/channel/own", 0, steady(6, 40)...)
	s.Run.Plan.Cells[0].Shape = "backlog"
	waiting := int64(96 * 100_000)
	for i := range s.Samples {
		s.Samples[i].Measured.WaitingBytes = &waiting
	}
	text := s.render(t)
	assert.Contains(t, tableRow(t, text, "Memory per waiting task:", "channel"), "| 96 B [96 B, 96 B] |")
	assert.NotContains(t, text, "Time per task:")
	assert.NotContains(t, text, "windows were shorter", "a held window has no length to reach")
	assert.Contains(t, digest(t, s)[1], "96 B")
}
