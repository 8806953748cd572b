// Package compare turns the samples of a run into statements about its rows: which is
// faster than the baseline, by how much, and whether the run can be believed at all.
//
// # Model
//
// Inside a run rows are compared paired by round ([Within]): what is divided was measured
// seconds apart, under the same conditions. All comparisons of one experiment by one metric
// are a [Family] that is corrected together. Rounds in which one of the two samples was
// disturbed by others are left out; what is left has to be enough.
//
// Experiments whose blocks are compared with each other have no family: their rows are not
// held against the baseline of the block. Their twins are controls like all others.
//
// Every run carries its own controls ([Trust]): the baseline against itself, which must not
// differ, and a known effect, which must be found. If they fail, no comparison of that run
// gets a verdict.
//
// Two runs are compared without pairing ([Between]), for nothing pairs them.
//
// # What it is not
//
// It knows the meaning of controls and metrics; the statistics are in package stats, and
// words for people in package report.
package compare

import (
	"fmt"
	"slices"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Pair is one row against the baseline of its block by one metric.
type Pair struct {
	// Cell is compared with Base.
	Cell, Base sample.Cell
	Metric     experiment.Metric
	stats.Comparison
	stats.Judgement
	// LeftOut is how many rounds were left out because one of the two samples was disturbed.
	LeftOut int
	// Failed is how many samples of the cell and its base failed. Then there is no verdict:
	// the rounds that are left were selected by their outcome.
	Failed int
}

// Family are the comparisons that are corrected together: all blocks and rows of one
// experiment by one metric.
type Family struct {
	Experiment string
	Metric     experiment.Metric
	Pairs      []Pair
	// Floor is the noise floor: the largest effect among the family's twins, which are one
	// and the same row. No effect up to it is claimed.
	Floor float64
	// Reach is how far the twins' 95 % intervals reach from 1, as an effect: the floor comes from
	// a handful of twins and may be low by luck, and this tells how far from it they could be.
	Reach float64
	twins []string // the blocks with a twin that has enough rounds for a 99 % interval
	// Needed is the least number of rounds for a verdict in a family of this size.
	Needed int
}

// Controlled tells whether the family has a noise floor.
func (f *Family) Controlled() bool { return len(f.twins) > 0 }

// Run is everything that a run says about its rows.
type Run struct {
	Families []Family
	Trust    Trust
}

// Find returns the family of an experiment by the metric with key, or nil.
func (r *Run) Find(experiment, key string) *Family {
	for i := range r.Families {
		if f := &r.Families[i]; f.Experiment == experiment && f.Metric.Key == key {
			return f
		}
	}
	return nil
}

// Find returns the comparison of the cell with key, or nil.
func (f *Family) Find(key string) *Pair {
	if f == nil {
		return nil
	}
	for i := range f.Pairs {
		if f.Pairs[i].Cell.Key() == key {
			return &f.Pairs[i]
		}
	}
	return nil
}

// Within compares the rows of a run.
func Within(t *sample.Table) Run {
	var run Run
	var twins []Pair
	for _, e := range experiments(t) {
		for _, metric := range experiment.Shape(e[0].Cell.Shape).Metrics() {
			family, controls := newFamily(e, metric)
			if len(family.Pairs) > 0 {
				run.Families = append(run.Families, family)
			}
			var own []Pair
			for i, c := range controls {
				switch c.Cell.Role {
				case sample.Twin:
					own = append(own, c)
				case sample.Slower:
					run.Trust.Known = &controls[i]
				}
			}
			twins = append(twins, correct(own)...)
		}
	}
	run.Trust.weigh(t, twins)
	for i := range run.Families {
		run.Families[i].judge(run.Trust.Void)
	}
	return run
}

// correct sets the adjusted p values of an experiment's twins by one metric. They are a family
// of their own: corrected together with those of all experiments, twelve rounds could not
// show that any of them differs, however much.
func correct(twins []Pair) []Pair {
	twins = slices.DeleteFunc(twins, func(p Pair) bool { return !p.Ratio.Bounded })
	p := make([]float64, len(twins))
	for i, twin := range twins {
		p[i] = twin.P
	}
	for i, adjusted := range stats.Holm(p) {
		twins[i].Adjusted = adjusted
	}
	return twins
}

// Controls compares every control of a run with its baseline by the headline metric.
func Controls(t *sample.Table) []Pair {
	var all []Pair
	for _, e := range experiments(t) {
		_, controls := newFamily(e, experiment.Shape(e[0].Cell.Shape).Metrics()[0])
		all = append(all, controls...)
	}
	return all
}

// experiments groups a run's series by experiment, in the order of the plan.
func experiments(t *sample.Table) [][]*sample.Series {
	var groups [][]*sample.Series
	at := map[string]int{}
	for _, s := range t.Series {
		i, known := at[s.Cell.Experiment]
		if !known {
			i = len(groups)
			at[s.Cell.Experiment] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], s)
	}
	return groups
}

