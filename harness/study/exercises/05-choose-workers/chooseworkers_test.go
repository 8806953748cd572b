//go:build exercise

package chooseworkers_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	chooseworkers "poolbench/harness/study/exercises/05-choose-workers"
	"poolbench/harness/study/exercises/05-choose-workers/measured"
	"poolbench/harness/study/exercises/rule"
)

// tolerance is how much longer a task may take than with the best number of workers.
const tolerance = 0.05

func curve(t *testing.T, grain, variant string) ([]measured.Point, int) {
	t.Helper()
	run, err := measured.Open()
	if err != nil {
		t.Fatal(err)
	}
	points, err := run.Curve(grain, variant)
	if err != nil {
		t.Fatal(err)
	}
	return points, run.Procs
}

func TestTable(t *testing.T) {
	rule.Name(t, "the table is what was measured, results/reference")
	var b strings.Builder
	columns, rows := []map[int]float64{}, map[int]bool{}
	head, kinds := "          ", "  workers "
	procs := 0
	for _, grain := range []string{"1.5us", "15us", "150us"} {
		for _, variant := range []string{"channel", "batched"} {
			var points []measured.Point
			points, procs = curve(t, grain, variant)
			column := map[int]float64{}
			for _, p := range points {
				column[p.Workers], rows[p.Workers] = p.NS, true
			}
			columns = append(columns, column)
			head += fmt.Sprintf("%10s", grain)
			kinds += fmt.Sprintf("%10s", variant)
		}
	}
	_, _ = fmt.Fprintf(&b, "µs per task, medians, on %d processors\n%s\n%s", procs, head, kinds)
	for _, workers := range slices.Sorted(maps.Keys(rows)) {
		_, _ = fmt.Fprintf(&b, "\n  %7d ", workers)
		for _, column := range columns {
			if ns, ok := column[workers]; ok {
				_, _ = fmt.Fprintf(&b, "%10.3g", ns/1000)
			} else {
				_, _ = fmt.Fprintf(&b, "%10s", "–")
			}
		}
	}
	rule.Measured(t, "%s", &b)
}

// answer is a number of workers, for tasks of a size in a kind of pool.
type answer struct {
	workers        int
	grain, variant string
}

// check holds it against the samples.
func (a answer) check(t *testing.T) {
	t.Helper()
	rule.Name(t, fmt.Sprintf("the fewest workers within 5 %% of the best, for tasks of %s in the pool %s", a.grain, a.variant))
	points, _ := curve(t, a.grain, a.variant)
	best := math.Inf(1)
	for _, p := range points {
		best = min(best, p.NS)
	}
	found, fewer := math.NaN(), false
	var numbers []string
	for _, p := range points {
		numbers = append(numbers, fmt.Sprint(p.Workers))
		if p.Workers == a.workers {
			found = p.NS
		} else if p.Workers < a.workers && p.NS <= best*(1+tolerance) {
			fewer = true
		}
	}
	above := 100 * (found/best - 1)
	switch {
	case a.workers == 0:
		rule.Broken(t, "not answered yet")
	case math.IsNaN(found):
		rule.Broken(t, "%d workers were not measured: the table has %s", a.workers, strings.Join(numbers, ", "))
	case found > best*(1+tolerance):
		rule.Broken(t, "with %d workers a task takes %.1f %% longer than with the best number: too few", a.workers, above)
	case fewer:
		rule.Broken(t, "%d workers are within 5 %% of the best, and so are fewer", a.workers)
	default:
		rule.Measured(t, "%d workers: %.1f %% above the best", a.workers, above)
	}
}

func Test150us(t *testing.T) {
	answer{chooseworkers.For150us, "150us", "channel"}.check(t)
}

func Test15us(t *testing.T) {
	answer{chooseworkers.For15us, "15us", "channel"}.check(t)
}

func Test1500ns(t *testing.T) {
	answer{chooseworkers.For1500ns, "1.5us", "channel"}.check(t)
}

func TestBatches(t *testing.T) {
	answer{chooseworkers.ForBatches, "1.5us", "batched"}.check(t)
}

func TestLost(t *testing.T) {
	rule.Name(t, "what a worker per processor costs with tasks of 1.5us in a channel, in percent")
	points, procs := curve(t, "1.5us", "channel")
	best, each := math.Inf(1), math.NaN()
	for _, p := range points {
		best = min(best, p.NS)
		if p.Workers == procs {
			each = p.NS
		}
	}
	if answer := float64(chooseworkers.LostPercent); answer < 0 {
		rule.Broken(t, "not answered yet")
	} else if off := answer - 100*(each/best-1); math.Abs(off) > 5 {
		rule.Broken(t, "%g %% is off by more than 5: compare the point at %d workers with the best one", answer, procs)
	} else {
		rule.Measured(t, "%g %%", answer)
	}
}
