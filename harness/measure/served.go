package measure

import (
	"fmt"
	"time"

	"poolbench/harness/sample"
	"poolbench/harness/service"
	"poolbench/harness/service/load"
	"poolbench/harness/workload"
)

// TakeServed measures the HTTP service of this repository over the pool that spec names. Another
// process sends spec.Tasks requests for spec.Workload, at spec.Rate per second by a schedule that
// spec.Seed determines. At most spec.Admission of them are let in at once.
//
// Latency, Early and Late are of answered requests, from the intended arrival to the answer;
// WallNS is from the first intended arrival until nothing was under way. What the service counted has to be
// what the other process saw.
//
// With spec.Processes the service is a cluster of so many processes that share the port, each with
// spec.Workers workers, its part of spec.Admission rounded up, and GOMAXPROCS of this process, which
// is their supervisor and computes nothing. Their processor time is in HelpersNS, on Linux.
func TakeServed(spec Spec) Outcome {
	err := spec.checkRequests()
	if err == nil {
		_, err = workload.Find(spec.Workload)
	}
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	s, err := spec.serve()
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	window := serving{service: s, run: spec.load(s.address())}
	window.run.Connections = servedConnections
	m := observe(window.ask)
	summary, err := s.stop()
	switch {
	case window.failure != nil:
		return Outcome{Failure: window.failure}
	case err != nil:
		return Outcome{Failure: refused(err)}
	}
	r := window.results[0]
	if summary.Answered != r.Answered || summary.Rejected != r.Rejected {
		return Outcome{Failure: &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf(
			"the service answered %d and rejected %d requests, but %d and %d came back", summary.Answered, summary.Rejected, r.Answered, r.Rejected)}}
	}
	m.Tasks, m.WallNS = int(r.Sent), max(r.Elapsed.Nanoseconds(), 1)
	m.ScheduleNS = int64(float64(r.Sent) / r.Offered * 1e9)
	m.Latency, m.Lag = r.Latency, r.Lag
	m.Served = &sample.Served{
		Answered: r.Answered, Rejected: r.Rejected, Failed: r.Failed, Connections: int64(r.Connections),
		Rejection: r.Rejection, Early: r.Early, Late: r.Late,
	}
	s.describe(m.Served)
	return Outcome{Measured: m}
}

// answering is a service that answers from one process or several.
type answering interface {
	address() string
	// processorTime is that of processes other than this one, until now.
	processorTime() (time.Duration, error)
	// stop drains it, and returns what it has counted.
	stop() (service.Summary, error)
	// describe adds what is known of its processes, after stop.
	describe(*sample.Served)
}

// serve starts the service.
func (s Spec) serve() (answering, error) {
	if s.Processes != 0 {
		return startCluster(s)
	}
	return startService(s)
}

// serving is the window in which another process sends requests.
type serving struct {
	service answering
	run     load.Config
	results []load.Result
	failure *sample.Failure
}

func (w *serving) ask(watch *scheduler) (elsewhere time.Duration) {
	before, err := w.service.processorTime()
	if err != nil {
		w.failure = refused(err)
		return 0
	}
	watch.begin()
	w.results, w.failure = sendRequests([]load.Config{w.run})
	watch.handedOver()
	watch.end()
	after, err := w.service.processorTime()
	if err != nil && w.failure == nil {
		w.failure = refused(err)
	}
	return after - before
}

// servedConnections are open before the first request.
const servedConnections = 64
