package report

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

// judgedRun has a rule that is kept, one that is broken, one that is broken now and then, and one that
// does not apply to everyone.
func judgedRun() *synthetic {
	s := newSynthetic(12)
	s.times("behaviour/rule=close.drains/channel/own", 0, 1, 1, 1)
	s.fails("behaviour/rule=close.drains/ants/native", 3, sample.Failure{Kind: sample.RuleBroken, Detail: "Close returned <nil>\nwith 3 tasks | left"})
	s.times("behaviour/rule=map.order/channel/own", 0, 1, 1)
	s.Samples = append(s.Samples, sample.Sample{Record: "sample", Cell: "behaviour/rule=map.order/channel/own", Round: 3,
		Failure: &sample.Failure{Kind: sample.TimedOut, Detail: "no result"}})
	return s.across(func(c *sample.Cell) {
		c.Shape, c.Rounds = "behaviour", 3
		c.Workload = map[string]string{"close.drains": "close/drains", "map.order": "map/order"}[c.Value]
	})
}

func TestRulesAreKeptOrBroken(t *testing.T) {
	text := judgedRun().render(t)
	section := sectionOf(t, text, "behaviour")
	assert.Contains(t, section, "| rule | channel | ants/native |\n")
	assert.Regexp(t, "(?m)^\\| `close/drains` .+ \\| kept \\| \\*\\*broken\\*\\*\\[\\^1\\] \\|$", section, "the rule in words comes from this build")
	assert.Regexp(t, "(?m)^\\| `map/order` .+ \\| \\*\\*broken\\*\\* 1 of 3\\[\\^2\\] \\| – \\|$", section)
	assert.Contains(t, text, "[^1]: ants/native, `close/drains`: Close returned &lt;nil&gt; with 3 tasks \\| left\n")
	assert.Contains(t, text, "[^2]: channel, `map/order`: timed out: no result\n")
	assert.Contains(t, section, "<sub>3 rounds</sub>")
}

// A broken rule is an answer: it is no failure of the run anywhere.
func TestBrokenRulesAreNoFailures(t *testing.T) {
	s := judgedRun()
	assert.NotContains(t, s.render(t), "## Failures")
	assert.NotContains(t, s.render(t), "windows were shorter")
	assert.Equal(t, "behaviour: 1 of 3 rules are kept, over all strategies", digest(t, s)[0])

	s.times("overhead/submitters=1/channel/own", 0, 40, 41, 42, 60, 61, 62)
	lines := digest(t, s)
	require.Len(t, lines, 4, "with the controls")
	assert.Contains(t, lines[0], "overhead, submitters=1")
	assert.Contains(t, lines[2], "noise: 1 of 1 cells")
	assert.NotContains(t, fmt.Sprint(lines), "failures")
}

func TestARuleOfAnotherBuildIsItsName(t *testing.T) {
	s := newSynthetic(3)
	s.times("behaviour/rule=close.twice/channel/own", 0, 1)
	s.times("behaviour/rule=close.twice/tunny/native", 0)
	s.across(func(c *sample.Cell) { c.Shape, c.Workload = "behaviour", "close/twice" })
	assert.Contains(t, s.render(t), "| `close/twice` | kept | not measured |\n")
}
