package runner

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// refine gives blocks with wide intervals more rounds: sweep after sweep, each block that
// is still too wide gets one, the widest first. So a budget goes where it is needed most,
// and rounds of one block still have time between them.
//
// Cells with a number of rounds of their own get no more. Nor do those whose blocks are
// compared with each other: rounds of a single block would not be paired with anything.
func (r *run) refine(ctx context.Context) error {
	for {
		wide := r.wide()
		if len(wide) == 0 {
			return nil
		}
		for i, w := range wide {
			if r.exhausted(w) {
				return nil
			}
			for _, cell := range order(w.cells, r.record.Seed, w.round) {
				r.tell(Progress{Phase: "refining", Done: len(r.done) - r.planned, Total: r.atMost(wide[i:]), Next: cell.Key()})
				if err := r.visit(ctx, cell, w.round); err != nil {
					return err
				}
			}
		}
	}
}

// wideBlock is a block that needs another round.
type wideBlock struct {
	cells []sample.Cell
	round int // the next one, of which some cells may be there from before an interruption
	begun bool
	width float64
}

// wide returns the blocks that need another round: first those whose last one is not
// complete, then by the width of their intervals.
func (r *run) wide() []wideBlock {
	plan := r.record.Plan
	if plan.Most() == plan.Rounds {
		return nil
	}
	var wide []wideBlock
	for _, cells := range grouped(slices.DeleteFunc(slices.Clone(plan.Cells), r.fixed), sample.Cell.BlockKey) {
		w := wideBlock{cells: cells, width: r.width(cells)}
		w.round, w.begun = r.nextRound(cells)
		if w.begun || w.round <= plan.Most() && w.width > plan.Precision {
			wide = append(wide, w)
		}
	}
	slices.SortStableFunc(wide, func(a, b wideBlock) int {
		if a.begun != b.begun {
			return cmp.Compare(rank(b.begun), rank(a.begun))
		}
		return cmp.Compare(b.width, a.width)
	})
	return wide
}

func rank(first bool) int {
	if first {
		return 1
	}
	return 0
}

// nextRound is the first round of which a block has not every cell; begun if it has some.
func (r *run) nextRound(cells []sample.Cell) (round int, begun bool) {
	for round = r.record.Plan.Rounds + 1; ; round++ {
		there := 0
		for _, c := range cells {
			if r.done[visit{c.Key(), round}] {
				there++
			}
		}
		if there < len(cells) {
			return round, there > 0
		}
	}
}

// width is the relative half-width of the widest interval that a block's comparisons have.
// Rows with too few undisturbed rounds for an interval count as infinitely wide; those
// without any do not count, since they fail and more rounds would not help them.
func (r *run) width(cells []sample.Cell) float64 {
	base := slices.IndexFunc(cells, experiment.IsBaseline)
	if base < 0 {
		return 0
	}
	widest := 0.0
	for i, c := range cells {
		if i == base || len(r.values[c.Key()]) == 0 {
			continue
		}
		var ratios []float64
		for round, value := range r.values[c.Key()] {
			if reference, ok := r.values[cells[base].Key()][round]; ok && value > 0 && reference > 0 {
				ratios = append(ratios, value/reference)
			}
		}
		slices.Sort(ratios)
		e := stats.Paired(ratios).Ratio
		if !e.Bounded {
			return math.Inf(1)
		}
		widest = max(widest, e.Hi/e.Mid-1, 1-e.Lo/e.Mid)
	}
	return widest
}

// fixed tells whether a cell gets the rounds that were planned for it and no more.
func (r *run) fixed(c sample.Cell) bool {
	return r.record.Plan.MostOf(c) == r.record.Plan.RoundsOf(c)
}

// each is what an attempt took on average, of the cells that may get further rounds: others
// may take a hundred times as long.
func (r *run) each() time.Duration {
	return r.usual.spent / time.Duration(max(1, r.usual.attempts))
}

// exhausted tells whether another round of the block would overrun the budget, judged by
// what a sample took on average.
func (r *run) exhausted(w wideBlock) bool {
	budget := time.Duration(r.record.Plan.BudgetNS)
	if budget == 0 {
		return false
	}
	return r.spent+r.each()*time.Duration(len(w.cells)) > budget
}

// atMost is how many samples beyond the planned ones there can still be in all, for a
// progress display.
func (r *run) atMost(wide []wideBlock) int {
	left := 0
	for _, w := range wide {
		left += len(w.cells) * (r.record.Plan.Most() - w.round + 1)
	}
	if budget := time.Duration(r.record.Plan.BudgetNS); budget > 0 {
		left = min(left, int((budget-r.spent)/max(r.each(), 1)))
	}
	return max(0, len(r.done)-r.planned) + max(0, left)
}

// headline is the metric that a cell is compared by first.
func (r *run) headline(key string, m sample.Measurement) (float64, bool) {
	return experiment.Shape(r.cell(key).Shape).Metrics()[0].Of(m)
}

// cell returns the planned cell with key.
func (r *run) cell(key string) sample.Cell {
	if r.cells == nil {
		r.cells = map[string]sample.Cell{}
		for _, c := range r.record.Plan.Cells {
			r.cells[c.Key()] = c
		}
	}
	return r.cells[key]
}
