package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/sample"
)

// Ratios are paired by round: each round here is as slow for everybody.
func TestTablesDivideByTheirReference(t *testing.T) {
	slow := func(factor float64) []sample.Measurement {
		var each []float64
		for round := range 6 {
			each = append(each, factor*float64(100+10*round))
		}
		return lasting(each...)
	}
	for name, test := range map[string]struct {
		cells []string // the reference, and one that takes twice as long
		want  []string
	}{
		"skew": {
			[]string{"skew/order=scattered/division=claimed/channel/own", "skew/order=scattered/division=each/spawn/own"},
			[]string{"| strategy | division | time per item | time ÷ claimed | cpu/wall |", `\| channel \| claimed \| .* \| – \| 2 \|`, `\| spawn \| each \| .* \| 2× \[2×, 2×\] \| 2 \|`},
		},
		"batching": {
			[]string{"batching//items=1/ants/native", "batching//items=10/ants/native"},
			[]string{"| strategy | items | time per item | time ÷ 1 item |", `\| ants/native \| 10 \| .* \| 2× `},
		},
		"state": {
			[]string{"state/scratch=own/size=4KiB/channel/own", "state/scratch=make/size=4KiB/channel/own"},
			[]string{"| scratch | size | time per item | time ÷ own |", `\| own \| 4KiB \| .* \| – \|`, `\| make \| 4KiB \| .* \| 2× `},
		},
		"order": {
			[]string{"order/workers=16P/reuse=newest/freelist/own", "order/workers=16P/reuse=channel/channel/own"},
			[]string{"| strategy | reuse | time per call | time ÷ newest |", `\| channel \| channel \| .* \| 2× `},
		},
		"monitoring": {
			[]string{"monitoring/task=15us/monitor=none/spawn/own", "monitoring/task=15us/monitor=trace/spawn/own"},
			[]string{"| strategy | monitor | time per task | time ÷ none |", `\| spawn \| trace \| .* \| 2× `},
		},
		"primitives": {
			[]string{"primitives/workers=1/operation=gosched/channel/own", "primitives/workers=P/operation=gosched/channel/own"},
			[]string{"| workers | operation = gosched |", `\| 1 \| 125 ns `, `\| P \| 250 ns `},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSynthetic(6)
			s.take(test.cells[0], slow(1)...)
			s.take(test.cells[1], slow(2)...)
			text := sectionOf(t, s.render(t), name)
			assert.Contains(t, text, test.want[0])
			for _, line := range test.want[1:] {
				assert.Regexp(t, line, text)
			}
		})
	}
}

// Where the reference was not measured, there is nothing to divide by.
func TestNoRatioWithoutItsReference(t *testing.T) {
	s := newSynthetic(3)
	s.take("batching//items=10/spawn/own", lasting(100)...)
	s.lost("skew/order=clustered/division=claimed/channel/own", sample.Crashed)
	s.take("skew/order=clustered/division=static/channel/own", lasting(100)...)
	text := s.render(t)
	assert.Regexp(t, `\| spawn \| 10 \| 100 ns .* \| – \|`, sectionOf(t, text, "batching"))
	assert.Regexp(t, `\| channel \| static \| 100 ns .* \| – \| 2 \|`, sectionOf(t, text, "skew"))
	assert.Regexp(t, `\| channel \| claimed \| crashed.* \|`, sectionOf(t, text, "skew"))
	assert.NotContains(t, text, "## state", "no samples, no section")
}

func TestRatiosOfFewPairsHaveNoInterval(t *testing.T) {
	const few = "Fewer than 6 undisturbed pairs: smallest and largest ratio instead of a confidence interval."
	for rounds, found := range map[int]bool{5: true, 6: false} {
		s := newSynthetic(rounds)
		s.take("monitoring/task=15us/monitor=none/spawn/own", lasting(steady(rounds, 100)...)...)
		s.take("monitoring/task=15us/monitor=trace/spawn/own", lasting(steady(rounds, 110)...)...)
		assert.Equal(t, found, strings.Contains(s.render(t), few), "%d rounds", rounds)
	}
}

