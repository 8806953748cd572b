package experiment

import (
	"fmt"
	"time"
)

// ServedWindow is how long requests arrive at the service in one sample: long enough for queues
// to grow where more is offered than can be answered, some 200 requests deep at 120 %.
const ServedWindow = time.Second

// AdmissionLimit is how many requests the service lets in where admission is limited: with tasks
// of 1.5 ms on 2 processors the last of them waits 24 ms.
const AdmissionLimit = 32

// overload: the HTTP service at loads below and above what it can do.
func overload(procs int) Experiment {
	var blocks []Block
	add := func(group string, change func(*Block)) {
		for _, percent := range []int{20, 50, 80, 120, 150} {
			b := Block{
				Group: "admission=" + group, Value: fmt.Sprintf("%dpct", percent), Submitters: 1, Load: float64(percent) / 100,
				Workload: mustFind("spin-1.5ms"), Rows: []string{"channel", "spawn"}, Extra: true,
			}
			change(&b)
			blocks = append(blocks, b)
		}
	}
	add("none", func(*Block) {})
	add("32", func(b *Block) { b.Admission = AdmissionLimit })
	add("32.more1", func(b *Block) {
		b.Admission, b.Procs, b.Workers, b.Rows = AdmissionLimit, procs+1, procs, []string{"channel"}
	})
	return Experiment{
		Name:     "overload",
		Question: "What does a service do with more requests than it can answer?",
		Reading: fmt.Sprintf("Requests for tasks of 1.5 ms come over HTTP from another process, by a schedule, at 20 %% to 150 %% of what the service answered in a "+
			"rehearsal. Latency counts from the intended arrival to the answer, of answered requests only; rejections are listed beside it. "+
			"Each request has a goroutine in net/http, so without a limit the queue has no bound whatever the pool does, and above 100 %% latency "+
			"depends on how long it lasts, here a second. Where the oldest is served first it grows for everybody: growth is the median of the last third of the arrivals divided by that of the first. "+
			"Where tasks of those who came last run first, as with a goroutine per task, the first to come starve instead, and the tail tells. Two rows stand for all: "+
			"each request has a goroutine that waits for its result, so pools with as many workers that take the oldest task first do the same. "+
			"With admission=32 at most %d requests are computed or wait for that, and others are refused. To be refused a request has to be read, "+
			"which takes a processor of Go: where all of them compute, requests queue up in front of the limit (see the responsive experiment). "+
			"In 32.more1 GOMAXPROCS is one more than there are workers, as in the repairs experiment.", AdmissionLimit),
		Parameter: "load",
		Shape:     Served,
		Across:    true,
		Reference: Reference{"admission=none", "80pct"},
		Blocks:    blocks,
	}
}
