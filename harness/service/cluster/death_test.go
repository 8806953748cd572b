package cluster_test

import (
	"io"
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
	assert.Equal(t, "cluster: crash loop: process 0 died 3 times in a row, each sooner than 1h0m0s after its start; the last time: exit status 2: panic: the plague",
		strings.Split(end.err.Error(), " [")[0])
	assert.EqualValues(t, 2, end.summary.PerProcess[1].Answered)
	assert.Equal(t, 2, end.summary.Restarts)
}

// Whoever is in a hurry does not wait for the drain.
func TestAllAreKilledAtOnce(t *testing.T) {
	r := run(t)
	for i, c := range r.pair(t) {
		c.send(t, long)
		until(t, "it computes", func() bool { return r.Computes(i) })
	}
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		r.Kill() // waits for what follows
	}()
	r.stop()
	<-killed
	end := <-r.end
	require.EqualError(t, end.err, "cluster: process 0 did not end as it should: killed, since it was given no more time, and 1 more")
	assert.Zero(t, end.summary.Restarts)
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
	release := r.HoldTurn(0) // as somebody who still waits does
	assert.Contains(t, r.metrics(), "\n"+`poolbench_requests_total{outcome="answered",reason=""} 1`+"\n")
	release()
	r.stop()
	end := <-r.end
	require.EqualError(t, end.err, "cluster: process 0 did not end as it should: killed, since it did not end within 0s and 10ms more")
	assert.Equal(t, []service.Summary{{Answered: 1}}, end.summary.PerProcess, "what was known of it")
	assert.Nil(t, end.summary.PeakRSS[0])
}
