package compare

import (
	"errors"
	"fmt"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Outcome is what a comparison of two runs allows to say about a cell.
type Outcome string

const (
	// Below means that the whole 95 % interval of new ÷ old lies below the threshold, a default
	// one without its share of noise.
	Below Outcome = "below"
	// Above means that new ÷ old lies above the threshold, corrected for all cells.
	Above Outcome = "above"
	// Undecided means that neither is shown.
	Undecided Outcome = "undecided"
)

// DefaultThreshold is by how much a cell may get worse: 5 %. Two runs of the same binary
// differ by a few percent, since nothing pairs them.
const DefaultThreshold = 0.05

// Change is one cell in two runs.
type Change struct {
	Cell   sample.Cell
	Metric experiment.Metric
	// Comparison has the ratio new ÷ old; its P is for the null "the ratio is the threshold".
	stats.Comparison
	// Threshold is the relative change held against: what is above it has got worse. Clear is
	// the one that the whole interval has to stay below for an all-clear; never larger, so
	// that a noisy run raises the first and not the second.
	Threshold, Clear float64
	// Adjusted is P corrected for all cells of the comparison.
	Adjusted float64
	Outcome  Outcome
	// Missing is true if only one of the runs has the cell.
	Missing bool
	// Reason says why it is undecided, where more than a wide interval is behind it.
	Reason string
}

// Runs is the comparison of two runs.
type Runs struct {
	Changes []Change
	// Warnings are reasons to doubt all of it, a line each.
	Warnings []string
}

// Count returns how many cells have an outcome.
func (r Runs) Count(outcome Outcome) int {
	n := 0
	for _, c := range r.Changes {
		if c.Outcome == outcome {
			n++
		}
	}
	return n
}

// ErrOtherSettings is returned for runs with other numbers of workers or places to wait.
var ErrOtherSettings = errors.New("the runs have different settings")

// rateTolerance is how far the rates of two open loops may differ, relative: each run finds
// out by itself what the processors can do.
const rateTolerance = 0.02

// ErrOtherMachine is returned for runs of two machines.
var ErrOtherMachine = errors.New("the runs are from different machines")

// Between compares the cells of two runs by their headline metrics, unpaired: the samples of
// each run are taken as independent draws. threshold is the relative change that is held
// against, 0.05 for +5 %; 0 means DefaultThreshold, and to call a cell worse the larger one of
// that and the noise floors that both runs measured for the experiment. Cells without a time,
// whose tasks block or which are rules, are not compared.
//
// It fails closed. A cell that only one of the runs has, that failed in one of them, or that
// is in a run whose controls void it, is Undecided and never Below. The errors are
// ErrOtherMachine and ErrOtherSettings, unless across, and that the runs have no cell in
// common.
func Between(before, after *sample.Table, threshold float64, across bool) (Runs, error) {
	if !across && before.Run.Machine != after.Run.Machine {
		return Runs{}, fmt.Errorf("%w: %q with %d cores and %q with %d", ErrOtherMachine,
			before.Run.Machine.CPU, before.Run.Machine.Cores, after.Run.Machine.CPU, after.Run.Machine.Cores)
	}
	if p, q := before.Run.Plan, after.Run.Plan; !across && (p.GOMAXPROCS != q.GOMAXPROCS || p.Queue != q.Queue) {
		return Runs{}, fmt.Errorf("%w: %d workers and queue %d, and %d workers and queue %d", ErrOtherSettings, p.GOMAXPROCS, p.Queue, q.GOMAXPROCS, q.Queue)
	}
	old, now := Within(before), Within(after)
	var runs Runs
	if a, b := before.Run.Build.Go, after.Run.Build.Go; a != b {
		runs.Warnings = append(runs.Warnings, fmt.Sprintf("the runs were built with %s and %s", a, b))
	}
	runs.doubt("old", old.Trust)
	runs.doubt("new", now.Trust)
	common := 0
	for _, s := range union(before, after) {
		metric := experiment.Shape(s.Shape).Metrics()[0]
		c := Change{Cell: s, Metric: metric, Threshold: threshold, Clear: threshold, Outcome: Undecided}
		if threshold == 0 {
			c.Clear = DefaultThreshold
			c.Threshold = max(DefaultThreshold, floor(old, s, metric), floor(now, s, metric))
		}
		a, b := before.Find(s.Key()), after.Find(s.Key())
		if a != nil && b != nil {
			common++
		}
		c.compare(a, b)
		c.Reason = firstOf(old.Trust.Void, now.Trust.Void, c.Reason)
		runs.Changes = append(runs.Changes, c)
	}
	if common == 0 {
		return Runs{}, errors.New("the runs have no cell in common")
	}
	runs.decide()
	return runs, nil
}

func (r *Runs) doubt(name string, t Trust) {
	if t.Void != "" {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%s run: %s", name, t.Void))
	}
	if t.Gate.Disturbed > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%s run: %d of %d samples were disturbed by others and are left out", name, t.Gate.Disturbed, t.Gate.Kept))
	}
}

