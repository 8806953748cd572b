package runner

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"poolbench/harness/experiment"
	"poolbench/harness/measure"
	"poolbench/harness/sample"
)

const (
	// attempts is how often a sample is taken at most: a neighbour who is there for the
	// third time has come to stay, and waiting for him to leave is not our decision.
	attempts = 3
	// retryShare bounds the retries of a whole run, as a share of its planned samples: a
	// machine that is busy all the time makes a run a quarter longer and not three times.
	retryShare = 0.25
)

// seedStride is larger than any number of rounds, so that runs with different seeds share none
// of what is random in their samples.
const seedStride = 1 << 20

// measure takes all missing samples.
func (r *run) measure(ctx context.Context) error {
	plan := r.record.Plan
	r.planned = plan.Planned()
	for round := 1; round <= plan.Rounds; round++ {
		for _, cell := range order(due(plan, round), r.record.Seed, round) {
			if err := r.visit(ctx, cell, round); err != nil {
				return err
			}
		}
	}
	r.tell(Progress{Phase: "measuring", Done: r.planned, Total: r.planned})
	return r.refine(ctx)
}

// due are the cells that have a sample in a round. Those with few rounds have the first ones.
func due(plan sample.Plan, round int) []sample.Cell {
	return slices.DeleteFunc(slices.Clone(plan.Cells), func(c sample.Cell) bool { return round > plan.RoundsOf(c) })
}

// visit takes the sample of a cell in a round unless it is there already.
func (r *run) visit(ctx context.Context, cell sample.Cell, round int) error {
	if r.done[visit{cell.Key(), round}] {
		return nil
	}
	if round <= r.record.Plan.Rounds {
		r.tell(Progress{Phase: "measuring", Done: len(r.done), Total: r.planned, Next: cell.Key()})
	}
	for attempt := 1; ; attempt++ {
		s, err := r.take(ctx, cell, round)
		if err != nil {
			return err
		}
		if attempt < attempts && float64(r.dropped) < retryShare*float64(r.planned) {
			s.Dropped = disturbance(s)
		}
		if err := r.writer.Append(s); err != nil {
			return err
		}
		r.keep(s)
		if s.Dropped == "" {
			return nil
		}
	}
}

// disturbance says why a sample should be taken again; nothing if it should not.
func disturbance(s sample.Sample) string {
	if s.Measured == nil { // a failure is a result
		return ""
	}
	_, why := s.Measured.Gate()
	return why
}

func (r *run) take(ctx context.Context, cell sample.Cell, round int) (sample.Sample, error) {
	s := sample.Sample{Cell: cell.Key(), Round: round, Started: time.Now().UTC()}
	q := r.request(jobs[experiment.Shape(cell.Shape)], cell)
	// Whatever is random in a sample is the same for all rows of a round, and not in two runs.
	q.Seed = r.record.Seed*seedStride + uint64(round)
	outcome, err := r.ask(ctx, q)
	s.TookNS = time.Since(s.Started).Nanoseconds()
	s.Measured, s.Failure = outcome.Measured, outcome.Failure
	return s, err
}

// keep takes note of a sample that is in the record.
func (r *run) keep(s sample.Sample) {
	r.spent += time.Duration(s.TookNS)
	if !r.fixed(r.cell(s.Cell)) {
		r.usual.spent += time.Duration(s.TookNS)
		r.usual.attempts++
	}
	if s.Dropped != "" {
		r.dropped++
		return
	}
	r.done[visit{s.Cell, s.Round}] = true
	if s.Measured == nil {
		return
	}
	if s.Measured.Disturbed() {
		return
	}
	if value, ok := r.headline(s.Cell, *s.Measured); ok {
		if r.values[s.Cell] == nil {
			r.values[s.Cell] = map[int]float64{}
		}
		r.values[s.Cell][s.Round] = value
	}
}

// order is the sequence of one round: the groups of cells that are compared shuffled, and the
// cells of each group shuffled within it. Cells that could not be calibrated are left out.
func order(cells []sample.Cell, seed uint64, round int) []sample.Cell {
	groups := grouped(cells, sample.Cell.NeighbourKey)
	random := rand.New(rand.NewPCG(seed, uint64(round)))
	random.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
	var sequence []sample.Cell
	for _, group := range groups {
		random.Shuffle(len(group), func(i, j int) { group[i], group[j] = group[j], group[i] })
		sequence = append(sequence, group...)
	}
	return sequence
}

// grouped groups the cells that can be measured by key, in the order of the plan.
func grouped(cells []sample.Cell, key func(sample.Cell) string) [][]sample.Cell {
	var groups [][]sample.Cell
	position := map[string]int{}
	for _, c := range cells {
		if c.Failure != nil {
			continue
		}
		at, known := position[key(c)]
		if !known {
			at = len(groups)
			position[key(c)] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], c)
	}
	return groups
}

// jobs are what a child does for a sample of each shape.
var jobs = map[experiment.Shape]measure.Job{
	experiment.Batch:      measure.TakeSample,
	experiment.Backlog:    measure.HoldBacklog,
	experiment.Request:    measure.RequestReply,
	experiment.Arrivals:   measure.Arrive,
	experiment.Blocked:    measure.BlockTasks,
	experiment.Behaviour:  measure.CheckRule,
	experiment.SubmitOnly: measure.SubmitBatch,
	experiment.Lifecycle:  measure.OpenToClose,
	experiment.Probed:     measure.Probe,
	experiment.Served:     measure.ServeRequests,
	experiment.Leak:       measure.CountLeaks,
	experiment.RoundTrip:  measure.AskAgain,
	experiment.Divided:    measure.Divide,
	experiment.Parked:     measure.Park,
	experiment.Churn:      measure.ChurnWorkers,
	experiment.Started:    measure.StartWorkers,
	experiment.Health:     measure.AskHealth,
	experiment.Erratum:    measure.TryErratum,
}
