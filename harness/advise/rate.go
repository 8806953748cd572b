package advise

import (
	"fmt"
	"math"

	"poolbench/harness/chart"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// leisurely is the share of a processor that inline may need for it to keep up with a rate: from there on, tasks that come
// at random wait for those before them for as long as half a task on average, with tasks of one size (Pollaczek and Khinchine).
const leisurely = 0.5

// keepsUp tells whether inline has plenty of time for the rate; nobody says otherwise where it is not known.
func (a *adviser) keepsUp() bool {
	load := a.load(a.grain.time(own(catalog.Serial), float64(a.Ask.Task)))
	return !load.Known() || load.Hi < leisurely
}

// load is the share of the time that the rate takes, by the time per task asked for; the zero Number without a rate.
func (a *adviser) load(time study.Number) study.Number {
	if a.Ask.Rate == 0 {
		return study.Number{}
	}
	return time.Map(chart.Percent, func(ns float64) float64 { return a.Ask.Rate * ns / 1e9 })
}

// collectText says how long tasks that do not come at once take to come together.
func (a *adviser) collectText() string {
	if a.Ask.Rate == 0 || a.Ask.Burst > 0 {
		return ""
	}
	return fmt.Sprintf("; at the rate they take %s to come together", nanoseconds(float64(a.Items)/a.Ask.Rate*1e9))
}

// sayRate says how busy the processors are on average, and what would keep up where the answer does not.
func (a *adviser) sayRate() {
	if a.Ask.Rate == 0 {
		return
	}
	busy := a.load(a.each(a.best.time, float64(a.Items)))
	text := "what is left takes up bursts"
	switch {
	case busy.Lo >= 1:
		text = "the queue grows without end" + a.wayOut()
	case busy.Hi >= 1:
		text = "whether the queue grows without end cannot be told"
	}
	a.say("rate      %s tasks a second are %s of what this can do: %s", chart.Number.Format(a.Ask.Rate), busy, text)
}

// each is the time per task asked for of some that go together.
func (a *adviser) each(time study.Number, items float64) study.Number {
	return time.Map(time.Unit, func(ns float64) float64 { return ns / items })
}

// wayOut names the strategy that keeps up with the rate, with tasks alone or together, or says that none does.
func (a *adviser) wayOut() string {
	task := float64(a.Ask.Task)
	for _, size := range []float64{task, math.Max(a.gain.Mid, task), math.Max(a.grain.last(), task)} {
		all, items := a.grain.candidates(size), math.Floor(size/task)
		if len(all) == 0 {
			continue
		}
		if busy := a.load(a.each(all[0].time, items)); busy.Lo < 1 {
			together := "each task alone"
			if items > 1 {
				together = fmt.Sprintf("%.0f of them as one", items)
			}
			return fmt.Sprintf("; %s would be busy for %s of the time, %s", all[0].row.Key(), busy, together)
		}
	}
	return ", whatever the strategy: refuse some, or add processors"
}
