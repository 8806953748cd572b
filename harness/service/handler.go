package service

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"poolbench/variants"
)

const profilePath = "/debug/pprof/"

// Handler returns what answers GET /, GET /compute, GET /metrics and, with Profile, what is
// below /debug/pprof/. Time-outs are those of its server; [Service.Serve] has some.
func (s *Service) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// serve is a switch and no http.ServeMux, whose own answers are plain text where a client of
// this service expects a Problem.
func (s *Service) serve(w http.ResponseWriter, r *http.Request) {
	if s.profile != nil && strings.HasPrefix(r.URL.Path, profilePath) {
		s.profile.ServeHTTP(w, r)
		return
	}
	id := s.requestID(r.Header)
	w.Header()["X-Request-Id"] = []string{id}
	if p := refuse(r); p != nil {
		p.write(w, id)
		s.logRequest(r, id, p.Status)
		return
	}
	switch r.URL.Path {
	case "/compute":
		s.compute(w, r, id)
		return
	case "/metrics":
		s.metrics.ServeHTTP(w, r)
	default:
		w.Header()["Content-Type"] = textType
		_, _ = w.Write(health)
	}
	s.logRequest(r, id, http.StatusOK)
}

var health = []byte("Server is running!")

// refuse returns what is wrong with r before its query is looked at, or nil.
func refuse(r *http.Request) *problem {
	body := r.ContentLength != 0 // -1 if it comes in chunks
	var p *problem
	switch {
	case r.URL.Path != "/" && r.URL.Path != "/compute" && r.URL.Path != "/metrics":
		p = newProblem(http.StatusNotFound, NotFound, "there is no "+shown(r.URL.Path))
		p.Allowed = "/, /compute, /metrics"
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		p = newProblem(http.StatusMethodNotAllowed, BadMethod, "the method is "+shown(r.Method))
		p.Allowed, p.allow = "GET, HEAD", "GET, HEAD"
	case body:
		p = newProblem(http.StatusBadRequest, BadBody, "the request has a body, which nothing here reads")
	default:
		return nil
	}
	p.hangUp = body
	return p
}

// compute parses, computes and answers.
func (s *Service) compute(w http.ResponseWriter, r *http.Request, id string) {
	start := time.Now()
	o, p := s.parse(r.URL.RawQuery)
	if p != nil {
		s.counts.of[invalid].Add(1)
		p.write(w, id)
		s.logRequest(r, id, p.Status)
		return
	}
	c, fate := s.run(r.Context(), o)
	s.renewWriteDeadline(w, start)
	status := http.StatusOK
	if fate == answered || fate == unclaimed {
		Answer{o.offer.name, o.n, c.result, int64(c.queueing()), int64(c.compute())}.write(w, r.Header.Get("Accept"))
	} else {
		p := s.explain(fate)
		p.write(w, id)
		status = p.Status
	}
	s.record(o, c, time.Since(start))
	s.logCompute(r.Context(), id, o, c, fate, status)
}

// explain returns what to tell the client whose request met this fate. One who has left is
// told as well: he may have closed his half of the connection only, and must not take an
// empty answer for a result.
func (s *Service) explain(f fate) *problem {
	unavailable := func(reason, detail string) *problem {
		p := newProblem(http.StatusServiceUnavailable, reason, detail)
		p.retryAfter = s.pace.retryAfter(s.gate.inside())
		return p
	}
	switch f {
	case failed:
		return newProblem(http.StatusInternalServerError, TaskFailed, "the task panicked; the log of the server has its stack")
	case rejectedFull:
		return unavailable(Overloaded, "as many requests as may be in computing are there already")
	case abandonedAtDeadline:
		return unavailable(Deadline, "the task had not begun after "+s.config.Deadline.String()+", and never will")
	case rejectedClosing, lost:
		return unavailable(ClosedDown, "the service is shutting down")
	default:
		return unavailable(ClientGone, "the client left while the task was waiting")
	}
}

// renewWriteDeadline gives an answer that took long the whole of its time to be written.
// http.Server.WriteTimeout counts from the header of the request on; answers that came soon
// keep that and save the price of a timer.
func (s *Service) renewWriteDeadline(w http.ResponseWriter, start time.Time) {
	if time.Since(start) < s.timeouts.write/2 {
		return
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.timeouts.write)) // an error: no connection, as in tests
}

// record enters a call into the histograms and the pace, if it was computed. Requests that
// were turned away are left out: they take no time, and a service that turns away many would
// look fast.
func (s *Service) record(o order, c *call, whole time.Duration) {
	if c == nil || c.failure != nil {
		return
	}
	seen := o.offer.observe()
	seen.whole.Observe(whole.Seconds())
	seen.queueing.Observe(c.queueing().Seconds())
	seen.compute.Observe(c.compute().Seconds())
	s.pace.observe(c.compute())
}

// logRequest writes the debug line of a request that computed nothing.
func (s *Service) logRequest(r *http.Request, id string, status int) {
	if s.log.Enabled(r.Context(), slog.LevelDebug) {
		s.log.LogAttrs(r.Context(), slog.LevelDebug, "request", slog.String("id", id),
			slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", status))
	}
}

// logCompute writes a warning for a task that failed, and otherwise a debug line. Overload is
// no warning: a log that grows with the load would add to it. The metrics count it.
func (s *Service) logCompute(ctx context.Context, id string, o order, c *call, f fate, status int) {
	if f == failed {
		var stack string
		var panicked *variants.PanicError
		if errors.As(c.failure, &panicked) {
			stack = string(panicked.Stack)
		}
		s.log.LogAttrs(ctx, slog.LevelWarn, "task failed", slog.String("id", id), slog.String("workload", o.offer.name),
			slog.Uint64("n", o.n), slog.String("error", c.failure.Error()), slog.String("stack", stack))
		return
	}
	if !s.log.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attributes := []slog.Attr{slog.String("id", id), slog.String("workload", o.offer.name), slog.Uint64("n", o.n),
		slog.String("fate", f.String()), slog.Int("status", status)}
	if c != nil {
		attributes = append(attributes, slog.Duration("queueing", c.queueing()), slog.Duration("compute", c.compute()))
	}
	s.log.LogAttrs(ctx, slog.LevelDebug, "compute", attributes...)
}