func TestTablesOfGoroutines(t *testing.T) {
	s := newSynthetic(1)
	s.take("memory/in=channel/goroutines=1e4/spawn/own", waits(10_000, 2048)...)
	s.take("memory/in=timer/goroutines=1e4/spawn/own", waits(10_000, 3072)...)
	s.take("churn//idle=none/channel/own", burst(64, 64, 64))
	s.take("churn//idle=none/spawn/own", burst(64, 64, 0))
	text := s.render(t)
	memory := sectionOf(t, text, "memory")
	assert.Contains(t, memory, "| in | goroutines | resident memory per goroutine | time of a garbage collection | processor time of one |")
	assert.Regexp(t, `\| timer \| 1e4 \| 3 KiB .* \| 10 ms .* \| – \|`, memory, "what is unknown is a dash")
	churn := sectionOf(t, text, "churn")
	assert.Contains(t, churn, "| strategy | idle | peak | left | second ÷ first burst | goroutines for spaced tasks |")
	assert.Regexp(t, `\| channel \| none \| 64 .* \| 64 .* \| 0.5× .* \| 3 `, churn)
	assert.Regexp(t, `\| spawn \| none \| 64 .* \| 0 .* \| 0.5× `, churn, "none left is a number")
}

func TestTableOfProcesses(t *testing.T) {
	s := newSynthetic(1)
	s.take("cluster/load=150pct/processes=1xP/channel/own", answering(100))
	s.take("cluster/load=150pct/processes=Px1/channel/own", answering(75, 25))
	for i := range s.Run.Plan.Cells {
		s.Run.Plan.Cells[i].Shape = "served"
	}
	text := sectionOf(t, s.render(t), "cluster")
	assert.Contains(t, text, "| processes | answers per second | p50 | p99 | answered | rejected | balance | peak RSS, all processes | saturated |")
	assert.Regexp(t, `\| 1xP \| 100 .* \| 2 ms .* \| 9 ms .* \| 66.7% \| 33.3% \| – \| 16 MiB `, text, "one process has no balance")
	assert.Regexp(t, `\| Px1 \| 100 .* \| 1.5× .* \| 32 MiB `, text)
}

// What the textbook experiment judges is not the row that stands in for it.
func TestTheTextbookPoolIsNoStrategy(t *testing.T) {
	s := newSynthetic(3)
	s.times("behaviour/rule=close.drains/channel/own", 0, 1, 1, 1)
	s.fails("textbook/buffer=10/channel/own", 3, sample.Failure{Kind: sample.RuleBroken, Detail: "hangs: nobody receives"})
	s.times("textbook/buffer=100/channel/own", 0, 1, 1, 1)
	s.across(func(c *sample.Cell) {
		c.Shape = "behaviour"
		if c.Experiment == "textbook" {
			c.Workload = "textbook-" + c.Value
		}
	})
	text := s.render(t)
	section := sectionOf(t, text, "textbook")
	assert.Contains(t, section, "| rule | the textbook pool |\n")
	assert.Regexp(t, "(?m)^\\| `textbook-10` .+ \\| \\*\\*broken\\*\\*\\[\\^1\\] \\|$", section)
	assert.Regexp(t, "(?m)^\\| `textbook-100` .+ \\| kept \\|$", section)
	assert.NotContains(t, section, "A dash means")
	assert.Contains(t, text, "[^1]: `textbook-10`: hangs: nobody receives\n")
	assert.Contains(t, sectionOf(t, text, "behaviour"), "| rule | channel |\n")
	assert.Equal(t, []string{"behaviour: 1 of 1 rules are kept, over all strategies", "textbook: 1 of 2 rules are kept, over all strategies"}, digest(t, s)[:2])
}
