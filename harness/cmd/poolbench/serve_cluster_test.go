package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service/cluster"
)

// A process that is killed takes with it what was in flight there, and nothing else; another one comes
// in its place, and computes. With one processor of Go whoever computes is late to accept, so that each
// gets its connection soon.
func TestClusterSurvivesAProcess(t *testing.T) {
	s := startSupervised(t, "--cluster", "2", "--gomaxprocs", "1", "--drain", "0s")
	first := s.connect(t)
	first.ask(t, long)
	s.untilRunning(t, 1, 0)
	second := s.connectToOther(t, first.process)
	second.ask(t, long)
	s.untilRunning(t, 2, 0)
	failed := make(chan string, 2)
	for _, c := range []client{first, second} {
		go func() {
			if _, _, err := c.answer(); err != nil {
				failed <- c.process
			}
		}()
	}

	before, err := s.processes(t.Context())
	require.NoError(t, err)
	require.Len(t, before, 2)
	require.NoError(t, syscall.Kill(before[0].PID, syscall.SIGKILL))
	dead := <-failed
	after := before
	for after[0].PID == before[0].PID || !after[0].Ready {
		after, err = s.processes(t.Context())
		require.NoError(t, err)
	}
	assert.Equal(t, 1, after[0].Restarts)
	assert.Equal(t, before[1], after[1])
	third := s.connectToOther(t, first.process, second.process)
	third.ask(t, "/compute?workload=sum&n=10")
	_, body, err := third.answer()
	require.NoError(t, err)
	assert.Contains(t, body, "result: 45\n")
	assert.Empty(t, failed, "the other request is still computed, not in process %s", dead)
	s.untilRunning(t, 1, 1)

	code, last := s.terminate(t)
	assert.Equal(t, exitDone, code, s.errs.String())
	assert.Contains(t, last, "; 1 restarts\n")
	assert.Contains(t, last, " 1 lost; ", "the drain was too short for the other one")
	<-failed
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
	assert.Regexp(t, `\Apoolbench: .*crash loop: process 0 died 5 times`, lines[len(lines)-1])
}

// Each request that one of the processes accepted has been answered, and the answer has arrived.
func TestClusterDrainsUnderLoad(t *testing.T) {
	s := startSupervised(t, "--cluster", "2")
	n, last := s.drainUnderLoad(t)
	lines := strings.Split(last, "\n")
	require.Len(t, lines, 3, last)
	assertWidth(t, lines[1])
	assert.Equal(t, fmt.Sprintf("%d accepted: %d answered, 0 abandoned, 0 unclaimed, 0 failed, 0 lost; not accepted: 0 rejected, 0 invalid", n, n), lines[0])
	var first, second int64
	_, err := fmt.Sscanf(lines[1], "answers per process: %d, %d;", &first, &second)
	require.NoError(t, err, last)
	assert.Equal(t, n, first+second)
	assert.Contains(t, lines[1], "; 0 restarts")
	assert.Contains(t, s.errs.String(), "draining for at most 20s; a second signal ends it at once\n")
}

// It waits for nobody then, and leaves nobody behind.
func TestClusterSecondSignalEndsItAtOnce(t *testing.T) {
	s := startSupervised(t, "--cluster", "2", "--gomaxprocs", "1")
	first := s.connect(t)
	first.ask(t, long)
	s.untilRunning(t, 1, 0)
	s.connectToOther(t, first.process).ask(t, long)
	s.untilRunning(t, 2, 0)
	all, err := s.processes(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.cmd.Process.Signal(syscall.SIGTERM))
	s.untilSaid(t, "a second signal ends it at once")
	code, _ := s.terminate(t)
	assert.Equal(t, exitFailed, code)
	_, tail, _ := strings.Cut(s.errs.String(), "ends it at once\n")
	assert.Equal(t, "poolbench: cluster: process 0 did not end as it should: killed, since it was given no more time, and 1 more\n", tail)
	for _, p := range all {
		require.Positive(t, p.PID)
		assert.ErrorIs(t, syscall.Kill(p.PID, 0), syscall.ESRCH, p)
	}
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
	list, err := s.ask(t.Context(), "/processes")
	require.NoError(t, err)
	assert.Regexp(t, `\A\[\{"number":0,"pid":[1-9]\d*,"restarts":0,"ready":true\},\{"number":1,`, list)
	code, _ := s.terminate(t)
	assert.Equal(t, exitDone, code, s.errs.String())
}

// Nobody waits for processes then, and it is the end that was asked for.
func TestClusterToldToEndWhileItStarts(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	code, out, errs := poolbench(ctx, "serve", "--cluster", "2", "--addr", "127.0.0.1:0")
	assert.Equal(t, exitDone, code)
	assert.Empty(t, out)
	assert.Equal(t, "ended before all processes accepted connections\n", errs)
}

// Who has not asked for workers gets a part of the processors, and no more than a process may use.
func TestDefaultWorkersOfACluster(t *testing.T) {
	for _, c := range []struct {
		f              serveFlags
		workers, procs int
	}{
		{serveFlags{}, 8, 0},
		{serveFlags{nice: true}, 8, 9},
		{serveFlags{p: 3}, 3, 3},
		{serveFlags{p: 3, nice: true}, 2, 3},
		{serveFlags{cluster: 2}, 4, 0},
		{serveFlags{cluster: 3}, 2, 0},
		{serveFlags{cluster: 16}, 1, 0},
		{serveFlags{cluster: 2, p: 1}, 1, 1},
		{serveFlags{cluster: 2, p: 3}, 3, 3},
		{serveFlags{cluster: 2, p: 8}, 4, 8},
		{serveFlags{cluster: 2, p: 4, nice: true}, 3, 4},
		{serveFlags{cluster: 2, nice: true}, 4, 8},
		{serveFlags{cluster: 1, nice: true}, 8, 9},
		{serveFlags{cluster: 2, p: 3, workers: 7}, 7, 3},
	} {
		workers, procs := c.f.parallelism(8)
		assert.Equal(t, []int{c.workers, c.procs}, []int{workers, procs}, "%+v", c.f)
	}
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
		"--cluster 2 --queue 500001":                       "--cluster 2 with --queue 500001: allowed are 1000000 places in all",
		"--cluster 2 --drain 2562047h":                     "--drain 2562047h0m0s: allowed is 0s to 24h0m0s",
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
	for _, n := range []int{1, 2, shownProcesses, shownProcesses + 1, cluster.MostProcesses} {
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
