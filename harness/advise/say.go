package advise

import (
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/stats"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// say adds a line to the last section.
func (a *adviser) say(format string, args ...any) {
	s := &a.sections[len(a.sections)-1]
	s.lines = append(s.lines, fmt.Sprintf(format, args...))
}

// open begins a section.
func (a *adviser) open(title string) { a.sections = append(a.sections, section{title: title}) }

// inline tells whether nothing is to be handed over.
func (a *adviser) inline() bool { return a.Strategy.Variant == catalog.Serial }

func (a *adviser) sayAnswer() error {
	a.open("ANSWER")
	a.say("strategy  %s", described(a.Strategy))
	if a.Items > 1 {
		a.say("tasks     hand over %d of yours as one, which then computes for %s%s", a.Items, nanoseconds(float64(a.Items)*float64(a.Ask.Task)), a.collectText())
	}
	if !a.inline() {
		a.say("workers   %s", a.workersText())
		a.say("queue     %s", a.queueText())
	}
	if a.Ask.Burst > 0 {
		a.say("time      %s", a.timeText())
	}
	a.sayRate()
	return nil
}

func (a *adviser) workersText() string {
	if a.Workers == a.procs {
		return fmt.Sprintf("%d, one per processor", a.Workers)
	}
	return fmt.Sprintf("%d, one more than processors: while the submitter runs there are tasks for all of them", a.Workers)
}

func (a *adviser) queueText() string {
	late := ""
	if a.Fit == TooLate || a.Places > 0 {
		late = fmt.Sprintf("; refuse what finds it full, or accept %s", nanoseconds(a.Burst.Mid))
	}
	switch {
	case !queues(a.Strategy):
		return "none of its own: who submits waits" + late
	case a.Ask.Burst == 0:
		return fmt.Sprintf("%d, what was measured: who finds it full waits", a.Queue)
	case a.Ask.Latency == 0 && a.handed()-a.Workers <= a.Queue:
		return fmt.Sprintf("%d, what was measured: all of them find a place", a.Queue)
	case a.Ask.Latency == 0:
		return fmt.Sprintf("%d will do if the submitter may wait; if he may not: %d", a.Queue, max(a.handed()-a.Workers, 0))
	}
	return fmt.Sprintf("%d%s", a.Queue, late)
}

// wayCounts is how many times the way a burst may be for the way to be worth mentioning: below a percent it is not.
const wayCounts = 100

func (a *adviser) timeText() string {
	text := fmt.Sprintf("the last task has ended after %s", a.Burst)
	if a.Burst.Mid < wayCounts*a.way.Mid && !a.inline() {
		text += fmt.Sprintf(" and the way to an idle pool and back, %s", a.way)
	}
	limit := nanoseconds(float64(a.Ask.Latency))
	switch a.Fit {
	case InTime:
		text += ", in time for " + limit
	case TooLate:
		text += fmt.Sprintf(", too late for %s", limit)
	case CannotTell:
		text += fmt.Sprintf(", and whether that is within %s cannot be told", limit)
		if a.asleep() {
			text += ": what an idle pool takes is " + shown(a.wake, "request")
		}
	}
	if a.Places > 0 {
		text += fmt.Sprintf(": %d of the tasks make it", a.Places)
	}
	return text
}

func (a *adviser) sayWhy() error {
	a.open("WHY")
	a.sayWorth()
	if !a.inline() {
		a.sayChoice()
		a.sayWorkers()
	}
	if err := a.sayBatching(); err != nil {
		return err
	}
	return a.sayBurst()
}

// sayWorth says whether handing over is worth it.
func (a *adviser) sayWorth() {
	g, task := a.grain, float64(a.Ask.Task)
	const faster = "a channel pool gains 10 % on inline from tasks of"
	switch {
	case g.never(a.even):
		a.say("Worth it? No: a channel pool gains 10 %% on inline at no measured size.")
	case a.inline() && a.Ask.Burst == 1:
		a.say("Worth it? One task has nothing to run beside it: no strategy makes it faster.")
	case a.short:
		a.say("Worth it? No: the burst is %s of work, and the way to an idle pool and back alone takes %s (one caller, 15 µs, beyond inline).",
			nanoseconds(task*float64(a.Ask.Burst)), a.way)
	case a.leisure:
		items := a.group(task)
		a.say("Worth it? No: alone they do not gain, %d of them would have to go together and take %s to come, and inline keeps %s of a processor busy.",
			items, nanoseconds(float64(items)/a.Ask.Rate*1e9), a.load(a.best.time))
	case a.inline():
		a.say("Worth it? No: %s %s on, and all that may be handed over at once here is less.", faster, g.crossed(a.even))
	case a.Items > 1:
		answer := "No"
		if task >= a.even.Lo {
			answer = "That cannot be told"
		}
		a.say("Alone? %s: %s %s on. At %s it has %.0f %% of what it gains at most: so many should go together.",
			answer, faster, g.crossed(a.even), a.gain, 100*fullGain)
		if alone := a.alone(); len(alone) > 0 {
			a.say("Alone, only %s would gain these 10 %% with yours.", strings.Join(alone, ", "))
		}
	case a.small():
		a.say("Worth it? Not for one burst, but for the rate, which takes %s of inline's time: %s %s on.",
			a.load(g.time(own(catalog.Serial), task)), faster, g.crossed(a.even))
	default:
		a.say("Worth it? Yes: %s %s on.", faster, g.crossed(a.even))
	}
	if zero := a.zero(); zero.Known() && zero.Mid > task/100 {
		a.say("Sizes are inline's time per task, %s of it interface and counting.", zero)
	}
}

// alone are the rows that break even below the task asked for.
func (a *adviser) alone() []string {
	var keys []string
	for _, c := range a.all {
		even := a.grain.crossing(c.row, experiment.GrainFactor)
		if even.Known() && !a.grain.never(even) && even.Hi <= float64(a.Ask.Task) {
			keys = append(keys, c.row.Key())
		}
	}
	return keys
}

// zero is what inline takes for an empty task; the zero Number if that is not in the run.
func (a *adviser) zero() study.Number {
	i := slices.Index(a.grain.values, "0")
	if i < 0 {
		return study.Number{}
	}
	return a.grain.time(own(catalog.Serial), a.grain.sizes[i])
}

// sayChoice says why it is this strategy.
func (a *adviser) sayChoice() {
	g := a.grain
	at := g.at(a.size)
	where := fmt.Sprintf("measured as grain %s", at.lo)
	if at.weight != 0 {
		where = fmt.Sprintf("on the line between grain %s and %s, whose error no interval contains", at.lo, at.hi)
	}
	a.say("%s with %s takes %s per task of %s (%s): %s as fast as inline, an efficiency of %s.", a.Strategy.Key(), count(a.procs, "worker"),
		g.time(a.Strategy, a.size), nanoseconds(a.size), where, g.gains(a.Strategy, a.size), g.efficiency(a.Strategy, a.size))
	same := equals(a.all)
	fastest := a.all[0]
	switch {
	case len(a.all) == 1:
		a.say("No other strategy was measured there: %s.", command("grain"))
	case len(same) == 1:
		a.say("%s %s; %s is next with %s its time.", fastest.row.Key(), leads(a.all[1:]), a.all[1].row.Key(), a.all[1].cost)
	default:
		a.say("%d of %d strategies cannot be told apart there, or differ by less than %.2g %%: %s.",
			len(same), len(a.all), 100*max(stats.DefaultMargin, g.floor), names(same))
	}
	switch {
	case a.instead.Known():
		i := slices.IndexFunc(a.all, func(c candidate) bool { return c.row.Key() == a.Strategy.Key() })
		a.say("The plain pool, channel, takes %s the time of %s; with %d workers %s that of %s with %d (%s): a worker more instead of another strategy.",
			a.all[i].cost, fastest.row.Key(), a.Workers, a.instead, a.replaced.Key(), a.procs, a.sized.where())
	case len(same) > 1 && a.Strategy.Key() != fastest.row.Key():
		a.say("Of these %s is the simplest (bounded, then no dependency, then least code). It takes %s the time of the fastest, %s.",
			a.Strategy.Key(), a.best.cost, fastest.row.Key())
	case len(same) > 1:
		a.say("Of these %s is the simplest (bounded, then no dependency, then least code), and the fastest.", a.Strategy.Key())
	}
	if i := a.indifferent(); i >= 0 && a.size >= g.sizes[i] && len(same) > 1 {
		a.say("So the strategy hardly matters: choose by behaviour (panics, errors, closing: poolbench conformance).")
	}
	a.sayPlain()
}

// leads says of the fastest what its comparisons with the others have decided.
func leads(others []candidate) string {
	slower := 0
	for _, c := range others {
		slower += one(c.verdict == stats.Slower)
	}
	text, more := "is faster than "+count(slower, "other row"), "more"
	if slower == 0 {
		text, more = "takes least", "others"
	}
	if open := len(others) - slower; open > 0 {
		text += fmt.Sprintf("; %d %s could not be told apart from it (too few rounds or noise)", open, more)
	}
	return text
}

// sayPlain says what the baseline costs where it is not advised, and what more work per task would do.
func (a *adviser) sayPlain() {
	for _, c := range a.all {
		if c.row.Variant == catalog.Baseline && !c.equal && a.Strategy.Variant != catalog.Baseline {
			a.say("The plain pool, channel, takes %s the time of %s.", c.cost, a.all[0].row.Key())
		}
	}
	if a.Items > 1 {
		return
	}
	g := a.grain
	gain := g.crossing(a.Strategy, fullGain*g.gains(a.Strategy, g.last()).Mid)
	if gain.Known() && a.size < gain.Mid {
		items := int(gain.Mid/a.size) + 1
		a.say("If tasks can go together: %d of them as one would have %.0f %% of the largest gain, which %s reaches at %s.",
			items, 100*fullGain, a.Strategy.Key(), gain)
	}
}

// sayWorkers says why there are so many.
func (a *adviser) sayWorkers() {
	z := a.sized
	if z.run == nil {
		a.say("Workers: one per processor is what all numbers here were measured with; other numbers are %s.", shown(study.Number{}, "workers"))
		return
	}
	if z.more.Known() && !a.instead.Known() {
		text := z.words()
		if text == beyondDoubt && a.Workers == a.procs {
			text += ", but not advised: this is not the answer's strategy, size or machine"
		}
		a.say("Workers (%s, %s): %d take %s the time of %d: %s.", z.row.Key(), z.where(), a.procs+1, z.more, a.procs, text)
	}
	if z.best > a.procs+1 && z.gains.Mid*(1+stats.DefaultMargin) < z.more.Mid {
		a.say("%d workers take %s the time of %d (%s, %s). They are not advised: what else this process does would wait behind each of them.",
			z.best, z.gains, a.procs, z.row.Key(), z.where())
	}
}

// beyondDoubt is what a worker more has to be to be advised.
const beyondDoubt = "faster beyond doubt"

// words say what a worker more does.
func (z sizing) words() string {
	switch {
	case z.judged == stats.Faster && stats.Effect(z.more.Mid) > stats.DefaultMargin:
		return beyondDoubt
	case z.judged == stats.Same, z.judged == stats.Faster:
		return fmt.Sprintf("not worth a change, below %.0f %%", 100*stats.DefaultMargin)
	case z.judged == stats.Slower:
		return "slower"
	}
	return "the two cannot be told apart"
}

// sayBatching quotes the experiment that groups tiny items, where tasks are grouped.
func (a *adviser) sayBatching() error {
	if a.Items <= 1 {
		return nil
	}
	var found []string
	for _, items := range []string{"1", "10", "100", "1000", "10000"} {
		n, err := a.median(fmt.Sprintf("batching/items=%s/channel/own", items), "ns/op")
		if err != nil {
			return err
		}
		if n.Known() {
			found = append(found, fmt.Sprintf("%s: %s", items, n))
		}
	}
	if len(found) == 0 {
		a.say("How many to a task was computed from tasks of different sizes; items of 150 ns are %s: %s.", study.NotMeasured, command("batching"))
		return nil
	}
	a.say("Measured with items of 150 ns, time per item by items to a task: %s.", strings.Join(found, ", "))
	return nil
}

// sayBurst does its arithmetic aloud.
func (a *adviser) sayBurst() error {
	if a.Ask.Burst <= 1 {
		return nil
	}
	turns := ""
	if a.turns() != a.handed() {
		turns = fmt.Sprintf(" (as long as %d: whole turns of %d)", a.turns(), a.procs)
	}
	a.say("Burst: with %s a task ends every %s, %d of them%s take %s.", count(a.Workers, "worker"), a.best.time, a.handed(), turns, a.Burst)
	if a.wake.Known() {
		a.say("That is an average over windows of %s. What is shorter may find an idle pool: one task of 15 µs in a hundred took %s or more there.",
			nanoseconds(float64(a.grain.run.Table.Run.Plan.WindowNS)), a.wake)
	}
	if a.Processors.Mid > float64(a.procs) {
		a.say("All of it within %s takes some %s processors, if they gain as these %d do, which nobody measured.",
			nanoseconds(float64(a.Ask.Latency)), a.Processors, a.procs)
	}
	if a.inline() {
		return nil
	}
	waiting := a.Queue
	if a.Ask.Latency == 0 {
		waiting = max(a.handed()-a.Workers, 0)
	}
	bytes, at, err := a.waiting(a.Strategy, waiting)
	if err != nil {
		return err
	}
	spawn, by, err := a.waiting(own("spawn"), waiting)
	if err != nil || waiting == 0 {
		return err
	}
	if !bytes.Known() {
		a.say("Memory per waiting task is %s.", shown(bytes, "burst"))
		return nil
	}
	total := bytes.Map(chart.Bytes, func(b float64) float64 { return b * float64(waiting) })
	text := ""
	if spawn.Known() {
		text = fmt.Sprintf("; as a goroutine each %s", spawn.Map(chart.Bytes, func(b float64) float64 { return b * float64(waiting) }))
		if by != at {
			text += fmt.Sprintf(" (measured with %d)", by)
		}
	}
	a.say("Memory: %d waiting tasks take %s with %s (%s each, measured with %d)%s.", waiting, total, a.Strategy.Key(), bytes, at, text)
	return nil
}