// untimed tells whether the samples of a cell have no time that says anything: threads of
// blocked tasks and goroutines that are left are counted, and a rule is kept or broken. A failed sample of a rule is the
// answer that it is broken, and no loss.
func untimed(c sample.Cell) bool {
	shape := experiment.Shape(c.Shape)
	return shape == experiment.Blocked || shape == experiment.Behaviour || shape == experiment.Leak || shape == experiment.Erratum
}

// ungated tells whether nobody judged if others disturbed the samples of a cell: see [sample.Measurement.Gate].
// So they are not counted among those that passed, and tell nothing about the run's course.
func ungated(c sample.Cell) bool {
	shape := experiment.Shape(c.Shape)
	return untimed(c) || shape == experiment.Parked || shape == experiment.Churn
}

// newFamily compares each series of an experiment with its block's baseline, unless it is the
// blocks that are compared; controls are the comparisons of cells that are there for that only.
func newFamily(series []*sample.Series, metric experiment.Metric) (family Family, controls []Pair) {
	family = Family{Experiment: series[0].Cell.Experiment, Metric: metric}
	base := map[string]*sample.Series{}
	for _, s := range series {
		if experiment.IsBaseline(s.Cell) {
			base[s.Cell.BlockKey()] = s
		}
	}
	for _, s := range series {
		b := base[s.Cell.BlockKey()]
		if b == nil || b == s || s.Cell.Across && s.Cell.Role == sample.Compared {
			continue
		}
		pair := newPair(s, b, metric)
		if s.Cell.Role != sample.Compared {
			controls = append(controls, pair)
			if s.Cell.Role == sample.Twin && pair.Wide.Bounded {
				family.twins = append(family.twins, s.Cell.BlockKey())
				family.Floor = max(family.Floor, stats.Effect(pair.Ratio.Mid))
				family.Reach = max(family.Reach, stats.Effect(pair.Ratio.Lo), stats.Effect(pair.Ratio.Hi))
			}
			continue
		}
		family.Pairs = append(family.Pairs, pair)
	}
	family.Needed = stats.RoundsNeeded(len(family.Pairs))
	return family, controls
}

func newPair(s, base *sample.Series, metric experiment.Metric) Pair {
	pair := Pair{Cell: s.Cell, Base: base.Cell, Metric: metric, Failed: len(s.Failures) + len(base.Failures)}
	var ratios []float64
	sample.Pairs(s, base, func(a, b sample.Taken) {
		x, okX := metric.Of(a.Measurement)
		y, okY := metric.Of(b.Measurement)
		switch {
		case !okX || !okY:
		case a.Disturbed() || b.Disturbed():
			pair.LeftOut++
		default:
			ratios = append(ratios, x/y)
		}
	})
	pair.Comparison = stats.Paired(ratios)
	return pair
}

// judge decides a family; void, if not empty, is why nothing is decided.
func (f *Family) judge(void string) {
	comparisons := make([]stats.Comparison, len(f.Pairs))
	bars := make([]string, len(f.Pairs))
	for i, p := range f.Pairs {
		comparisons[i] = p.Comparison
		if bars[i] = f.bar(p, void); bars[i] != "" {
			comparisons[i].P = 1
		}
	}
	for i, j := range stats.Judge(comparisons, stats.RuleFor(len(f.Pairs), f.Floor)) {
		if bars[i] != "" {
			j = stats.Judgement{Verdict: stats.NoVerdict, Adjusted: 1, Reason: bars[i]}
		}
		f.Pairs[i].Judgement = j
	}
}

// bar says what bars a pair from a verdict, whatever its numbers; nothing if nothing does.
func (f *Family) bar(p Pair, void string) string {
	switch {
	case void != "":
		return void
	case p.Failed > 0:
		return fmt.Sprintf("failed samples of the two rows: %d", p.Failed)
	case p.Ratio.N >= f.Needed && !slices.Contains(f.twins, p.Cell.BlockKey()):
		return "the block has no twin of the baseline with enough undisturbed rounds"
	}
	return ""
}
