package experiment

import (
	"fmt"
	"time"
)

// ServedWindow is how long requests arrive at the service in one sample: long enough for queues
// to grow where more is offered than can be answered.
const ServedWindow = 1500 * time.Millisecond

// AdmissionLimit is how many requests the service lets in where admission is limited: with tasks
// of 1.5 ms on 2 processors the last of them waits 24 ms.
const AdmissionLimit = 32

// overload: the HTTP service at loads below and above what it can do.
func overload() Experiment {
	var blocks []Block
	for _, admission := range []int{0, AdmissionLimit} {
		for _, percent := range []int{20, 50, 80, 100, 120, 150} {
			group := "admission=none"
			if admission > 0 {
				group = fmt.Sprintf("admission=%d", admission)
			}
			blocks = append(blocks, Block{
				Group: group, Value: fmt.Sprintf("%dpct", percent), Submitters: 1, Load: float64(percent) / 100, Admission: admission,
				Workload: mustFind("spin-1.5ms"), Rows: []string{"channel", "spawn", "pond/native"}, Extra: true,
			})
		}
	}
	return Experiment{
		Name:     "overload",
		Question: "What does a service do with more requests than it can answer?",
		Reading: "Requests for tasks of 1.5 ms come over HTTP from another process, by a schedule, at 20 % to 150 % of what the service answered in a rehearsal. " +
			"Latency counts from the intended arrival to the answer, of answered requests only; rejections are listed beside it. " +
			"Each request has a goroutine in net/http, so without a limit the queue has no bound whatever the pool does, and above 100 % latency " +
			"depends on nothing but how long it lasts: growth is the median of the last third of the arrivals divided by that of the first. " +
			"With admission limited, what is too much is refused at once.",
		Parameter: "load",
		Shape:     Served,
		Across:    true,
		Reference: Reference{"admission=none", "80pct"},
		Blocks:    blocks,
	}
}
