package advise

import (
	"fmt"
	"math"
	"time"

	"poolbench/harness/chart"
)

// Ask is what is asked for. Only Task is needed.
type Ask struct {
	// Task is how long one task computes.
	Task time.Duration
	// Burst is how many tasks come at once; 0 if nobody knows, or they come one after the other.
	Burst int
	// Latency is how long the last task of the burst may take from the first submission to its end; 0 if it
	// does not matter. It needs a Burst.
	Latency time.Duration
	// Rate is how many tasks come in a second on average; 0 if nobody knows.
	Rate float64
}

// largestBurst is far beyond what runs measure, and far below where numbers overflow.
const largestBurst = 1_000_000_000

// Check says in one line what is wrong with a question, and what is allowed.
func (a Ask) Check() error {
	switch {
	case a.Task <= 0:
		return fmt.Errorf("--task %v: a task computes for some time, such as 50us: inline's time in poolbench, or a profile of yours tells", a.Task)
	case a.Burst < 0, a.Burst > largestBurst:
		return fmt.Errorf("--burst %d: 1 task to %d", a.Burst, largestBurst)
	case a.Latency < 0:
		return fmt.Errorf("--latency %v: more than nothing", a.Latency)
	case a.Latency > 0 && a.Burst == 0:
		return fmt.Errorf("--latency %v is for the last task of a burst: say how many there are with --burst", a.Latency)
	case a.Latency > 0 && a.Latency < a.Task:
		return fmt.Errorf("--latency %v is shorter than --task %v: no strategy makes one task faster", a.Latency, a.Task)
	case a.Rate < 0 || math.IsNaN(a.Rate) || math.IsInf(a.Rate, 0):
		return fmt.Errorf("--rate %v: tasks per second, more than nothing", a.Rate)
	}
	return nil
}

func (a Ask) String() string {
	task := nanoseconds(float64(a.Task))
	text := "Tasks that compute for " + task
	if a.Burst > 0 {
		text = fmt.Sprintf("%s that compute%s for %s", count(a.Burst, "task"), map[bool]string{true: "s"}[a.Burst == 1], task)
		if a.Burst > 1 {
			text += " each, at once"
		}
	}
	if a.Latency > 0 {
		text += ", the last done within " + nanoseconds(float64(a.Latency))
	}
	if a.Rate > 0 {
		text += fmt.Sprintf(", %s a second on average", chart.Number.Format(a.Rate))
	}
	return text
}

// nanoseconds writes a duration.
func nanoseconds(v float64) string { return chart.Nanoseconds.Format(v) }

// count is a number of things in words.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
