package measure

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"time"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/harness/service/load"
	"poolbench/harness/workload"
)

// settleLimit is how long goroutines get to end after the last request: those that serve
// connections end within milliseconds, those that are left behind never.
const settleLimit = time.Second

// TakeLeak sends spec.Tasks requests to spec.Server and counts the goroutines that are there
// after its listener and all connections are closed, beyond those that were there before it
// opened. WallNS is what the requests took.
func TakeLeak(spec Spec) Outcome {
	work, err := workload.Find(spec.Workload)
	switch {
	case err != nil:
	case work.Run == nil:
		err = fmt.Errorf("workload %q is not one function", spec.Workload)
	case spec.Tasks < 1 || spec.Rate <= 0:
		err = fmt.Errorf("%d requests at %v per second: at least 1 has to come, at a rate above 0", spec.Tasks, spec.Rate)
	}
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	before := runtime.NumGoroutine()
	address, stop, err := serveFor(spec, work)
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	start := time.Now()
	_, failure := askAll([]load.Config{{
		URL: address + "/compute?workload=" + spec.Workload, Rate: spec.Rate, Requests: spec.Tasks,
		Timeout: requestLimit, Seed: spec.Seed, Connections: 1, MaxConnections: mostConnections,
	}})
	wall := time.Since(start)
	if err := stop(); err != nil && failure == nil {
		failure = refused(err)
	}
	if failure != nil {
		return Outcome{Failure: failure}
	}
	left := int64(settled(before) - before)
	return Outcome{Measured: &sample.Measurement{
		Tasks: spec.Tasks, WallNS: wall.Nanoseconds(), GoroutinesLeft: &left, PeakRSS: machine.PeakRSS(),
	}}
}

// settled returns the number of goroutines once it is no more than before, or after settleLimit.
func settled(before int) int {
	for late := time.Now().Add(settleLimit); runtime.NumGoroutine() > before && time.Now().Before(late); {
		time.Sleep(blockPoll)
	}
	return runtime.NumGoroutine()
}

// serveFor starts the server that spec names and returns its address and how to stop it.
func serveFor(spec Spec, work workload.Workload) (address string, stop func() error, _ error) {
	switch spec.Server {
	case sample.Computing:
		s, err := startService(spec)
		if err != nil {
			return "", nil, err
		}
		return s.url, func() error { _, err := s.stop(); return err }, nil
	case sample.Leaky:
		return serveHandler(leaky(work.Run))
	case sample.Bare:
		return serveHandler(bare)
	default:
		return "", nil, fmt.Errorf("unknown server %q", spec.Server)
	}
}

func serveHandler(handler http.HandlerFunc) (address string, stop func() error, _ error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headerTime}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(l) // until stop
	}()
	return "http://" + l.Addr().String(), func() error {
		err := server.Shutdown(context.Background())
		<-ended
		return err
	}, nil
}

// leaky is the first server of the study note, carried over as it stands: a worker per request,
// which waits for the next task that never comes. In Node.js that is a thread with an engine of
// its own, here a goroutine; nothing ends either of them.
func leaky(compute func() uint64) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		tasks, results := make(chan func() uint64), make(chan uint64)
		go func() { // the worker
			for task := range tasks {
				results <- task()
			}
		}()
		tasks <- compute
		_, _ = fmt.Fprintln(w, <-results)
		// close(tasks) is what is missing.
	}
}

// bare is the least that a handler can do and still answer.
func bare(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(constant) }

var constant = []byte("0\n")
