package experiment

import (
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// Control is the name of the experiment that every run contains.
const Control = "control"

// KnownEffect is how much slower the slower arm of the control is: 10 %, by a tenth more
// iterations of the same loop.
const KnownEffect = 1.10

// SmallKnownEffect is 5 %, for the check of a machine, which has to find that as well.
const SmallKnownEffect = 1.05

// The workloads that do KnownEffect and SmallKnownEffect times the work of the control.
const (
	slowerWorkload         = "spin-165us"
	slightlySlowerWorkload = "spin-157.5us"
)

// control: the run's proof that it can tell a tenth. No pool is involved: the serial
// reference does the same work once as it is and once with a tenth more iterations. A
// fixed cost per task would make the ratio smaller than KnownEffect; at 150 µs that of a
// function call does not show.
func control() Experiment {
	return Experiment{
		Name:     Control,
		Question: "Does this run find a difference that is known to be there?",
		Reading: "The same loop, once with 10 % more iterations. If the run does not find that, or finds something " +
			"else, none of its verdicts is worth anything.",
		Parameter: "effect",
		Shape:     Batch,
		Blocks:    []Block{{Value: "known", Submitters: 1, Workload: mustFind("spin-150us"), Rows: []string{catalog.Serial}, Quick: true}},
	}
}

// Controls are all controls there are and nothing to compare: what a machine is checked
// with. The serial reference has arms with the same work, 5 % and 10 % more; the baseline
// has its twin at the two ends of what a pool costs, with one submitter and with many, and
// with small and large tasks.
func Controls() []Cell {
	e := control()
	cells := controls(e, e.Blocks[0])
	twin, slightly := cells[0], cells[0]
	twin.Role = sample.Twin
	slightly.Role, slightly.Workload = sample.SlightlySlower, mustFind(slightlySlowerWorkload)
	cells = append(cells, twin, slightly)
	row, err := catalog.Find(catalog.Baseline, catalog.Own)
	if err != nil {
		panic(err) // the tests prove that it is there
	}
	for _, e := range []Experiment{overhead(), grain()} {
		for _, block := range e.Blocks {
			if e.Name == "grain" && block.Value != "1.5us" && block.Value != "150us" {
				continue
			}
			same := cell(e, block, row)
			twin := same
			twin.Role = sample.Twin
			cells = append(cells, same, twin)
		}
	}
	return cells
}

// IsBaseline tells whether the other cells of a block are compared with c: the baseline
// variant, and in the control the arm that does the work as it is.
func IsBaseline(c sample.Cell) bool {
	return c.Variant == catalog.Baseline && c.Role == sample.Compared || c.Role == sample.Same
}
