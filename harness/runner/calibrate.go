package runner

import (
	"context"
	"fmt"
	"math"
	"time"

	"poolbench/harness/experiment"
	"poolbench/harness/measure"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// calibrate fills in the plan's cells and the cost of counting.
func (r *run) calibrate(ctx context.Context, cells []experiment.Cell, window time.Duration) error {
	plan := &r.record.Plan
	r.tell(Progress{Phase: "calibrating", Total: len(cells), Next: "counting"})
	counting := measure.Spec{Job: measure.CountCompletion, Workers: plan.GOMAXPROCS, Window: window}
	outcome, err := r.ask(ctx, request{counting, plan.GOMAXPROCS})
	if err != nil {
		return err
	}
	if outcome.Counting == nil {
		return fmt.Errorf("cannot measure in a child process: %s", outcome.Failure)
	}
	r.record.Counting = *outcome.Counting
	c := calibration{run: r, window: window, found: map[request]measure.Outcome{}, serial: map[string]float64{}, answered: map[string]float64{}}
	for i, planned := range cells {
		cell := describeCell(planned)
		r.tell(Progress{Phase: "calibrating", Done: i, Total: len(cells), Next: cell.Key()})
		if err := c.fill(ctx, &cell, planned); err != nil {
			return err
		}
		plan.Cells = append(plan.Cells, cell)
	}
	if plan.Planned() == 0 {
		return fmt.Errorf("no cell could be calibrated: the first, %s, %s", plan.Cells[0].Key(), plan.Cells[0].Failure)
	}
	return nil
}

// describeCell is the record of a cell that is not calibrated yet. Workers, queue, processors
// and rounds that the block does not set stay unset: they are the plan's.
func describeCell(c experiment.Cell) sample.Cell {
	return sample.Cell{
		Experiment: c.Experiment, Group: c.Block.Group, Parameter: c.Parameter, Value: c.Block.Value,
		Variant: c.Row.Variant, Face: string(c.Row.Face), Role: c.Role,
		Shape: string(c.Shape), Workload: c.Workload.Name, Iterations: c.Workload.Iterations,
		Submitters: c.Block.Submitters, Load: c.Block.Load,
		Workers: c.Block.Workers, Queue: c.Block.Queue, Procs: c.Block.Procs,
		Rounds: c.Block.Rounds, Across: c.Across, Rate: c.Block.Rate, Busy: c.Block.Busy, Admission: c.Block.Admission, Server: c.Block.Server,
		Division: c.Block.Division, Monitor: c.Block.Monitor, Reuse: c.Block.Reuse, IdleNS: c.Block.Idle.Nanoseconds(), Processes: c.Block.Processes,
	}
}

// calibration asks each question once: two experiments may have the same of a row, and the
// baseline's twin is to have the baseline's number of tasks.
type calibration struct {
	run    *run
	window time.Duration
	found  map[request]measure.Outcome
	serial map[string]float64 // ns per task by workload
	// answered are requests per second by workload.
	answered map[string]float64
}

// fill sets the number of tasks of a cell, or its failure. A number that the experiment
// prescribes is taken as it is.
func (c calibration) fill(ctx context.Context, cell *sample.Cell, planned experiment.Cell) error {
	switch {
	case planned.Block.Tasks > 0:
		cell.Tasks = planned.Block.Tasks
		return nil
	case cell.Shape == string(experiment.Served):
		return c.serve(ctx, cell)
	case cell.Load > 0:
		return c.schedule(ctx, cell)
	}
	c.window *= time.Duration(max(planned.Block.Windows, 1))
	outcome, err := c.ask(ctx, *cell, turn(planned.Workload, cell.Division, c.run.workers(*cell), c.run.procs(*cell)))
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
	perSecond := float64(time.Second) / perTask * float64(c.run.procs(*cell))
	cell.Rate = math.Round(cell.Load * perSecond)
	cell.Tasks = max(1, int(cell.Rate*experiment.ArrivalWindow.Seconds()))
	return nil
}

// serve turns the load of the service into a rate: a share of what it answers, over the baseline,
// when it is asked for as much as the processors could compute if nothing else cost anything.
func (c calibration) serve(ctx context.Context, cell *sample.Cell) error {
	capacity, failure, err := c.capacity(ctx, *cell)
	if err != nil || failure != nil {
		cell.Failure = failure
		return err
	}
	cell.Rate = math.Round(cell.Load * capacity)
	cell.Tasks = max(1, int(cell.Rate*experiment.ServedWindow.Seconds()))
	return nil
}

// capacity is how many requests per second the service answers with the cell's workload. The
// generator's share of the processors is not available to it, here as in the samples.
func (c calibration) capacity(ctx context.Context, cell sample.Cell) (float64, *sample.Failure, error) {
	if known, ok := c.answered[cell.Workload]; ok {
		return known, nil, nil
	}
	perTask, failure, err := c.serialTime(ctx, cell)
	if err != nil || failure != nil {
		return 0, failure, err
	}
	rate := float64(time.Second) / perTask * float64(c.run.record.Plan.GOMAXPROCS)
	full := c.run.request(measure.ServeRequests, sample.Cell{
		Variant: catalog.Baseline, Face: string(catalog.Own), Workload: cell.Workload, Submitters: 1,
		Rate: rate, Tasks: max(1, int(rate*experiment.ServedWindow.Seconds())),
	})
	most := 0.0
	for try, quiet := 0, 0; quiet < serialTries && try < mostCapacityTries; try++ {
		outcome, err := c.run.ask(ctx, full)
		if err != nil || outcome.Failure != nil {
			return 0, outcome.Failure, err
		}
		if gate, _ := outcome.Measured.Gate(); gate != sample.Disturbed {
			quiet++
		}
		most = max(most, float64(outcome.Measured.Served.Answered)/float64(outcome.Measured.WallNS)*float64(time.Second))
	}
	c.answered[cell.Workload] = most
	return most, nil, nil
}

// serialTries is how often the serial reference is timed, of which the fastest counts: one
// neighbour at the wrong moment would lower the load of a whole run.
const serialTries = 3

// mostCapacityTries is how often the service is asked for its capacity at most, where others use the
// processors meanwhile: too low a capacity would turn an overload into a load that it can answer.
const mostCapacityTries = 4 * serialTries

// serialTime is what a task of the cell's workload takes the serial reference, in ns.
func (c calibration) serialTime(ctx context.Context, cell sample.Cell) (float64, *sample.Failure, error) {
	if known, ok := c.serial[cell.Workload]; ok {
		return known, nil, nil
	}
	serial := c.run.request(measure.Calibrate, sample.Cell{
		Variant: catalog.Serial, Face: string(catalog.Own), Workload: cell.Workload, Submitters: 1,
	})
	serial.Window = c.window
	fastest := math.Inf(1)
	for range serialTries {
		outcome, err := c.run.ask(ctx, serial)
		if err != nil || outcome.Failure != nil {
			return 0, outcome.Failure, err
		}
		fastest = min(fastest, outcome.PerTaskNS)
	}
	c.serial[cell.Workload] = fastest
	return fastest, nil, nil
}

// rehearsed are the job that finds the number of tasks of a cell and the one that tries it
// out. A clock that stops too early, or starts too early, is calibrated with the right one:
// the mistake is then measured with as many tasks as what it is compared with.
func rehearsed(shape experiment.Shape) (find, try measure.Job) {
	switch shape {
	case experiment.Request:
		return measure.CalibrateRequests, measure.RequestReply
	case experiment.Divided:
		return measure.Calibrate, measure.Divide
	default:
		return measure.Calibrate, measure.TakeSample
	}
}

// ask finds a number of tasks that is a multiple of turn.
func (c calibration) ask(ctx context.Context, cell sample.Cell, turn int) (measure.Outcome, error) {
	find, try := rehearsed(experiment.Shape(cell.Shape))
	q := c.run.request(find, cell)
	q.Window = c.window
	if outcome, known := c.found[q]; known {
		return outcome, nil
	}
	outcome, err := c.run.ask(ctx, q)
	if err == nil && outcome.Failure == nil {
		cell.Tasks = whole(outcome.Tasks, turn)
		outcome.Tasks, err = c.rehearse(ctx, c.run.request(try, cell), turn)
	}
	if err == nil {
		c.found[q] = outcome
	}
	return outcome, err
}

// turn is what the number of tasks has to be a multiple of. With 9 long tasks on 2 processors
// one of them would be idle for the last tenth of the window, and a strategy that divides the
// last task's processor would look faster than all others. More workers than processors take
// turns at those, so what counts is the smaller number, except that tasks that wait run on
// all workers at once.
//
// Where tasks compute different inputs, every row is to compute each of them equally often:
// rows have different numbers of tasks, and would otherwise have different work.
//
// Of items, each worker gets as many whole chunks, or as large a share.
func turn(work workload.Workload, by sample.Division, workers, procs int) int {
	if !work.Waits && by.By != sample.Static {
		workers = min(workers, procs)
	}
	items, inputs := workers*max(1, by.Chunk), max(1, work.Inputs)
	return items / gcd(items, inputs) * inputs
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// whole rounds tasks up to a multiple of turn.
func whole(tasks, turn int) int { return (tasks + turn - 1) / turn * turn }

const (
	// rehearsals is how often a sample has to fill the window before its number of tasks is
	// accepted: some pools are fast in one process and slow in the next, and a window that
	// is too short hides what others do on the machine.
	rehearsals = 2
	// nodeRehearsals is the same for systems in Node.js, a process of which takes several windows to start.
	nodeRehearsals = 1
	// mostRehearsals ends the search where the machine keeps changing its mind.
	mostRehearsals = 5
)

// rehearse raises the number of tasks that q asks for until samples that are taken like any
// other fill the window. A sample that fails ends it: that will be a result when it counts.
func (c calibration) rehearse(ctx context.Context, q request, turn int) (int, error) {
	filled, enough := 0, rehearsals
	if node.Is(q.Variant) {
		enough = nodeRehearsals
	}
	for range mostRehearsals {
		outcome, err := c.run.ask(ctx, q)
		if err != nil || outcome.Failure != nil {
			return q.Tasks, err
		}
		if wall := time.Duration(outcome.Measured.WallNS); wall < c.window {
			q.Tasks = whole(measure.MoreTasks(q.Tasks, wall, c.window), turn)
		} else if filled++; filled == enough {
			break
		}
	}
	return q.Tasks, nil
}
