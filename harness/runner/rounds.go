package runner

import (
	"context"
	"math/rand/v2"
	"time"

	"poolbench/harness/child"
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
		for _, cell := range order(plan.Cells, r.record.Seed, round) {
			if err := r.visit(ctx, cell, round); err != nil {
				return err
			}
		}
	}
	r.tell(Progress{Phase: "measuring", Done: r.planned, Total: r.planned})
	return r.refine(ctx)
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
	spec := r.spec(jobs[experiment.Shape(cell.Shape)], cell)
	// Whatever is random in a sample is the same for all rows of a round, and not in two runs.
	spec.Seed = r.record.Seed*seedStride + uint64(round)
	outcome, err := r.ask(ctx, spec)
	s.TookNS = time.Since(s.Started).Nanoseconds()
	s.Measured, s.Failure = outcome.Measured, outcome.Failure
	return s, err
}

// keep takes note of a sample that is in the record.
func (r *run) keep(s sample.Sample) {
	r.spent += time.Duration(s.TookNS)
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

// order is the sequence of one round: the blocks shuffled, and the cells of each block
// shuffled within it. Cells that could not be calibrated are left out.
func order(cells []sample.Cell, seed uint64, round int) []sample.Cell {
	blocks := inBlocks(cells)
	random := rand.New(rand.NewPCG(seed, uint64(round)))
	random.Shuffle(len(blocks), func(i, j int) { blocks[i], blocks[j] = blocks[j], blocks[i] })
	var sequence []sample.Cell
	for _, block := range blocks {
		random.Shuffle(len(block), func(i, j int) { block[i], block[j] = block[j], block[i] })
		sequence = append(sequence, block...)
	}
	return sequence
}

// inBlocks groups the cells that can be measured by block, in the order of the plan.
func inBlocks(cells []sample.Cell) [][]sample.Cell {
	var blocks [][]sample.Cell
	position := map[string]int{}
	for _, c := range cells {
		if c.Failure != nil {
			continue
		}
		at, known := position[c.BlockKey()]
		if !known {
			at = len(blocks)
			position[c.BlockKey()] = at
			blocks = append(blocks, nil)
		}
		blocks[at] = append(blocks[at], c)
	}
	return blocks
}

// jobs are what a child does for a sample of each shape.
var jobs = map[experiment.Shape]measure.Job{
	experiment.Batch:    measure.TakeSample,
	experiment.Backlog:  measure.HoldBacklog,
	experiment.Request:  measure.RequestReply,
	experiment.Arrivals: measure.Arrive,
}

func (r *run) spec(job measure.Job, c sample.Cell) measure.Spec {
	return measure.Spec{
		Job: job, Variant: c.Variant, Face: c.Face, Workload: c.Workload,
		Workers: r.record.Plan.GOMAXPROCS, Queue: r.record.Plan.Queue,
		Submitters: c.Submitters, Tasks: c.Tasks, Rate: c.Rate, MemoryLimit: r.record.Plan.MemoryLimit,
	}
}

func (r *run) process() child.Process {
	return child.Process{GOMAXPROCS: r.record.Plan.GOMAXPROCS, Timeout: time.Duration(r.record.Plan.TimeoutNS)}
}
