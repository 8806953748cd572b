package load_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"poolbench/harness/openloop"
	"poolbench/harness/service/load"
)

// serverVariable makes this test binary a server for benchmarks: in one process with the client
// its processor time could not be told from the client's.
const serverVariable = "POOLBENCH_LOAD_TEST_SERVER"

// serveUntilEOF prints its address and answers at once until its standard input ends.
func serveUntilEOF() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })}
	go func() { _ = server.Serve(listener) }()
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func startServer(b *testing.B) (url string) {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serverVariable+"=1")
	stdin, err := cmd.StdinPipe()
	require.NoError(b, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, cmd.Start())
	b.Cleanup(func() { _ = stdin.Close(); _ = cmd.Wait() })
	address, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(b, err)
	return "http://" + strings.TrimSpace(address) + "/"
}

func processorTime() time.Duration {
	var usage unix.Rusage
	_ = unix.Getrusage(unix.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// rate is that of all benchmarks, per second.
const rate = 2000

// BenchmarkRun is what a request costs the client:
//
//	go test ./harness/service/load -run xxx -bench . -benchtime 6000x -count 7
func BenchmarkRun(b *testing.B) {
	url := startServer(b)
	b.ReportAllocs()
	b.ResetTimer()
	before := processorTime()
	r, err := load.Run(b.Context(), load.Config{URL: url, Rate: rate, Requests: b.N})
	require.NoError(b, err)
	b.ReportMetric(float64(processorTime()-before)/float64(b.N), "cpu-ns/op")
	require.Equal(b, int64(b.N), r.Answered)
}

// BenchmarkPacing is the part of it that goes into being on time.
func BenchmarkPacing(b *testing.B) {
	pace(b, func(time.Time, time.Duration) {})
}

// BenchmarkTransport is what the same workers cost with http.Transport.
func BenchmarkTransport(b *testing.B) {
	url := startServer(b)
	b.ReportAllocs()
	b.ResetTimer()
	transport := &http.Transport{MaxIdleConnsPerHost: load.DefaultConnections, MaxConnsPerHost: load.DefaultConnections, DisableCompression: true}
	defer transport.CloseIdleConnections()
	get := func(deadline time.Time) error {
		ctx, cancel := context.WithDeadline(b.Context(), deadline)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		answer, err := transport.RoundTrip(request)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, answer.Body)
		return errors.Join(err, answer.Body.Close())
	}
	arrived := make(chan time.Time, b.N)
	var running sync.WaitGroup
	defer running.Wait()
	defer close(arrived)
	for range load.DefaultConnections {
		running.Go(func() {
			for due := range arrived {
				if err := get(due.Add(load.DefaultTimeout)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	pace(b, func(start time.Time, due time.Duration) { arrived <- start.Add(due) })
}

// pace calls f when each of b.N requests is due.
func pace(b *testing.B, f func(start time.Time, due time.Duration)) {
	b.Helper()
	due, err := openloop.Poisson(b.N, rate, 0)
	require.NoError(b, err)
	alarm := openloop.NewAlarm()
	defer alarm.Close()
	before, start := processorTime(), time.Now()
	for i := range due {
		alarm.Await(start, due[i])
		f(start, due[i])
	}
	b.ReportMetric(float64(processorTime()-before)/float64(b.N), "cpu-ns/op")
}
