package advise

import (
	"fmt"
	"math"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// handed is how many tasks are handed over for the burst.
func (a *adviser) handed() int { return (a.Ask.Burst + a.Items - 1) / a.Items }

// turns is that number in whole turns of the processors: three tasks on two take as long as four.
func (a *adviser) turns() int { return (a.handed() + a.width() - 1) / a.width() * a.width() }

// arrange does the arithmetic of a burst.
func (a *adviser) arrange() error {
	a.Queue = a.grain.run.Table.Run.Plan.Queue
	if a.inline() {
		a.Queue = 0
	}
	if a.Ask.Burst == 0 {
		return nil
	}
	a.Burst = a.best.time.Map(chart.Nanoseconds, func(ns float64) float64 { return ns * float64(a.turns()) })
	if err := a.wakes(); err != nil || a.Ask.Latency == 0 {
		return err
	}
	limit := float64(a.Ask.Latency)
	waiting := a.handed() - a.Workers
	switch {
	case a.Burst.Lo > limit:
		a.Fit = TooLate
	case a.Burst.Hi+a.wake.Hi <= limit && !a.asleep():
		a.Fit = InTime
	default:
		a.Fit = CannotTell
	}
	if under := a.under(); a.Fit != InTime && under < a.handed() {
		waiting = under - a.Workers
		if !a.asleep() {
			a.Places = under * a.Items
		}
	}
	if a.inline() {
		return nil
	}
	a.Queue = max(waiting, 0)
	if a.Places > 0 {
		a.Processors = a.best.time.Map(chart.Count, func(ns float64) float64 { return math.Ceil(float64(a.handed()) / a.room(ns)) })
	}
	return nil
}

// width is how many tasks run beside each other.
func (a *adviser) width() int {
	if a.inline() {
		return 1
	}
	return a.procs
}

// room is how many turns the latency has room for.
func (a *adviser) room(ns float64) float64 {
	return math.Max(math.Floor((float64(a.Ask.Latency)-a.wake.Hi)/(ns*float64(a.width()))), 0)
}

// under is how many handed over tasks are done within the latency for certain.
func (a *adviser) under() int { return int(a.room(a.best.time.Hi)) * a.width() }

// wakes looks up how long a task may take on a pool that was idle: time per task is an average over a window full of
// tasks, and what is much shorter, the burst or as much of it as the latency has room for, finds workers asleep. The zero
// Number if no run knows.
func (a *adviser) wakes() error {
	if !a.brief() {
		return nil
	}
	var err error
	a.wake, err = a.median(fmt.Sprintf("request/callers=1/%s/%s", a.Strategy.Variant, a.Strategy.Face), "p99-ns")
	return err
}

// brief tells of a pool that may be idle for a part of the time that counts.
func (a *adviser) brief() bool {
	time := a.Burst.Mid
	if a.Ask.Latency > 0 {
		time = math.Min(time, float64(a.Ask.Latency))
	}
	return !a.inline() && time < float64(a.grain.run.Table.Run.Plan.WindowNS)
}

// asleep tells that nobody knows how long such a pool takes to wake up.
func (a *adviser) asleep() bool { return a.brief() && !a.wake.Known() }

// mostWaiting is the largest number of waiting tasks that a run has measured with any row; 0 if none has.
func (a *adviser) mostWaiting() int {
	most := 0
	for _, r := range a.Runs {
		for _, series := range r.Table.Series {
			if c := series.Cell; holds(c) && len(series.Taken) > 0 {
				most = max(most, c.Tasks)
			}
		}
	}
	return most
}

// waiting is the memory per waiting task of a row at the measured number nearest to n, by factors, and that number.
func (a *adviser) waiting(row catalog.Row, n int) (study.Number, int, error) {
	best, at := study.Number{}, 0
	for _, r := range a.Runs {
		for _, series := range r.Table.Series {
			c := series.Cell
			if !holds(c) || c.RowKey() != row.Key() || c.Role != sample.Compared || at != 0 && apart(c.Tasks, n) >= apart(at, n) {
				continue
			}
			m, err := a.median(c.Key(), "B/waiting-task")
			if err != nil {
				return best, 0, err
			}
			if m.Known() {
				best, at = m, c.Tasks
			}
		}
	}
	return best, at, nil
}

// holds tells whether tasks wait in a cell.
func holds(c sample.Cell) bool { return c.Experiment == "burst" || c.Experiment == "backlog" }

// apart is the distance of two numbers by factors.
func apart(a, b int) float64 { return math.Abs(math.Log(float64(max(a, 1)) / float64(max(b, 1)))) }
