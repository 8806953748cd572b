package cluster_test

import (
	"io"
	"net"
	"net/http"
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
)

// long computes for some seconds, and nobody waits for it; short for some ten milliseconds.
const long, short = "/compute?workload=spin-1.5ms&n=1785", "/compute?workload=sum&n=100000000"

func TestProcessesShareAPort(t *testing.T) {
	r := run(t, func(c *cluster.Config) { c.Processes = 3 })
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

func TestADeadProcessIsReplaced(t *testing.T) {
	r := run(t)
	by := r.pair(t)
	by[0].send(t, long)
	until(t, "it computes", func() bool { return strings.Contains(r.metrics(), "\npoolbench_requests_running 1\n") })
	dead := r.kill(t)
	_, _, err := by[0].answer()
	require.Error(t, err, "what was in flight there has failed")
	by[1].get(t, short)
	r.untilReplaced(t, dead)
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
	r := run(t)
	by := r.pair(t)
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
	r.kill(t)
	close(killed)
	for range 20 {
		by[1].get(t, "/compute?workload=empty")
	}
	assert.LessOrEqual(t, <-failed, 1, "one request was in flight at a time")
}

func TestACrashLoopEndsTheCluster(t *testing.T) {
	name := filepath.Join(t.TempDir(), "plague")
	t.Setenv(plague, name)
	r := run(t)
	survivor := r.pair(t)[1]
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	survivor.send(t, short) // computes, or waits to be read, while the others are ended
	until(t, "it is accepted", func() bool {
		a := r.Account(1)
		return a.Answered > 1 || strings.Contains(r.metrics(), "requests_running 1\n")
	})
	r.kill(t)
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

// Its connections are closed when it ends, although its task cannot be stopped.
func TestWhatTheDrainIsTooShortForIsLost(t *testing.T) {
	r := run(t, func(c *cluster.Config) { c.Drain = 0 })
	c := r.pair(t)[0]
	c.send(t, long)
	until(t, "it computes", func() bool { return strings.Contains(r.metrics(), "\npoolbench_requests_running 1\n") })
	r.stop()
	_, _, err := c.answer()
	require.Error(t, err)
	end := <-r.end
	require.NoError(t, end.err)
	assert.Equal(t, []service.Summary{{Answered: 1, Lost: 1}, {Answered: 1}}, end.summary.PerProcess)
}

// Of a process that hangs the last account stands, and at the end it is killed.
func TestAProcessThatHangsHoldsNobodyUp(t *testing.T) {
	patience := cluster.Patience{Start: time.Minute, Answer: 10 * time.Millisecond, Margin: 10 * time.Millisecond}
	r := runWith(t, patience, func(c *cluster.Config) { c.Processes, c.Drain = 1, 0 })
	r.dial(t).get(t, "/compute?workload=empty")
	until(t, "it is counted", func() bool { return r.Account(0).Answered == 1 })
	require.NoError(t, syscall.Kill(r.Processes()[0].PID, syscall.SIGSTOP))
	for range 3 { // the question is asked once
		assert.Contains(t, r.metrics(), "\n"+`poolbench_requests_total{outcome="answered",reason=""} 1`+"\n")
	}
	r.stop()
	end := <-r.end
	require.EqualError(t, end.err, "cluster: process 0 did not end as it should: killed, since it did not end within 0s and 10ms more")
	assert.Equal(t, []service.Summary{{Answered: 1}}, end.summary.PerProcess, "what was known of it")
	assert.Nil(t, end.summary.PeakRSS[0])
}

func TestAProcessThatHangsAtItsStartIsOneError(t *testing.T) {
	name := filepath.Join(t.TempDir(), "plague")
	t.Setenv(plague, name)
	require.NoError(t, os.WriteFile(name, []byte(sleeping), 0o600))
	impatient := patient
	impatient.Start = 10 * time.Millisecond
	_, err := cluster.StartImpatient(listen(t), baseline(), impatient)
	require.EqualError(t, err, "cluster: process 0 ended before it accepted connections: killed, since it did not accept connections within 10ms")
}

// Ctrl-C in a terminal, or a service manager, may reach all processes: the supervisor decides.
func TestProcessesObeyTheSupervisorAlone(t *testing.T) {
	r := run(t)
	by := r.pair(t)
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		require.NoError(t, syscall.Kill(r.Processes()[0].PID, s))
	}
	by[0].get(t, "/compute?workload=empty")
	r.stop()
	end := <-r.end
	require.NoError(t, end.err)
	assert.EqualValues(t, 2, end.summary.PerProcess[0].Answered)
	assert.Zero(t, end.summary.Restarts)
}

func TestAProcessThatDoesNotStartIsOneError(t *testing.T) {
	name := filepath.Join(t.TempDir(), "plague")
	t.Setenv(plague, name)
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	l := listen(t)
	_, err := cluster.Start(l, baseline())
	require.ErrorContains(t, err, "cluster: process 0 ended before it accepted connections: exit status 2: panic: the plague")
	_, err = net.Dial("tcp", l.Addr().String())
	assert.ErrorIs(t, err, syscall.ECONNREFUSED)
}

func TestTheDrainAnswersWhatIsUnderWay(t *testing.T) {
	r := run(t)
	by := r.pair(t)
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
	r := run(t, func(c *cluster.Config) { c.Each.Workers, c.Each.GOMAXPROCS = 4, 3 })
	for _, c := range r.pair(t) { // each has answered one
		c.get(t, "/compute?workload=empty")
	}
	text := r.metrics()
	for _, line := range []string{
		`poolbench_requests_total{outcome="answered",reason=""} 4`,
		`poolbench_request_duration_seconds_count{workload="empty"} 4`,
		`poolbench_request_duration_seconds_bucket{workload="empty",le="+Inf"} 4`,
		`poolbench_workers 6`,
		`poolbench_cluster_up{process="0"} 1`,
		`poolbench_cluster_restarts_total{process="1"} 0`,
	} {
		assert.Contains(t, text, "\n"+line+"\n")
	}
	assert.Regexp(t, `\ngo_goroutines [1-9]`, text)
	assert.NotContains(t, text, "go_info")
	assert.NotContains(t, text, "process_start_time_seconds")

	dead := r.kill(t)
	r.untilReplaced(t, dead)
	assert.Contains(t, r.metrics(), "\n"+`poolbench_requests_total{outcome="answered",reason=""} 4`+"\n", "a counter never goes down")
	assert.Contains(t, r.metrics(), "\npoolbench_workers 6\n", "a gauge is of those that live")
}
