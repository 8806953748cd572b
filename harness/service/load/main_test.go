package load_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"poolbench/harness/child"
	"poolbench/harness/service/load"
)

func TestMain(m *testing.M) {
	if child.Is() {
		os.Exit(child.Serve(map[string]child.Job{load.JobName: load.Job}, os.Stdin, os.Stdout, os.Stderr))
	}
	if os.Getenv(serverVariable) != "" {
		serveUntilEOF()
		return
	}
	// A process with the race detector sleeps for a second before it exits.
	_ = os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

// server answers with handler, and counts what reaches that, and connections.
type server struct {
	url                   string
	requests, connections atomic.Int64
	exchanges             atomic.Int64 // what was asked of net/http, greetings included
}

func serve(t *testing.T, handler http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		handler(w, r)
	}))
	web.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			s.connections.Add(1)
		case http.StateActive:
			s.exchanges.Add(1)
		}
	}
	web.Start()
	t.Cleanup(web.Close)
	s.url = web.URL
	return s
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// raw answers with text as it is, and closes the connection without having said so.
func raw(t *testing.T, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if assert.NoError(t, err) {
			_, _ = io.WriteString(conn, text)
			_ = conn.Close()
		}
	}
}

// reset ends the connection in the rudest way.
func reset(t *testing.T) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if assert.NoError(t, err) {
			_ = conn.(*net.TCPConn).SetLinger(0)
			_ = conn.Close()
		}
	}
}

// hang answers when the client has gone.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// echo is a server that passes each byte to answer and returns the URL.
func echo(t *testing.T, answer func(b []byte) []byte) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var running sync.WaitGroup
	t.Cleanup(running.Wait)
	t.Cleanup(func() { _ = listener.Close() })
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer func() { _ = conn.Close() }()
				b := make([]byte, 1)
				for {
					if _, err := io.ReadFull(conn, b); err != nil {
						return
					}
					if _, err := conn.Write(answer(b)); err != nil {
						return
					}
				}
			})
		}
	})
	return "echo://" + listener.Addr().String()
}

// nobody is an address at which connections are refused: it is taken, so that nobody else
// comes to listen there, but nobody listens.
func nobody(t *testing.T) string {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = unix.Close(fd) })
	require.NoError(t, unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	name, err := unix.Getsockname(fd)
	require.NoError(t, err)
	address := net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: name.(*unix.SockaddrInet4).Port}
	return address.String()
}

// run has the requests of c arrive and checks what is true of every result.
func run(t *testing.T, c load.Config) load.Result {
	t.Helper()
	r, err := load.Run(t.Context(), c)
	require.NoError(t, err)
	check(t, r)
	return r
}

func check(t *testing.T, r load.Result) {
	t.Helper()
	assert.Equal(t, r.Sent, r.Answered+r.Rejected+r.Failed, "%+v", r)
	failed := int64(0)
	for why, n := range r.Failures {
		assert.NotEmpty(t, why)
		assert.Positive(t, n)
		failed += n
	}
	assert.Equal(t, r.Failed, failed)
	if r.Latency != nil {
		assert.Equal(t, r.Answered, r.Latency.Count)
		assert.LessOrEqual(t, r.Latency.MaxNS, r.Elapsed.Nanoseconds())
	} else {
		assert.Zero(t, r.Answered)
	}
	if r.Rejection != nil {
		assert.Equal(t, r.Rejected, r.Rejection.Count)
	} else {
		assert.Zero(t, r.Rejected)
	}
	if r.Closed {
		assert.Nil(t, r.Lag)
		assert.Nil(t, r.Early)
		assert.Nil(t, r.Late)
		assert.Zero(t, r.Offered)
		assert.False(t, r.Saturated)
		return
	}
	if r.Lag != nil {
		assert.Equal(t, r.Sent, r.Lag.Count)
		assert.GreaterOrEqual(t, r.Lag.P50NS, int64(0), "nobody is sent early")
	} else {
		assert.Zero(t, r.Sent)
	}
	assert.LessOrEqual(t, r.Achieved, r.Offered)
}
