package report

import (
	"cmp"
	"math"
	"slices"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// efficiency is serial time ÷ (time × cores), paired by round.
func (v *view) efficiency(c, serial *cell) stats.Estimate {
	cores := float64(v.table.Run.Plan.GOMAXPROCS)
	return c.against(serial, func(m, s sample.Measurement) float64 {
		return s.NSPerTask() / (m.NSPerTask() * cores)
	})
}

// hasWork tells blocks with work per task from grain 0, which has nothing to be efficient at.
func (s *section) hasWork(column int) bool {
	serial := s.serial()
	return serial != nil && serial.cells[column] != nil && serial.cells[column].Cell.Iterations > 0
}

// breakEven is the task size from which a row beats the serial reference by
// experiment.GrainFactor: found in each round, then summarised over the rounds. Sizes are
// what the serial reference measured, grain 0 included: there it is the cost of admission.
type breakEven struct {
	stats.Estimate
	// first and last are the smallest and the largest size measured. An estimate at one of
	// them is censored: the truth lies at it or beyond.
	first, last float64
}

// never is true where the row does not beat the reference at any size measured.
func (b breakEven) never() bool { return b.Mid >= b.last }

// always is true where it does so at the smallest size already.
func (b breakEven) always() bool { return b.Mid <= b.first }

// breakEven returns false if there are too few points for a curve.
func (s *section) breakEven(r row) (breakEven, bool) {
	serial := s.serial()
	if serial == nil || r.variant == serial.variant {
		return breakEven{}, false
	}
	b := breakEven{first: math.Inf(1)}
	for _, c := range serial.cells {
		if size := c.estimate(sample.Measurement.NSPerTask); size.N > 0 {
			b.first, b.last = min(b.first, size.Mid), max(b.last, size.Mid)
		}
	}
	var crossings []float64
	for _, curve := range s.curves(r) {
		at := stats.BreakEven(curve, experiment.GrainFactor)
		crossings = append(crossings, min(max(at, b.first), b.last))
	}
	b.Estimate = stats.Median(crossings)
	return b, b.N > 0 && len(s.values) > 1
}

// curves has one curve per round in which the row and the reference have an undisturbed
// sample of every block: a curve with a hole would put the crossing somewhere else.
func (s *section) curves(r row) [][]stats.Times {
	var curves [][]stats.Times
	serial := s.serial()
	for _, first := range serial.cells[0].taken() {
		var curve []stats.Times
		for i, c := range serial.cells {
			a, okA := c.at(first.Round)
			b, okB := r.cells[i].at(first.Round)
			if okA && okB {
				curve = append(curve, stats.Times{Serial: a.NSPerTask(), Pooled: b.NSPerTask()})
			}
		}
		if len(curve) == len(serial.cells) {
			slices.SortFunc(curve, func(a, b stats.Times) int { return cmp.Compare(a.Serial, b.Serial) })
			curves = append(curves, curve)
		}
	}
	return curves
}
