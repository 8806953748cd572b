package claim_test

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"poolbench/harness/claim"
	"poolbench/harness/sample"
)

// rounds of synthetic runs: as many as a verdict takes; nodeRounds those of a run with systems in Node.js.
const (
	rounds     = 12
	nodeRounds = 8
)

// built is a run of numbers that a test chose. values holds, by arm and metric, one per round.
type built struct {
	run    sample.Run
	order  []claim.Arm
	values map[claim.Arm]map[string][]float64
	series []*sample.Series
}

// newRun is a run with the known effect and a twin, both as they should be.
func newRun() *built {
	b := &built{values: map[claim.Arm]map[string][]float64{}}
	b.run.ID = "synthetic"
	b.run.Plan = sample.Plan{Rounds: rounds, GOMAXPROCS: 2}
	b.control("control", "known", sample.Same, steady(150_000))
	b.control("control", "known", sample.Slower, steady(165_000))
	b.twins(1, 1, 0)
	return b
}

// newNodeRun is the same for a run with systems in Node.js, once it has a cell of one.
func newNodeRun() *built {
	b := newRun()
	b.run.ID, b.run.Plan.Rounds = "synthetic in Node.js", nodeRounds
	return b
}

// wobble is a factor around 1 that has no trend: a thousandth up or down.
func wobble(round int) float64 { return 1 + 0.001*float64((round*7)%5-2)/2 }

// steady is a value per round with little noise.
func steady(value float64) []float64 {
	values := make([]float64, rounds)
	for i := range values {
		values[i] = value * wobble(i)
	}
	return values
}

// control adds a cell with a role.
func (b *built) control(experiment, value string, role sample.Role, ns []float64) {
	c := sample.Cell{
		Experiment: experiment, Parameter: "n", Value: value, Variant: "channel", Face: "own", Role: role, Shape: "batch", Tasks: 1_000_000,
	}
	if experiment == "control" {
		c.Variant = "inline"
	}
	b.plan(c, measured(ns))
}

// twins adds so many blocks of the baseline and its twin, which takes factor times as long;
// both take drift more at the end of the run.
func (b *built) twins(n int, factor, drift float64) {
	b.series = slices.DeleteFunc(b.series, func(s *sample.Series) bool { return s.Cell.Experiment == "overhead" })
	for i := range n {
		b.twin(fmt.Sprint("twins", i), factor, drift)
	}
}

// twin adds one such block.
func (b *built) twin(value string, factor, drift float64) {
	base, twin := steady(100), steady(100*factor)
	for r := range base {
		trend := 1 + drift*float64(r)/rounds
		base[r], twin[r] = base[r]*trend, twin[r]*trend
	}
	b.control("overhead", value, sample.Compared, base)
	b.control("overhead", value, sample.Twin, twin)
}

// measured turns times per task into measurements.
func measured(ns []float64) []sample.Taken {
	var taken []sample.Taken
	for i, v := range ns {
		taken = append(taken, one(i, map[string]float64{"ns/op": v}))
	}
	return taken
}

func (b *built) plan(c sample.Cell, taken []sample.Taken) *sample.Series {
	b.run.Plan.Cells = append(b.run.Plan.Cells, c)
	s := &sample.Series{Cell: c, Taken: taken}
	b.series = append(b.series, s)
	return s
}

// set gives an arm its values of a metric.
func (b *built) set(a claim.Arm, metric string, values []float64) {
	if b.values[a] == nil {
		b.values[a] = map[string][]float64{}
		b.order = append(b.order, a)
	}
	b.values[a][metric] = values
}

// get returns what an arm was given; nil if nothing.
func (b *built) get(a claim.Arm, metric string) []float64 { return b.values[a][metric] }

// cell is the cell of an arm.
func cell(a claim.Arm) sample.Cell {
	variant, face, named := strings.Cut(a.Row, "/")
	if !named {
		face = "own"
	}
	return sample.Cell{Experiment: a.Experiment, Group: a.Group, Parameter: "n", Value: a.Value, Variant: variant, Face: face, Shape: "batch", Tasks: 1}
}

// table is the run with a series per arm.
func (b *built) table() *sample.Table {
	for _, a := range b.order {
		var taken []sample.Taken
		for r := range rounds {
			now := map[string]float64{}
			for metric, values := range b.values[a] {
				now[metric] = values[r]
			}
			taken = append(taken, one(r, now))
		}
		b.plan(cell(a), taken)
	}
	b.order = nil
	for _, s := range b.series {
		s.Taken = s.Taken[:min(len(s.Taken), b.run.Plan.Rounds)]
	}
	return &sample.Table{Run: b.run, Series: b.series}
}

// outcomes adds an arm with so many good and failed samples.
func (b *built) outcomes(a claim.Arm, good, failed int, kind sample.FailureKind) {
	var taken []sample.Taken
	for r := range good {
		taken = append(taken, one(r, nil))
	}
	s := b.plan(cell(a), taken)
	for range failed {
		s.Failures = append(s.Failures, sample.Failure{Kind: kind, Detail: "as it was told to"})
	}
}

