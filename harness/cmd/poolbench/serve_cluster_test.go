package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service/cluster"
)

// supervised is a poolbench serve --cluster: the server is its port, and the supervisor another address.
type supervised struct {
	*server
	supervisor string
}

// startSupervised starts one on two free ports, and returns when all its processes accept.
func startSupervised(t *testing.T, args ...string) supervised {
	t.Helper()
	s := supervised{server: startServer(t, args...)}
	line, err := s.out.ReadString('\n')
	require.NoError(t, err)
	assertWidth(t, line)
	found := regexp.MustCompile(`\A\d+ processes like that: (http://127\.0\.0\.1:[1-9][0-9]*)/processes, and http://\S+/metrics of all\n\z`).FindStringSubmatch(line)
	require.NotNil(t, found, line)
	s.supervisor = found[1]
	return s
}

// ask returns what the supervisor says; the error is that of a supervisor that has ended.
func (s supervised) ask(ctx context.Context, path string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.supervisor+path, nil)
	if err != nil {
		return "", err
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	return string(text), err
}

func (s supervised) processes(ctx context.Context) ([]cluster.Process, error) {
	text, err := s.ask(ctx, "/processes")
	if err != nil {
		return nil, err
	}
	var all []cluster.Process
	return all, json.Unmarshal([]byte(text), &all)
}

// untilSum asks for the metrics of all processes until one has that value.
func (s supervised) untilSum(t *testing.T, metric string, value int) {
	t.Helper()
	for {
		text, err := s.ask(t.Context(), "/metrics")
		require.NoError(t, err)
		if strings.Contains(text, fmt.Sprintf("\n%s %d\n", metric, value)) {
			return
		}
	}
}

// client has a connection of its own to one process.
type client struct {
	*server        // as get sees it
	process string // what the ids of that process's requests begin with
}

// connectTo opens a connection and asks whose it is.
func (s supervised) connectTo(t *testing.T) client {
	t.Helper()
	transport := &http.Transport{MaxConnsPerHost: 1}
	t.Cleanup(transport.CloseIdleConnections)
	c := client{server: &server{url: s.url, client: &http.Client{Transport: transport}}}
	_, header, _, err := c.get(t.Context(), "/")
	require.NoError(t, err)
	var ok bool
	c.process, _, ok = strings.Cut(header.Get("X-Request-Id"), "-")
	require.True(t, ok, header)
	return c
}

// oneEach are clients of n processes, one of each.
func (s supervised) oneEach(t *testing.T, n int) map[string]client {
	t.Helper()
	each := map[string]client{}
	for len(each) < n {
		c := s.connectTo(t)
		if _, known := each[c.process]; !known {
			each[c.process] = c
		}
	}
	return each
}

// A process that is killed takes with it what was in flight there, and nothing else; another one comes
// in its place, and computes.
func TestClusterSurvivesAProcess(t *testing.T) {
	s := startSupervised(t, "--cluster", "2", "--workers", "1", "--drain", "0s")
	clients := s.oneEach(t, 2)
	type end struct {
		process string
		err     error
	}
	ended := make(chan end, len(clients))
	ctx, leave := context.WithCancel(t.Context())
	var asking sync.WaitGroup
	for process, c := range clients {
		asking.Go(func() {
			_, _, _, err := c.get(ctx, long)
			ended <- end{process, err}
		})
	}
	s.untilSum(t, "poolbench_requests_running", 2)
	before, err := s.processes(t.Context())
	require.NoError(t, err)
	require.Len(t, before, 2)
	require.NoError(t, syscall.Kill(before[0].PID, syscall.SIGKILL))
	lost := <-ended
	require.Error(t, lost.err)
	s.untilSum(t, "poolbench_requests_running", 1)

	for after := before; after[0].PID == before[0].PID || !after[0].Ready; {
		after, err = s.processes(t.Context())
		require.NoError(t, err)
	}
	after, err := s.processes(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, after[0].Restarts)
	assert.Equal(t, before[1], after[1])
	for c := s.connectTo(t); ; c = s.connectTo(t) { // the other one accepts as well, but all its workers compute
		assert.NotEqual(t, lost.process, c.process)
		if _, old := clients[c.process]; old {
			continue
		}
		status, _, body, err := c.get(t.Context(), "/compute?workload=sum&n=10")
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, status, body)
		break
	}
	assert.Empty(t, ended, "the other request is still computed")
	code, last := s.terminate(t)
	assert.Equal(t, exitDone, code, s.errs.String())
	assert.Contains(t, last, "; 1 restarts\n")
	leave()
	asking.Wait()
}

// Whoever dies each time soon after its start is not started for ever. What kills it here is the test.
func TestClusterThatDiesAgainAndAgainEnds(t *testing.T) {
	s := startSupervised(t, "--cluster", "2", "--drain", "0s")
	for killed := 0; ; {
		all, err := s.processes(t.Context())
		if err != nil { // the supervisor has ended
			break
		}
		if pid := all[0].PID; pid > 0 && pid != killed && all[0].Ready {
			killed = pid
			require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
		}
	}
	last, err := io.ReadAll(s.out)
	require.NoError(t, err)
	<-s.exited
	assert.Equal(t, exitFailed, s.cmd.ProcessState.ExitCode())
	assert.Contains(t, string(last), "0 accepted: ", "what became of the requests is said all the same")
	lines := strings.Split(strings.TrimSpace(s.errs.String()), "\n")
	assert.Regexp(t, `\Apoolbench: .*process 1.*`, lines[len(lines)-1])
}

