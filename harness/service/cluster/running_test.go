package cluster_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"poolbench/harness/service/cluster"
	"poolbench/variants/catalog"
)

// baseline is a cluster of two processes with a worker each.
func baseline() cluster.Config {
	return cluster.Config{
		Processes: 2, Drain: time.Minute,
		Each: cluster.Settings{Variant: catalog.Baseline, Face: string(catalog.Own), Workers: 1, Queue: 8, GOMAXPROCS: 2},
	}
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return l
}

// running is a cluster that is being Run.
type running struct {
	*cluster.Cluster
	addr string
	stop context.CancelFunc // as SIGTERM does
	end  chan ended
}

type ended struct {
	summary cluster.Summary
	err     error
}

// run starts a cluster of two, with changes to their configuration, and ends it with the test.
func run(t *testing.T, change ...func(*cluster.Config)) *running {
	t.Helper()
	return runWith(t, patient, change...)
}

// patient waits longer for processes than any test takes.
var patient = cluster.Patience{Start: time.Minute, Answer: time.Minute, Margin: time.Minute}

func runWith(t *testing.T, patience cluster.Patience, change ...func(*cluster.Config)) *running {
	t.Helper()
	l, c := listen(t), baseline()
	for _, f := range change {
		f(&c)
	}
	made, err := cluster.StartImpatient(t.Context(), l, c, patience)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	r := &running{made, l.Addr().String(), stop, make(chan ended, 1)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		summary, err := made.Run(ctx)
		r.end <- ended{summary, err}
	}()
	t.Cleanup(func() { stop(); <-done })
	return r
}

// connection is a client with a connection of its own: it stays with the process that accepted it.
type connection struct {
	net.Conn
	in *bufio.Reader
}

func (r *running) dial(t *testing.T) *connection {
	t.Helper()
	conn, err := net.Dial("tcp", r.addr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return &connection{conn, bufio.NewReader(conn)}
}

func (c *connection) send(t *testing.T, path string) {
	t.Helper()
	_, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: here\r\n\r\n")
	require.NoError(t, err)
}

func (c *connection) answer() (status int, process string, err error) {
	response, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return 0, "", err
	}
	_, err = io.Copy(io.Discard, response.Body)
	process, _, _ = strings.Cut(response.Header.Get("X-Request-Id"), "-")
	return response.StatusCode, process, err
}

// text returns the body of an answer.
func (c *connection) text(t *testing.T, path string) string {
	c.send(t, path)
	response, err := http.ReadResponse(c.in, nil)
	if err != nil {
		t.Error(err)
		return ""
	}
	text, _ := io.ReadAll(response.Body)
	return string(text)
}

// get asks and returns which process answered.
func (c *connection) get(t *testing.T, path string) (process string) {
	t.Helper()
	c.send(t, path)
	status, process, err := c.answer()
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
	return process
}

// each dials until every one of n processes has accepted a connection, and returns one for each.
func (r *running) each(t *testing.T, n int) map[string]*connection {
	t.Helper()
	found := map[string]*connection{}
	for len(found) < n {
		c := r.dial(t)
		found[c.get(t, "/")] = c
	}
	return found
}

// pair returns a connection to each of two processes, by number: it has each compute, and looks who did.
func (r *running) pair(t *testing.T) (by [2]*connection) {
	t.Helper()
	for _, c := range r.each(t, 2) {
		before := r.Account(0).Answered
		c.get(t, "/compute?workload=empty")
		by[1-(r.Account(0).Answered-before)] = c
	}
	require.NotContains(t, by, (*connection)(nil))
	return by
}

func (r *running) metrics() string {
	w := httptest.NewRecorder()
	r.Metrics().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

// until waits for an event that can only be asked for.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	require.Eventually(t, is, time.Minute, 2*time.Millisecond, what)
}

// kill ends process 0 as the system does when memory is short, and returns what it was.
func (r *running) kill(t *testing.T) (pid int) {
	t.Helper()
	pid = r.Processes()[0].PID
	require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
	return pid
}

// untilReplaced returns when process 0 accepts again.
func (r *running) untilReplaced(t *testing.T, dead int) {
	t.Helper()
	until(t, "there is another one", func() bool { p := r.Processes()[0]; return p.Ready && p.PID != dead })
}
