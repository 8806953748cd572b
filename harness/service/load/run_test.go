package load_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service/load"
)

func same(b []byte) []byte { return b }

// Each way in which a request may end, thirty times.
func TestEveryOutcomeIsAccountedFor(t *testing.T) {
	const n = 30
	var turn atomic.Int64
	cases := map[string]struct {
		handler            http.HandlerFunc
		answered, rejected int64
		failures           map[string]int64
	}{
		"200":          {status(200), n, 0, nil},
		"204":          {status(204), n, 0, nil},
		"a long text":  {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", 1<<19)) }, n, 0, nil},
		"and closes":   {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") }, n, 0, nil},
		"503":          {status(503), 0, n, nil},
		"500":          {status(500), 0, 0, map[string]int64{"status 500": n}},
		"a redirect":   {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }, 0, 0, map[string]int64{"status 302": n}},
		"resets":       {reset(t), 0, 0, map[string]int64{load.Reset: n}},
		"closes":       {raw(t, ""), 0, 0, map[string]int64{load.Closed: n}},
		"half a text":  {raw(t, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"), 0, 0, map[string]int64{load.Closed: n}},
		"half a head":  {raw(t, "HTTP/1.1 200 O"), 0, 0, map[string]int64{load.Closed: n}},
		"no HTTP":      {raw(t, "hello\r\n\r\n"), 0, 0, map[string]int64{load.Wrong: n}},
		"an early one": {raw(t, "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"), 0, 0, map[string]int64{"status 103": n}},
		"too much": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", 2<<20)) },
			0, 0, map[string]int64{load.TooLong: n}},
		"without a length": {raw(t, "HTTP/1.0 200 OK\r\n\r\nabc"), n, 0, nil},
		"too much without a length": {raw(t, "HTTP/1.0 200 OK\r\n\r\n"+strings.Repeat("x", 2<<20)),
			0, 0, map[string]int64{load.TooLong: n}},
		"a long header": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 2<<20)) },
			0, 0, map[string]int64{load.TooLong: n}},
		"by turns": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader([]int{200, 503, 500}[turn.Add(1)%3]) },
			n / 3, n / 3, map[string]int64{"status 500": n / 3}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.handler)
			r := run(t, load.Config{URL: s.url, Rate: 2000, Requests: n, Timeout: time.Minute, Connections: 4})
			assert.Equal(t, int64(n), r.Sent)
			assert.Equal(t, c.answered, r.Answered)
			assert.Equal(t, c.rejected, r.Rejected)
			assert.Equal(t, c.failures, r.Failures)
			assert.Equal(t, int64(n), s.requests.Load(), "none was sent twice, and greetings are no requests")
		})
	}
}

func TestEveryOutcomeOfAnEchoIsAccountedFor(t *testing.T) {
	const n = 30
	cases := map[string]struct {
		answer   func([]byte) []byte
		answered int64
		failures map[string]int64
	}{
		"the byte":    {same, n, nil},
		"another one": {func([]byte) []byte { return []byte{'?'} }, 0, map[string]int64{load.Wrong: n}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var heard atomic.Int64
			url := echo(t, func(b []byte) []byte { heard.Add(1); return c.answer(b) })
			r := run(t, load.Config{URL: url, Rate: 2000, Requests: n, Timeout: time.Minute, Connections: 4})
			assert.Equal(t, int64(n+4), heard.Load(), "a greeting on each connection")
			assert.Equal(t, int64(n), r.Sent)
			assert.Equal(t, c.answered, r.Answered)
			assert.Equal(t, c.failures, r.Failures)
		})
	}
}

func TestWhoIsNotThereRefuses(t *testing.T) {
	for _, scheme := range []string{"http://", "echo://"} {
		r := run(t, load.Config{URL: scheme + nobody(t), Rate: 2000, Requests: 20})
		assert.Equal(t, map[string]int64{load.Refused: 20}, r.Failures)
		assert.Nil(t, r.Latency)
		assert.Zero(t, r.Achieved)
		assert.True(t, r.Saturated)
	}
}

func TestWhatDoesNotAnswerTimesOut(t *testing.T) {
	s := serve(t, hang)
	r := run(t, load.Config{URL: s.url, Rate: 2000, Requests: 20, Timeout: 200 * time.Millisecond})
	// On a machine that is busy elsewhere one may be late before it is sent.
	assert.Equal(t, int64(20), r.Failures[load.TimedOut]+r.Failures[load.NoConnection], "%v", r.Failures)
	assert.Positive(t, r.Failures[load.TimedOut])
	assert.GreaterOrEqual(t, r.Elapsed, 200*time.Millisecond)
}

