package advise

import (
	"cmp"
	"fmt"
	"strings"

	"poolbench/harness/compare"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/harness/study"
)

// source are the runs that advice may rest on.
type source struct {
	*study.Book
	within map[*study.Run]compare.Run
	// leftOut says of the others why.
	leftOut []string
}

// sound leaves out the runs whose comparisons have no verdict. That the reader has runs and none of them will do is an
// error: the reference's numbers would answer another question than the one about this machine.
func sound(b *study.Book) (*source, error) {
	s := &source{within: map[*study.Run]compare.Run{}}
	var runs []*study.Run
	own, left := false, false
	for _, r := range b.Runs {
		if r.Node { // which has none of the experiments that advice is taken from
			continue
		}
		own = own || r.Own
		within := compare.Within(r.Table)
		why := within.Trust.Void
		if n := r.Table.Run.Plan.Rounds; n < stats.MinRounds {
			why = fmt.Sprintf("%s, and a verdict takes %d", count(n, "round"), stats.MinRounds)
		}
		if why != "" {
			s.leftOut = append(s.leftOut, r.Dir+": "+why)
			continue
		}
		runs = append(runs, r)
		s.within[r] = within
		left = left || r.Own
	}
	if len(runs) == 0 || own && !left {
		return nil, fmt.Errorf("no advice from %s: %s measures what is missing, and the reference run answers for its own machine: poolbench advise … results/reference",
			strings.Join(s.leftOut, "; "), command("grain", "workers", "burst", "request"))
	}
	s.Book = b.Only(runs...)
	return s, nil
}

// command is how to measure experiments so that they are found.
func command(experiments ...string) string {
	return fmt.Sprintf("poolbench run --experiment %s --out results/asked/%s", strings.Join(experiments, ","), strings.Join(experiments, "+"))
}

// with is the run that has good samples of all cells, the reader's first and of those the one with most rounds of
// the first cell; nil if none has. Cells are compared only inside one run.
func (s *source) with(cells ...string) *study.Run {
	var best *study.Run
	rounds := 0
	for _, r := range s.Runs {
		if best != nil && best.Own && !r.Own {
			break
		}
		n := 0
		for i, cell := range cells {
			found := good(r.Table.Find(cell))
			if found < stats.MinRounds {
				n = 0
				break
			}
			if i == 0 {
				n = found
			}
		}
		if n > rounds {
			best, rounds = r, n
		}
	}
	return best
}

// good is how many samples a series has, if none failed.
func good(s *sample.Series) int {
	if s == nil || len(s.Failures) > 0 {
		return 0
	}
	return len(s.Taken)
}

// floor is the noise floor of an experiment's time per task: the largest effect among its twins.
func (s *source) floor(r *study.Run, name string) float64 {
	floor := 0.0
	for _, twin := range s.within[r].Trust.Twins {
		if twin.Cell.Experiment == name && twin.Metric.Key == experiment.TimePerTask {
			floor = max(floor, stats.Effect(twin.Ratio.Mid))
		}
	}
	return floor
}

// number is an estimate of a run; the zero Number without data.
func number(e stats.Estimate, r *study.Run) study.Number {
	if e.N == 0 {
		return study.Number{}
	}
	return study.Number{Lo: e.Lo, Mid: e.Mid, Hi: e.Hi, Bounded: e.Bounded, Rounds: e.N, From: r}
}

// median is the number of a cell, or one that says what it lacks.
func (s *source) median(cell, metric string) (study.Number, error) {
	return s.Number(study.Median{Cell: cell, Metric: metric})
}

// shown is a number, or the command that would measure it.
func shown(n study.Number, name string) string {
	if n.From == nil {
		return study.NotMeasured + ": " + command(name)
	}
	return n.String()
}

// machine names where a run was taken, and marks the reference.
func machine(r *study.Run) string {
	text := fmt.Sprintf("%s: %s, %s", cmp.Or(r.Table.Run.ID, r.Dir), r.Machine(), count(r.Table.Run.Plan.Rounds, "round"))
	if !r.Own {
		text += " " + study.Dagger
	}
	return text
}
