package quiz

import (
	"fmt"

	"poolbench/harness/study"
)

// ranking is how the choices of a question compare with the best of them.
type ranking struct {
	best int
	most bool
	all  []standing
}

// standing is how one of them does: see [Worse].
type standing struct {
	worse bool
	by    Basis
	// off is the ratio to the best one, or with most that of the best one to it.
	off study.Number
}

// rank compares the choices of a prediction. Ratios are of the run that has the numbers.
func rank(b *study.Book, f found, p study.Prediction) (ranking, error) {
	r := ranking{best: study.Extreme(f.options, p.Most), most: p.Most}
	run := b.Only(f.from)
	best, _ := p.Options[r.best].Of.(study.Median)
	for i, n := range f.options {
		var off study.Number
		if mine, ok := p.Options[i].Of.(study.Median); ok && i != r.best && mine.Metric == best.Metric {
			ratio := study.Ratio{Of: mine.Cell, To: best.Cell, Metric: mine.Metric}
			if p.Most {
				ratio.Of, ratio.To = ratio.To, ratio.Of
			}
			var err error
			if off, err = run.Number(ratio); err != nil {
				return ranking{}, err
			}
		}
		worse, by := Worse(n, f.options[r.best], off, p.Most)
		r.all = append(r.all, standing{worse, by, off})
	}
	return r, nil
}

// remark is what stands behind the number of a choice.
func (r ranking) remark(i int) string {
	c := r.all[i]
	text := ""
	switch {
	case i == r.best:
		return ", which is right"
	case !c.worse:
		text = ", which is right as well"
	}
	if c.by == Paired {
		text += fmt.Sprintf(", %s off %c", c.off, letter(r.best))
	}
	return text
}

// why says what the points of a choice are for, and what tells it from the best one.
func (r ranking) why(i int) string {
	c, best := r.all[i], letter(r.best)
	better := "smaller"
	if r.most {
		better = "larger"
	}
	switch {
	case i == r.best && r.bare():
		return "that is right, by the estimates alone: there are too few rounds for intervals"
	case i == r.best:
		return "that is right"
	case !c.worse:
		return fmt.Sprintf("that is right as well: the run does not show that %c is %s", best, better)
	case c.by == Paired:
		return fmt.Sprintf("it is %c, and %c is %s off", best, letter(i), c.off)
	case c.by == Intervals:
		return fmt.Sprintf("it is %c, and the intervals of the two do not overlap", best)
	}
	return fmt.Sprintf("it is %c, by the estimates alone: there are too few rounds for intervals", best)
}

// bare tells whether another choice was ruled out without an interval.
func (r ranking) bare() bool {
	for _, c := range r.all {
		if c.worse && c.by == Bare {
			return true
		}
	}
	return false
}
