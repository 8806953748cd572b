package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

// Ratios are paired by round: each round here is as slow for everybody.
func TestSystemsInNodeAreDividedByTheirCounterparts(t *testing.T) {
	slow := func(factor float64) []sample.Measurement {
		var each []float64
		for round := range 6 {
			each = append(each, factor*float64(100+10*round))
		}
		return lasting(each...)
	}
	for name, test := range map[string]struct {
		cells []string // the reference, and one that takes four times as long
		want  []string
	}{
		"node-cost": {
			[]string{"node-cost/task=empty/inflight=64/channel/own", "node-cost/task=empty/inflight=64/node-pool/own"},
			[]string{"| strategy | inflight | time per task | time ÷ channel | p50 | p99 | cpu/wall | threads at the end |", `\| channel \| 64 \| .* \| – \| – \| – \| 2 \| – \|`, `\| node-pool \| 64 \| .* \| 4× \[4×, 4×\] \|`},
		},
		"node-work": {
			[]string{"node-work//work=sum-double/channel/own", "node-work//work=sum-integer/channel/own"},
			[]string{"| strategy | work | time per task | time ÷ Go | processor time per iteration | cpu/wall |", `\| channel \| sum-integer \| .* \| 4× \[4×, 4×\] \| 1 µs \[800 ns, 1.2 µs\]\[\^1\] \| 2 \|`},
		},
		"node-size": {
			[]string{"node-size//workers=2/node-pool/own", "node-size//workers=1/node-pool/own"},
			[]string{"| strategy | workers | time per task | time ÷ W = P | cpu/wall | peak RSS |", `\| node-pool \| 1 \| .* \| 4× `, `\| node-pool \| 2 \| .*\] \| – \|`},
		},
		"node-transfer": {
			[]string{"node-transfer/way=transfer/size=1KiB/node-pool/own", "node-transfer/way=copy/size=1KiB/node-pool/own"},
			[]string{"| way | size | time per call | a copy ÷ this |\n", `\| transfer \| 1KiB \| .* \| 4× \[4×, 4×\] \|`, `\| copy \| 1KiB \| .*\] \| – \|`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSynthetic(6)
			s.take(test.cells[0], slow(1)...)
			s.take(test.cells[1], slow(4)...)
			text := sectionOf(t, s.render(t), name)
			assert.Contains(t, text, test.want[0])
			for _, line := range test.want[1:] {
				assert.Regexp(t, line, text)
			}
		})
	}
}

// What computes on one processor is divided by what does so in Go, and a hash by a hash.
func TestWorkIsDividedByWhatHasAsManyProcessors(t *testing.T) {
	s := newSynthetic(1)
	s.take("node-work//work=sum-double/inline/own", lasting(100)...)
	s.take("node-work//work=sum-double/channel/own", lasting(50)...)
	s.take("node-work//work=sum-double/node-loop/own", lasting(200)...)
	s.take("node-work//work=sum-double/node-pool/own", lasting(150)...)
	s.take("node-work//work=sha256-64KiB/channel/own", lasting(10)...)
	s.take("node-work//work=sha256-64KiB/node-pool/own", lasting(40)...)
	for i := range s.Run.Plan.Cells[4:] {
		s.Run.Plan.Cells[4+i].Iterations = 0
	}
	text := s.render(t)
	section := sectionOf(t, text, "node-work")
	assert.Regexp(t, `\| node-loop \| sum-double \| .* \| 2× `, section)
	assert.Regexp(t, `\| node-pool \| sum-double \| .* \| 3× \[3×, 3×\]\[\^\d+\] \| 300 ns `, section, "one pair is no interval")
	assert.Regexp(t, `\| node-pool \| sha256-64KiB \| .* \| 4× \[4×, 4×\]\[\^\d+\] \| – \| 2 \|`, section)
	assert.Contains(t, section, "; systems with workers are divided by channel and those without by inline, sums by that of doubles:")
	assert.Contains(t, section, "compare inline with node-loop there")
}

