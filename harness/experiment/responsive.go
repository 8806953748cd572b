package experiment

import (
	"slices"
	"strconv"
	"time"

	"poolbench/harness/sample"
)

const (
	// ProbeWindow is how long a process is asked from outside in one sample.
	ProbeWindow = time.Second
	// ProbeRate is how many bytes per second are sent to be echoed: enough for a 99th
	// percentile, and some 2 % of a processor.
	ProbeRate = 400
	// HealthRate is how many GET / per second are sent beside them: each costs several echoes.
	HealthRate = 100
)

// probed is a block of a channel pool that computes units of work while the process is asked.
func probed(value string, busy sample.Busy, change func(*Block)) Block {
	b := Block{
		Value: value, Submitters: 1, Rate: ProbeRate, Tasks: int(ProbeRate * ProbeWindow.Seconds()),
		Workload: mustFind("spin-150us"), Busy: busy, Rows: []string{"channel"},
	}
	if change != nil {
		change(&b)
	}
	return b
}

// crowds are the numbers of busy goroutines in question, ascending and each once.
func crowds(procs int) []int {
	k := []int{0, procs - 1, procs, 4 * procs, 16 * procs}
	slices.Sort(k)
	return slices.Compact(k)
}

// responsive: goroutines that compute without end, as workers of a pool with as many of them,
// and what the rest of the process can still do.
func responsive(procs int) Experiment {
	block := func(group string, k int, repair sample.Repair, extra bool) Block {
		return probed(strconv.Itoa(k), sample.Busy{Tasks: k, Repair: repair}, func(b *Block) {
			b.Group, b.Workers, b.Extra = "repair="+group, max(k, 1), extra
		})
	}
	var blocks []Block
	for _, k := range crowds(procs) {
		blocks = append(blocks, block("none", k, sample.NoRepair, k != 0 && k != procs && k != 16*procs))
	}
	return Experiment{
		Name:     "responsive",
		Question: "Does CPU work block the other requests of a process?",
		Reading: "Goroutines compute without end, none of them ever waits, and another process asks this one for the echo of a byte " +
			"over TCP and for GET /, by a schedule: latency counts from when a request should have been sent. While a processor of Go is idle, " +
			"a thread waits in the network poller and an answer takes some 50 µs to 100 µs. When all of them compute, nobody looks at the network but the " +
			"system monitor, every 10 ms, and a goroutine that it wakes joins the queue behind the others, each of which may compute " +
			"for 10 ms until it is to be preempted, and up to 10 ms more until the monitor notices (https://go.dev/src/runtime/proc.go, sysmon, retake and " +
			"forcePreemptNS). Each request has a connection of its own that was open before. Answers come in the bursts in which the monitor asks: 400 of them are far from " +
			"400 independent ones, and the 99th percentile is close to the maximum. The one who asks needs a processor as well, has a session of its own, and gets it from " +
			"the kernel at once where that groups threads by session; his lag, to the sending of a request, is printed. " +
			"An idle process is not the fastest: a core that sleeps has to wake first.",
		Parameter: "goroutines",
		Shape:     Probed,
		Across:    true,
		Reference: Reference{"repair=none", strconv.Itoa(procs)},
		Blocks:    append(blocks, block("answers", 4*procs, sample.LockAnswers, true), block("yield", 16*procs, sample.Yield, true)),
	}
}
