package claim

import (
	"fmt"
	"slices"

	"poolbench/harness/sample"
)

// Arm names a cell that is compared, by what an experiment calls it.
type Arm struct {
	Experiment, Group, Value string
	// Row is the key of a row of the catalog: "channel", "ants/native".
	Row string
}

// String is the arm in one word: "workers/grain=15us/4/channel".
func (a Arm) String() string {
	block := a.Experiment
	if a.Group != "" {
		block += "/" + a.Group
	}
	return block + "/" + a.Value + "/" + a.Row
}

// place is a block of an experiment.
type place struct{ experiment, group, value string }

// in is the block of an experiment with one parameter, within that of one with two.
func in(experiment, value string) place            { return place{experiment, "", value} }
func within(experiment, group, value string) place { return place{experiment, group, value} }

// row is the arm of a row there.
func (p place) row(key string) Arm { return Arm{p.experiment, p.group, p.value, key} }

// index finds the series of arms.
type index map[Arm]*sample.Series

func newIndex(t *sample.Table) index {
	all := index{}
	for _, s := range t.Series {
		if c := s.Cell; c.Role == sample.Compared {
			all[Arm{c.Experiment, c.Group, c.Value, c.RowKey()}] = s
		}
	}
	return all
}

// find returns the series of the arms, or why nothing can be said with them: missing names the
// arms that the run does not have, failed how samples of one of them ended.
func (x index) find(arms []Arm) (series []*sample.Series, missing []Arm, failed string) {
	for _, a := range arms {
		s := x[a]
		switch {
		case s == nil || len(s.Taken)+len(s.Failures) == 0:
			missing = append(missing, a)
		case len(s.Failures) > 0 && failed == "":
			failed = fmt.Sprintf("%s failed in %d of %d samples: %s", a, len(s.Failures), len(s.Taken)+len(s.Failures), s.Failures[0].Kind)
		}
		series = append(series, s)
	}
	return series, missing, failed
}

// eachRound calls visit with the measurements of every round in which all series have an
// undisturbed one, and returns how many rounds it left out because one was disturbed. It is
// sample.Pairs for any number of arms, which may be in different blocks.
func eachRound(series []*sample.Series, visit func([]sample.Measurement)) (leftOut int) {
	if len(series) == 0 {
		return 0
	}
	for _, first := range series[0].Taken {
		all, disturbed := []sample.Measurement{first.Measurement}, first.Disturbed()
		for _, s := range series[1:] {
			at, found := slices.BinarySearchFunc(s.Taken, first.Round, func(t sample.Taken, round int) int { return t.Round - round })
			if found {
				all = append(all, s.Taken[at].Measurement)
				disturbed = disturbed || s.Taken[at].Disturbed()
			}
		}
		switch {
		case len(all) < len(series):
		case disturbed:
			leftOut++
		default:
			visit(all)
		}
	}
	return leftOut
}