// Each request that one of the processes accepted has been answered, and the answer has arrived.
func TestClusterDrainsUnderLoad(t *testing.T) {
	s := startSupervised(t, "--cluster", "2")
	const clients, before = 8, 20
	s.client.Transport.(*http.Transport).MaxIdleConnsPerHost = clients
	var answered atomic.Int64
	warm := make(chan struct{}, clients*before)
	var asking sync.WaitGroup
	for range clients {
		asking.Go(func() {
			for i := 0; ; i++ {
				status, _, body, err := s.get(t.Context(), "/compute?workload=sum&n=100000")
				if err != nil {
					return // nobody listens any more
				}
				assert.Equal(t, http.StatusOK, status, body)
				assert.Contains(t, body, "result: 4999950000\n")
				answered.Add(1)
				if i < before {
					warm <- struct{}{}
				}
			}
		})
	}
	for range clients * before {
		<-warm
	}
	code, last := s.terminate(t)
	asking.Wait()
	assert.Equal(t, exitDone, code, s.errs.String())
	assertWidth(t, last)
	n := answered.Load()
	lines := strings.Split(last, "\n")
	require.Len(t, lines, 3, last)
	assert.Equal(t, fmt.Sprintf("%d accepted: %d answered, 0 abandoned, 0 unclaimed, 0 failed, 0 lost; not accepted: 0 rejected, 0 invalid", n, n), lines[0])
	var first, second int64
	_, err := fmt.Sscanf(lines[1], "answers per process: %d, %d;", &first, &second)
	require.NoError(t, err, last)
	assert.Equal(t, n, first+second)
	assert.Contains(t, lines[1], "; 0 restarts")
	assert.Contains(t, s.errs.String(), "draining for at most 20s; a second signal ends it at once\n")
}

// The total that is admitted is divided, and rounded up; workers and queue are those of each process.
func TestClusterTakesItsSettings(t *testing.T) {
	s := startSupervised(t, "--cluster", "2", "--workers", "3", "--queue", "4", "--admission", "5", "--gomaxprocs", "4")
	_, _, one, err := s.get(t.Context(), "/metrics")
	require.NoError(t, err)
	assert.Contains(t, one, "\ngo_sched_gomaxprocs_threads 4\n")
	assert.Contains(t, one, "\npoolbench_workers 3\n")
	assert.Contains(t, one, "\npoolbench_admission_limit 3\n")
	all, err := s.ask(t.Context(), "/metrics")
	require.NoError(t, err)
	assert.Contains(t, all, "\npoolbench_workers 6\n")
	assert.Contains(t, all, "\npoolbench_admission_limit 6\n")
	code, _ := s.terminate(t)
	assert.Equal(t, exitDone, code, s.errs.String())
}

func TestClusterOnAPortThatIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	taken := l.Addr().String()
	for args, flag := range map[string]string{"--addr " + taken: "--addr", "--addr 127.0.0.1:0 --supervisor " + taken: "--supervisor"} {
		code, out, errs := poolbench(t.Context(), append([]string{"serve", "--cluster", "2"}, strings.Fields(args)...)...)
		assert.Equal(t, exitFailed, code)
		assert.Empty(t, out)
		assert.Equal(t, "poolbench: cannot listen on "+taken+": the port is taken; choose another one with "+flag+", or 0 for any\n", errs)
	}
}

func TestClusterWrongCommandLines(t *testing.T) {
	for args, want := range map[string]string{
		"--cluster 0":                                      "--cluster 0: allowed is 1 to 256",
		"--cluster -1":                                     "--cluster -1: allowed is 1 to 256",
		"--cluster 257":                                    "--cluster 257: allowed is 1 to 256",
		"--cluster two":                                    `invalid argument "two" for "--cluster"`,
		"--supervisor 127.0.0.1:0":                         "--supervisor without --cluster",
		"--cluster 2 --supervisor here":                    `--supervisor "here": allowed is HOST:PORT`,
		"--cluster 2 --supervisor :8081":                   `--supervisor ":8081" can be reached by other machines`,
		"--cluster 2 --workers 100000":                     "--cluster 2 with --workers 100000: allowed are 100000 workers in all",
		"--cluster 2 --admission -1":                       "--admission -1: allowed is 1 or more, or 0 for no limit",
		"--cluster 2 --nice --workers 2 --gomaxprocs 2":    "--nice with --gomaxprocs 2 (workers: 2): allowed is --gomaxprocs 3 or more",
		"--cluster 2 --nice --variant spawn":               "--nice: spawn: the strategy has no workers that stay",
		"--cluster 2 --deadline -1s":                       "--deadline -1s: allowed is more than 0s, or 0s for none",
		"--cluster 2 --public --pprof":                     "--public and --pprof: profiles are not for the network",
		"--cluster 2 --nice --gomaxprocs 1 --variant ants": "--nice: ants/guarded: the strategy has no workers that stay",
	} {
		code, out, errs := poolbench(t.Context(), append([]string{"serve"}, strings.Fields(args)...)...)
		assert.Equal(t, exitUsage, code, args)
		assert.Empty(t, out, args)
		assert.Contains(t, errs, want, args)
		assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
	}
}

// However many processes there are, the balance is a line.
func TestBalanceFitsTheTerminal(t *testing.T) {
	for _, n := range []int{1, 2, shownProcesses, shownProcesses + 1, mostProcesses} {
		var s cluster.Summary
		for i := range n {
			s.PerProcess = append(s.PerProcess, s.Summary)
			s.PerProcess[i].Answered = 10_000_000
			s.Answered += 10_000_000
		}
		text := balanceInWords(s)
		assertWidth(t, text)
		assert.Contains(t, text, "; balance 1.00 (1 is even); 0 restarts")
	}
}
