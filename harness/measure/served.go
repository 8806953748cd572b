package measure

import (
	"fmt"
	"time"

	"poolbench/harness/sample"
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
func TakeServed(spec Spec) Outcome {
	err := spec.checkRequests()
	if err == nil {
		_, err = workload.Find(spec.Workload)
	}
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	s, err := startService(spec)
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	run := spec.load(s.url)
	run.Connections = servedConnections
	var results []load.Result
	var failure *sample.Failure
	m := observe(func(watch *scheduler) time.Duration {
		watch.begin()
		results, failure = sendRequests([]load.Config{run})
		watch.handedOver()
		watch.end()
		return 0
	})
	summary, err := s.stop()
	switch {
	case failure != nil:
		return Outcome{Failure: failure}
	case err != nil:
		return Outcome{Failure: refused(err)}
	}
	r := results[0]
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
	return Outcome{Measured: m}
}

// servedConnections are open before the first request.
const servedConnections = 64
