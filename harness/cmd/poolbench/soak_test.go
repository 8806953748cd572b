package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/child"
	"poolbench/harness/service/load"
)

var soakDuration = flag.Duration("soak", 1500*time.Millisecond, "how long the soak test offers load; the slope of memory is judged from a minute on")

const (
	// soakShare is how much of its capacity is offered to the server: much, so that there are
	// queues, and yet what it can do for ever.
	soakShare = 0.8
	// soakSize is n of a request: 2 ms or so, far more than HTTP needs around it, and so little
	// that there are several hundred per second.
	soakSize = 5_000_000
	soakSeed = 6
	// tooMuch is the load that shows what a server can do, as a multiple of that. Turning requests
	// away takes time as well, so that one far beyond would show what is left after that.
	tooMuch = 1.25
	// settling is how long the server may take to notice that everybody has gone: its longest
	// time-out is 10 s.
	settling = 30 * time.Second
)

var soakQuery = fmt.Sprintf("/compute?workload=sum&n=%d", soakSize)

// toleratedFailures are reasons for which a request of the load may fail although nothing is
// wrong with the server: this machine stood still for ten seconds. A connection that breaks, an
// answer that is none, or another status is a defect.
var toleratedFailures = []string{load.TimedOut, load.NoConnection}

// TestSoak holds the books of clients and server against each other after a while of load, with
// clients who behave in every way they should not. make soak runs it for five minutes; the tests run
// it for a second or two. Times are reported and not judged.
func TestSoak(t *testing.T) {
	s := startSoakServer(t)
	var books soakBooks
	grain := s.calibrate(t, &books)
	base, _ := s.countGoroutines(t)

	say(t, "soak       %v at %g of capacity, with faults", *soakDuration, soakShare)
	say(t, "server     serve %s", soakFlags)
	capacity := s.capacity(t, grain, &books)
	say(t, "capacity   %.0f/s: the most that was answered of loads beyond it", capacity)
	result, injected, readings := s.soak(t, capacity*soakShare, grain*heavyFactor)
	require.NotEmpty(t, readings)
	books.add(result)
	books.addFaults(injected)
	last, left, profile := s.settle(t, base, books.sent())
	killed := time.AfterFunc(2*settling, func() { _ = s.cmd.Process.Kill() }) // if it never ends; the drain takes 20 s at most
	code, printed := s.terminate(t)
	killed.Stop()

	checkLoad(t, result)
	checkFaults(t, injected)
	assert.Empty(t, books.discrepancies(last.fates), "%+v", books)
	assert.Zero(t, last.inside, "requests in computing when all clients had gone")
	assert.LessOrEqual(t, left, base, "goroutines of the server when all clients had gone, and before they came:\n%s", profile)
	assert.Zero(t, code, "exit code after SIGTERM")
	assert.Equal(t, endInWords(last.summary())+"\n", printed, "what the server says at its end, and what its metrics said before")
	assert.Empty(t, s.complaints(), "warnings in the server's log")
	if *soakDuration >= slopeFrom {
		checkLongSoak(t, last, readings)
	}
	sayResult(t, result)
	sayFaults(t, injected)
	say(t, "service    %s", strings.ReplaceAll(strings.TrimSpace(printed), "; ", "\n           "))
	sayMemory(t, readings, result)
	say(t, "goroutines %d before and %d after; up to %.0f, with those of the scrape, meanwhile", base, left, mostGoroutines(readings))
}

// say prints a line as soon as it is known, under go test -v, which indents it by four.
func say(t *testing.T, format string, values ...any) {
	t.Helper()
	line := fmt.Sprintf(format+"\n", values...)
	assertWidth(t, strings.ReplaceAll("    "+line, "\n", "\n    "))
	_, _ = fmt.Fprint(t.Output(), line)
}

// computeTime is where an answer says how long it was computed.
var computeTime = regexp.MustCompile(`\ncompute_ns: (\d+)\n`)

