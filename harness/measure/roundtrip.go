package measure

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"poolbench/harness/sample"
	"poolbench/harness/workload"
)

// TakeRoundTrips has another process ask spec.Server spec.Tasks times for spec.Workload on one
// connection, each time when it has the answer to the question before. WallNS and Latency are
// that process's; a twentieth of the requests go before the window.
func TakeRoundTrips(spec Spec) Outcome {
	work, err := workload.Find(spec.Workload)
	if err == nil && spec.Tasks < 1 {
		err = fmt.Errorf("%d requests: at least 1 has to be sent", spec.Tasks)
	}
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	address, stop, err := serveFor(spec, work)
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	client := spec
	client.Job, client.Address, client.MemoryLimit = SendAgain, strings.TrimPrefix(address, "http://"), 0
	var outcome Outcome
	var failure *sample.Failure
	m := observe(func(watch *scheduler) time.Duration {
		watch.begin()
		failure, err = generator.Ask(context.Background(), JobName, client, &outcome)
		watch.handedOver()
		watch.end()
		return 0
	})
	stopErr := stop()
	switch {
	case err != nil:
		return Outcome{Failure: refused(err)}
	case failure != nil:
		return Outcome{Failure: failure}
	case outcome.Failure != nil:
		return Outcome{Failure: outcome.Failure}
	case stopErr != nil:
		return Outcome{Failure: refused(stopErr)}
	}
	m.Tasks, m.WallNS, m.Latency = outcome.Measured.Tasks, outcome.Measured.WallNS, outcome.Measured.Latency
	return Outcome{Measured: m}
}

// SendRequests is the other process of [TakeRoundTrips]: the one that asks, at spec.Address. Its
// client is as simple as it can be, so that what it costs itself hides little.
func SendRequests(spec Spec) Outcome {
	conn, err := net.Dial("tcp", spec.Address)
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	defer func() { _ = conn.Close() }()
	c := client{conn: conn, answers: bufio.NewReader(conn), request: []byte("GET /compute?workload=" + spec.Workload + " HTTP/1.1\r\nHost: localhost\r\n\r\n")}
	if err := c.ask(spec.Tasks/warmUpShare, nil); err != nil {
		return Outcome{Failure: refused(err)}
	}
	latencies := newDurations(spec.Tasks)
	start := time.Now()
	if err := c.ask(spec.Tasks, latencies); err != nil {
		return Outcome{Failure: refused(err)}
	}
	wall := time.Since(start)
	return Outcome{Measured: &sample.Measurement{Tasks: spec.Tasks, WallNS: wall.Nanoseconds(), Latency: sample.Summarize(latencies)}}
}

// client sends one request again and again.
type client struct {
	conn    net.Conn
	answers *bufio.Reader
	request []byte
}

// ask sends n requests, each after the answer to the one before, and notes how long they took.
func (c client) ask(n int, latencies []int64) error {
	for i := range n {
		start := time.Now()
		if _, err := c.conn.Write(c.request); err != nil {
			return err
		}
		answer, err := http.ReadResponse(c.answers, nil)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			return err
		}
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("the answer is %s", answer.Status)
		}
		if latencies != nil {
			latencies[i] = int64(time.Since(start))
		}
	}
	return nil
}
