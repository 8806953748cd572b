package measure

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"time"

	"poolbench/harness/sample"
	"poolbench/harness/service"
	"poolbench/harness/service/load"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// drainLimit is how long a service may take to end after the last request was answered: nothing
// is under way then.
const drainLimit = 10 * time.Second

// requestLimit is when a request counts as failed: later than any queue in a sample is long, and
// before the process that asks is ended.
const requestLimit = probeLimit / 2

// TakeServed measures the HTTP service of this repository over the pool that spec names. Another
// process sends spec.Tasks requests for spec.Workload, at spec.Rate per second by a schedule that
// spec.Seed determines. At most spec.Admission of them are let in at once.
//
// Latency, Early and Late are of answered requests, from the intended arrival to the answer;
// WallNS is from the first intended arrival until nothing was under way. What the service counted has to be
// what the other process saw.
func TakeServed(spec Spec) Outcome {
	if spec.Tasks < 1 || spec.Rate <= 0 {
		return Outcome{Failure: refused(fmt.Errorf("%d requests at %v per second: at least 1 has to come, at a rate above 0", spec.Tasks, spec.Rate))}
	}
	if _, err := workload.Find(spec.Workload); err != nil {
		return Outcome{Failure: refused(err)}
	}
	s, err := startService(spec)
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	run := load.Config{
		URL: s.url + "/compute?workload=" + url.QueryEscape(spec.Workload), Rate: spec.Rate, Requests: spec.Tasks,
		Timeout: requestLimit, Seed: spec.Seed, Connections: servedConnections, MaxConnections: mostConnections,
	}
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

// running is a service on loopback.
type running struct {
	url   string
	end   context.CancelFunc
	ended chan struct{}
	sum   service.Summary
	err   error
}

func startService(spec Spec) (*running, error) {
	row, err := catalog.Find(spec.Variant, catalog.Face(spec.Face))
	if err != nil {
		return nil, err
	}
	s, err := service.Open(service.Config{Row: row, Pool: spec.config(), Admission: spec.Admission})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	ctx, end := context.WithCancel(context.Background())
	r := &running{url: "http://" + l.Addr().String(), end: end, ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		r.sum, r.err = s.Serve(ctx, l, drainLimit)
	}()
	return r, nil
}

// stop drains the service and returns what it has counted.
func (r *running) stop() (service.Summary, error) {
	r.end()
	<-r.ended
	return r.sum, r.err
}
