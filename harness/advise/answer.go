package advise

import (
	"fmt"
	"math"
	"slices"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/stats"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// Fit tells whether a burst is done in time.
type Fit string

// The fits. The zero value is for a question without a latency.
const (
	// InTime: the whole interval of the burst's time is within the latency.
	InTime Fit = "in time"
	// TooLate: it is wholly beyond.
	TooLate Fit = "too late"
	// CannotTell: the latency is inside, or no run knows what an idle pool takes to wake up.
	CannotTell Fit = "cannot tell"
)

// Answer is the advice. Make it with [For], and write it with [Answer.Text].
type Answer struct {
	Ask Ask
	// Strategy is the row that is advised: inline where nothing pays.
	Strategy catalog.Row
	// Items is how many of the tasks asked for should be handed over as one.
	Items int
	// Workers is how many the pool should have; 1 for inline, which has the caller.
	Workers int
	// Queue is how many handed over tasks may wait.
	Queue int
	// Burst is the time from the first submission to the end of the last task; the zero Number without a burst.
	Burst study.Number
	// Fit compares that with the latency.
	Fit Fit
	// Places is how many of the tasks asked for are done in time, in whole turns, where the burst is not; 0 if that cannot be said.
	Places int
	// Processors is how many would do the burst in time if they gained as these do; the zero Number if not one turn is in time.
	Processors study.Number

	sections []section
}

// section is a part of the page.
type section struct {
	title string
	lines []string
}

// adviser is what an answer is computed from, and how far it is.
type adviser struct {
	*Answer
	*source
	grain *grains
	procs int
	// size is what is handed over as one task takes inline, in ns.
	size  float64
	all   []candidate // the rows at that size
	best  candidate   // the one that is advised
	sized sizing
	// even is the break-even of the baseline, gain the size from which it gains nine tenths of what it gains at most.
	even, gain study.Number
	// instead is the time of the baseline with a worker more divided by that of a faster strategy, where that was replaced.
	instead  study.Number
	replaced catalog.Row
	// way is how long the way to an idle pool and back takes.
	way study.Number
	// short tells that a burst is too short to make up for it, leisure that inline has the time for tasks that would have to wait
	// for each other to be handed over together.
	short, leisure bool
	// wake is what one of a hundred tasks takes at least on an idle pool.
	wake study.Number
}

// fullGain is the share of its largest speed-up that a strategy should have before more items per task are not
// worth the wait for them.
const fullGain = 0.9

// For answers a question from the runs of a book. What is wrong with the question is for [Ask.Check]; the
// errors of For say what no run has measured, and how to measure it.
func For(b *study.Book, ask Ask) (*Answer, error) {
	s, err := sound(b)
	if err != nil {
		return nil, err
	}
	g, err := s.newGrains()
	if err != nil {
		return nil, err
	}
	a := &adviser{Answer: &Answer{Ask: ask, Items: 1}, source: s, grain: g, procs: g.run.Procs(), size: float64(ask.Task)}
	if err := a.refuse(); err != nil {
		return nil, err
	}
	a.sections = []section{a.head()}
	for _, step := range []func() error{a.ways, a.handOver, a.choose, a.arrange, a.sayAnswer, a.sayWhy, a.sayClaims, a.sayChanges} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	a.finish()
	return a.Answer, nil
}

// refuse says what is beyond the data.
func (a *adviser) refuse() error {
	if g := a.grain; !g.covers(a.size) {
		return fmt.Errorf("no advice for tasks of %s: %s has measured %s to %s, and little beyond is extrapolated", nanoseconds(a.size), g.run.Dir, nanoseconds(g.first()), nanoseconds(g.last()))
	}
	most, queue := a.mostWaiting(), a.grain.run.Table.Run.Plan.Queue
	switch {
	case a.Ask.Burst <= max(most, queue):
		return nil
	case most == 0:
		return fmt.Errorf("no advice for a burst of %d: no run had more tasks wait than the %d places of its queue: %s", a.Ask.Burst, queue, command("burst"))
	}
	return fmt.Errorf("no advice for a burst of %d: the largest that was measured is %d", a.Ask.Burst, most)
}

// handOver decides how many of the tasks are one task of the pool. Below the break-even of the baseline, or as
// long as that cannot be told, as many as give it most of its gain.
func (a *adviser) handOver() error {
	g, channel := a.grain, own(catalog.Baseline)
	a.even = g.crossing(channel, experiment.GrainFactor)
	a.gain = g.crossing(channel, fullGain*g.gains(channel, g.last()).Mid)
	if !a.even.Known() {
		return fmt.Errorf("no round of %s has all sizes of tasks undisturbed: %s", g.run.Dir, command("grain"))
	}
	if task := float64(a.Ask.Task); task < a.even.Hi && !g.never(a.even) {
		a.Items = a.group(task)
		a.size = math.Min(float64(a.Items)*task, g.last())
	}
	return nil
}

// group is how many tasks to hand over as one: they take as long as the size that gains most of what there is, no longer than
// the latency, and leave something for every processor.
func (a *adviser) group(task float64) int {
	items := math.Ceil(a.gain.Mid / task)
	if a.Ask.Latency > 0 {
		items = math.Min(items, math.Floor(float64(a.Ask.Latency)/task))
	}
	if a.Ask.Burst > 0 {
		items = math.Min(items, math.Ceil(float64(a.Ask.Burst)/float64(a.procs)))
	}
	return int(math.Max(items, 1))
}

// pays tells whether handing over is worth it. What is handed over has to be beyond break-even. Where inline keeps up
// with the rate, it is not worth it for a burst too short to make up for the way to an idle pool, nor for tasks that would
// have to wait for each other to go together.
func (a *adviser) pays() bool {
	if a.grain.never(a.even) || a.size < a.even.Hi {
		return false
	}
	a.leisure = a.Ask.Burst == 0 && a.Items > 1 && a.Ask.Rate > 0 && a.keepsUp()
	return !a.leisure && (!a.small() || !a.keepsUp())
}

// small tells of a burst that alone is too little to be handed over.
func (a *adviser) small() bool { return a.Ask.Burst > 0 && a.Ask.Burst < a.leastBurst(a.size) }

// leastBurst is from how many tasks on a burst that finds the pool idle is done faster than by inline, by the factor of
// break-even, handed over in tasks of a size: its work has to make up for the way. 2 at least; math.MaxInt if none is.
func (a *adviser) leastBurst(size float64) int {
	g, channel := a.grain, own(catalog.Baseline)
	left := 1 - experiment.GrainFactor/g.gains(channel, size).Mid
	least := experiment.GrainFactor * a.way.Mid / left / float64(a.Ask.Task) // no way known: none to make up for
	if left <= 0 || least > largestBurst {
		return math.MaxInt
	}
	return max(2, int(math.Ceil(least)))
}

// ways measures the way to an idle pool and back: what one caller waits beyond what inline takes. The zero Number if no run knows.
func (a *adviser) ways() error {
	cell := func(variant string) string { return "request/callers=1/" + variant + "/own" }
	n, err := a.Together([]study.Quantity{
		study.Ratio{Of: cell(catalog.Baseline), To: cell(catalog.Serial), Metric: experiment.TimePerTask},
		study.Median{Cell: cell(catalog.Serial), Metric: experiment.TimePerTask},
	})
	if err != nil || !n[0].Known() {
		return err
	}
	a.way = n[0].Map(chart.Nanoseconds, func(v float64) float64 { return max(v-1, 0) * n[1].Mid })
	return nil
}

// choose finds the strategy and its workers.
func (a *adviser) choose() error {
	a.all = a.grain.candidates(a.size)
	if len(a.all) == 0 {
		return fmt.Errorf("%s has no strategy in %d rounds at tasks of %s: %s", a.grain.run.Dir, stats.MinRounds, nanoseconds(a.size), command("grain"))
	}
	if !a.pays() {
		a.short = a.Ask.Burst > 1 && a.size >= a.even.Hi && !a.grain.never(a.even)
		inline := own(catalog.Serial)
		a.Strategy, a.Workers, a.Items = inline, 1, 1
		a.size = float64(a.Ask.Task)
		a.best = candidate{row: inline, time: a.grain.time(inline, a.size)}
		return nil
	}
	even := equals(a.all)
	a.best = simplest(even)
	c, err := a.newCrew()
	if err != nil {
		return err
	}
	a.prefer(c, even)
	a.Strategy = a.best.row
	a.sized = c.sizing(a.Strategy)
	a.staff(c)
	return nil
}

// prefer replaces a faster strategy by the baseline where one worker more does as much.
func (a *adviser) prefer(c crew, even []candidate) {
	i := slices.IndexFunc(a.all, func(c candidate) bool { return c.row.Variant == catalog.Baseline })
	if i < 0 || a.best.row.Variant == catalog.Baseline || c.run == nil || c.run.Own != a.grain.run.Own {
		return
	}
	for _, other := range even {
		if r, enough := c.spare(other.row); enough {
			a.best, a.instead, a.replaced = a.all[i], r, other.row
			return
		}
	}
}

// staff has one worker per processor, or one more where the workers experiment of the same machine has measured just that:
// this strategy at this size. The time per task is taken from there, for the grain experiment has one per processor.
func (a *adviser) staff(c crew) {
	a.Workers = a.procs
	if !a.sized.matters && !a.instead.Known() || !c.covered || c.run.Own != a.grain.run.Own {
		return
	}
	if n := c.points(a.Strategy, a.procs+1).median(c.run); n.Known() {
		a.best.time, a.Workers = n, a.procs+1
	}
}
