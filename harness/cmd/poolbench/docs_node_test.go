package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/study"
)

// The blocks of what two servers answer while callers ask for computing, and of Go with a worker less.
const (
	busyHealth = "node-health/workers=P/callers={4P}"
	workerLess = "node-health/workers=P-1/callers={4P}"
)

// besides are what the README sets beside each other of Node.js and of Go: the same metric of two cells of
// one block, or of two.
var besides = []struct {
	what, block, metric string
	inNode, inGo        string
	// other is the block of Go's cell, where that is another one; {P} stands for the processors.
	other string
}{
	{"an empty task, 64 callers: a WorkerPool; workers and a channel", "node-cost/task=empty/inflight=64", experiment.TimePerTask, "node-pool", "channel", ""},
	{"the same, a worker per task: a Worker; a goroutine", "node-cost/task=empty/inflight=64", experiment.TimePerTask, "node-spawn", "spawn", ""},
	{"to start a worker: a Worker; a pool with one goroutine", "node-workers/workers=16", "p50-ns", "node-pool", "channel", ""},
	{"memory that it keeps, each of 16", "node-workers/workers=16", "RSS-B/worker", "node-pool", "channel", ""},
	{"`GET /`, median, while a worker per processor computes 5 ms at a time", busyHealth, "p50-ns", "node-pool", "channel", ""},
	{"time per computation meanwhile", busyHealth, experiment.TimePerUnit, "node-pool", "channel", ""},
	{"`GET /`, median, Go with a worker less", busyHealth, "p50-ns", "node-pool", "channel", workerLess},
	{"time per computation meanwhile, Go with a worker less", busyHealth, experiment.TimePerUnit, "node-pool", "channel", workerLess},
	{"the sum to 10⁸ in doubles, on one thread", "node-work/work=sum-double", experiment.TimePerTask, "node-loop", "inline", ""},
	{"64 MiB to a worker and back: transferred; handed over", "node-transfer/way=transfer/size=64MiB", experiment.TimePerTask, "node-pool", "channel", ""},
}

// nodeTable is what the companion of the committed run says of Node.js and of Go, medians with intervals
// and their ratio, paired by round.
func nodeTable(t *testing.T) string {
	t.Helper()
	book, err := study.Open([]string{filepath.Join(root, "results/reference")}, "")
	require.NoError(t, err)
	number := func(q study.Quantity) study.Number {
		n, err := book.Number(q)
		require.NoError(t, err)
		return n
	}
	cell := func(block, row string) string {
		if !strings.Contains(row, "/") {
			row += "/own"
		}
		return block + "/" + row
	}
	var b strings.Builder
	b.WriteString("| what, in Node.js; in Go | Node.js | Go | Node.js ÷ Go |\n|:--|--:|--:|--:|\n")
	for _, c := range besides {
		inNode, inGo := cell(c.block, c.inNode), cell(cmp.Or(c.other, c.block), c.inGo)
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", c.what, number(study.Median{Cell: inNode, Metric: c.metric}),
			number(study.Median{Cell: inGo, Metric: c.metric}), number(study.Ratio{Of: inNode, To: inGo, Metric: c.metric}))
	}
	run := book.Companion()
	if run == nil { // which the numbers say as well
		return b.String()
	}
	return b.String() + fmt.Sprintf("\n*%s, run %s: medians with 95 %% intervals of %d rounds.*\n", run.Machine(), run.Table.Run.ID, run.Table.Run.Plan.Rounds)
}

// What stands in the README is measured: a cell that no run has would be printed as not measured for ever.
func TestDocsNodeTableIsMeasured(t *testing.T) {
	require.NotContains(t, nodeTable(t), study.NotMeasured, "results/node/reference is the committed run with systems in Node.js")
}
