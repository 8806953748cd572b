package claim

import (
	"slices"
	"strconv"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// plan is what rows need to know of a run to name its cells.
type plan struct {
	procs       int
	experiments []experiment.Experiment
}

func newPlan(procs int) plan { return plan{procs, experiment.For(procs)} }

// blocks are those of an experiment with group.
func (p plan) blocks(name, group string) []experiment.Block {
	for _, e := range p.experiments {
		if e.Name == name {
			return slices.DeleteFunc(slices.Clone(e.Blocks), func(b experiment.Block) bool { return b.Group != group })
		}
	}
	return nil
}

// values are the settings of an experiment's parameter in a group.
func (p plan) values(name, group string) []string {
	var values []string
	for _, b := range p.blocks(name, group) {
		values = append(values, b.Value)
	}
	return values
}

// rows are the rows of a block, those of the extra set among them.
func (p plan) rows(at place) []string {
	for _, b := range p.blocks(at.experiment, at.group) {
		if b.Value != at.value {
			continue
		}
		listed := append(slices.Clone(b.Rows), b.ExtraRows...)
		return rowsWhere(func(r catalog.Row) bool { return slices.Contains(listed, r.Key()) })
	}
	return nil
}

// rowsWhere are the keys of the rows of the catalog that are not guarded and match.
func rowsWhere(match func(catalog.Row) bool) []string {
	var keys []string
	for _, r := range catalog.Rows() {
		if r.Face != catalog.Guarded && match(r) {
			keys = append(keys, r.Key())
		}
	}
	return keys
}

// concurrent are the rows that run tasks beside the submitter, pools those whose goroutines run
// more than one task, libraries those of other people as their documentation uses them.
func concurrent() []string {
	return rowsWhere(func(r catalog.Row) bool { return r.Variant != catalog.Serial })
}

func pools() []string {
	return rowsWhere(func(r catalog.Row) bool { return r.Traits.Reuses != variants.Never })
}

func libraries() []string {
	return rowsWhere(func(r catalog.Row) bool { return r.Face == catalog.Native })
}

// own are the strategies that are written here.
func own() []string {
	return rowsWhere(func(r catalog.Row) bool { return r.Face == catalog.Own })
}

// ownPools are the pools that are written here.
var ownPools = []string{"freelist", catalog.Baseline, "batched"}

// queues are the rows whose waiting tasks are in a queue of the pool, of whatever length: where
// there is none each is a goroutine, the caller's or its own.
func queues() []string {
	return rowsWhere(func(r catalog.Row) bool {
		return r.Traits.Queue != variants.None && r.Traits.Workers != variants.Unbounded
	})
}

// both are the names that two lists have, in the order of the first.
func both(names, others []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !slices.Contains(others, n) })
}

// per makes a part of each label.
func per(labels []string, part func(label string) Part) []Part {
	parts := make([]Part, len(labels))
	for i, label := range labels {
		parts[i] = part(label)
		if parts[i].Label == "" {
			parts[i].Label = label
		}
	}
	return parts
}

// one is a claim that has a single part, all is a part whose tests all have to hold, any one of
// whose tests one has to.
func one(tests ...Test) []Part                 { return []Part{{Tests: tests}} }
func all(label string, tests ...Test) Part     { return Part{Label: label, Tests: tests} }
func anyOf(label string, tests ...Test) Part   { return Part{Label: label, Any: true, Tests: tests} }
func ratio(m Metric, of, to Arm, b Bound) Test { return Ratio{Metric: m, Of: of, To: to, Bound: b} }
func level(m Metric, of Arm, b Bound) Test     { return Level{Metric: m, Of: of, Bound: b} }

// fits is the test that waiting tasks fit into memory: only a lack of it refutes that.
func fits(of Arm) Test { return Kept{Of: of, Refutes: []sample.FailureKind{sample.OutOfMemory}} }

// tests makes a test of each name.
func tests(names []string, test func(name string) Test) []Test {
	var made []Test
	for _, name := range names {
		made = append(made, test(name))
	}
	return made
}

// without are the names but one.
func without(names []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name })
}

// grains are the sizes of calibrated tasks from nothing to 150 µs.
var grains = []string{"0", "150ns", "1.5us", "15us", "150us"}

// two are what claims about running in parallel need.
var two = Needs{Processors: 2}

func (p plan) workers(times int) string { return strconv.Itoa(times * p.procs) }

// sizing makes a part for each kind of queue and grain of the workers experiment: W workers
// against each number of others.
func (p plan) sizing(of string, others func(values []string) []string, b Bound) []Part {
	var parts []Part
	for _, grain := range []string{"1.5us", "15us", "150us"} {
		group := "grain=" + grain
		for _, row := range p.rows(within("workers", group, of)) {
			at := func(w string) Arm { return within("workers", group, w).row(row) }
			parts = append(parts, all(grain+" "+row, tests(others(p.values("workers", group)), func(w string) Test {
				return ratio(timePerTask, at(of), at(w), b)
			})...))
		}
	}
	return parts
}
