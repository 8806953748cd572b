package claim

import (
	"slices"

	nodejs "poolbench/harness/node"
)

// onNode is what rows need that are about systems in Node.js, onNodeOfTwo those about running in parallel there.
var (
	onNode      = Needs{Node: true}
	onNodeOfTwo = Needs{Node: true, Processors: 2}
)

// pooledInNode are the systems in Node.js whose workers stay: four, so that 8 rounds can decide a claim on each.
var pooledInNode = nodejs.Pooled()

// inNode are the sentences of the study note asked of Node.js itself: a row N12 has the number of the row S12
// whose sentence it is. There are fewer than 7 estimates in each, since that is what 8 rounds can decide:
// the smallest p value of so many, 0.8 %, times 6 is below [stats.FamilyAlpha].
//
// No row has the number of one that the experiments have no cell for: of sockets and what blocks (S02), of other work than a
// sum and a hash (S06), of tens of millions of waiting tasks (S17), of which worker is reused (S18), of workers that leave
// (S22), of memory that a worker keeps (S30), of monitoring (S31) and of other rules than that of the note's own code (S32). S24
// is about Node.js itself.
func (p plan) inNode() []Claim {
	return slices.Concat(p.nodeOnThreads(), p.nodeOnPools(), p.nodeOnSizes(), p.nodeOnMessages(), p.nodeErrata())
}

// nodeTask is the block of the node-cost experiment with a task and so many in flight.
func nodeTask(task, inFlight string) place { return within("node-cost", "task="+task, inFlight) }

// erratum is the test that the note's way of doing something does what its reader expects.
func erratum(name string) Kept {
	return Kept{Of: within("node-errata", "code=note", name).row(nodejs.Pool)}
}
