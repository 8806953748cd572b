package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service"
)

// long is a computation of about ten seconds, the longest that is allowed: nothing that a
// test does while it runs takes as long. Nobody waits for its end.
const long = "/compute?workload=queens&n=12500"

func TestServeOverload(t *testing.T) {
	s := startServer(t, "--workers", "1", "--admission", "2", "--drain", "0s")
	ctx, leave := context.WithCancel(t.Context())
	var clients sync.WaitGroup
	for range 2 {
		clients.Go(func() { _, _, _, _ = s.get(ctx, long) }) // they leave before there is an answer
	}
	s.untilOne(t, "poolbench_requests_running")
	s.untilOne(t, "poolbench_requests_waiting")
	status, header, body, err := s.get(t.Context(), "/compute?workload=empty")
	require.NoError(t, err)
	assert.Equal(t, http.StatusServiceUnavailable, status)
	wait, err := strconv.Atoi(header.Get("Retry-After"))
	require.NoError(t, err)
	assert.Positive(t, wait)
	var p service.Problem
	require.NoError(t, json.Unmarshal([]byte(body), &p))
	assert.Equal(t, service.Overloaded, p.Reason)
	status, _, body, err = s.get(t.Context(), "/")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "Server is running!", body, "the health check is answered while all workers compute")

	leave()
	clients.Wait()
	s.untilOne(t, `poolbench_requests_total{outcome="abandoned",reason="client"}`)
	code, last := s.terminate(t)
	assert.Equal(t, exitDone, code)
	assert.Equal(t, "2 accepted: 0 answered, 1 abandoned, 0 unclaimed, 0 failed, 1 lost; not accepted: 1 rejected, 0 invalid\n", last)
}

func TestServeDeadline(t *testing.T) {
	s := startServer(t, "--workers", "1", "--deadline", "1ms", "--drain", "0s")
	ctx, leave := context.WithCancel(t.Context())
	var first sync.WaitGroup
	first.Go(func() {
		for status := http.StatusServiceUnavailable; status == http.StatusServiceUnavailable; { // the deadline is its own, too
			status, _, _, _ = s.get(ctx, long)
		}
	})
	s.untilOne(t, "poolbench_requests_running")
	status, header, body, err := s.get(t.Context(), "/compute?workload=empty")
	require.NoError(t, err)
	assert.Equal(t, http.StatusServiceUnavailable, status)
	assert.NotEmpty(t, header.Get("Retry-After"))
	assert.Contains(t, body, `"reason":"deadline"`)
	code, last := s.terminate(t)
	assert.Equal(t, exitDone, code, "what the drain was too short for is said, and is no failure")
	assert.Regexp(t, `\A\d+ accepted: 0 answered, [1-9]\d* abandoned, 0 unclaimed, 0 failed, 1 lost; not accepted: 0 rejected, 0 invalid\n\z`, last)
	leave()
	first.Wait()
}

// Clients ask without a pause when SIGTERM comes. Each request that the server accepted has
// been answered, and the answer has arrived.
func TestServeDrainsUnderLoad(t *testing.T) {
	s := startServer(t)
	n, last := s.drainUnderLoad(t)
	assert.Equal(t, fmt.Sprintf("%d accepted: %d answered, 0 abandoned, 0 unclaimed, 0 failed, 0 lost; not accepted: 0 rejected, 0 invalid\n", n, n), last)
	assert.Equal(t, "draining for at most 20s; a second signal ends it at once\n", s.errs.String())
}

func TestServeSecondSignalEndsItAtOnce(t *testing.T) {
	s := startServer(t, "--workers", "1")
	var first sync.WaitGroup
	first.Go(func() { _, _, _, _ = s.get(t.Context(), long) })
	s.untilOne(t, "poolbench_requests_running")
	require.NoError(t, s.cmd.Process.Signal(syscall.SIGTERM))
	s.untilSaid(t, "a second signal ends it at once")
	require.NoError(t, s.cmd.Process.Signal(syscall.SIGTERM))
	<-s.exited
	status := s.cmd.ProcessState.Sys().(syscall.WaitStatus)
	assert.True(t, status.Signaled(), "ended by the signal")
	first.Wait()
}

func TestServeWrongRequests(t *testing.T) {
	s := startServer(t)
	for query, allowed := range map[string]string{
		"workload=fibonacci": "sum, sum-1e5", "workload=block-syscall": "sum", "n=-1": "from 1 to 6000000000", "n=0": "from 1 to 6000000000",
		"n=1e30": "from 1 to 6000000000", "n=abc": "from 1 to 6000000000", "n=18446744073709551617": "from 1 to 6000000000",
		"workload=gzip&n=4546": "from 1 to 4545", "n=1&n=1": "at most once", "size=1": "workload, n", "n=%zz": "percent-encoded",
	} {
		status, _, body, err := s.get(t.Context(), "/compute?"+query)
		require.NoError(t, err)
		assert.Equal(t, http.StatusBadRequest, status, query)
		var p service.Problem
		require.NoError(t, json.Unmarshal([]byte(body), &p), query)
		assert.Contains(t, p.Allowed, allowed, query)
	}
	for path, want := range map[string]int{"/nowhere": http.StatusNotFound, "/debug/pprof/": http.StatusNotFound} {
		status, _, _, err := s.get(t.Context(), path)
		require.NoError(t, err)
		assert.Equal(t, want, status, path)
	}
	code, last := s.terminate(t)
	assert.Equal(t, exitDone, code)
	assert.Contains(t, last, "0 accepted: ")
	assert.Contains(t, last, "0 rejected, 11 invalid\n")
	assert.NotContains(t, s.errs.String(), "level=", "what clients do wrong is no news to the operator")
}

