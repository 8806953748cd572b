package page_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/study"
)

// The numbers of systems in Node.js are those of the committed run's companion.
func TestNumbersOfNodeJSAreTheCompanions(t *testing.T) {
	pages := rendered(t)
	b := reference(t)
	number := func(cell string) string {
		n, err := b.Number(study.Median{Cell: cell, Metric: experiment.TimePerTask})
		require.NoError(t, err)
		require.True(t, n.From != nil && n.From.Node)
		return n.String()
	}
	pool := number("node-cost/task=empty/inflight=1/node-pool/own")
	assert.Contains(t, pages[experimentPage("node-cost")], "| node-pool | "+pool+" |", "a line per system")
	copied := number("node-transfer/way=copy/size=1MiB/channel/own")
	assert.Contains(t, pages[experimentPage("node-transfer")], "| copy | 1MiB | "+copied+" |", "or per setting, where there are more of those")
	for _, name := range []string{"node-cost", "node-health"} {
		assert.Contains(t, pages[experimentPage(name)], ", Node.js v")
	}
	assert.NotContains(t, pages[experimentPage("grain")], ", Node.js v")
}

// Each mistake of the note is shown, and none is left once it is corrected.
func TestErrataAreShown(t *testing.T) {
	text := rendered(t)[experimentPage("node-errata")]
	for _, name := range experiment.Errata {
		assert.Regexp(t, `(?m)^\| `+name+` \| rule broken \d of \d \| as expected in (\d) of (\d) \|$`, text)
	}
}

// Systems in Node.js have experiments here and no pages of strategies: those are about one contract, and about Go.
func TestPagesWithoutACompanion(t *testing.T) {
	t.Chdir(root)
	dir := shortened(t, func(string) bool { return false })
	pages := render(t, alone(t, dir), dir)
	for _, name := range node.Names() {
		assert.NotContains(t, pages, strategyPage(name))
	}
	for _, e := range experiment.All() {
		if e.Node {
			text := pages[experimentPage(e.Name)]
			assert.Contains(t, text, study.NotMeasured, e.Name)
			assert.Contains(t, text, "bin/poolbench run --experiment "+e.Name+" ")
		}
	}
	both := render(t, withReference(t, alone(t, dir)), dir)
	assert.Contains(t, both[experimentPage("node-cost")], study.NotMeasured, "the committed run alone has none either")
}
