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
	cores := float64(v.file.Run.Plan.GOMAXPROCS)
	return c.against(serial, func(m, s sample.Measurement) float64 {
		return s.NSPerTask() / (m.NSPerTask() * cores)
	})
}

// hasWork tells blocks with work per task from grain 0, which has nothing to be efficient at.
func (s *section) hasWork(column int) bool {
	serial := s.serial()
	return serial != nil && serial.cells[column] != nil && serial.cells[column].plan.Iterations > 0
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
	for _, round := range s.completeRounds(r) {
		var curve []stats.Times
		for i, c := range serial.cells {
			curve = append(curve, stats.Times{Serial: c.rounds[round].NSPerTask(), Pooled: r.cells[i].rounds[round].NSPerTask()})
		}
		slices.SortFunc(curve, func(a, b stats.Times) int { return cmp.Compare(a.Serial, b.Serial) })
		at := stats.BreakEven(curve, experiment.GrainFactor)
		crossings = append(crossings, min(max(at, b.first), b.last))
	}
	b.Estimate = stats.Median(crossings)
	return b, b.N > 0 && len(s.values) > 1
}

// completeRounds are the rounds in which the row and the reference have a sample of every
// block: a curve with a hole would put the crossing somewhere else.
func (s *section) completeRounds(r row) []int {
	var rounds []int
	for round := range s.serial().cells[0].measured() {
		complete := true
		for i, c := range s.serial().cells {
			complete = complete && c.has(round) && r.cells[i].has(round)
		}
		if complete {
			rounds = append(rounds, round)
		}
	}
	return rounds
}