func TestServeTakesItsSettings(t *testing.T) {
	s := startServer(t, "--pprof", "--gomaxprocs", "1", "--variant", "ants", "--queue", "3", "--log-level", "debug")
	_, _, metrics, err := s.get(t.Context(), "/metrics")
	require.NoError(t, err)
	assert.Contains(t, metrics, "\ngo_sched_gomaxprocs_threads 1\n")
	assert.Contains(t, metrics, "\npoolbench_workers 1\n")
	assert.Contains(t, metrics, "\npoolbench_admission_limit 4\n", "workers + queue")
	status, _, _, err := s.get(t.Context(), "/debug/pprof/")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	code, _ := s.terminate(t)
	assert.Equal(t, exitDone, code)
	assert.Contains(t, s.errs.String(), "level=DEBUG msg=request")
}

// Nice workers, and a processor of Go besides for those who answer.
func TestServeNice(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("threads have priorities of their own on Linux only")
	}
	for args, want := range map[string]struct{ workers, procs int }{
		"--gomaxprocs 3":             {2, 3},
		"--gomaxprocs 4 --workers 2": {2, 4},
		"--workers 100":              {100, 101},
	} {
		s := startServer(t, append(strings.Fields(args), "--nice")...)
		_, _, body, err := s.get(t.Context(), "/metrics")
		require.NoError(t, err)
		assert.Contains(t, body, fmt.Sprintf("\ngo_sched_gomaxprocs_threads %d\n", want.procs), args)
		assert.Contains(t, body, fmt.Sprintf("\npoolbench_workers %d\n", want.workers), args)
		status, _, _, err := s.get(t.Context(), "/compute?workload=sum&n=10")
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, status)
	}
}

func TestServeOnAPortThatIsTaken(t *testing.T) {
	s := startServer(t)
	address := strings.TrimPrefix(s.url, "http://")
	code, out, errs := poolbench(t.Context(), "serve", "--addr", address)
	assert.Equal(t, exitFailed, code)
	assert.Empty(t, out)
	assert.Equal(t, "poolbench: cannot listen on "+address+": the port is taken; choose another one with --addr, or 0 for any\n", errs)
}

func TestServeWrongCommandLines(t *testing.T) {
	for args, want := range map[string]string{
		"now":                               "poolbench serve takes no arguments, but got 1",
		"--variant tunny":                   `unknown variant "tunny": allowed are inline`,
		"--variant channel --face naive":    `unknown face "naive": allowed are [own native guarded]`,
		"--face guarded":                    "no row is of variant channel and of face guarded",
		"--workers -1":                      "--workers -1: allowed is 1 to 100000, or 0",
		"--gomaxprocs -1":                   "--gomaxprocs -1",
		"--workers 100001":                  "--workers 100001: allowed is 1 to 100000, or 0",
		"--gomaxprocs 1025":                 "--gomaxprocs 1025: allowed is 1 to 1024, or 0",
		"--queue -1":                        "--queue -1: allowed is 0 to 1000000",
		"--queue 1000001":                   "--queue 1000001: allowed is 0 to 1000000",
		"--admission -1":                    "--admission -1: allowed is 1 or more, or 0 for no limit",
		"--deadline -1s":                    "--deadline -1s: allowed is more than 0s, or 0s for none",
		"--public --pprof":                  "--public and --pprof: profiles are not for the network",
		"--nice --variant inline":           "--nice: inline: the strategy has no workers that stay, and so nothing to give threads to: allowed are freelist, channel, batched",
		"--nice --variant ants":             "--nice: ants/guarded: the strategy has no workers that stay",
		"--nice --workers 2 --gomaxprocs 2": "--nice with --gomaxprocs 2 (workers: 2): allowed is --gomaxprocs 3 or more",
		"--nice --gomaxprocs 1":             "--nice with --gomaxprocs 1 (workers: 1): allowed is --gomaxprocs 2 or more",
		"--nice --workers 1024":             "--nice with --workers 1024: allowed are up to 1023",
		"--drain -1s":                       "--drain -1s: allowed is 0s to 24h0m0s",
		"--deadline 5":                      `invalid argument "5" for "--deadline"`,
		"--log-level loud":                  `--log-level "loud": allowed are debug, info, warn, error`,
		"--addr here":                       `--addr "here": allowed is HOST:PORT`,
		"--addr 127.0.0.1:99999":            `--addr "127.0.0.1:99999": allowed is HOST:PORT`,
		"--addr :8080":                      `--addr ":8080" can be reached by other machines: if that is meant, add --public`,
		"--addr 0.0.0.0:0":                  "add --public",
		"--addr [::]:0":                     "add --public",
		"--addr 192.0.2.1:0":                "add --public",
	} {
		code, out, errs := poolbench(t.Context(), append([]string{"serve"}, strings.Fields(args)...)...)
		assert.Equal(t, exitUsage, code, args)
		assert.Empty(t, out, args)
		assert.Contains(t, errs, want, args)
		assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
	}
}

// In this process, ended by its context: a name for loopback is allowed, and so is the rest
// of the world if that is asked for.
func TestServeWhereItIsAllowed(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, args := range []string{"--addr localhost:0", "--addr 0.0.0.0:0 --public", "--variant pond --face native --addr 127.0.0.1:0"} {
		code, out, errs := poolbench(ctx, append([]string{"serve"}, strings.Fields(args)...)...)
		assert.Equal(t, exitDone, code, "%s: %s", args, errs)
		assert.Contains(t, out, "listening on http://")
		assert.Contains(t, out, "0 accepted: ")
	}
}
