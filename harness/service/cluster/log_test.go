package cluster_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/service/cluster"
)

// plain writes lines without the time.
func plain(out *bytes.Buffer) *slog.Logger {
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
}

func TestWhatProcessesLogIsPassedOn(t *testing.T) {
	for name, c := range map[string]struct{ said, logged, complaint string }{
		"a log line":      {`{"time":"2026-01-01T00:00:00Z","level":"WARN","msg":"task failed","workload":"fft","id":"x-1"}`, "level=WARN msg=\"task failed\" id=x-1 workload=fft\n", ""},
		"a lower level":   {`{"level":"DEBUG","msg":"request"}`, "", ""},
		"the reason":      {"panic: boom\n\ngoroutine 1 [running]:\n", "level=WARN msg=said line=\"panic: boom\"\nlevel=WARN msg=said line=\"goroutine 1 [running]:\"\n", "panic: boom"},
		"other JSON":      {"{}\n[1]\n", "level=WARN msg=said line={}\nlevel=WARN msg=said line=[1]\n", "{}"},
		"an unknown word": {`{"level":"LOUD","msg":"hey"}`, "level=WARN msg=said line=\"{\\\"level\\\":\\\"LOUD\\\",\\\"msg\\\":\\\"hey\\\"}\"\n", `{"level":"LOUD","msg":"hey"}`},
		"nothing":         {"", "", ""},
	} {
		var out bytes.Buffer
		assert.Equal(t, c.complaint, cluster.PassOn(strings.NewReader(c.said), plain(&out)), name)
		assert.Equal(t, c.logged, out.String(), name)
	}
}

func TestOfAStackOnlyTheBeginningIsPassedOn(t *testing.T) {
	var out bytes.Buffer
	complaint := cluster.PassOn(strings.NewReader("fatal error: out of memory\n"+strings.Repeat("goroutine\n", 1000)), plain(&out))
	assert.Equal(t, "fatal error: out of memory", complaint)
	assert.Equal(t, 100, strings.Count(out.String(), "\n"))
}