// side is where a test's values are put.
type side int

const (
	claimed side = iota
	opposite
	straddling
)

// target is the value of each round that puts a bound's test on a side, clearly.
func target(bound claim.Bound, where side) []float64 {
	const far = 1.5
	inside, outside, limit := bound.Lo*far, bound.Lo/far, bound.Lo
	switch {
	case bound.Lo == 0:
		inside, outside, limit = bound.Hi/far, bound.Hi*far, bound.Hi
	case bound.Hi != 0:
		inside, outside = math.Sqrt(bound.Lo*bound.Hi), bound.Hi*far
	}
	switch where {
	case claimed:
		return steady(inside)
	case opposite:
		return steady(outside)
	}
	values := steady(limit)
	for r := range values {
		if r%2 == 0 {
			values[r] *= 1.3
		} else {
			values[r] /= 1.3
		}
	}
	return values
}

// put gives the arms of a test values on a side. Arms that have values already keep them.
func (b *built) put(t claim.Test, where side) {
	switch t := t.(type) {
	case claim.Level:
		b.set(t.Of, t.Metric.Key, target(t.Bound, where))
	case claim.Ratio:
		b.ratio(t, target(t.Bound, where))
	case claim.Rank:
		b.rank(t, where)
	case claim.Kept:
		b.kept(t, where)
	case claim.Fewer:
		for i, a := range t.Arms() {
			b.rule(a, where, i < len(t.Of), i == 0)
		}
	case claim.InOrder:
		b.twins(map[side]int{claimed: 100, opposite: 30, straddling: 10}[where], 1, map[side]float64{opposite: 0.5}[where])
	case claim.Control:
		b.disorder(t, where)
	default:
		panic(fmt.Sprintf("no way to make samples for %T", t))
	}
}

func (b *built) ratio(t claim.Ratio, x []float64) {
	key := t.Metric.Key
	of, to := b.get(t.Of, key), b.get(t.To, key)
	if to == nil && of == nil {
		to = steady(1e6)
	}
	values := make([]float64, rounds)
	for r := range values {
		if to != nil {
			values[r] = x[r] * (to[r] + t.Plus)
		} else {
			values[r] = of[r]/x[r] - t.Plus
		}
	}
	if to == nil {
		to = values
	} else {
		of = values
	}
	b.set(t.Of, key, of)
	b.set(t.To, key, to)
}

// rank gives the rows of both lists the same order, opposite ones, or both in turn.
func (b *built) rank(t claim.Rank, where side) {
	for i := range t.A {
		up, down := float64(1000*(i+1)), float64(1000*(len(t.A)-i))
		values := steady(up)
		for r := range values {
			if where == opposite || where == straddling && r%2 == 0 {
				values[r] = down * wobble(r)
			}
		}
		b.set(t.A[i], t.Metric.Key, steady(up))
		b.set(t.B[i], t.Metric.Key, values)
	}
}

// kept makes samples that end as claimed, or not; one of them is too few to tell. An arm that
// other tests have values for stays as it is, unless it has to fail.
func (b *built) kept(t claim.Kept, where side) {
	good, kind := (where == claimed) != t.Broken, sample.RuleBroken
	if t.Refutes != nil {
		kind = t.Refutes[0]
	}
	switch {
	case where == straddling && b.values[t.Of] == nil:
		b.rule(t.Of, straddling, false, false)
	case where == straddling || good && b.values[t.Of] != nil:
	case good:
		b.outcomes(t.Of, 3, 0, "")
	default:
		b.outcomes(t.Of, 0, 3, kind)
		delete(b.values, t.Of)
		b.order = slices.DeleteFunc(b.order, func(a claim.Arm) bool { return a == t.Of })
	}
}

// rule makes the samples of one rule: kept, broken by the row that is asked about, or, to be
// undecided, missing or too few.
func (b *built) rule(a claim.Arm, where side, asked, missing bool) {
	for _, s := range b.series {
		if s.Cell.Key() == cell(a).Key() {
			return
		}
	}
	switch {
	case where == straddling && missing:
	case where == opposite && asked:
		b.outcomes(a, 1, 2, sample.TimedOut)
	case where == straddling:
		b.outcomes(a, 1, 0, "")
	default:
		b.outcomes(a, 3, 0, "")
	}
}

// disorder spoils one of the controls, or leaves it with too few rounds.
func (b *built) disorder(t claim.Control, where side) {
	switch {
	case where == straddling:
		b.run.Plan.Rounds = rounds / 2
	case where == claimed:
	case t.Known:
		for i := range b.series[1].Taken {
			b.series[1].Taken[i].WallNS = 150_000 * 1_000_000 * 13 / 10
		}
	default:
		b.twins(1, 1.3, 0)
	}
}
