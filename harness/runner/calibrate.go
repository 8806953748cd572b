package runner

import (
	"context"
	"fmt"
	"math"
	"time"

	"poolbench/harness/experiment"
	"poolbench/harness/measure"
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// calibrate fills in the plan's cells and the cost of counting.
func (r *run) calibrate(ctx context.Context, cells []experiment.Cell, window time.Duration) error {
	plan := &r.record.Plan
	r.tell(Progress{Phase: "calibrating", Total: len(cells), Next: "counting"})
	outcome, err := r.ask(ctx, measure.Spec{Job: measure.CountCompletion, Workers: plan.GOMAXPROCS, Window: window})
	if err != nil {
		return err
	}
	if outcome.Counting == nil {
		return fmt.Errorf("cannot measure in a child process: %s", outcome.Failure)
	}
	r.record.Counting = *outcome.Counting
	c := calibration{run: r, window: window, found: map[measure.Spec]measure.Outcome{}, serial: map[string]float64{}}
	for i, planned := range cells {
		cell := describeCell(planned)
		r.tell(Progress{Phase: "calibrating", Done: i, Total: len(cells), Next: cell.Key()})
		if err := c.fill(ctx, &cell, planned.Block.Tasks); err != nil {
			return err
		}
		plan.Cells = append(plan.Cells, cell)
	}
	if plan.Planned() == 0 {
		return fmt.Errorf("no cell could be calibrated: the first, %s, %s", plan.Cells[0].Key(), plan.Cells[0].Failure)
	}
	return nil
}

// describeCell is the record of a cell that is not calibrated yet.
func describeCell(c experiment.Cell) sample.Cell {
	return sample.Cell{
		Experiment: c.Experiment, Parameter: c.Parameter, Value: c.Block.Value,
		Variant: c.Row.Variant, Face: string(c.Row.Face), Role: c.Role,
		Shape: string(c.Shape), Workload: c.Workload.Name, Iterations: c.Workload.Iterations,
		Submitters: c.Block.Submitters, Load: c.Block.Load,
	}
}

// calibration asks each question once: two experiments may have the same of a row, and the
// baseline's twin is to have the baseline's number of tasks.
type calibration struct {
	run    *run
	window time.Duration
	found  map[measure.Spec]measure.Outcome
	serial map[string]float64 // ns per task by workload
}

// fill sets the number of tasks of a cell, or its failure. fixed is the number that the
// experiment prescribes, 0 for none.
func (c calibration) fill(ctx context.Context, cell *sample.Cell, fixed int) error {
	switch {
	case fixed > 0:
		cell.Tasks = fixed
		return nil
	case cell.Load > 0:
		return c.schedule(ctx, cell)
	}
	outcome, err := c.ask(ctx, *cell)
	cell.Tasks, cell.Failure = outcome.Tasks, outcome.Failure
	return err
}

// schedule turns the load of an open loop into a rate: as many tasks per second as would
// keep that share of the processors busy if a task took what it takes the serial reference.
// So it is the same for all rows, and none sets its own standard.
func (c calibration) schedule(ctx context.Context, cell *sample.Cell) error {
	perTask, failure, err := c.serialTime(ctx, *cell)
	if err != nil || failure != nil {
		cell.Failure = failure
		return err
	}
	perSecond := float64(time.Second) / perTask * float64(c.run.record.Plan.GOMAXPROCS)
	cell.Rate = math.Round(cell.Load * perSecond)
	cell.Tasks = max(1, int(cell.Rate*experiment.ArrivalWindow.Seconds()))
	return nil
}

// serialTries is how often the serial reference is timed, of which the fastest counts: one
// neighbour at the wrong moment would lower the load of a whole run.
const serialTries = 3

// serialTime is what a task of the cell's workload takes the serial reference, in ns.
func (c calibration) serialTime(ctx context.Context, cell sample.Cell) (float64, *sample.Failure, error) {
	if known, ok := c.serial[cell.Workload]; ok {
		return known, nil, nil
	}
	cell.Variant, cell.Face, cell.Submitters = catalog.Serial, string(catalog.Own), 1
	spec := c.run.spec(measure.Calibrate, cell)
	spec.Window = c.window
	fastest := math.Inf(1)
	for range serialTries {
		outcome, err := c.run.ask(ctx, spec)
		if err != nil || outcome.Failure != nil {
			return 0, outcome.Failure, err
		}
		fastest = min(fastest, outcome.PerTaskNS)
	}
	c.serial[cell.Workload] = fastest
	return fastest, nil, nil
}

func (c calibration) ask(ctx context.Context, cell sample.Cell) (measure.Outcome, error) {
	job := measure.Calibrate
	if cell.Shape == string(experiment.Request) {
		job = measure.CalibrateRequests
	}
	spec := c.run.spec(job, cell)
	spec.Window = c.window
	if outcome, known := c.found[spec]; known {
		return outcome, nil
	}
	outcome, err := c.run.ask(ctx, spec)
	if err == nil && outcome.Failure == nil {
		outcome.Tasks, err = c.rehearse(ctx, cell, c.wholeTurns(outcome.Tasks))
	}
	if err == nil {
		c.found[spec] = outcome
	}
	return outcome, err
}

const (
	// rehearsals is how often a sample has to fill the window before its number of tasks is
	// accepted: some pools are fast in one process and slow in the next, and a window that
	// is too short hides what others do on the machine.
	rehearsals = 2
	// mostRehearsals ends the search where the machine keeps changing its mind.
	mostRehearsals = 5
)

// wholeTurns rounds a number of tasks up to a multiple of the workers. With 9 long tasks for
// 2 workers one of them would be idle for the last tenth of the window, and a strategy that
// divides the last task's processor would look faster than all others.
func (c calibration) wholeTurns(tasks int) int {
	workers := c.run.record.Plan.GOMAXPROCS
	return (tasks + workers - 1) / workers * workers
}

// rehearse raises the number of tasks until samples that are taken like any other fill the
// window. A sample that fails ends it: that will be a result when it counts.
func (c calibration) rehearse(ctx context.Context, cell sample.Cell, tasks int) (int, error) {
	filled := 0
	for range mostRehearsals {
		cell.Tasks = tasks
		outcome, err := c.run.ask(ctx, c.run.spec(jobs[experiment.Shape(cell.Shape)], cell))
		if err != nil || outcome.Failure != nil {
			return tasks, err
		}
		if wall := time.Duration(outcome.Measured.WallNS); wall < c.window {
			tasks = c.wholeTurns(measure.MoreTasks(tasks, wall, c.window))
		} else if filled++; filled == rehearsals {
			break
		}
	}
	return tasks, nil
}