// floor is the noise floor of a cell's experiment. It is taken from the twins, since where
// blocks are compared there is no family that would have it.
func floor(run Run, c sample.Cell, metric experiment.Metric) float64 {
	largest := 0.0
	for _, twin := range run.Trust.Twins {
		if twin.Cell.Experiment == c.Experiment && twin.Metric.Key == metric.Key && twin.Wide.Bounded {
			largest = max(largest, stats.Effect(twin.Ratio.Mid))
		}
	}
	return largest
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// union lists the compared cells of both runs, those of the new one first.
func union(before, after *sample.Table) []sample.Cell {
	var cells []sample.Cell
	seen := map[string]bool{}
	for _, t := range []*sample.Table{after, before} {
		for _, s := range t.Series {
			if c := s.Cell; !seen[c.Key()] && c.Role == sample.Compared && !untimed(c) {
				seen[c.Key()] = true
				cells = append(cells, c)
			}
		}
	}
	return cells
}

func (c *Change) compare(before, after *sample.Series) {
	switch {
	case before == nil:
		c.Missing, c.Reason = true, "the old run does not have it"
	case after == nil:
		c.Missing, c.Reason = true, "the new run does not have it"
	case len(after.Failures) > 0:
		c.Reason = "failed in the new run: " + after.Failures[0].String()
	case len(before.Failures) > 0:
		c.Reason = "failed in the old run: " + before.Failures[0].String()
	case !sameWork(before.Cell, after.Cell):
		c.Reason = "the runs gave it different work"
	case stats.Effect(max(before.Cell.Rate, 1)/max(after.Cell.Rate, 1)) > rateTolerance:
		c.Reason = fmt.Sprintf("tasks arrived at %.0f and at %.0f per second", before.Cell.Rate, after.Cell.Rate)
	}
	c.Comparison = stats.Unpaired(undisturbed(before, c.Metric), undisturbed(after, c.Metric), 1+c.Threshold)
}

// sameWork tells whether two runs asked the same of a cell, up to what each calibrates.
func sameWork(a, b sample.Cell) bool {
	return a.Workload == b.Workload && a.Iterations == b.Iterations && a.Submitters == b.Submitters && a.Shape == b.Shape && a.Load == b.Load &&
		a.Workers == b.Workers && a.Procs == b.Procs && sameQueue(a.Queue, b.Queue)
}

func sameQueue(a, b *int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func undisturbed(s *sample.Series, metric experiment.Metric) []float64 {
	var values []float64
	if s == nil {
		return nil
	}
	for _, m := range s.Taken {
		if value, ok := metric.Of(m.Measurement); ok && !m.Disturbed() {
			values = append(values, value)
		}
	}
	return values
}

// decide corrects all cells together and sets their outcomes.
func (r *Runs) decide() {
	p := make([]float64, len(r.Changes))
	for i, c := range r.Changes {
		p[i] = c.P
		if c.Reason != "" {
			p[i] = 1
		}
	}
	for i, adjusted := range stats.Holm(p) {
		c := &r.Changes[i]
		c.Adjusted = adjusted
		limit := 1 + c.Threshold
		switch {
		case c.Reason != "":
		case !c.Ratio.Bounded:
			c.Reason = fmt.Sprintf("%d undisturbed samples are too few for an interval", c.Ratio.N)
		case c.Ratio.Hi < 1+c.Clear:
			c.Outcome = Below
		case adjusted < stats.FamilyAlpha && c.Ratio.Lo > limit:
			c.Outcome = Above
		}
	}
}
