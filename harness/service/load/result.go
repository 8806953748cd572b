package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"poolbench/harness/sample"
)

// Result is what became of the requests.
type Result struct {
	// Closed: callers asked again as soon as they were answered. Then nothing was offered at a rate, Offered is 0
	// and Saturated false, latency counts from the sending, and there is no Early, Late or Lag: see the
	// package's model for what such latencies leave out.
	Closed bool `json:"closed,omitempty"`
	// Offered is the rate per second at which requests arrived: their number divided by the
	// time from the first intended arrival to a mean gap after the last one. It differs from
	// Config.Rate by chance.
	Offered float64 `json:"offered"`
	// Achieved is the number of answered requests divided by the same time, or by the time until
	// the last answer if that is longer. So it is Offered at most.
	Achieved float64 `json:"achieved"`
	// Sent is how many requests arrived, and always Answered + Rejected + Failed: what got no
	// connection was sent nowhere, and failed.
	Sent     int64 `json:"sent"`
	Answered int64 `json:"answered"` // with a status of 2xx, or the byte that was sent
	Rejected int64 `json:"rejected"` // with status 503
	Failed   int64 `json:"failed"`
	// Failures are the failed ones by reason: one of the constants of this package, or "status"
	// with the number of an unexpected one. Nil if there are none.
	Failures map[string]int64 `json:"failures,omitempty"`
	// Latency is how long answered requests took, from the intended arrival (or from the sending, if
	// Closed) to the end of the answer. Nil, as all that follow, if there are none.
	Latency *sample.Latency `json:"latency,omitempty"`
	// Rejection is the same for rejected ones: a no should come at once.
	Rejection *sample.Latency `json:"rejection,omitempty"`
	// Early and Late are the latency of the answered among the first and the last third of the
	// planned arrivals. If Late is far above Early, a queue is growing, and all latencies say
	// how long the run was.
	Early *sample.Latency `json:"early,omitempty"`
	Late  *sample.Latency `json:"late,omitempty"`
	// Lag is how late the generator itself was, from the intended arrival to the hand-over to a
	// connection that is free or about to be opened. It is part of the latency.
	Lag *sample.Latency `json:"lag,omitempty"`
	// Saturated: less than 99 % of the offered rate was achieved. The latencies are then those of
	// a queue that grows, or of the requests that were let in. In a run that is short, one
	// late answer at its end is enough.
	Saturated bool `json:"saturated"`
	// Connections is how many were opened or tried; of callers as many as those.
	Connections int `json:"connections"`
	// Elapsed is from the first intended arrival, or the first request of callers, until nothing was left; nanoseconds in JSON.
	Elapsed time.Duration `json:"elapsed"`
}

// saturation is the share of the offered rate that has to be achieved. The hundredth is for
// the requests that are under way when the last one arrives.
const saturation = 0.99

// Reasons for a failure, besides a status.
const (
	TimedOut      = "timeout"                     // no answer in time
	NoConnection  = "timeout, no connection free" // all MaxConnections were busy until then
	Refused       = "connection refused"
	Reset         = "connection reset"
	Closed        = "connection closed" // by the server, before the end of an answer
	Unconnectable = "cannot connect"    // for another reason: no such host, no file or port left
	TooLong       = "answer too long"   // more than 1 MiB
	Wrong         = "wrong answer"      // not HTTP, or another byte than was sent
	Interrupted   = "interrupted"       // the context ended first
)

// reason puts an error into one of a few words, so that there are never many.
func reason(ctx context.Context, err error) string {
	var network net.Error
	var operation *net.OpError
	switch {
	case ctx.Err() != nil:
		return Interrupted
	case errors.As(err, &network) && network.Timeout():
		return TimedOut
	case errors.Is(err, unix.ECONNREFUSED):
		return Refused
	case errors.Is(err, unix.ECONNRESET), errors.Is(err, unix.EPIPE):
		return Reset
	case errors.Is(err, errTooLong):
		return TooLong
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return Closed
	case errors.As(err, &operation) && operation.Op == "dial":
		return Unconnectable
	default:
		return Wrong
	}
}

// tally takes outcomes from all connections. Requests go through the network, so a lock that they
// share is nothing to them, and the memory is that of four histograms, however many there are.
type tally struct {
	lock                            sync.Mutex
	planned                         int // 0 in a closed loop
	rejected                        int64
	failures                        map[string]int64
	latency, rejection, early, late *sample.Distribution
	last                            time.Duration // when the last answer came
}

func newTally(planned int) *tally {
	return &tally{
		planned: planned, failures: map[string]int64{},
		latency: sample.NewDistribution(), rejection: sample.NewDistribution(),
		early: sample.NewDistribution(), late: sample.NewDistribution(),
	}
}

// ended takes an answer to request i, which was due then, and whose end came now.
func (t *tally) ended(i int, status int, due, now time.Duration) {
	t.lock.Lock()
	defer t.lock.Unlock()
	latency := (now - due).Nanoseconds()
	switch {
	case status == http.StatusServiceUnavailable:
		t.rejected++
		t.rejection.Record(latency)
	case status < 200 || status > 299:
		t.failures[fmt.Sprintf("status %d", status)]++
	default:
		t.last = max(t.last, now)
		t.latency.Record(latency)
		switch third := t.planned / 3; {
		case i < third:
			t.early.Record(latency)
		case i >= t.planned-third && t.planned > 0:
			t.late.Record(latency)
		}
	}
}

func (t *tally) failed(why string) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.failures[why]++
}

// result sums up when all requests have ended. The schedule is the time over which they arrived.
func (t *tally) result(schedule time.Duration) Result {
	r := Result{
		Rejected: t.rejected, Latency: t.latency.Summary(), Rejection: t.rejection.Summary(),
		Early: t.early.Summary(), Late: t.late.Summary(),
	}
	if r.Latency != nil {
		r.Answered = r.Latency.Count
	}
	for _, n := range t.failures {
		r.Failures = t.failures // nil if there are none
		r.Failed += n
	}
	r.Sent = r.Answered + r.Rejected + r.Failed
	if r.Sent > 0 {
		r.Offered = float64(r.Sent) / schedule.Seconds()
		r.Achieved = float64(r.Answered) / max(schedule, t.last).Seconds()
	}
	r.Saturated = r.Achieved < saturation*r.Offered
	return r
}
