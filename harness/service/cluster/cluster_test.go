package cluster_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service"
	"poolbench/harness/service/cluster"
	"poolbench/variants/catalog"
)

// baseline is a cluster of n processes with a worker each.
func baseline(n int) cluster.Config {
	return cluster.Config{
		Processes: n, Drain: time.Minute,
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

// run starts a cluster, and ends it with the test.
func run(t *testing.T, c cluster.Config) *running {
	t.Helper()
	l := listen(t)
	made, err := cluster.StartPaced(l, c, time.Millisecond, 3)
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

// numbers returns the connection to each process, by number: it has each compute, and looks who did.
func (r *running) numbers(t *testing.T, n int) []*connection {
	t.Helper()
	by := make([]*connection, n)
	for _, c := range r.each(t, n) {
		before := r.answered(n)
		c.get(t, "/compute?workload=empty")
		for i, after := range r.answered(n) {
			if after > before[i] {
				by[i] = c
			}
		}
	}
	require.NotContains(t, by, (*connection)(nil))
	return by
}

func (r *running) answered(n int) []int64 {
	var all []int64
	for i := range n {
		all = append(all, r.Account(i).Answered)
	}
	return all
}

func (r *running) metrics() string {
	w := httptest.NewRecorder()
	r.Metrics().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

// until asks again and again. Each question takes as long as its answer: that is the pause.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for limit := time.Now().Add(time.Minute); !is(); {
		require.True(t, time.Now().Before(limit), "not within a minute: %s", what)
	}
}

// long is a computation of some seconds, and of some ten milliseconds less work than that.
const long, short = "/compute?workload=sum&n=6000000000", "/compute?workload=sum&n=100000000"

func TestProcessesShareAPort(t *testing.T) {
	r := run(t, baseline(3))
	for i, p := range r.Processes() {
		assert.Equal(t, cluster.Process{Number: i, PID: p.PID, Ready: true}, p)
		assert.NotZero(t, p.PID)
		assert.NotEqual(t, os.Getpid(), p.PID)
	}
	for _, c := range r.each(t, 3) {
		c.get(t, "/compute?workload=empty")
		c.get(t, "/compute?workload=empty")
	}
	r.stop()
	end := <-r.end
	require.NoError(t, end.err)
	each := service.Summary{Answered: 2}
	assert.Equal(t, []service.Summary{each, each, each}, end.summary.PerProcess)
	assert.Equal(t, service.Summary{Answered: 6}, end.summary.Summary)
	assert.Zero(t, end.summary.Restarts)
	assert.Len(t, end.summary.PeakRSS, 3)
	_, err := net.Dial("tcp", r.addr)
	assert.ErrorIs(t, err, syscall.ECONNREFUSED)
}

// kill ends a process as the system does when memory is short.
func (r *running) kill(t *testing.T, number int) (pid int) {
	t.Helper()
	pid = r.Processes()[number].PID
	require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
	return pid
}

func TestADeadProcessIsReplaced(t *testing.T) {
	r := run(t, baseline(2))
	by := r.numbers(t, 2)
	by[0].send(t, long)
	until(t, "it computes", func() bool { return strings.Contains(r.metrics(), "\npoolbench_requests_running 1\n") })
	dead := r.kill(t, 0)
	_, _, err := by[0].answer()
	require.Error(t, err, "what was in flight there has failed")
	by[1].get(t, short)
	until(t, "there is another one", func() bool {
		p := r.Processes()[0]
		return p.Ready && p.PID != dead && p.Restarts == 1
	})
	for _, c := range r.each(t, 2) {
		c.get(t, "/compute?workload=empty")
	}
	assert.Contains(t, r.metrics(), "\n"+`poolbench_cluster_restarts_total{process="0"} 1`+"\n")
	r.stop()
	end := <-r.end
	require.NoError(t, end.err)
	assert.Equal(t, 1, end.summary.Restarts)
	assert.Equal(t, []service.Summary{{Answered: 2}, {Answered: 3}}, end.summary.PerProcess, "of both lives")
}

// While a process dies, those who ask the other one, or ask anew, notice nothing.
func TestOnlyWhatIsInFlightThereFails(t *testing.T) {
	r := run(t, baseline(2))
	by := r.numbers(t, 2)
	failed := make(chan int)
	asked, killed := make(chan struct{}), make(chan struct{})
	go func() { // on connections of their own: each is a client that comes anew
		failures, first := 0, asked
		for after := 0; after < 20; {
			select {
			case <-killed:
				after++
			default:
			}
			response, err := http.Get("http://" + r.addr + "/compute?workload=empty")
			if err != nil || response.StatusCode != http.StatusOK {
				failures++
			}
			if err == nil {
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
			}
			http.DefaultClient.CloseIdleConnections()
			if first != nil {
				close(first)
				first = nil
			}
		}
		failed <- failures
	}()
	<-asked
	r.kill(t, 0)
	close(killed)
	for range 20 {
		by[1].get(t, "/compute?workload=empty")
	}
	assert.LessOrEqual(t, <-failed, 1, "one request was in flight at a time")
}

func TestACrashLoopEndsTheCluster(t *testing.T) {
	name := filepath.Join(t.TempDir(), "plague")
	t.Setenv(plague, name)
	r := run(t, baseline(2))
	survivor := r.numbers(t, 2)[1]
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	survivor.send(t, short) // computes, or waits to be read, while the others are ended
	until(t, "it is accepted", func() bool {
		a := r.Account(1)
		return a.Answered > 1 || strings.Contains(r.metrics(), "requests_running 1\n")
	})
	r.kill(t, 0)
	status, _, err := survivor.answer()
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	end := <-r.end
	require.ErrorIs(t, end.err, cluster.ErrCrashLoop)
	assert.Equal(t, "cluster: crash loop: process 0 died 3 times in a row, each sooner than 10s after its start; the last time: exit status 2: panic: the plague",
		strings.Split(end.err.Error(), " [")[0])
	assert.EqualValues(t, 2, end.summary.PerProcess[1].Answered)
	assert.Equal(t, 2, end.summary.Restarts)
}

func TestAProcessThatDoesNotStartIsOneError(t *testing.T) {
	name := filepath.Join(t.TempDir(), "plague")
	t.Setenv(plague, name)
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	l := listen(t)
	_, err := cluster.Start(l, baseline(2))
	require.ErrorContains(t, err, "cluster: process 0 ended before it accepted connections: exit status 2: panic: the plague")
	_, err = net.Dial("tcp", l.Addr().String())
	assert.ErrorIs(t, err, syscall.ECONNREFUSED)
}

func TestTheDrainAnswersWhatIsUnderWay(t *testing.T) {
	r := run(t, baseline(2))
	by := r.numbers(t, 2)
	for _, c := range by {
		c.send(t, short)
	}
	until(t, "both compute, or have", func() bool {
		return strings.Contains(r.metrics(), "requests_running 2\n") || r.Account(0).Answered+r.Account(1).Answered > 2
	})
	r.stop()
	for _, c := range by {
		status, _, err := c.answer()
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, status)
	}
	end := <-r.end
	require.NoError(t, end.err)
	assert.Equal(t, service.Summary{Answered: 4}, end.summary.Summary)
}

func TestMetricsAreSummed(t *testing.T) {
	r := run(t, baseline(2))
	for _, c := range r.numbers(t, 2) { // each has answered one
		c.get(t, "/compute?workload=empty")
	}
	text := r.metrics()
	for _, line := range []string{
		`poolbench_requests_total{outcome="answered",reason=""} 4`,
		`poolbench_request_duration_seconds_count{workload="empty"} 4`,
		`poolbench_request_duration_seconds_bucket{workload="empty",le="+Inf"} 4`,
		`poolbench_workers 2`,
		`poolbench_cluster_up{process="0"} 1`,
		`poolbench_cluster_restarts_total{process="1"} 0`,
	} {
		assert.Contains(t, text, "\n"+line+"\n")
	}
	assert.Regexp(t, `\ngo_goroutines [1-9]`, text)
	assert.NotContains(t, text, "go_info")
	assert.NotContains(t, text, "process_start_time_seconds")

	dead := r.kill(t, 0)
	until(t, "there is another one", func() bool { p := r.Processes()[0]; return p.Ready && p.PID != dead })
	assert.Contains(t, r.metrics(), "\n"+`poolbench_requests_total{outcome="answered",reason=""} 4`+"\n", "a counter never goes down")
	assert.Contains(t, r.metrics(), "\npoolbench_workers 2\n", "a gauge is of those that live")
}

// supervisorJob runs a cluster of two until it is killed.
const supervisorJob = "supervise"

// supervise says where its cluster listens and what its processes are.
func supervise(json.RawMessage) (any, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c, err := cluster.Start(l, baseline(2))
	if err != nil {
		return nil, err
	}
	_ = json.NewEncoder(os.Stdout).Encode(struct {
		Address   string
		Processes []cluster.Process
	}{l.Addr().String(), c.Processes()})
	return c.Run(context.Background())
}
