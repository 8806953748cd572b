package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/harness/service/load"
)

// answering is a server whose handler answers in turn with statuses.
func answering(t *testing.T, statuses ...int) string {
	t.Helper()
	var turn atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(statuses[int(turn.Add(1))%len(statuses)])
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestLoadPrintsWhatBecameOfTheRequests(t *testing.T) {
	url := answering(t, 200, 503, 500, 200)
	code, out, errs := poolbench(t.Context(), "load", url, "--rate", "1000", "--requests", "40", "--seed", "7")
	assert.Equal(t, exitDone, code, errs)
	assert.Contains(t, out, "target     "+url+"\n")
	assert.Contains(t, out, "/s, a Poisson process (seed 7)\n")
	assert.Contains(t, out, "SATURATED: below 99 % of what was offered\n", "half of them was not answered")
	assert.Contains(t, out, "requests   40 sent = 20 answered + 10 rejected + 10 failed\n           10 failed: status 500\n")
	for _, row := range []string{"answered ", "  first third ", "  last third ", "rejected ", "own lag "} {
		assert.Contains(t, out, "\n"+row)
	}
	assertWidth(t, out)
}

func TestLoadAsJSON(t *testing.T) {
	url := answering(t, 200)
	code, out, errs := poolbench(t.Context(), "load", "--json", "--constant", "--rate", "500", "--duration", "20ms", "--connections", "3", url)
	require.Equal(t, exitDone, code, errs)
	var report loadReport
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	assert.Equal(t, load.Config{
		URL: url, Rate: 500, Arrivals: load.Constant, Duration: 20 * time.Millisecond, Timeout: load.DefaultTimeout, Connections: 3,
	}, report.Config, "what was measured is part of the answer")
	assert.Equal(t, int64(10), report.Result.Answered)
	assert.Equal(t, int64(10), report.Result.Latency.Count)
	assert.False(t, report.Interrupted)
}

func TestLoadInAClosedLoopIsMarked(t *testing.T) {
	url := answering(t, 200)
	code, out, errs := poolbench(t.Context(), "load", url, "--callers", "3", "--duration", "20ms")
	require.Equal(t, exitDone, code, errs)
	assert.Contains(t, out, "\ncallers    3, each asks again as soon as it is answered\n")
	assert.Contains(t, out, "\nfrom sending to end ")
	assert.Contains(t, out, "\na closed loop: while the server stalls nobody comes")
	assert.NotContains(t, out, "offered")
	assert.NotContains(t, out, "own lag")
	assert.Contains(t, out, ", 3 connections\n")
	assertWidth(t, out)

	code, out, errs = poolbench(t.Context(), "load", "--json", url, "--callers", "3", "--duration", "20ms")
	require.Equal(t, exitDone, code, errs)
	var report loadReport
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	assert.Equal(t, load.Config{URL: url, Callers: 3, Duration: 20 * time.Millisecond, Timeout: load.DefaultTimeout}, report.Config)
	assert.True(t, report.Result.Closed)
}

// Without a seed arrivals differ from run to run, and can be repeated.
func TestLoadSaysTheSeedThatItChose(t *testing.T) {
	url := answering(t, 200)
	seeds := map[uint64]bool{}
	for range 3 {
		code, out, errs := poolbench(t.Context(), "load", "--json", "--rate", "1e4", "--requests", "2", url)
		require.Equal(t, exitDone, code, errs)
		var report loadReport
		require.NoError(t, json.Unmarshal([]byte(out), &report))
		assert.Less(t, report.Config.Seed, uint64(maxSeed))
		seeds[report.Config.Seed] = true
	}
	assert.Greater(t, len(seeds), 1)
}

func TestLoadThatNobodyAnswersHasFailed(t *testing.T) {
	code, out, errs := poolbench(t.Context(), "load", "--rate", "1000", "--requests", "20", answering(t, 500))
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, out, "20 failed: status 500\n", "the result is printed all the same")
	assert.NotContains(t, out, "\nanswered ")
	assert.True(t, strings.HasSuffix(errs, "poolbench: nothing was answered\n"), errs)
}

// Ctrl-C ends the requests that are under way; what there is is printed.
func TestAnInterruptedLoadPrintsWhatThereIs(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var turn atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if turn.Add(1) == 3 {
			cancel()
		}
		<-r.Context().Done()
	}))
	defer s.Close()
	code, out, errs := poolbench(ctx, "load", s.URL, "--duration", "10m")
	assert.Equal(t, exitInterrupted, code)
	assert.Contains(t, out, " failed: interrupted\n")
	assert.Contains(t, out, "interrupted: what was under way has failed, and the rest was not sent\n")
	assert.True(t, strings.HasSuffix(errs, "poolbench: interrupted\n"), errs)
	assertWidth(t, out)

	code, out, _ = poolbench(ctx, "load", s.URL)
	assert.Equal(t, exitInterrupted, code)
	assert.Contains(t, out, "requests   0 sent = 0 answered + 0 rejected + 0 failed\n")
}

