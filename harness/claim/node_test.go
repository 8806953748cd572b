package claim_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/claim"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Cells that a few rows are about.
var (
	aLoop      = claim.Arm{Experiment: "node-cost", Group: "task=empty", Value: "1", Row: "node-loop"}
	aSpawn     = claim.Arm{Experiment: "node-cost", Group: "task=empty", Value: "1", Row: "node-spawn"}
	anErratum  = claim.Arm{Experiment: "node-errata", Group: "code=note", Value: "removed-method", Row: "node-pool"}
	anEmptyRow = claim.Arm{Experiment: "overhead", Value: "1", Row: "spawn"}
)

// spawning is a run with systems in Node.js, in which a Worker for a task costs so many nanoseconds.
func spawning(ns float64) *built {
	b := newNodeRun()
	b.set(aLoop, "ns/op", steady(1000))
	b.set(aSpawn, "ns/op", steady(ns))
	return b
}

// A row of Node.js is decided by the companion, and all others by the run.
func TestNodeIsAskedInTheCompanion(t *testing.T) {
	mine := newRun()
	mine.set(anEmptyRow, "ns/op", steady(400))
	mine.set(claim.Arm{Experiment: "overhead", Value: "1", Row: "freelist"}, "ns/op", steady(200))
	table := mine.table()
	for ns, want := range map[float64]claim.Verdict{5e6: claim.Supported, 1e5: claim.Refuted} {
		results := claim.EvaluateWith(table, spawning(ns).table())
		r := find(t, results, "N12")
		assert.Equal(t, want, r.Verdict, r.Reason)
		assert.Equal(t, "synthetic in Node.js", r.Run)
		assert.Equal(t, 8, r.Found[0].Tests[0].Rounds)
		pool := find(t, results, "S13")
		assert.Equal(t, "synthetic", pool.Run)
		assert.Equal(t, claim.Supported, pool.Found[0].Verdict)
		assert.Equal(t, claim.NotMeasured, find(t, results, "N13").Verdict)
		assert.NotContains(t, find(t, results, "N13").Reason, "--all", "such a run has no more cells to offer")
		assert.Equal(t, "synthetic in Node.js", claim.Elsewhere(results))
	}
}

func TestWithoutACompanionNodeIsNotTestable(t *testing.T) {
	table := newRun().table()
	results := claim.EvaluateWith(table, nil)
	for i, r := range claim.Evaluate(table) {
		assert.Equal(t, r.Verdict, results[i].Verdict, r.ID)
	}
	for _, r := range results {
		if r.Needs.Node {
			assert.Equal(t, claim.NotTestable, r.Verdict, r.ID)
			assert.Equal(t, "needs a run with Node.js: make bench-node", r.Reason)
			assert.Equal(t, "–", r.Shown())
			assert.True(t, r.Bare())
		}
	}
	assert.Empty(t, claim.Elsewhere(results))
	assert.Contains(t, claim.LeftOut(results), " about Node.js, which make bench-node measures.")
}

// A run with systems in Node.js needs no companion, and has nothing else.
func TestARunInNodeDecidesItself(t *testing.T) {
	results := claim.Evaluate(spawning(5e6).table())
	assert.Equal(t, claim.Supported, find(t, results, "N12").Verdict)
	assert.Equal(t, claim.NotMeasured, find(t, results, "S12").Verdict)
	assert.Equal(t, claim.Supported, find(t, results, "H01").Verdict, "8 rounds are enough here")
	assert.Empty(t, claim.Elsewhere(results))
	shown, bare := claim.Measured(results)
	var ids []string
	for _, r := range shown {
		ids = append(ids, r.ID)
	}
	assert.Equal(t, []string{"H00", "H01", "M04", "N12"}, slices.Sorted(slices.Values(ids)))
	assert.Len(t, bare, len(results)-len(shown))
	assert.Regexp(t, `^Not shown: \d+ without a measured cell\.$`, claim.LeftOut(results))
}

// What 8 rounds may decide with systems in Node.js they may not without.
func TestOtherRunsNeedTheirRounds(t *testing.T) {
	b := three()
	b.run.Plan.Rounds = nodeRounds
	r := decide(b, part("", false, "twice"))
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "8 of the 12 rounds that a verdict takes", r.Reason)

	b = spawning(5e6)
	b.run.Plan.Rounds = nodeRounds - 1
	r = find(t, claim.Evaluate(b.table()), "N12")
	assert.Equal(t, claim.Inconclusive, r.Verdict)
	assert.Equal(t, "7 of the 8 rounds that a verdict takes", r.Reason)
	assert.Less(t, nodeRounds, stats.MinRounds)
}

// Each run's controls void its own rows.
func TestEachRunVouchesForItself(t *testing.T) {
	noisy := func(b *built) *sample.Table { b.twins(1, 1.3, 0); return b.table() }
	quiet := func(b *built) *sample.Table { return b.table() }
	cases := map[string]struct {
		mine, other func(*built) *sample.Table
		s, n        claim.Verdict
	}{
		"both are quiet":        {quiet, quiet, claim.Supported, claim.Supported},
		"the run is noisy":      {noisy, quiet, claim.TooNoisy, claim.Supported},
		"the other is noisy":    {quiet, noisy, claim.Supported, claim.TooNoisy},
		"nothing is to be told": {noisy, noisy, claim.TooNoisy, claim.TooNoisy},
	}
	for name, c := range cases {
		mine := newRun()
		mine.set(claim.Arm{Experiment: "sum", Value: "1e8", Row: "inline"}, "ns/op", steady(5e7))
		results := claim.EvaluateWith(c.mine(mine), c.other(spawning(5e6)))
		assert.Equal(t, c.s, find(t, results, "S11").Verdict, name)
		assert.Equal(t, c.n, find(t, results, "N12").Verdict, name)
	}
}

