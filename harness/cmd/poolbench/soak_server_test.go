package main

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"poolbench/harness/service"
)

// soakFlags are those of the server. Two workers and processors, whatever the machine has: the
// soak is about accounts and not about speed, and one generator can offer what they can do.
// Admission 32 and a deadline of 100 ms are little enough for bursts to hit both. The
// profile names the goroutines that are left.
const soakFlags = "--gomaxprocs 2 --workers 2 --admission 32 --deadline 100ms --pprof"

// soakServer is a server whose metrics are read again and again.
type soakServer struct{ *server }

func startSoakServer(t *testing.T) *soakServer {
	t.Helper()
	s := startServer(t, strings.Fields(soakFlags)...)
	// One connection for all scrapes: its goroutines are there at the beginning as at the end.
	s.client.Transport.(*http.Transport).MaxConnsPerHost = 1
	s.client.Timeout = settling
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("standard error of the server:\n%s", s.errs.String())
		}
	})
	return &soakServer{s}
}

// complaints are the warnings in the server's log.
func (s *soakServer) complaints() (lines []string) {
	for line := range strings.Lines(s.errs.String()) {
		if strings.Contains(line, "level=") && !strings.Contains(line, "level=INFO") {
			lines = append(lines, line)
		}
	}
	return lines
}

// fate is what the service says that became of a request to compute.
type fate struct{ outcome, reason string }

// reading is what one scrape of GET /metrics says.
type reading struct {
	at         time.Duration // since the soak began
	fates      map[fate]int64
	inside     float64 // requests in computing, waiting or running
	goroutines float64 // with those of the scrape
	rss        float64 // bytes; 0 where the system does not tell
}

var (
	fateLine  = regexp.MustCompile(`(?m)^poolbench_requests_total\{outcome="(\w*)",reason="(\w*)"\} (\S+)$`)
	gaugeLine = regexp.MustCompile(`(?m)^(poolbench_requests_waiting|poolbench_requests_running|go_goroutines|process_resident_memory_bytes) (\S+)$`)
)

// read scrapes once.
func (s *soakServer) read(ctx context.Context) (reading, error) {
	status, _, text, err := s.get(ctx, "/metrics")
	if err != nil {
		return reading{}, err
	}
	r := reading{fates: map[fate]int64{}}
	for _, found := range fateLine.FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseFloat(found[3], 64)
		if err != nil {
			return reading{}, err
		}
		r.fates[fate{found[1], found[2]}] = int64(n)
	}
	gauges := map[string]float64{}
	for _, found := range gaugeLine.FindAllStringSubmatch(text, -1) {
		if gauges[found[1]], err = strconv.ParseFloat(found[2], 64); err != nil {
			return reading{}, err
		}
	}
	r.inside = gauges["poolbench_requests_waiting"] + gauges["poolbench_requests_running"]
	r.goroutines, r.rss = gauges["go_goroutines"], gauges["process_resident_memory_bytes"]
	if status != http.StatusOK || len(r.fates) == 0 || r.goroutines == 0 {
		return reading{}, fmt.Errorf("status %d, and no metrics of a service: %.200q", status, text)
	}
	return r, nil
}

// mustRead is read for the goroutine of the test.
func (s *soakServer) mustRead(t *testing.T) reading {
	t.Helper()
	r, err := s.read(t.Context())
	require.NoError(t, err)
	return r
}

var profileTotal = regexp.MustCompile(`\Agoroutine profile: total (\d+)\n`)

// countGoroutines returns how many the server has, and who they are. A profile has no goroutines of
// its own, while a scrape starts a number that differs from one to the next.
func (s *soakServer) countGoroutines(t *testing.T) (n int, profile string) {
	t.Helper()
	_, _, profile, err := s.get(t.Context(), "/debug/pprof/goroutine?debug=1")
	require.NoError(t, err)
	found := profileTotal.FindStringSubmatch(profile)
	require.NotNil(t, found, profile)
	n, err = strconv.Atoi(found[1])
	require.NoError(t, err)
	return n, profile
}

// of sums up the fates of an outcome.
func (r reading) of(outcome string) (sum int64) {
	for f, n := range r.fates {
		if f.outcome == outcome {
			sum += n
		}
	}
	return sum
}

// summary is what the service has to say at its end if nothing happens any more.
func (r reading) summary() service.Summary {
	return service.Summary{
		Answered: r.of("answered"), Rejected: r.of("rejected"), Abandoned: r.of("abandoned"), Unclaimed: r.of("unclaimed"),
		Failed: r.of("failed"), Lost: r.of("lost"), Invalid: r.of("invalid"),
	}
}
