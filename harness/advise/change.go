package advise

import (
	"fmt"
	"math"

	"poolbench/harness/chart"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// sayClaims lists what the ledger has on the question.
func (a *adviser) sayClaims() error {
	a.open("CLAIMS THAT BEAR ON IT")
	ids := []string{"S07", "G12", "S16"}
	switch {
	case a.inline():
	case a.Items > 1:
		ids = []string{"S07", "G36", "S16", "S17", "S34"}
	case a.Ask.Burst > 1:
		ids = append(ids, "G14", "S17", "S34")
	default:
		ids = append(ids, "G14")
	}
	if a.Ask.Latency > 0 && !a.inline() {
		ids = append(ids, "G15")
	}
	if a.Fit == TooLate || a.Fit == CannotTell {
		ids = append(ids, "S09")
	}
	for _, id := range append(ids, "G25") {
		c, _, err := a.Claim(id)
		if err != nil {
			return err
		}
		text, _, err := a.Verdict(id)
		if err != nil {
			return err
		}
		a.say("%s  “%s”: %s", id, c.Quote, text)
	}
	return nil
}

// sayChanges lists the thresholds nearby.
func (a *adviser) sayChanges() error {
	a.open("WHAT WOULD CHANGE THE ANSWER")
	a.saySizes()
	a.sayLimits()
	if err := a.sayMemory(); err != nil {
		return err
	}
	if err := a.sayOthers(); err != nil {
		return err
	}
	a.say("Tasks that wait (see G25) and more processors than %d: nothing above holds for them.", a.procs)
	return nil
}

// saySizes are the sizes of tasks at which the answer changes.
func (a *adviser) saySizes() {
	g := a.grain
	if a.inline() && a.Ask.Burst > 1 && a.Ask.Latency == 0 && !g.never(a.even) {
		alone := math.Ceil(float64(a.procs) * a.even.Hi / float64(a.Ask.Task))
		if least := a.leastBurst(math.Max(a.gain.Mid, float64(a.Ask.Task))); least < math.MaxInt {
			a.say("Bursts of some %d tasks and more: a pool.", max(int(alone), least))
		}
	}
	if !g.never(a.even) {
		if float64(a.Ask.Task) < a.even.Hi {
			a.say("Tasks from %s on can be handed over each on its own.", nanoseconds(a.even.Hi))
		} else if a.even.Mid > g.first() {
			a.say("Tasks below %s should go several to a task.", nanoseconds(a.even.Hi))
		}
	}
	if i := a.indifferent(); i >= 0 && a.size < g.sizes[i] {
		all := g.candidates(g.sizes[i])
		a.say("Tasks from %s on: %d of %d strategies are equal, choose by behaviour (panics, errors, closing: poolbench conformance).",
			nanoseconds(g.sizes[i]), len(equals(all)), len(all))
	}
}

// indifferent is the index of the measured size from which on the baseline is among the equals; −1 if it is not at
// the largest.
func (a *adviser) indifferent() int {
	g, from := a.grain, -1
	for i := len(g.sizes) - 1; i >= 0; i-- {
		among := false
		for _, c := range equals(g.candidates(g.sizes[i])) {
			among = among || c.row.Variant == catalog.Baseline
		}
		if !among {
			break
		}
		from = i
	}
	return from
}

// sayLimits are the bursts and latencies at which the answer changes.
func (a *adviser) sayLimits() {
	if a.Ask.Latency == 0 {
		return
	}
	if a.Fit == InTime {
		a.say("A burst of more than %d tasks, or a latency below %s: refuse some, or add processors.", a.under()*a.Items, nanoseconds(a.Burst.Hi+a.wake.Hi))
		return
	}
	if a.asleep() {
		return
	}
	text := ""
	if a.Places > 0 {
		text = fmt.Sprintf(", or a burst of %d", a.Places)
	}
	a.say("A latency of %s%s: nothing has to be refused.", nanoseconds(a.Burst.Hi+a.wake.Hi), text)
}

// sayMemory says how many goroutines fit where there are as many as waiting tasks.
func (a *adviser) sayMemory() error {
	limit := a.grain.run.Table.Run.Plan.MemoryLimit
	if a.Ask.Burst <= 1 || limit == 0 || a.inline() {
		return nil
	}
	bytes, _, err := a.waiting(own("spawn"), a.Ask.Burst)
	if err != nil || !bytes.Known() {
		return err
	}
	fit := bytes.Map(chart.Count, func(b float64) float64 { return float64(limit) / b })
	a.say("A goroutine per task: %s of them fill %s.", fit, chart.Bytes.Format(float64(limit)))
	return nil
}

// sayOthers says what the rest of the process has of processors that all compute.
func (a *adviser) sayOthers() error {
	if a.inline() || a.procs == 1 {
		return nil
	}
	cell := func(repair string) string { return fmt.Sprintf("repairs/repair=%s/channel/own", repair) }
	tails, err := a.Together([]study.Quantity{study.Median{Cell: cell("none"), Metric: "p99-ns"}, study.Median{Cell: cell("less1"), Metric: "p99-ns"},
		study.Ratio{Of: cell("less1"), To: cell("none"), Metric: "ns/unit"}})
	if err != nil {
		return err
	}
	question := fmt.Sprintf("Other requests that this process must answer soon (health checks): %s.", count(a.procs-1, "worker"))
	if !tails[0].Known() {
		a.say("%s What they wait for beside more is %s.", question, shown(study.Number{}, "repairs"))
		return nil
	}
	a.say("%s Beside tasks of 5 ms on all processors one echo in a hundred took %s or more; with a worker less %s, and the work %s the time.",
		question, tails[0], tails[1], tails[2])
	return nil
}