// A request that finds no connection fails as well, by the same time-out.
func TestWhatGetsNoConnectionTimesOut(t *testing.T) {
	s := serve(t, hang)
	r := run(t, load.Config{
		URL: s.url, Rate: 1e6, Arrivals: load.Constant, Requests: 5, MaxConnections: 1, Timeout: 100 * time.Millisecond,
	})
	assert.Equal(t, int64(5), r.Failures[load.TimedOut]+r.Failures[load.NoConnection], "%v", r.Failures)
	assert.Positive(t, r.Failures[load.NoConnection])
	assert.Less(t, s.requests.Load(), int64(5))
}

// The server answers nobody until everybody has come, so the first waits for the length of the
// schedule, and everybody for what is left of it. A clock that started with the sending of a
// request over a connection that is free would see the same here; the next test tells them apart.
func TestAStallIsInTheLatencyOfAllWhoArriveMeanwhile(t *testing.T) {
	const n, gap = 90, time.Millisecond
	var here atomic.Int64
	gate := make(chan struct{})
	s := serve(t, func(http.ResponseWriter, *http.Request) {
		if here.Add(1) == n {
			close(gate)
		}
		<-gate
	})
	r := run(t, load.Config{URL: s.url, Rate: 1000, Arrivals: load.Constant, Requests: n, Timeout: time.Minute, Connections: 2})
	require.Equal(t, int64(n), r.Answered)
	assert.Equal(t, n, r.Connections, "more were opened when all were in use")
	assert.GreaterOrEqual(t, time.Duration(r.Latency.MaxNS), (n-1)*gap)
	assert.GreaterOrEqual(t, time.Duration(r.Latency.P50NS), (n/2-1)*gap)
	assert.GreaterOrEqual(t, time.Duration(r.Early.P50NS), (n*5/6-1)*gap)
}

// One connection, one slow answer: all who arrive meanwhile are sent late, and are answered at
// once then. A clock that starts with the sending finds one slow request of a hundred.
func TestAStallIsInTheLatencyOfThoseWhoCouldNotBeSent(t *testing.T) {
	const n, gap = 100, time.Millisecond
	gate := make(chan struct{})
	s := serve(t, func(http.ResponseWriter, *http.Request) { <-gate })
	r := run(t, load.Config{
		URL: s.url, Rate: 1000, Arrivals: load.Constant, Requests: n, Timeout: time.Minute, MaxConnections: 1,
		Progress: func(arrived, total int) {
			assert.Equal(t, n, total)
			if arrived == n {
				select {
				case <-gate:
				default:
					close(gate)
				}
			}
		},
	})
	require.Equal(t, int64(n), r.Answered)
	assert.Equal(t, int64(1), s.connections.Load())
	assert.GreaterOrEqual(t, time.Duration(r.Latency.MaxNS), (n-1)*gap)
	assert.GreaterOrEqual(t, time.Duration(r.Latency.P50NS), (n/2-1)*gap)
}

// One connection that is asked faster than it answers: everybody waits for all before them.
func TestSaturationIsMarkedAndLatencyGrows(t *testing.T) {
	s := serve(t, status(200))
	r := run(t, load.Config{URL: s.url, Rate: 1e6, Requests: 300, Timeout: time.Minute, MaxConnections: 1})
	assert.True(t, r.Saturated)
	assert.Less(t, r.Achieved, r.Offered/2)
	require.NotNil(t, r.Early)
	require.NotNil(t, r.Late)
	assert.Equal(t, int64(100), r.Early.Count)
	assert.Equal(t, int64(100), r.Late.Count)
	assert.Greater(t, r.Late.P50NS, r.Early.MaxNS)
	assert.Greater(t, r.Latency.P50NS, r.Early.P50NS)
	assert.Equal(t, r.Latency.MaxNS, r.Late.MaxNS, "the last waits longest")
}

func TestATinyLoadDoesNotSaturate(t *testing.T) {
	s := serve(t, status(200))
	for range 10 { // a neighbour on the machine may hold up the last request, but not ten times
		if r := run(t, load.Config{URL: s.url, Rate: 100, Requests: 20}); !r.Saturated {
			assert.Less(t, r.Lag.MeanNS, r.Latency.MeanNS, "requests are handed over before they are answered")
			assert.InEpsilon(t, r.Offered, r.Achieved, 0.01)
			return
		}
	}
	t.Error("saturated by a request every 10 ms")
}

