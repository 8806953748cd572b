package measure

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"poolbench/harness/sample"
	"poolbench/harness/service"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// headerTime is how long a client may take to send a request's header. It only has to be there:
// the clients are ours.
const headerTime = 10 * time.Second

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

// drainLimit is how long a service may take to end after the last request was answered: nothing
// is under way then.
const drainLimit = 10 * time.Second

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

func (r *running) address() string { return r.url }

// processorTime elsewhere is none: it computes in this process.
func (*running) processorTime() (time.Duration, error) { return 0, nil }

// describe has nothing to add: one process answered.
func (*running) describe(*sample.Served) {}

// stop drains the service and returns what it has counted.
func (r *running) stop() (service.Summary, error) {
	r.end()
	<-r.ended
	return r.sum, r.err
}
