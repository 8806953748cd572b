package service_test

import (
	"bufio"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service"
)

func TestWhatIsNotServed(t *testing.T) {
	b := newBench(t)
	cases := map[string]struct {
		method, path string
		status       int
		reason       string
	}{
		"unknown path":      {"GET", "/computer", http.StatusNotFound, service.NotFound},
		"below compute":     {"GET", "/compute/", http.StatusNotFound, service.NotFound},
		"dots":              {"GET", "/../etc/passwd", http.StatusNotFound, service.NotFound},
		"profile":           {"GET", "/debug/pprof/", http.StatusNotFound, service.NotFound},
		"profile's command": {"GET", "/debug/pprof/cmdline", http.StatusNotFound, service.NotFound},
		"POST somewhere":    {"POST", "/computer", http.StatusNotFound, service.NotFound},
		"POST":              {"POST", "/compute", http.StatusMethodNotAllowed, service.BadMethod},
		"PUT":               {"PUT", "/", http.StatusMethodNotAllowed, service.BadMethod},
		"DELETE":            {"DELETE", "/metrics", http.StatusMethodNotAllowed, service.BadMethod},
		"OPTIONS":           {"OPTIONS", "/compute", http.StatusMethodNotAllowed, service.BadMethod},
		"made up":           {"COMPUTE", "/compute", http.StatusMethodNotAllowed, service.BadMethod},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := ask(t.Context(), b.Service, c.method, c.path)
			require.Equal(t, c.status, w.Code)
			p := problemOf(t, w)
			assert.Equal(t, c.reason, p.Reason)
			if c.status == http.StatusMethodNotAllowed {
				assert.Equal(t, "GET, HEAD", p.Allowed)
				assert.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
				return
			}
			assert.Equal(t, "/, /compute, /metrics", p.Allowed)
		})
	}
	assert.Zero(t, b.Summary(), "none of them was a request to compute")
	require.NoError(t, b.Close())
}

func TestHEADIsAllowed(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/", "/compute?workload=seven", "/metrics"} {
		assert.Equal(t, http.StatusOK, ask(t.Context(), b.Service, http.MethodHead, path).Code, path)
	}
	require.NoError(t, b.Close())
}

func TestProfileIsServedWhenAskedFor(t *testing.T) {
	b := newBench(t, func(c *service.Config) { c.Profile = true })
	assert.Contains(t, b.get(t.Context(), "/debug/pprof/").Body.String(), "goroutine")
	assert.Equal(t, http.StatusOK, b.get(t.Context(), "/debug/pprof/goroutine?debug=1").Code)
	assert.Contains(t, b.get(t.Context(), "/debug/pprof/cmdline").Body.String(), "service.test")
	require.NoError(t, b.Close())
}

// An id that a client sends is kept if it can do no harm in a log.
func TestRequestIDs(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/", "/compute?workload=seven", "/metrics", "/nowhere", "/compute?n=0"} {
		for _, id := range []string{"a", "6f1e2b3c-0d4e-4f5a-8b6c-7d8e9f0a1b2c", "A.b_9", strings.Repeat("x", 64)} {
			assert.Equal(t, id, b.get(t.Context(), path, "X-Request-Id", id).Header().Get("X-Request-Id"), path)
			assert.Equal(t, id, (<-b.lines).attributes["id"], path)
		}
	}
	seen := map[string]bool{}
	for _, id := range []string{"", " ", "a b", "a\nlevel=ERROR", "a\x1b[31m", "ä", "a;b", "<script>", strings.Repeat("x", 65)} {
		made := b.get(t.Context(), "/", "X-Request-Id", id).Header().Get("X-Request-Id")
		assert.Regexp(t, `\A[0-9a-f]{8}-[0-9]+\z`, made, "%q", id)
		assert.False(t, seen[made], "each has its own")
		seen[made] = true
	}
	made := b.get(t.Context(), "/", "X-Request-Id", "one", "X-Request-Id", "two").Header().Get("X-Request-Id")
	assert.Regexp(t, `\A[0-9a-f]{8}-`, made, "which of them?")
	require.NoError(t, b.Close())
}