// Rows of the companion are for its number of processors.
func TestTheCompanionHasItsOwnProcessors(t *testing.T) {
	b := newNodeRun()
	b.run.Plan.GOMAXPROCS = 4
	cell := func(callers string) claim.Arm {
		return claim.Arm{Experiment: "node-health", Group: "workers=P", Value: callers, Row: "node-loop"}
	}
	b.set(cell("0"), "p50-ns", steady(1e5))
	b.set(cell("16"), "p50-ns", steady(8e7))
	r := find(t, claim.EvaluateWith(newRun().table(), b.table()), "N03")
	assert.Equal(t, claim.Supported, r.Verdict, r.Reason)
	assert.Contains(t, r.Hypothesis, "16 callers")

	b = spawning(5e6)
	b.run.Plan.GOMAXPROCS = 1
	r = find(t, claim.EvaluateWith(newRun().table(), b.table()), "N05")
	assert.Equal(t, "needs 2 processors, and the run had 1", r.Reason)
}

// The call of the note is gone if each process says so, and there if none does.
func TestTheRemovedMethod(t *testing.T) {
	cases := map[string]struct {
		good, failed int
		kind         sample.FailureKind
		want         claim.Verdict
	}{
		"gone":        {0, 3, sample.RuleBroken, claim.Refuted},
		"there":       {3, 0, "", claim.Supported},
		"asked once":  {0, 1, sample.RuleBroken, claim.Inconclusive},
		"no packages": {0, 3, sample.Refused, claim.Inconclusive},
	}
	for name, c := range cases {
		b := newNodeRun()
		b.outcomes(anErratum, c.good, c.failed, c.kind)
		assert.Equal(t, c.want, find(t, claim.Evaluate(b.table()), "S24").Verdict, name)
	}
}

// Every row in Node.js has a sentence of the note, and none of them has two.
func TestRowsInNodeAskWhatTheNoteSays(t *testing.T) {
	ledger := claim.Ledger(2)
	for _, c := range ledger {
		if !strings.HasPrefix(c.ID, "N") {
			continue
		}
		assert.True(t, c.Needs.Node, c.ID)
		assert.True(t, strings.HasPrefix(c.Quote, "Node.js: "), "%s: what tells it from the same sentence on Go", c.ID)
		i := slices.IndexFunc(ledger, func(other claim.Claim) bool { return other.ID == "S"+c.ID[1:] })
		if assert.GreaterOrEqual(t, i, 0, c.ID) {
			assert.False(t, ledger[i].Needs.Node, "%s is about Node.js already", ledger[i].ID)
		}
	}
}

func TestNodeAsJSON(t *testing.T) {
	text, err := json.Marshal(find(t, claim.EvaluateWith(newRun().table(), spawning(5e6).table()), "N12"))
	require.NoError(t, err)
	var read struct {
		ID, Verdict, Run string
		Needs            struct{ Node bool }
		Parts            []struct {
			Tests []struct {
				Effect struct {
					Mid  float64
					Unit string
				}
				Arms []struct{ Cell string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &read))
	assert.Equal(t, []string{"N12", "supported", "synthetic in Node.js"}, []string{read.ID, read.Verdict, read.Run})
	assert.True(t, read.Needs.Node)
	only := read.Parts[0].Tests[0]
	assert.InDelta(t, 5e6-1000, only.Effect.Mid, 5e3, "what it costs more than a call")
	assert.Equal(t, "ns", only.Effect.Unit)
	assert.Equal(t, "node-cost/task=empty/1/node-spawn", only.Arms[0].Cell)
}

// A table of both says which run is which.
func TestMarkdownSaysWhichRunNodeIsFrom(t *testing.T) {
	text := claim.Markdown(claim.EvaluateWith(newRun().table(), spawning(5e6).table()))
	assert.Contains(t, text, "What is asked of Node.js, N and S24, is held against run synthetic in Node.js, ")
	assert.Contains(t, text, "| N12 | Node.js: a Worker per request is expensive | **supported** | 5 ms [")
	assert.NotContains(t, text, "| N13 |")
	assert.NotContains(t, claim.Markdown(claim.Evaluate(spawning(5e6).table())), "What is asked of Node.js")
}

// What only the Go runtime counts is unknown in Node.js, and not 0; memory is that of all processes.
func TestMetricsOfSystemsInNode(t *testing.T) {
	for _, key := range []string{"allocs/op", "B/op"} {
		counted, err := claim.FindMetric(key)
		require.NoError(t, err)
		_, known := counted.Of(sample.Measurement{Tasks: 2})
		assert.False(t, known, key)
		v, known := counted.Of(sample.Measurement{Tasks: 2, Allocs: 6, Bytes: 6, Scheduler: &sample.Scheduler{}})
		assert.True(t, known, key)
		assert.Equal(t, 3.0, v, key)
	}

	memory, err := claim.FindMetric("RSS-B/worker")
	require.NoError(t, err)
	v, known := memory.Of(sample.Measurement{Started: &sample.Started{Workers: 4, BeforeRSS: 100, AfterRSS: 500}})
	assert.True(t, known)
	assert.Equal(t, 100+memory.Plus, v)
	v, _ = memory.Of(sample.Measurement{Started: &sample.Started{Workers: 4, BeforeRSS: 100, AfterRSS: 50}})
	assert.Equal(t, memory.Plus, v, "none, and still a positive number")
	_, known = memory.Of(sample.Measurement{})
	assert.False(t, known)
}
