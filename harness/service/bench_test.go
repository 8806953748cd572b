package service_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/service"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// The pair that says what the service costs: a handler that writes a constant, and an empty
// task through admission, pool, metrics and negotiation. Both on one keep-alive connection
// over loopback, by a client that does as little as a client can: with http.Client the
// difference would drown in the client's own work. Compare them in one run, such as
//
//	go test -run '^$' -bench . -count 10 -cpu 1,2 ./harness/service
//
// With more than one processor most of a round trip is the waking of threads that have gone
// to sleep, and a service that has just woken a worker may find one awake and be faster than
// one that does nothing. Processor time, client included, does not depend on that.
func BenchmarkBare(b *testing.B) {
	body := []byte("workload: empty\nn: 1\nresult: 0\nqueueing_ns: 1234\ncompute_ns: 100\n")
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })}
	listener := listen(b)
	go func() { _ = server.Serve(listener) }()
	roundTrips(b, listener.Addr(), "/")
	require.NoError(b, server.Close())
}

func BenchmarkComputeEmpty(b *testing.B) {
	row, err := catalog.Find(catalog.Baseline, catalog.Own)
	require.NoError(b, err)
	s, err := service.Open(service.Config{Row: row, Pool: variants.Config{Workers: 2, Queue: experiment.Queue}})
	require.NoError(b, err)
	listener := listen(b)
	ctx, stop := context.WithCancel(b.Context())
	served := make(chan error)
	go func() {
		_, err := s.Serve(ctx, listener, 0)
		served <- err
	}()
	roundTrips(b, listener.Addr(), "/compute?workload=empty")
	stop()
	require.NoError(b, <-served)
}

func listen(tb testing.TB) net.Listener {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	return l
}

// roundTrips sends one request after the other on one connection, and reads each answer whole.
func roundTrips(b *testing.B, addr net.Addr, path string) {
	conn, err := net.Dial("tcp", addr.String())
	require.NoError(b, err)
	defer conn.Close() //nolint:errcheck // nothing to lose
	request := []byte("GET " + path + " HTTP/1.1\r\nHost: " + addr.String() + "\r\n\r\n")
	in := bufio.NewReader(conn)
	b.ReportAllocs()
	before := processorTime(b)
	for b.Loop() {
		_, err := conn.Write(request)
		require.NoError(b, err)
		answer, err := http.ReadResponse(in, nil)
		require.NoError(b, err)
		require.Equal(b, http.StatusOK, answer.StatusCode)
		_, err = io.Copy(io.Discard, answer.Body)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(processorTime(b)-before)/float64(b.N), "cpu-ns/op")
}

// processorTime is what this process has used so far.
func processorTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