func TestALinePerRequestAtDebugLevelOnly(t *testing.T) {
	b := newBench(t)
	id := b.get(t.Context(), "/compute?workload=seven&n=2").Header().Get("X-Request-Id")
	l := <-b.lines
	assert.Equal(t, slog.LevelDebug, l.level)
	for key, want := range map[string]string{"id": id, "workload": "seven", "n": "2", "fate": "answered", "status": "200"} {
		assert.Equal(t, want, l.attributes[key], key)
	}
	assert.NotEmpty(t, l.attributes["queueing"])
	assert.NotEmpty(t, l.attributes["compute"])
	require.NoError(t, b.Close())

	var out strings.Builder
	b = newBench(t, func(c *service.Config) {
		c.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelInfo}))
	})
	b.get(t.Context(), "/")
	b.get(t.Context(), "/compute?workload=seven")
	b.get(t.Context(), "/compute?n=0")
	assert.Empty(t, out.String())
	b.get(t.Context(), "/compute?workload=panics")
	assert.Equal(t, 1, strings.Count(out.String(), "\n"), "a warning in one line")
	require.NoError(t, b.Close())
}

// series reads /metrics into values by name and labels.
func series(t *testing.T, b *bench) map[string]string {
	t.Helper()
	values := map[string]string{}
	lines := bufio.NewScanner(b.get(t.Context(), "/metrics").Body)
	for lines.Scan() {
		if name, value, ok := strings.Cut(lines.Text(), "} "); ok && !strings.HasPrefix(name, "#") {
			values[name+"}"] = value
		} else if name, value, ok := strings.Cut(lines.Text(), " "); ok && !strings.HasPrefix(name, "#") {
			values[name] = value
		}
	}
	require.NoError(t, lines.Err())
	return values
}

func TestMetricsCountEveryFate(t *testing.T) {
	b := newBench(t, func(c *service.Config) { c.Admission = 2 })
	first := b.hold(t)
	second := b.start(t.Context(), "/compute?workload=seven")
	<-b.submitted
	<-b.submitted
	m := series(t, b)
	assert.Equal(t, "1", m["poolbench_requests_running"])
	assert.Equal(t, "1", m["poolbench_requests_waiting"])
	assert.Equal(t, "2", m["poolbench_admission_limit"])
	assert.Equal(t, "1", m["poolbench_workers"])
	b.get(t.Context(), "/compute?workload=seven") // rejected
	close(b.release)
	<-first
	<-second
	b.get(patience(t), "/compute?workload=seven")
	b.get(t.Context(), "/compute?workload=panics")
	b.get(t.Context(), "/compute?workload=nonsense")
	require.NoError(t, b.Close())
	b.get(t.Context(), "/compute?workload=seven")

	m = series(t, b)
	for labels, want := range map[string]string{
		`outcome="answered",reason=""`: "2", `outcome="rejected",reason="admission"`: "1", `outcome="rejected",reason="closing"`: "1",
		`outcome="abandoned",reason="client"`: "1", `outcome="abandoned",reason="deadline"`: "0", `outcome="failed",reason="panic"`: "1",
		`outcome="invalid",reason="query"`: "1", `outcome="unclaimed",reason="client"`: "0", `outcome="lost",reason="drain"`: "0",
	} {
		assert.Equal(t, want, m["poolbench_requests_total{"+labels+"}"], labels)
	}
	assert.Equal(t, "0", m["poolbench_requests_running"])
	assert.Equal(t, "0", m["poolbench_requests_waiting"])
	for _, histogram := range []string{"request", "queueing", "compute"} {
		name := "poolbench_" + histogram + "_duration_seconds"
		assert.Equal(t, "1", m[name+`_count{workload="seven"}`], "the rejected and the abandoned took no time")
		assert.Equal(t, "1", m[name+`_count{workload="held"}`])
		assert.Equal(t, "1", m[name+`_bucket{workload="held",le="+Inf"}`])
		assert.NotContains(t, m, name+`_count{workload="panics"}`)
		assert.NotContains(t, m, name+`_count{workload="nonsense"}`, "clients cannot make labels")
		assert.NotContains(t, m, name+`_count{workload="empty"}`, "nobody asked for it")
		assert.Contains(t, m, name+`_bucket{workload="held",le="1e-06"}`)
		assert.Contains(t, m, name+`_bucket{workload="held",le="16.777216"}`)
	}
	assert.NotEmpty(t, m["go_goroutines"])
	assert.NotEmpty(t, m["go_sched_gomaxprocs_threads"])
}

func TestMetricsAreAsPrometheusWantsThem(t *testing.T) {
	b := newBench(t)
	b.get(t.Context(), "/compute?workload=seven")
	w := b.get(t.Context(), "/metrics")
	assert.Contains(t, w.Header().Get("Content-Type"), "text/plain; version=")
	body, err := io.ReadAll(w.Body)
	require.NoError(t, err)
	problems, err := promlint.New(strings.NewReader(string(body))).Lint()
	require.NoError(t, err)
	assert.Empty(t, problems)
	require.NoError(t, b.Close())
}
