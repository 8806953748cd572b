package advise

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/experiment"
	"poolbench/harness/stats"
	"poolbench/harness/study"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// tuned is the row of ours that was tuned for these measurements. Who measures should not recommend himself: it is
// advised only where nothing else that is bounded will do.
const tuned = "batched"

// candidate is a row at one size of tasks.
type candidate struct {
	row  catalog.Row
	time study.Number
	// cost is its time divided by that of the fastest, 1 for that itself.
	cost study.Number
	// equal tells that the run cannot tell it from the fastest.
	equal bool
	// verdict is what may be said of it beside the fastest.
	verdict stats.Verdict
}

// candidates are the rows that hand over, fastest first, and which of them are equal: not slower by the run's own
// rule, corrected for the number of rows, or by so little that nobody should choose by it. What is too noisy to be told apart
// is equal only up to the factor of break-even, as far as one sees.
func (g *grains) candidates(size float64) []candidate {
	var all []candidate
	for _, row := range g.rows {
		if t := g.time(row, size); row.Variant != catalog.Serial && t.Known() && t.Rounds >= stats.MinRounds {
			all = append(all, candidate{row: row, time: t})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.time.Mid, b.time.Mid) })
	if len(all) == 0 {
		return nil
	}
	all[0].equal = true
	family := make([]stats.Comparison, len(all)-1)
	for i := range family {
		family[i] = g.ratio(all[i+1].row, all[0].row, size)
	}
	for i, judged := range stats.Judge(family, stats.RuleFor(len(family), g.floor)) {
		c := &all[i+1]
		c.cost, c.verdict = ratio(family[i], g.run), judged.Verdict
		c.equal = c.cost.Known() && (judged.Verdict == stats.Same || c.cost.Mid <= 1+max(stats.DefaultMargin, g.floor) ||
			judged.Verdict == stats.NotResolved && c.cost.Mid <= experiment.GrainFactor)
	}
	return all
}

// equals are those that cannot be told from the fastest.
func equals(all []candidate) []candidate {
	return slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return !c.equal })
}

// simplest is the first by bounds, dependency and code: a strategy without bounds answers a burst with memory, a
// dependency has to be kept up to date, and lines have to be understood. Our tuned one comes after the
// other bounded ones.
func simplest(all []candidate) candidate {
	return slices.MinFunc(all, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(one(!bounded(a.row)), one(!bounded(b.row))),
			cmp.Compare(one(a.row.Variant == tuned), one(b.row.Variant == tuned)),
			cmp.Compare(dependency(a.row), dependency(b.row)),
			cmp.Compare(lines(a.row), lines(b.row)),
		)
	})
}

// one is 1 for true, to compare and to count.
func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// bounded tells whether as many tasks run and wait as the pool was opened for: who has no queue makes callers wait.
func bounded(row catalog.Row) bool {
	return row.Traits.Workers == variants.AsConfigured && row.Traits.Queue != variants.Unbounded
}

// dependency is 0 for none, 1 for a module of the Go project, 2 for another.
func dependency(row catalog.Row) int {
	switch {
	case row.Module == "":
		return 0
	case strings.HasPrefix(row.Module, "golang.org/x/"):
		return 1
	}
	return 2
}

// lines is how much code of one's own a row is; a library's is its dependency.
func lines(row catalog.Row) int {
	n, err := catalog.Lines(row.Variant)
	if err != nil || row.Module != "" {
		return 0
	}
	return n
}

// queues tells whether a row holds waiting tasks in a queue that one configures.
func queues(row catalog.Row) bool { return row.Traits.Queue == variants.AsConfigured }

// described is a row in words: what it is, what it depends on, what becomes of a panic.
func described(row catalog.Row) string {
	text := fmt.Sprintf("%s: %s", row.Key(), row.Idea)
	switch {
	case row.Variant == tuned:
		text += fmt.Sprintf(" (ours and tuned: variants/%s, %s)", row.Variant, count(lines(row), "line"))
	case row.Module == "":
		text += fmt.Sprintf(" (variants/%s, %s, no dependency)", row.Variant, count(lines(row), "line"))
	default:
		text += " (" + row.Module + ")"
	}
	return text + "; a panic " + ending(row.Panics)
}

// ending turns the catalog's word for the fate of a panic into the end of a sentence.
func ending(panics string) string {
	if panics == "reported by Close" || panics == "counted" {
		return "is " + panics
	}
	if panics == "panics in Wait" {
		return "comes back in Wait"
	}
	return panics
}

// names lists rows.
func names(all []candidate) string {
	keys := make([]string, len(all))
	for i, c := range all {
		keys[i] = c.row.Key()
	}
	return strings.Join(keys, ", ")
}
