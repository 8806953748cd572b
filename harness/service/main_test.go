package service_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"poolbench/harness/service"
	"poolbench/harness/workload"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// TestMain ignores what the package of ants starts when it is loaded.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) }

// baseline is the configuration of most tests: one worker, so that a second task waits.
func baseline(t testing.TB) service.Config {
	t.Helper()
	row, err := catalog.Find(catalog.Baseline, catalog.Own)
	require.NoError(t, err)
	return service.Config{Row: row, Pool: variants.Config{Workers: 1, Queue: 8}}
}

// bench is a service with workloads that the test controls, and its seams as channels.
type bench struct {
	*service.Service
	began     chan struct{} // a task of "held" has begun: sent by each
	release   chan struct{} // closed or sent to: a task of "held" ends
	submitted chan struct{} // Submit has returned nil: one is sent for each
	lines     chan line     // what was logged, at all levels
}

// line is a log line: its level, its message, and its attributes as text.
type line struct {
	level      slog.Level
	message    string
	attributes map[string]string
}

// room is more than the events of any test, so that no sender waits for one who looks.
const room = 1 << 12

func newBench(t testing.TB, change ...func(*service.Config)) *bench {
	t.Helper()
	b := &bench{
		began: make(chan struct{}, room), release: make(chan struct{}), submitted: make(chan struct{}, room),
		lines: make(chan line, room),
	}
	c := baseline(t)
	c.Log = slog.New(&recorder{b.lines})
	for _, f := range change {
		f(&c)
	}
	open := c.Row.Open
	c.Row.Open = func(config variants.Config) (variants.Pool, error) {
		p, err := open(config)
		return &announcing{p, b.submitted}, err
	}
	var err error
	b.Service, err = service.OpenWith(c, []workload.Workload{
		{Name: "empty"},
		{Name: "seven", Run: func() uint64 { return 7 }},
		{Name: "held", Run: func() uint64 { b.began <- struct{}{}; <-b.release; return 1 }},
		{Name: "panics", Run: func() uint64 { panic("no such number") }},
		{Name: "inputs", Inputs: 3, Open: func(uint64) func(int) uint64 { return func(i int) uint64 { return uint64(i) } }},
		{Name: "blocks", Waits: true},
	})
	require.NoError(t, err)
	return b
}

// announcing is a pool that says when it has accepted a task.
type announcing struct {
	variants.Pool
	submitted chan struct{}
}

func (p *announcing) Submit(ctx context.Context, task func()) error {
	err := p.Pool.Submit(ctx, task)
	if err == nil {
		p.submitted <- struct{}{}
	}
	return err
}

// recorder is a slog.Handler that keeps what is logged.
type recorder struct{ lines chan line }

func (r *recorder) Enabled(context.Context, slog.Level) bool { return true }
func (r *recorder) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r *recorder) WithGroup(string) slog.Handler            { return r }
func (r *recorder) Handle(_ context.Context, record slog.Record) error {
	l := line{record.Level, record.Message, map[string]string{}}
	record.Attrs(func(a slog.Attr) bool { l.attributes[a.Key] = a.Value.String(); return true })
	r.lines <- l
	return nil
}

// get asks without a socket.
func (b *bench) get(ctx context.Context, path string, header ...string) *httptest.ResponseRecorder {
	return ask(ctx, b.Service, http.MethodGet, path, header...)
}

// ask sends a request with pairs of header fields to s, and returns the answer.
func ask(ctx context.Context, s *service.Service, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

// start asks in a goroutine, and returns where the answer will be.
func (b *bench) start(ctx context.Context, path string) <-chan *httptest.ResponseRecorder {
	answer := make(chan *httptest.ResponseRecorder, 1)
	go func() { answer <- b.get(ctx, path) }()
	return answer
}

// hold occupies the only worker, and returns the answer to that.
func (b *bench) hold(t *testing.T) <-chan *httptest.ResponseRecorder {
	t.Helper()
	answer := b.start(t.Context(), "/compute?workload=held")
	<-b.began
	return answer
}

// problemOf reads the body of an answer that is no result.
func problemOf(t *testing.T, w *httptest.ResponseRecorder) service.Problem {
	t.Helper()
	assert.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	var p service.Problem
	decoder := json.NewDecoder(w.Body)
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&p))
	assert.Equal(t, w.Code, p.Status)
	assert.Equal(t, http.StatusText(w.Code), p.Title)
	assert.NotEmpty(t, p.Detail)
	assert.Equal(t, w.Header().Get("X-Request-Id"), p.RequestID)
	return p
}

// resultOf reads the body of a result that was asked for as JSON.
func resultOf(t *testing.T, w *httptest.ResponseRecorder) service.Answer {
	t.Helper()
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	var a service.Answer
	decoder := json.NewDecoder(w.Body)
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&a))
	return a
}
