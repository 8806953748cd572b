package page

import (
	"fmt"
	"strings"

	"poolbench/variants"
	"poolbench/variants/catalog"
)

// journey is how a task gets from the submitter to the goroutine that runs it, as far as the traits
// do not say it. Texts label boxes and arrows; W and Q stand for workers and places.
type journey struct {
	// In labels the arrow to Gate, which every task passes first; both empty if there is nothing.
	In, Gate string
	// Hand labels the arrow of a task that waits in no queue; empty if all tasks pass the queue.
	Hand string
	// Queue is what waiting tasks lie in: empty where the traits have no queue, and where every
	// task runs at once. Put and Take label the arrows to it and from it.
	Queue, Put, Take string
	// Batch is where tasks are between the queue and their start, and Start labels the arrow
	// from there; both empty if they start at once.
	Batch, Start string
}

// journeys has each variant's, as its native or own face has it.
var journeys = map[string]journey{
	"inline": {In: "take", Gate: "a semaphore with one place", Hand: "a call"},
	"spawn":  {Hand: "go statement"},
	"freelist": {
		Hand: "a worker is idle: into the inbox of the one on top", Queue: "a list",
		Put: "no worker is idle", Take: "a worker that is done takes the oldest",
	},
	"channel": {Queue: "a buffered channel", Put: "send", Take: "receive"},
	"batched": {
		Queue: "a ring buffer", Put: "put, under a lock", Take: "a share of the tasks, with one lock",
		Batch: "the worker's batch, of which idle ones take over what has not started", Start: "one by one",
	},
	"errgroup": {In: "take a place", Gate: "a semaphore with W places", Hand: "go statement"},
	"ants": {
		In: "pop", Gate: "a stack of idle workers", Hand: "into its inbox; a new worker while there are fewer than W",
	},
	"pond": {
		Hand: "fewer than W workers: a new one starts with it", Queue: "a linked list",
		Put: "otherwise", Take: "a worker that is done takes the next",
	},
	"gammazero": {
		In: "an unbuffered channel", Gate: "the dispatcher, a goroutine", Hand: "a second channel to an idle or new worker",
		Queue: "a deque", Put: "all W are busy", Take: "the dispatcher passes it on when one is free",
	},
	"conc":   {Hand: "an unbuffered channel; a new worker while there are fewer than W"},
	"gopool": {Queue: "a linked list", Put: "append, and start a worker while there are fewer than W", Take: "workers take until it is empty"},
}

// diagram is a flowchart under construction, in the language of
// https://mermaid.js.org/syntax/flowchart.html.
type diagram struct{ strings.Builder }

// box declares a node; open and closing are its shape's brackets.
func (d *diagram) box(id, open, text, closing string) {
	_, _ = fmt.Fprintf(d, "  %s%s%s%s\n", id, open, quoted(text), closing)
}

// arrow draws a line, "-->" or the dotted "-.->", with a label unless that is empty.
func (d *diagram) arrow(from, line, label, to string) {
	if label != "" {
		line += "|" + quoted(label) + "|"
	}
	_, _ = fmt.Fprintf(d, "  %s %s %s\n", from, line, to)
}

// quoted is free text for Mermaid, which has its own escape of a quotation mark.
func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, "#quot;") + `"` }

// flowchart draws how a task travels: solid arrows are its way, dotted ones what comes back, the
// waiting of a submitter and a task's panic.
func flowchart(r catalog.Row) (string, error) {
	j, ok := journeys[r.Variant]
	if !ok {
		return "", fmt.Errorf("no journey of a task is described for %q", r.Variant)
	}
	d := &diagram{}
	d.WriteString("flowchart LR\n")
	d.box("submitter", "[", "submitter: Submit", "]")
	at := "submitter"
	if j.Gate != "" {
		d.box("gate", "[", j.Gate, "]")
		d.arrow(at, "-->", j.In, "gate")
		at = "gate"
	}
	d.box("runner", "[", runner(r.Traits), "]")
	if j.Hand != "" {
		d.arrow(at, "-->", j.Hand, "runner")
	}
	if j.Queue != "" {
		d.queue(j, at, r.Traits)
	}
	d.back(j, r.Traits)
	d.box("panic", "([", r.Panics, "])")
	d.arrow("runner", "-.->", "a panic", "panic")
	return d.String(), nil
}

// queue draws the way through the queue.
func (d *diagram) queue(j journey, from string, t variants.Traits) {
	bound := ", without a limit"
	if t.Queue == variants.AsConfigured {
		bound = ", at most Q tasks"
	}
	d.box("queue", "[(", j.Queue+bound, ")]")
	d.arrow(from, "-->", j.Put, "queue")
	if j.Batch == "" {
		d.arrow("queue", "-->", j.Take, "runner")
		return
	}
	d.box("batch", "[", j.Batch, "]")
	d.arrow("queue", "-->", j.Take, "batch")
	d.arrow("batch", "-->", j.Start, "runner")
}

// unlimited tells whether any number of tasks can be accepted and not have ended.
func unlimited(t variants.Traits) bool {
	return t.Queue == variants.Unbounded || t.Workers == variants.Unbounded
}

// back draws backpressure: what makes a submitter wait. There is none where the number of tasks
// that run or wait has no limit.
func (d *diagram) back(j journey, t variants.Traits) {
	switch {
	case unlimited(t):
	case t.Queue == variants.AsConfigured:
		d.arrow("queue", "-.->", "full: Submit waits", "submitter")
	case j.Gate != "":
		d.arrow("gate", "-.->", busy(t)+": Submit waits", "submitter")
	default:
		d.arrow("runner", "-.->", busy(t)+": Submit waits", "submitter")
	}
}

// backpressure says what the arrows back mean, or that there is none.
func backpressure(t variants.Traits) string {
	if unlimited(t) {
		return "The dotted one is the way of a panic. None leads back to the submitter: it never waits, and nothing bounds what piles up."
	}
	return "The dotted one to the submitter means that it waits there, which is backpressure; the other is the way of a panic."
}

func busy(t variants.Traits) string {
	if t.Workers == variants.One {
		return "a task runs"
	}
	return "W tasks run"
}

// runner says which goroutine runs tasks.
func runner(t variants.Traits) string {
	switch {
	case !t.Async:
		return "the submitter's own goroutine"
	case t.Workers == variants.Unbounded:
		return "a goroutine per task, without a limit"
	case t.Reuses == variants.Never:
		return "a goroutine per task, at most W at once"
	case t.Reuses == variants.WhileTasksWait:
		return "at most W workers, which end when no task waits"
	}
	return "W workers, each runs task after task"
}