func TestTableOfWorkers(t *testing.T) {
	s := newSynthetic(1)
	s.take("node-workers//workers=4/channel/own", started(4, 0.01, 8<<20, 9<<20))
	s.take("node-workers//workers=4/node-pool/own", started(4, 35, 40<<20, 80<<20))
	text := sectionOf(t, s.shaped(experiment.Started).render(t), "node-workers")
	assert.Contains(t, text, "| strategy | workers | median start | resident memory per worker | before the first | after the last |\n")
	assert.Regexp(t, `\| channel \| 4 \| 10 µs .* \| 256 KiB .* \| 8 MiB \| 9 MiB \|\n`, text)
	assert.Regexp(t, `\| node-pool \| 4 \| 35 ms .* \| 10 MiB .* \| 40 MiB \| 80 MiB \|\n`, text)
	start, memory := strings.Index(text, "plots/node-start.png"), strings.Index(text, "plots/node-memory.png")
	assert.Less(t, 0, start)
	assert.Less(t, start, memory, "both charts, time first")
}

func TestTableOfHealth(t *testing.T) {
	s := newSynthetic(1)
	s.take("node-health/workers=P/callers=0/node-loop/own", answers(1)...)
	s.take("node-health/workers=P/callers=8/node-loop/own", working(80, 190)...)
	waiting, silent := working(40, 390), working(30, 380)
	waiting[0].Scheduler, silent[0].Scheduler = &sample.Scheduler{WaitP50NS: 4096, WaitP99NS: 39e6}, &sample.Scheduler{}
	s.take("node-health/workers=P/callers=8/channel/own", waiting...)
	s.take("node-health/task=20ms/callers=8/channel/own", silent...)
	text := sectionOf(t, s.shaped(experiment.Health).render(t), "node-health")
	assert.Contains(t, text, ", workers = P; 400 GET / a round:\n")
	assert.Contains(t, text, "| strategy | callers | GET / p50 | GET / p99 | GET / max | scheduler wait p99 | computed per second | p99 of the asker's own lag | cpu/wall |\n")
	assert.Regexp(t, `\| node-loop \| 0 \| 1 ms .* \| 2 ms .* \| 3 ms \| – \| – \| 200 µs \| 1.5 \|\n`, text)
	assert.Regexp(t, `\| node-loop \| 8 \| 80 ms .* \| 160 ms .* \| 240 ms \| – \| 190 .* \| 200 µs \| 1.5 \|\n`, text)
	assert.Regexp(t, `\| channel \| 8 \| 40 ms .* \| 80 ms .* \| 120 ms \| 39 ms \| 390 .* \| 200 µs \| 1.5 \|\n`, text)
	longer := tableRow(t, text, ", task = 20ms; 400 GET / a round:", "channel")
	assert.Regexp(t, `^\| channel \| 8 \| 30 ms .* \| 60 ms .* \| 90 ms \| – \| 380 `, longer, "a wait of 0 is none that was counted")
}

// The 99th percentile of fewer values is the largest of them.
func TestFewAnswersHaveNo99thPercentile(t *testing.T) {
	for count, want := range map[int64]string{99: `\| 3 ms \| – \| – \| – \| 1.5 \|\n`, 100: `\| 2 ms .* \| 3 ms \| – \| – \| 200 µs \| 1.5 \|\n`} {
		s := newSynthetic(1)
		m := answers(1)
		m[0].Latency.Count, m[0].Lag.Count = count, count
		s.take("node-health/workers=P/callers=0/node-loop/own", m...)
		s.shaped(experiment.Health)
		assert.Regexp(t, `\| node-loop \| 0 \| 1 ms .* `+want, sectionOf(t, s.render(t), "node-health"), count)
		row := drawn[chart.Grid](t, s, "node-health").Panels[0].Rows[0]
		assert.NotNil(t, row.Value, "a median needs no more")
	}
}

