package cluster_test

import (
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

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

func TestTheDrainAnswersWhatIsUnderWay(t *testing.T) {
	r := run(t)
	by := r.pair(t)
	for _, c := range by {
		c.send(t, short)
	}
	for i := range by {
		until(t, "it computes, or has", func() bool { return r.Computes(i) || r.Account(i).Answered == 2 })
	}
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