// calibrate asks a few times for what the load will ask for, and returns the shortest computation.
func (s *soakServer) calibrate(t *testing.T, books *soakBooks) time.Duration {
	t.Helper()
	least := time.Hour
	for first := books.answered; books.answered < first+5; {
		status, _, body, err := s.get(t.Context(), soakQuery)
		require.NoError(t, err)
		if status == http.StatusServiceUnavailable { // this machine stood still for the deadline
			books.rejected++
			continue
		}
		require.Equal(t, http.StatusOK, status)
		found := computeTime.FindStringSubmatch(body)
		require.NotNil(t, found, body)
		compute, err := time.ParseDuration(found[1] + "ns")
		require.NoError(t, err)
		least = min(least, compute)
		books.answered++
	}
	return least
}

// capacity is the most that the server answers per second, of three loads: the first is more than two
// workers could do if nothing but tasks took time, the others are more than was answered before.
func (s *soakServer) capacity(t *testing.T, grain time.Duration, books *soakBooks) (most float64) {
	t.Helper()
	rate := 2 / grain.Seconds()
	for range 3 {
		r := s.offer(t, tooMuch*rate, min(*soakDuration/6, 3*time.Second))
		checkLoad(t, r)
		books.add(r)
		rate = r.Achieved
		most = max(most, rate)
		require.Positive(t, rate, "nothing was answered: %+v", r)
	}
	return most
}

// offer is a load in a process of its own, whose end it waits for.
func (s *soakServer) offer(t *testing.T, rate float64, duration time.Duration) load.Result {
	t.Helper()
	c := load.Config{URL: s.url + soakQuery, Rate: rate, Duration: duration, Seed: soakSeed}
	require.NoError(t, c.Validate())
	// Ctrl-C does not reach the generator, which is in a process group of its own.
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var answer load.Answer
	failure, err := child.Process{GOMAXPROCS: 1, Timeout: duration + time.Minute}.Ask(ctx, load.JobName, load.Request{Runs: []load.Config{c}}, &answer)
	require.NoError(t, err)
	require.Nil(t, failure, "the generator of the load")
	require.Len(t, answer.Results, 1)
	return answer.Results[0]
}

// soak offers load, and has faults come and the server watched for as long.
func (s *soakServer) soak(t *testing.T, rate float64, heavy time.Duration) (load.Result, *faultBooks, []reading) {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	var injected *faultBooks
	var readings []reading
	var running sync.WaitGroup
	defer running.Wait() // also if there is no result
	defer end()
	running.Go(func() { injected = injectFaults(ctx, strings.TrimPrefix(s.url, "http://"), heavy) })
	running.Go(func() { readings = s.watch(ctx, t) })
	result := s.offer(t, rate, *soakDuration)
	end()
	running.Wait()
	return result, injected, readings
}

