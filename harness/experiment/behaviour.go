package experiment

import (
	"slices"
	"strings"

	"poolbench/harness/workload"
	"poolbench/variants/catalog"
	"poolbench/variants/variantstest"
)

// Rules are the cases of the conformance suite that claims are about.
var Rules = []string{
	"exactly-once/8-submitters", "workers/no-more-than-declared", "workers/no-idle-worker",
	"failure/others-unharmed", "failure/capacity-after-panics", "failure/panics-of-8-submitters",
	"nested/with-room", "close/drains", "submit/cancel-after-acceptance", "blocked/cancel", "map/first-error", "map/order",
	"leak/after-close",
}

// behaviour: rules of the contract that people rely on, native libraries beside our own.
func behaviour() Experiment {
	var blocks []Block
	for _, c := range variantstest.Cases() {
		if slices.Contains(Rules, c.Name) {
			blocks = append(blocks, Block{
				Value: strings.NewReplacer("/", ".", "-", "_").Replace(c.Name), Submitters: 1, Tasks: 1, Rounds: fewRounds, Extra: true,
				Workload: workload.Workload{Name: c.Name, Title: c.Rule}, Rows: subjects(c),
			})
		}
	}
	return Experiment{
		Name:     "behaviour",
		Question: "What do the strategies do in the moments that nobody benchmarks?",
		Reading: "Cases of the conformance suite, each in a process of its own: our own strategies, and the libraries as their " +
			"documentation uses them. A failed sample here is an answer: the rule is not kept. Libraries need not keep rules that " +
			"they do not promise.",
		Parameter: "rule",
		Shape:     Behaviour,
		Across:    true,
		Blocks:    blocks,
	}
}

// subjects are the rows that a rule applies to.
func subjects(c variantstest.Case) []string {
	var rows []string
	for _, row := range catalog.Rows() {
		if row.Face != catalog.Guarded && c.Skip(row.Traits) == "" {
			rows = append(rows, row.Key())
		}
	}
	return rows
}
