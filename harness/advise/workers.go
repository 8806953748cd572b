package advise

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// crew is the workers experiment at one size of tasks. Without a run nobody can say.
type crew struct {
	run   *study.Run
	procs int
	at    place
	// covered is false where the size lies outside of what was measured, and at is the nearest one that was.
	covered bool
	floor   float64
}

// newCrew finds the size in the workers experiment of a run with as many processors, on the scale that the grain
// experiment gave its settings: one of the reader's before the reference, then what covers the size, then what has most sizes.
func (a *adviser) newCrew() (crew, error) {
	e, err := experiment.Find("workers")
	if err != nil {
		return crew{}, err
	}
	var values []string
	for _, b := range e.Blocks {
		if value := strings.TrimPrefix(b.Group, "grain="); !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	c := crew{procs: a.procs}
	var s scale
	for _, r := range a.Runs { // the reader's come first
		has := a.grain.only(slices.DeleteFunc(slices.Clone(values), func(value string) bool {
			return r.Procs() != a.procs || good(r.Table.Find(crewCell(value, a.procs, own(catalog.Baseline)))) < stats.MinRounds
		}))
		if c.run != nil && c.run.Own && !r.Own {
			break
		}
		if cmp.Or(cmp.Compare(one(has.covers(a.size)), one(s.covers(a.size))), cmp.Compare(len(has.sizes), len(s.sizes))) > 0 {
			c.run, s = r, has
		}
	}
	if c.run == nil {
		return c, nil
	}
	c.covered, c.floor = s.covers(a.size), a.floor(c.run, e.Name)
	c.at = s.at(min(max(a.size, s.first()), s.last()))
	return c, nil
}

// crewCell names a cell of the workers experiment.
func crewCell(grain string, workers int, row catalog.Row) string {
	return fmt.Sprintf("workers/grain=%s/workers=%d/%s/%s", grain, workers, row.Variant, row.Face)
}

// points are what a row takes with so many workers; none if the run does not have it.
func (c crew) points(row catalog.Row, workers int) points {
	if c.run == nil {
		return nil
	}
	series := func(grain string) *sample.Series {
		s := c.run.Table.Find(crewCell(grain, workers, row))
		if good(s) == 0 {
			return nil
		}
		return s
	}
	return blend(series(c.at.lo), series(c.at.hi), c.at.weight)
}

// where names the size in words.
func (c crew) where() string {
	switch {
	case !c.covered:
		return fmt.Sprintf("at the nearest size measured, %s", c.at.lo)
	case c.at.weight == 0:
		return fmt.Sprintf("tasks of %s", c.at.lo)
	}
	return fmt.Sprintf("between %s and %s", c.at.lo, c.at.hi)
}

// sizing is what a crew says of a row.
type sizing struct {
	crew
	row catalog.Row
	// matters tells that the row that was asked for is faster with P + 1 beyond doubt, and by more than the margin.
	matters bool
	// more is P + 1 compared with P, and judged what may be said about it.
	more   study.Number
	judged stats.Verdict
	// best is the number that is faster than P beyond doubt, the fastest of several; 0 if there is none. gains
	// compares it with P.
	best  int
	gains study.Number
}

// sizing asks for a row; the baseline stands for rows that the experiment does not have. Times of all
// numbers of workers are compared with that of P, corrected for how many there are.
func (c crew) sizing(row catalog.Row) sizing {
	z := sizing{crew: c, row: row}
	base := c.points(row, c.procs)
	if len(base) == 0 {
		z.row = own(catalog.Baseline)
		base = c.points(z.row, c.procs)
	}
	var family []stats.Comparison
	var numbers []int
	for _, n := range c.numbers() {
		if p := c.points(z.row, n); n != c.procs && len(p) > 0 {
			family, numbers = append(family, p.over(base)), append(numbers, n)
		}
	}
	for i, judged := range stats.Judge(family, stats.RuleFor(len(family), c.floor)) {
		r := ratio(family[i], c.run)
		if numbers[i] == c.procs+1 {
			z.more, z.judged = r, judged.Verdict
			z.matters = z.row.Key() == row.Key() && judged.Verdict == stats.Faster && stats.Effect(r.Mid) > stats.DefaultMargin
		}
		if judged.Verdict == stats.Faster && (z.best == 0 || r.Mid < z.gains.Mid) {
			z.best, z.gains = numbers[i], r
		}
	}
	return z
}

// numbers are the numbers of workers in the run, in its order.
func (c crew) numbers() []int {
	var all []int
	if c.run == nil {
		return nil
	}
	for _, s := range c.run.Table.Series {
		n, err := strconv.Atoi(s.Cell.Value)
		if err == nil && s.Cell.Experiment == "workers" && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return all
}

// spare compares the baseline with a worker more than processors with a faster strategy that has one for each: whether a worker
// does what another strategy would. False if no run has both at this size.
func (c crew) spare(fastest catalog.Row) (study.Number, bool) {
	of, to := c.points(own(catalog.Baseline), c.procs+1), c.points(fastest, c.procs)
	if !c.covered || len(of) == 0 || len(to) == 0 {
		return study.Number{}, false
	}
	compared := of.over(to)
	judged := stats.Judge([]stats.Comparison{compared}, stats.RuleFor(1, c.floor))[0]
	r := ratio(compared, c.run)
	return r, judged.Verdict == stats.Faster || judged.Verdict == stats.Same ||
		judged.Verdict == stats.NotResolved && r.Mid <= 1+stats.DefaultMargin
}