// watch reads the metrics every now and then until ctx ends, and shows how far things are.
func (s *soakServer) watch(ctx context.Context, t *testing.T) (readings []reading) {
	start, shown := time.Now(), time.Duration(0)
	ticker := time.NewTicker(min(max(*soakDuration/200, 50*time.Millisecond), time.Second))
	defer ticker.Stop()
	for ctx.Err() == nil {
		r, err := s.read(t.Context())
		if !assert.NoError(t, err, "a scrape") {
			return readings
		}
		r.at = time.Since(start)
		readings = append(readings, r)
		if r.at >= shown+10*time.Second {
			shown = r.at
			say(t, "%9v  %d answered, %d rejected; %s, %.0f goroutines", r.at.Round(time.Second), r.of("answered"), r.of("rejected"), megabytes(r.rss), r.goroutines)
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
	return readings
}

// settle waits until everything that was sent is counted, nothing is under way, and no more
// goroutines are there than before, or until that has taken too long: what is wrong then is for the
// checks.
func (s *soakServer) settle(t *testing.T, goroutines int, sent int64) (last reading, left int, profile string) {
	t.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for start := time.Now(); time.Since(start) < settling; <-ticker.C {
		last = s.mustRead(t)
		left, profile = s.countGoroutines(t)
		if counted := last.summary(); last.inside == 0 && left <= goroutines && counted.Accepted()+counted.Rejected >= sent {
			break
		}
	}
	return last, left, profile
}

func checkLoad(t *testing.T, r load.Result) {
	t.Helper()
	assert.Equal(t, r.Sent, r.Answered+r.Rejected+r.Failed, "sent, and answered + rejected + failed")
	assert.Positive(t, r.Answered)
	reasons := int64(0)
	for why, n := range r.Failures {
		assert.Contains(t, toleratedFailures, why, "%d requests failed", n)
		reasons += n
	}
	assert.Equal(t, r.Failed, reasons, "requests that failed, and those that did for a reason")
}

func checkFaults(t *testing.T, b *faultBooks) {
	t.Helper()
	assert.Empty(t, b.unexpected, "faults that did not end as they should")
	for _, f := range faults {
		ended := int64(0)
		for _, n := range b.endings[f.name] {
			ended += n
		}
		assert.Positive(t, b.injected[f.name], f.name)
		assert.Equal(t, b.injected[f.name], ended, "%s: begun, and ended", f.name)
	}
}

// checkLongSoak has what takes a while: memory that has found its level, and chance that has
// tried everything.
func checkLongSoak(t *testing.T, last reading, readings []reading) {
	t.Helper()
	growth := slope(readings) * soakDuration.Seconds() // 0 where the system does not tell
	assert.LessOrEqual(t, growth, float64(mostGrowth), "bytes of memory that the server takes in %v, by the slope of the second half", *soakDuration)
	for _, f := range slices.Concat(fatesTold200, fatesTold503, fatesOfLeft, []fate{fateInvalid}) {
		assert.Positive(t, last.fates[f], "no request was %s (%s): the soak does not try everything", f.outcome, f.reason)
	}
}

func sayResult(t *testing.T, r load.Result) {
	t.Helper()
	say(t, "load       %.1f/s: %d sent = %d answered + %d rejected + %d failed", r.Offered, r.Sent, r.Answered, r.Rejected, r.Failed)
	if r.Failed > 0 {
		say(t, "           failed: %s", inWordsOf(r.Failures))
	}
	if r.Latency != nil && r.Lag != nil {
		say(t, "           latency p50 %v, p99 %v; the generator's own lag p99 %v",
			rounded(r.Latency.P50NS), rounded(r.Latency.P99NS), rounded(r.Lag.P99NS))
	}
}

func sayFaults(t *testing.T, b *faultBooks) {
	t.Helper()
	say(t, "faults     by what clients do, and how that ended")
	for _, f := range faults {
		say(t, "  %-28s %6d: %s", f.name, b.injected[f.name], inWordsOf(b.endings[f.name]))
	}
}

// mostGoroutines is the largest number in the readings.
func mostGoroutines(readings []reading) (most float64) {
	for _, r := range readings {
		most = max(most, r.goroutines)
	}
	return most
}

func sayMemory(t *testing.T, readings []reading, r load.Result) {
	t.Helper()
	perSecond := slope(readings)
	judged := ""
	if *soakDuration < slopeFrom {
		judged = fmt.Sprintf("\n           (not judged: that takes %v)", slopeFrom)
	}
	say(t, "memory     resident %s at first, %s at last; slope of the second half %+.1f KB/s,\n           %+.0f bytes per request, %s in %v; allowed are %s%s",
		megabytes(readings[0].rss), megabytes(readings[len(readings)-1].rss), perSecond/1e3,
		perSecond/r.Offered, megabytes(perSecond*soakDuration.Seconds()), *soakDuration, megabytes(mostGrowth), judged)
}

func megabytes(b float64) string { return fmt.Sprintf("%.1f MB", b/1e6) }

func rounded(ns int64) time.Duration { return time.Duration(ns).Round(10 * time.Microsecond) }

// inWordsOf are counts in the order of their keys.
func inWordsOf[K ~string](counts map[K]int64) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[k], k))
	}
	return strings.Join(parts, ", ")
}
