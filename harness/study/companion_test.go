package study_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/claim"
	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
	"poolbench/harness/study"
)

// The cells of runs with systems in Node.js.
const (
	nodeCell    = "node-cost/task=empty/inflight=64/node-pool/own"
	besideCell  = "node-cost/task=empty/inflight=64/channel/own"
	controlCell = "control/effect=known/inline/own+same"
)

// beside writes a run, and its companion if there is one, as the runner does: into DIR/NAME and DIR/node/NAME.
func beside(t *testing.T, name string, run, companion *madeUp) string {
	t.Helper()
	dir := t.TempDir()
	if run != nil {
		sampletest.Write(t, filepath.Join(dir, name), run.run, run.samples)
	}
	if companion != nil {
		sampletest.Write(t, filepath.Join(dir, "node", name), companion.run, companion.samples)
	}
	return filepath.Join(dir, name)
}

func goRun() *madeUp { return newRun(2, 6).times(spawnCell, 1, 1, 1, 1, 1, 1) }

func nodeRun(ns float64) *madeUp {
	m := newRun(2, 8).times(nodeCell, ns, ns, ns, ns, ns, ns, ns, ns).times(besideCell, 1, 1, 1, 1, 1, 1, 1, 1)
	m.run.Build.Node = "v20.20.2"
	return m
}

// What a run has beside it of Node.js belongs to it; the reference's companion stands in, marked, where it has none.
func TestCompanionsAnswerForNodeJS(t *testing.T) {
	with := beside(t, "latest", goRun(), nodeRun(7))
	without := beside(t, "latest", goRun(), nil)
	alone := beside(t, "latest", nil, nodeRun(7))
	ref := beside(t, "reference", goRun(), nodeRun(9))
	for _, c := range []struct{ name, own, reference, want string }{
		{"the run has one", with, ref, "7 ns"},
		{"it has none", without, ref, "9 ns " + study.Dagger},
		{"the reference has none either", without, beside(t, "reference", goRun(), nil), study.NotMeasured},
		{"the reference itself", ref, ref, "9 ns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := study.Open([]string{c.own}, c.reference)
			require.NoError(t, err)
			n := numberOf(t, b, study.Median{Cell: nodeCell, Metric: "ns/op"})
			assert.Equal(t, c.want, n.String())
			ratio := numberOf(t, b, study.Ratio{Of: nodeCell, To: besideCell, Metric: "ns/op"})
			assert.Equal(t, n.From, ratio.From, "both languages are of one run")
			assert.False(t, b.Runs[0].Node)
		})
	}
	b, err := study.Open([]string{alone}, ref)
	require.NoError(t, err)
	n := numberOf(t, b, study.Median{Cell: nodeCell, Metric: "ns/op"})
	assert.Equal(t, "7 ns", n.String(), "make bench-node before make bench")
	assert.Contains(t, n.From.Machine(), "go1.26.0, Node.js v20.20.2, ")
	assert.Equal(t, "1 ns "+study.Dagger, numberOf(t, b, study.Median{Cell: spawnCell, Metric: "ns/op"}).String())
}

// A companion may have been taken elsewhere, or with another Go: then it is not the reader's.
func TestCompanionsOfAnotherPlaceAreLeftOut(t *testing.T) {
	elsewhere := nodeRun(7)
	elsewhere.run.Machine.CPU = "Another CPU"
	b, err := study.Open([]string{beside(t, "latest", goRun(), elsewhere)}, beside(t, "reference", goRun(), nodeRun(9)))
	require.NoError(t, err)
	assert.Equal(t, "9 ns "+study.Dagger, numberOf(t, b, study.Median{Cell: nodeCell, Metric: "ns/op"}).String())
}

// The controls of a companion are about itself, though it may have more rounds than a quick run.
func TestCompanionsAnswerForNothingElse(t *testing.T) {
	control := func(m *madeUp, ns ...float64) *madeUp { return m.times(controlCell, ns...) }
	own := beside(t, "latest", control(goRun(), 2, 2, 2, 2, 2, 2), control(nodeRun(7), 3, 3, 3, 3, 3, 3, 3, 3))
	b, err := study.Open([]string{own}, "")
	require.NoError(t, err)
	assert.Equal(t, "2 ns", numberOf(t, b, study.Median{Cell: controlCell, Metric: "ns/op"}).String())

	opened, err := study.Open([]string{filepath.Join(filepath.Dir(own), "node", "latest")}, "")
	require.NoError(t, err)
	assert.Equal(t, "3 ns", numberOf(t, opened, study.Median{Cell: controlCell, Metric: "ns/op"}).String(), "unless it is asked for itself")
	_, run, err := b.Claim("H01")
	require.NoError(t, err)
	assert.False(t, run.Node)
}

// What the ledger asks of Node.js is the companion's; a run without one says nothing of it.
func TestClaimsOnNodeJSAreTheCompanions(t *testing.T) {
	const removed = "node-errata/code=note/erratum=removed-method/node-pool/own"
	companion := nodeRun(9).times(removed, 1, 1, 1)
	for i := range companion.samples {
		if s := &companion.samples[i]; s.Cell == removed {
			s.Measured, s.Failure = nil, &sample.Failure{Kind: sample.RuleBroken, Detail: "pool.runTask is not a function"}
		}
	}
	ref := beside(t, "reference", goRun(), companion)
	for name, own := range map[string]string{"another run": beside(t, "latest", goRun(), nil), "the reference": ref} {
		b, err := study.Open([]string{own}, ref)
		require.NoError(t, err)
		c, run, err := b.Claim("S24")
		require.NoError(t, err)
		assert.Equal(t, claim.Refuted, c.Verdict, name)
		assert.Equal(t, filepath.Join(filepath.Dir(ref), "node", "reference"), run.Dir, name)
	}
	b, err := study.Open([]string{beside(t, "latest", goRun(), nil)}, "")
	require.NoError(t, err)
	c, _, err := b.Claim("S24")
	require.NoError(t, err)
	assert.Equal(t, claim.NotTestable, c.Verdict)
}
