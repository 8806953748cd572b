package service

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// timeouts are those that tests change.
type timeouts struct {
	// header is how long a client may take to send a request. It is one packet or two; 5 s are
	// for a bad network, and not for those who send a byte now and then to hold a connection
	// (Slowloris).
	header time.Duration
	// write is how long an answer of some hundred bytes may take to be taken, counted from the
	// end of the computation: what does not fit into the system's buffers belongs to a client
	// that does not read.
	write time.Duration
	// lastWords is how long those who are told at the end of the drain that there will be no
	// result have to hear it. It takes microseconds.
	lastWords time.Duration
}

var usualTimeouts = timeouts{header: 5 * time.Second, write: 10 * time.Second, lastWords: 100 * time.Millisecond}

const (
	// idleTimeout is how long a connection may wait for its next request. Clients should close
	// first, or a request may meet a connection that is just being closed: Go's own wait 90 s.
	idleTimeout = 2 * time.Minute
	// maxHeaderBytes is far above what a browser sends, and bounds what a connection can cost;
	// net/http allows 4 KiB more. Its default is 1 MiB.
	maxHeaderBytes = 8 << 10
)

// server returns the HTTP server for requests whose contexts descend from base.
//
// ReadTimeout is that of the header, since a request is nothing else. A body is refused, and
// what net/http reads of it, to find the next request, has to come within that time. It is
// no limit for computations: once a request has been read, net/http takes its deadline away
// and reads on, to notice a client who leaves (connReader.startBackgroundRead in
// net/http/server.go, Go 1.26).
//
// WriteTimeout would cut off answers that take longer to compute, since its clock starts
// with the header of the request; so it is renewed when there is something to write.
func (s *Service) server(base context.Context) *http.Server {
	return &http.Server{
		Handler:           s.Handler(),
		BaseContext:       func(net.Listener) context.Context { return base },
		ReadHeaderTimeout: s.timeouts.header,
		ReadTimeout:       s.timeouts.header,
		WriteTimeout:      s.timeouts.write,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

// Serve answers requests on l until ctx ends. Then it closes l, answers what is under way for
// at most drain, and closes the pool; both belong to it from the start. It blocks for all of
// that time, and returns what became of the requests.
//
// When drain is over, tasks that wait never run and their clients are told so; tasks that run
// cannot be stopped, and their connections are closed. Both are Lost in the summary, which is
// no error: the error is that of a listener that failed, or of the pool's Close. When the listener
// fails there is no drain: what waits or runs is Lost at once, and Serve returns when what runs
// has ended.
//
// A connection that has not yet sent a request is given 5 s by http.Server.Shutdown to do so,
// within the drain.
func (s *Service) Serve(ctx context.Context, l net.Listener, drain time.Duration) (Summary, error) {
	base, end := context.WithCancelCause(context.Background())
	defer end(nil)
	server := s.server(base)
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(l) }()
	select {
	case err := <-stopped:
		end(errDrainOver)
		s.hangUp(server)
		err = errors.Join(err, s.Close())
		return s.Summary(), err
	case <-ctx.Done():
	}
	summary, err := s.drain(server, drain, end)
	if reason := <-stopped; !errors.Is(reason, http.ErrServerClosed) {
		err = errors.Join(reason, err)
	}
	return summary, err
}

// drain shuts server down, and calls end when the time is over.
func (s *Service) drain(server *http.Server, most time.Duration, end context.CancelCauseFunc) (Summary, error) {
	if shutdown(server, most) == nil {
		err := s.Close()
		return s.Summary(), err
	}
	end(errDrainOver)
	if shutdown(server, s.timeouts.lastWords) == nil {
		err := s.Close()
		return s.Summary(), err
	}
	summary := s.hangUp(server)
	go func() { _ = s.Close() }() // ends with the last task, if the process lives that long
	return summary, nil
}

// hangUp closes all connections. Who still waits for an answer has lost it, even if its task ends:
// in the summary it returns, and in all that follow.
func (s *Service) hangUp(server *http.Server) Summary {
	s.concluding.Lock()
	s.cut = true
	s.gate.close() // or somebody could come after this
	summary := s.Summary()
	summary.Lost += s.gate.inside()
	s.concluding.Unlock()
	_ = server.Close()
	return summary
}

func shutdown(server *http.Server, most time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), most)
	defer cancel()
	return server.Shutdown(ctx)
}