// costing is a measurement of one task in node-cost.
func costing(calls int64) sample.Measurement {
	resident, threads := uint64(50<<20), int64(11)
	m := sample.Measurement{Tasks: 1000, WallNS: 1e6, UserNS: 1e6, Latency: spread(1, 2, 3), PeakRSS: &resident, Threads: &threads}
	m.Latency.Count = calls
	return m
}

// With many callers percentiles are about who waits, and not about what a task costs.
func TestLatencyIsThatOfACallerAlone(t *testing.T) {
	s := newSynthetic(1)
	s.take("node-cost/task=empty/inflight=1/channel/own", costing(1000))
	s.take("node-cost/task=empty/inflight=1/node-spawn/own", costing(6))
	s.take("node-cost/task=empty/inflight=64/channel/own", costing(1000))
	s.take("node-cost/task=1ms/inflight=64/channel/own", costing(1000))
	s.across(func(c *sample.Cell) {
		if c.Value == "64" {
			c.Submitters = 64
		}
	})
	text := sectionOf(t, s.render(t), "node-cost")
	assert.Regexp(t, `\| channel \| 1 \| .* \| 1 ms \[1 ms, 1 ms\]\[\^1\] \| 2 ms \[2 ms, 2 ms\]\[\^1\] \| 1 \| 11 \|\n`, text)
	assert.Regexp(t, `\| channel \| 64 \| .* \| – \| – \| – \| 1 \| 11 \|\n`, text)
	assert.Regexp(t, `\| node-spawn \| 1 \| .* \| 1 ms \[1 ms, 1 ms\]\[\^1\] \| – \| 1 \| – \|\n`, text, "6 calls, and workers that have ended")
	assert.Contains(t, text, "| strategy | inflight | time per task | time ÷ channel | cpu/wall | peak RSS | threads at the end |", "nobody is alone")
	assert.Contains(t, text, "\nLatency is that of a caller who is alone. ")
}

// The record of a million latencies is no memory of the system.
func TestMemoryIsThatOfTasksThatLast(t *testing.T) {
	s := newSynthetic(1)
	s.take("node-cost/task=empty/inflight=1/node-pool/own", costing(1000))
	s.take("node-cost/task=100us/inflight=1/node-pool/own", costing(1000))
	s.take("node-cost/task=empty/inflight=1/node-loop/own", costing(1000))
	empty, lasts, found := strings.Cut(sectionOf(t, s.render(t), "node-cost"), "\nTime per task, time ÷ channel, p50, p99, cpu/wall, peak RSS, threads at the end, task = 100us:")
	require.True(t, found)
	assert.NotContains(t, empty, "peak RSS")
	assert.NotContains(t, empty, "50 MiB")
	assert.Regexp(t, `\| node-pool \| 1 \| .* \| 1 \| 50 MiB \| 11 \|\n`, lasts)

	s.Run.Plan.Cells, s.Samples = s.Run.Plan.Cells[:2], s.Samples[:2]
	text := sectionOf(t, s.render(t), "node-cost")
	assert.Regexp(t, `\| empty \| 1 \| .* \| 1 \| – \| 11 \|\n`, text, "a row of its own in one table for both")
	assert.Regexp(t, `\| 100us \| 1 \| .* \| 1 \| 50 MiB \| 11 \|\n`, text)
}

// Threads of the operating system are those of all processes; where nobody asked for them the runtime knows.
func TestThreadsOfASystem(t *testing.T) {
	many := int64(11)
	s := newSynthetic(1)
	s.take("node-cost/task=empty/inflight=1/channel/own", sample.Measurement{Tasks: 1, WallNS: 1, Scheduler: &sample.Scheduler{Threads: 5}})
	s.take("node-cost/task=empty/inflight=1/node-pool/own", sample.Measurement{Tasks: 1, WallNS: 1, Threads: &many})
	text := sectionOf(t, s.render(t), "node-cost")
	assert.Regexp(t, `\| channel \| 1 \| .* \| 5 \|\n`, text)
	assert.Regexp(t, `\| node-pool \| 1 \| .* \| 11 \|\n`, text)
}
