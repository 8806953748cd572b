package report

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// A reader who sees no colours tells the languages apart by fill, and the systems of each by shape.
func TestLooksOfBothLanguagesDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, variant := range append([]string{catalog.Serial, unpooled, catalog.Baseline}, node.Names()...) {
		s := look(variant)
		assert.Equal(t, node.Is(variant), s.Open, variant)
		assert.Equal(t, node.Is(variant), s.Dashes != nil, variant)
		shape := fmt.Sprint(s.Marker, s.Open)
		assert.Empty(t, seen[shape], "%s looks like it", variant)
		seen[shape] = variant
	}
	assert.Equal(t, chart.StyleAt(-1), look("another"))
	assert.NotEqual(t, look(catalog.Baseline).Color, look(node.Pool).Color, "they share panels of curves")
}

func TestTheHeaderNamesNode(t *testing.T) {
	s := newSynthetic(1)
	s.take("node-cost/task=empty/inflight=1/node-pool/own", lasting(100)...)
	assert.NotContains(t, s.render(t), "Node.js v", "unless the run has it")
	s.inNode()
	text := s.render(t)
	assert.Contains(t, text, "\nNode.js v20.1.2, piscina 5.3.2, workerpool 10.0.3. **This run has a plan of its own**")
	assert.Contains(t, text, "alike for every row in Go, ")
	assert.Contains(t, text, "the answers of the service in Go are checked once, before the window")
	s.Run.Build.NodePackages = nil
	assert.Contains(t, s.render(t), "\nNode.js v20.1.2. ")
}

// A run of nothing but experiments across blocks has no comparisons to send a reader to.
func TestTheHeaderSaysByWhatToCompare(t *testing.T) {
	assert.Contains(t, nodeRun(2, 1).render(t), "To compare two rows, use the ratios, which are paired by round: intervals")
	assert.Contains(t, smallRun().render(t), "To compare two rows, use the comparisons: intervals")
}

// A run of nothing but systems in Node.js and what stands beside them has a whole report.
func TestReportOfARunInNode(t *testing.T) {
	s := nodeRun(2, 8)
	text := s.render(t)
	for _, e := range experiment.For(2) {
		if e.Node {
			assert.Contains(t, sectionOf(t, text, e.Name), "**"+e.Question+"** ")
		}
	}
	for _, name := range []string{"node-cost", "node-work", "node-memory", "node-start", "node-health", "node-transfer"} {
		assert.Contains(t, text, "](plots/"+name+".png)")
	}
	for _, absent := range []string{"## Summary", "## Failures", "allocations", "goroutines as seen", "The Go scheduler", "plots/overview.png"} {
		assert.NotContains(t, text, absent)
	}
	assert.Regexp(t, `Work was done, not folded away: sum-1e8 0\.3\d+ ns, sumf-1e8 0\.9\d+ ns \(`, text, "a hash has no loop of ours")
	lines := digest(t, s)
	assert.Equal(t, "node-cost, task=empty, inflight=1: time per task, median [95% interval]", lines[0])
	assert.Regexp(t, `^  inline {17}\d`, lines[1])
	assert.Regexp(t, `^  node-workerpool/native \d`, lines[7])
	assert.Equal(t, "node-errata: 10 of 10 mistakes are shown, 10 of 10 corrections hold", lines[10])
}

// errataRun has a mistake that is shown, one that is not, and corrections of which one fails and one is not run.
func errataRun() *synthetic {
	s := newSynthetic(3)
	broken := sample.Failure{Kind: sample.RuleBroken, Detail: "the next task\nnever | ends"}
	s.fails("node-errata/code=note/erratum=crashed-worker/node-pool/own", 3, broken)
	s.times("node-errata/code=note/erratum=shifted-queue/node-pool/own", 0, 1, 1, 1)
	s.fails("node-errata/code=note/erratum=removed-method/node-pool/own", 3, sample.Failure{Kind: sample.Crashed, Detail: "no module"})
	s.fails("node-errata/code=corrected/erratum=crashed-worker/node-pool/own", 3, sample.Failure{Kind: sample.TimedOut, Detail: "no result"})
	s.fails("node-errata/code=corrected/erratum=shifted-queue/node-pool/own", 3, sample.Failure{Kind: sample.Refused, Detail: "no such program"})
	return s.shaped(experiment.Erratum)
}

func TestErrataAreShownAndCorrected(t *testing.T) {
	s := errataRun()
	text := s.render(t)
	section := sectionOf(t, text, "node-errata")
	assert.Contains(t, section, "| erratum | as in the note | corrected | what happened |\n")
	assert.Contains(t, section, "| `crashed-worker` | failed 3 of 3 | **defect**, failed 3 of 3[^1] | the next task never \\| ends |\n")
	assert.Contains(t, section, "| `shifted-queue` | kept | refused 3 of 3 | – |\n", "a program that cannot begin shows nothing")
	assert.Contains(t, section, "| `removed-method` | crashed 3 of 3 | not measured | crashed: no module |\n", "a crash shows nothing")
	assert.Contains(t, section, "**A defect of this project**: of the corrected programs 1 fail.")
	assert.Contains(t, text, "[^1]: `crashed-worker`, corrected: timed out: no result\n")
	assert.Equal(t, "node-errata: 1 of 3 mistakes are shown, 0 of 2 corrections hold", digest(t, s)[0])
}

// What was to be shown is no failure of the run, and a correction that holds is no defect.
func TestShownErrataAreNoFailures(t *testing.T) {
	assert.NotContains(t, errataRun().render(t), "## Failures")
	assert.NotContains(t, nodeRun(1, 3).render(t), "defect**")
	s := errataRun()
	s.Run.Plan.Cells, s.Samples = s.Run.Plan.Cells[:2], s.Samples[:6]
	assert.Contains(t, sectionOf(t, s.render(t), "node-errata"), "| `shifted-queue` | kept | not measured | – |\n")
	lines := digest(t, s)
	require.NotEmpty(t, lines)
	assert.Equal(t, "node-errata: 1 of 2 mistakes are shown, 0 of 0 corrections hold", lines[0])
}
