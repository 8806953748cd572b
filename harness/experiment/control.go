package experiment

import "poolbench/variants/catalog"

// Control is the name of the experiment that every run contains.
const Control = "control"

// KnownEffect is how much slower the slower arm of the control is: 10 %, by a tenth more
// iterations of the same loop.
const KnownEffect = 1.10

// slowerWorkload does KnownEffect times the work of the control's block.
const slowerWorkload = "spin-165us"

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
		Faces:     []catalog.Face{catalog.Own},
		Blocks:    []Block{{Value: "10pct", Submitters: 1, Workload: mustFind("spin-150us"), Quick: true}},
	}
}
