package measure

import (
	"context"
	"fmt"
	"runtime"

	"poolbench/harness/machine"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
)

// conversations are the jobs of the program in Node.js, by the job that a child is asked for.
var conversations = map[Job]node.Job{
	TakeSample:        node.Batch,
	RequestReply:      node.RequestReply,
	Calibrate:         node.FindBatch,
	CalibrateRequests: node.FindRequests,
	StartWorkers:      node.Started,
	TryErratum:        node.Erratum,
	AskHealth:         node.Serve,
}

// inNode does what a spec asks for of a system in Node.js. This process is then the one that asks: it starts
// the program, and reads the counters of the machine at both ends of the window, as for a strategy in Go.
//
// Processor time is what the program's processes say of themselves, with getrusage; the time of this
// process meanwhile is HelpersNS, and neither is of others. PeakRSS and Threads are sums over all
// processes of the system. How often a processor was taken away from their threads is not known: Preempted is 0,
// and so are allocations, collections and goroutines, of which Scheduler is nil.
func (s Spec) inNode() Outcome {
	request, failure := s.conversation()
	if failure != nil {
		return Outcome{Failure: failure}
	}
	process, failure := node.Start(context.Background(), s.Program, request)
	if failure != nil {
		return Outcome{Failure: failure}
	}
	outcome := converse(process, request.Job)
	if outcome.Failure != nil {
		process.Kill()
		return outcome
	}
	if failure := process.End(); failure != nil {
		return Outcome{Failure: failure}
	}
	return outcome
}

// conversation is the request to the program. The failure says what the spec asks for in vain.
func (s Spec) conversation() (node.Request, *sample.Failure) {
	job, known := conversations[s.Job]
	if !known || s.Division.By != "" || s.Monitor != "" || s.Reuse != "" {
		return node.Request{}, refused(fmt.Errorf("job %q cannot be done in Node.js as it is asked for", s.Job))
	}
	row, err := node.Find(s.Variant)
	if err == nil && string(row.Face) != s.Face {
		err = fmt.Errorf("%s has no face %q: allowed is %q", s.Variant, s.Face, row.Face)
	}
	if err != nil {
		return node.Request{}, refused(err)
	}
	work := workload.Workload{}
	if job != node.Erratum {
		if work, err = workload.Find(s.Workload); err != nil {
			return node.Request{}, refused(err)
		}
	}
	return node.Request{
		Job: job, Variant: s.Variant, Workload: s.Workload, Answer: work.Answer,
		Workers: s.Workers, InFlight: s.Submitters, Tasks: s.Tasks, WindowNS: s.Window.Nanoseconds(),
	}, nil
}

// converse has the conversation with a program that is ready.
func converse(p *node.Process, job node.Job) Outcome {
	switch job {
	case node.FindBatch, node.FindRequests:
		found, failure := p.Result()
		return Outcome{Tasks: found.Tasks, PerTaskNS: found.PerTaskNS, Failure: failure}
	case node.Erratum:
		p.Go()
		tried, failure := p.Result()
		if failure == nil {
			return verdict(tried)
		}
		return Outcome{Failure: failure}
	case node.Started:
		before := summed(p.Processes(), machine.RSSOf)
		outcome := observeNode(p)
		if m := outcome.Measured; m != nil {
			m.Started = newStarted(m.Tasks, before, summed(p.Processes(), machine.RSSOf))
		}
		return outcome
	default:
		return observeNode(p)
	}
}

// verdict is what a program that shows a mistake has found.
func verdict(tried node.Result) Outcome {
	if !*tried.Kept {
		return Outcome{Failure: &sample.Failure{Kind: sample.RuleBroken, Detail: tried.Happened}}
	}
	return Outcome{Measured: &sample.Measurement{Tasks: 1, WallNS: max(tried.WallNS, 1)}}
}

// observeNode opens the window of a program and reads the counters at both ends. The second reading comes before
// the answer is decoded, and the rest is read while the program waits for what is said next.
func observeNode(p *node.Process) Outcome {
	runtime.GC() // this process is not to collect in the window
	before, clocks := readCounters(), readClocks(p.Processes())
	p.Go()
	p.Wait()
	after := readCounters()
	r, failure := p.Result()
	if failure != nil {
		return Outcome{Failure: failure}
	}
	m := described(p, r)
	asking := after.since(before)
	m.Tasks, m.WallNS, m.HelpersNS = r.Tasks, r.WallNS, asking.UserNS+asking.SystemNS
	m.Latency = sample.Summarize(r.LatenciesNS)
	// Before and after its own window the program collects garbage and writes its answer, which nobody else has done.
	played := max(m.UserNS+m.SystemNS, readClocks(p.Processes()).since(clocks))
	after.judge(before, m, played+m.HelpersNS)
	return Outcome{Measured: m}
}

// described is what is known of a system that is still there: its processor time, and the memory and threads
// of its processes.
func described(p *node.Process, r node.Result) *sample.Measurement {
	const us = 1000 // nanoseconds
	return &sample.Measurement{
		UserNS: r.UserUS * us, SystemNS: r.SystemUS * us,
		PeakRSS: summed(p.Processes(), machine.PeakRSSOf), Threads: summed(p.Processes(), machine.ThreadsOf),
	}
}

// clocks are the processor times of processes in nanoseconds, by id.
type clocks map[int]int64

// readClocks leaves out a process that has ended.
func readClocks(pids []int) clocks {
	c := clocks{}
	for _, pid := range pids {
		if ns, err := processClock(pid); err == nil {
			c[pid] = ns
		}
	}
	return c
}

// since is what the processes have used since before; those that were not there yet, all of it.
func (c clocks) since(before clocks) (used int64) {
	for pid, ns := range c {
		used += ns - before[pid]
	}
	return used
}

// summed adds up what of says of processes; nil if it does not know it of one of them.
func summed[N int64 | uint64](pids []int, of func(pid int) *N) *N {
	var total N
	for _, pid := range pids {
		n := of(pid)
		if n == nil {
			return nil
		}
		total += *n
	}
	return &total
}