func TestWrongCommandLinesOfLoad(t *testing.T) {
	const url = " http://127.0.0.1:1/"
	for name, c := range map[string]struct{ args, want string }{
		"no URL":            {"", "poolbench load takes one URL, but got 0 arguments"},
		"two URLs":          {url + url, "poolbench load takes one URL, but got 2 arguments"},
		"no scheme":         {"localhost:8080", `"localhost:8080": scheme "localhost": allowed is http://HOST[:PORT]/PATH`},
		"TLS":               {"https://localhost", `scheme "https"`},
		"public":            {"http://192.0.2.1/", "http://192.0.2.1/ is not on this machine: allowed is an address such as 127.0.0.1, or any with --public"},
		"a name":            {"http://example.org/", "is not on this machine"},
		"all addresses":     {"echo://0.0.0.0:9000", "is not on this machine"},
		"no rate":           {"--rate 0" + url, "0 requests per second: allowed is more than 0, up to 1000000"},
		"rate in words":     {"--rate fast" + url, `invalid argument "fast" for "--rate"`},
		"no number":         {"--rate NaN" + url, "NaN requests per second"},
		"no duration":       {"--duration 0s" + url, "--duration: it has to be more than 0"},
		"negative duration": {"--duration -1s" + url, "--duration: it has to be more than 0"},
		"a day":             {"--duration 24h" + url, "duration 24h0m0s: allowed is up to 30m0s"},
		"no requests":       {"--requests 0" + url, "--requests: it has to be more than 0"},
		"too many":          {"--rate 1e6 --duration 10m" + url, "are 600000000 requests: allowed are up to 5000000"},
		"no time-out":       {"--timeout 0s" + url, "--timeout: it has to be more than 0"},
		"a long time-out":   {"--timeout 1h" + url, "time-out 1h0m0s: allowed is up to 5m0s"},
		"no connections":    {"--connections 0" + url, "--connections: it has to be more than 0"},
		"many connections":  {"--connections 1000000" + url, "1000000 connections, at most 1000000: allowed are 1 to 20000"},
		"no callers":        {"--callers 0" + url, "--callers: it has to be more than 0"},
		"callers at a rate": {"--callers 2 --rate 100" + url, "2 callers, who ask as soon as they are answered, on a connection each: allowed is a duration"},
		"callers, counted":  {"--callers 2 --requests 5" + url, "and no rate, arrivals, number of requests or connections"},
		"callers by chance": {"--callers 2 --seed 5" + url, "--seed: nothing is left to chance with --callers"},
		"many callers":      {"--callers 20001" + url, "20001 callers: allowed are 1 to 20000"},
		"negative seed":     {"--seed -1" + url, `invalid argument "-1" for "--seed"`},
	} {
		code, out, errs := poolbench(t.Context(), append([]string{"load"}, strings.Fields(c.args)...)...)
		assert.Equal(t, exitUsage, code, name)
		assert.Empty(t, out, name)
		assert.Contains(t, errs, c.want, name)
		assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
	}
}

func TestTheResultOfALoadFitsTheTerminal(t *testing.T) {
	l := &sample.Latency{Count: 5_000_000, P50NS: 123_456, P99NS: 999_999_999, P999NS: 59_999_999_999, MaxNS: 3_599_999_999_999}
	var out strings.Builder
	loadReport{
		Config: load.Config{URL: "http://127.0.0.1:8080/compute?workload=" + strings.Repeat("ä", 100), Rate: 1e6, Seed: 18446744073709551615},
		Result: load.Result{
			Offered: 999_999.9, Achieved: 0.0123, Sent: 5_000_000, Answered: 3_000_000, Rejected: 1_000_000, Failed: 1_000_000,
			Failures: map[string]int64{load.NoConnection: 999_999, "status 404": 1}, Saturated: true, Elapsed: time.Hour,
			Latency: l, Early: l, Late: l, Rejection: l, Lag: l,
		},
		Interrupted: true,
	}.print(&out)
	assertWidth(t, out.String())
	assert.Contains(t, out.String(), "999999 failed: timeout, no connection free\n           1 failed: status 404\n", "the most frequent first")
	assert.Contains(t, out.String(), "offered    1000000/s, ")
	assert.Contains(t, out.String(), "achieved   0.0123/s  SATURATED")
}