// The offered rate is that of the schedule: exact for equal gaps, by the seed for others.
func TestSchedules(t *testing.T) {
	url := echo(t, same)
	offered := func(arrivals load.Arrivals, seed uint64) float64 {
		return run(t, load.Config{URL: url, Rate: 10_000, Requests: 50, Arrivals: arrivals, Seed: seed}).Offered
	}
	assert.InEpsilon(t, 10_000, offered(load.Constant, 1), 1e-4)
	assert.Equal(t, offered(load.Poisson, 1), offered(load.Poisson, 1))
	assert.NotEqual(t, offered(load.Poisson, 1), offered(load.Poisson, 2))
	assert.NotEqual(t, offered(load.Poisson, 1), offered(load.Constant, 1))
}

// Connections are open, and the server is at work on them, before the first request.
func TestConnectionsAreOpenedBefore(t *testing.T) {
	var s *server
	var before int64
	s = serve(t, func(http.ResponseWriter, *http.Request) { before = s.exchanges.Load() - 1 })
	r := run(t, load.Config{URL: s.url, Rate: 100, Requests: 1, Connections: 7})
	assert.Equal(t, int64(1), r.Answered)
	assert.Equal(t, int64(7), before, "a greeting on each")
	assert.Equal(t, int64(7), s.connections.Load(), "they are kept")
}

// While all connections are in use there are more, but never more than allowed.
func TestConnectionsAreBounded(t *testing.T) {
	const allowed = 8
	var lock sync.Mutex
	inside, most := 0, 0
	gate := make(chan struct{})
	s := serve(t, func(http.ResponseWriter, *http.Request) {
		lock.Lock()
		if inside++; inside > most {
			if most = inside; most == allowed {
				close(gate)
			}
		}
		lock.Unlock()
		<-gate
		lock.Lock()
		inside--
		lock.Unlock()
	})
	r := run(t, load.Config{
		URL: s.url, Rate: 1e5, Requests: 50, Connections: 2, MaxConnections: allowed, Timeout: time.Minute,
	})
	assert.Equal(t, int64(50), r.Answered)
	assert.Equal(t, allowed, r.Connections)
	assert.Equal(t, allowed, most)
	assert.Equal(t, int64(allowed), s.connections.Load())
}

// The end of the context ends what is under way, and what was not sent is not counted.
func TestAnInterruptedRunIsAccountedFor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var s *server
	s = serve(t, func(_ http.ResponseWriter, r *http.Request) {
		if s.requests.Load() == 5 { // by then, on one connection, four have been answered
			cancel()
			<-r.Context().Done()
		}
	})
	r, err := load.Run(ctx, load.Config{URL: s.url, Rate: 1000, Duration: 10 * time.Minute, Timeout: time.Minute, MaxConnections: 1})
	require.NoError(t, err)
	check(t, r)
	assert.Less(t, r.Sent, int64(600_000))
	assert.Equal(t, int64(4), r.Answered)
	assert.Equal(t, map[string]int64{load.Interrupted: r.Sent - 4}, r.Failures)
	assert.Less(t, r.Elapsed, time.Minute, "the time-out was not waited for")
}

// A generator that waits for a request of tomorrow is interrupted as well.
func TestAGapIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	url := echo(t, same)
	r, err := load.Run(ctx, load.Config{
		URL: url, Rate: 0.001, Requests: 2, Arrivals: load.Constant,
		Progress: func(int, int) { cancel() }, // after half a second; the next request is a quarter of an hour away
	})
	require.NoError(t, err)
	check(t, r)
	assert.Equal(t, int64(1), r.Answered)
	assert.Equal(t, int64(1), r.Sent)
}

func TestNothingIsSentAfterTheEnd(t *testing.T) {
	s := serve(t, status(200))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := load.Run(ctx, load.Config{URL: s.url, Rate: 1000, Requests: 10})
	require.NoError(t, err)
	check(t, r)
	assert.Zero(t, r.Sent)
	assert.Zero(t, s.requests.Load())
}

// A server may close a connection that nobody uses: the next request gets another one.
func TestAConnectionThatTheServerClosedIsReplaced(t *testing.T) {
	web := httptest.NewUnstartedServer(status(200))
	web.Config.ConnState = func(conn net.Conn, state http.ConnState) {
		if state == http.StateIdle {
			_ = conn.Close()
		}
	}
	web.Start()
	defer web.Close()
	for range 10 { // the server may be late once, and close when the next request is there
		r := run(t, load.Config{URL: web.URL, Rate: 50, Arrivals: load.Constant, Requests: 5, Connections: 1})
		if r.Answered == 5 {
			return
		}
	}
	t.Error("requests were sent over a connection that had been closed")
}
