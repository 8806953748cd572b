package service_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service"
	"poolbench/harness/workload"
	"poolbench/variants"
)

const asJSON = "application/json"

func TestHealth(t *testing.T) {
	b := newBench(t)
	w := b.get(t.Context(), "/")
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, "Server is running!", w.Body.String())
	require.NoError(t, b.Close())
	assert.Equal(t, http.StatusOK, b.get(t.Context(), "/").Code, "the process lives, although it computes no more")
}

// The note's function with the note's size: the sum is n(n−1)/2.
func TestSum(t *testing.T) {
	b := newBench(t)
	for n, want := range map[uint64]uint64{1: 0, 2: 1, 1000: 499_500, 100_000_000: 4_999_999_950_000_000} {
		a := resultOf(t, b.get(t.Context(), fmt.Sprintf("/compute?workload=sum&n=%d", n), "Accept", asJSON))
		assert.Equal(t, want, a.Result)
		assert.Equal(t, n, a.N)
	}
	a := resultOf(t, b.get(t.Context(), "/compute", "Accept", asJSON))
	assert.Equal(t, service.Answer{Workload: "sum", N: 100_000_000, Result: 4_999_999_950_000_000, QueueingNS: a.QueueingNS, ComputeNS: a.ComputeNS}, a)
	assert.Positive(t, a.ComputeNS)
	require.NoError(t, b.Close())
}

// n is how often a task is repeated; a kernel takes its inputs in turn.
func TestRepeats(t *testing.T) {
	b := newBench(t)
	for query, want := range map[string]uint64{
		"workload=empty": 0, "workload=seven": 7, "workload=seven&n=6": 42,
		"workload=inputs": 0, "workload=inputs&n=3": 0 + 1 + 2, "workload=inputs&n=5": 0 + 1 + 2 + 0 + 1,
	} {
		assert.Equal(t, want, resultOf(t, b.get(t.Context(), "/compute?"+query, "Accept", asJSON)).Result, query)
	}
	require.NoError(t, b.Close())
}

// Every workload that is offered computes what it computes elsewhere; the rest says why not.
func TestEveryWorkloadIsOffered(t *testing.T) {
	s, err := service.Open(baseline(t))
	require.NoError(t, err)
	for _, w := range workload.All() {
		answer := ask(t.Context(), s, http.MethodGet, "/compute?workload="+w.Name, "Accept", asJSON)
		switch {
		case strings.HasPrefix(w.Name, "block-") || strings.HasPrefix(w.Name, "park-") || w.PerWorker != nil:
			assert.Contains(t, problemOf(t, answer).Detail, "is not offered", w.Name)
			continue
		case w.Open != nil:
			w.Answer = w.Open(workload.Seed)(0)
		}
		assert.Equal(t, w.Answer, resultOf(t, answer).Result, w.Name)
	}
	require.NoError(t, s.Close())
}

// The largest n of a workload is about ten seconds of work, or what 64 bits can hold.
func TestLimitsKeepRequestsShort(t *testing.T) {
	s, err := service.Open(baseline(t))
	require.NoError(t, err)
	for _, w := range workload.All() {
		if n, offered := service.Limit(s, w.Name); offered && w.Grain > 0 {
			assert.InDelta(t, 10, (time.Duration(n) * w.Grain).Seconds(), 0.01, w.Name)
		}
	}
	for name, want := range map[string]uint64{"sum": workload.MaxSum, "empty": 1, "spin-1.5ms": 1785, "sleep-10ms": 100, "wait-1ms": 100, "encode-16MiB": 100} {
		n, _ := service.Limit(s, name)
		assert.Equal(t, want, n, name)
	}
	require.NoError(t, s.Close())
}

func TestFormatFollowsAccept(t *testing.T) {
	b := newBench(t)
	const text, json, problem = "text/plain; charset=utf-8", "application/json", "application/problem+json"
	for accept, want := range map[string]string{
		"": text, "*/*": text, "text/plain": text, "text/*": text, "image/png": text, "nonsense": text, ";;,": text,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": text,
		"application/json": json, "application/*": json, "Application/JSON": json, "application/json; charset=utf-8": json,
		"text/plain;q=0.5, application/json": json, "application/json;q=0.5, text/plain": text, "application/json, */*;q=0.1": json,
	} {
		w := b.get(t.Context(), "/compute?workload=seven", "Accept", accept)
		assert.Equal(t, want, w.Header().Get("Content-Type"), accept)
		assert.Equal(t, "Accept", w.Header().Get("Vary"))
		assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		assert.Equal(t, problem, b.get(t.Context(), "/compute?n=0", "Accept", accept).Header().Get("Content-Type"), "a problem is always JSON")
	}
	require.NoError(t, b.Close())
}

func TestTextAndJSONSayTheSame(t *testing.T) {
	b := newBench(t)
	text := b.get(t.Context(), "/compute?workload=seven&n=3").Body.String()
	assert.Regexp(t, `\Aworkload: seven\nn: 3\nresult: 21\nqueueing_ns: \d+\ncompute_ns: \d+\n\z`, text)

	body := b.get(t.Context(), "/compute?workload=seven&n=3", "Accept", asJSON).Body.String()
	var a service.Answer
	require.NoError(t, json.Unmarshal([]byte(body), &a))
	again, err := json.Marshal(a)
	require.NoError(t, err)
	assert.Equal(t, string(again)+"\n", body, "written by hand as encoding/json would")
	require.NoError(t, b.Close())
}

// Of those who come while the limit is reached nobody is kept waiting.
func TestAdmissionTurnsAway(t *testing.T) {
	b := newBench(t, func(c *service.Config) { c.Admission = 2 })
	first := b.hold(t)
	second := b.start(t.Context(), "/compute?workload=seven")
	<-b.submitted
	<-b.submitted // it waits in the queue

	w := b.get(t.Context(), "/compute?workload=seven")
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	assert.Equal(t, "1", w.Header().Get("Retry-After"))
	assert.Equal(t, service.Overloaded, problemOf(t, w).Reason)
	assert.Equal(t, http.StatusOK, b.get(t.Context(), "/").Code, "health needs no admission")
	assert.Equal(t, http.StatusBadRequest, b.get(t.Context(), "/compute?n=0").Code, "nor does an error")

	close(b.release)
	assert.Equal(t, http.StatusOK, (<-first).Code)
	assert.Equal(t, http.StatusOK, (<-second).Code)
	assert.Equal(t, http.StatusOK, b.get(t.Context(), "/compute?workload=seven").Code, "there is room again")
	assert.Equal(t, service.Summary{Answered: 3, Rejected: 1, Invalid: 1}, b.Summary())
	require.NoError(t, b.Close())
}

// The estimate is the work of those ahead, shared by the workers, in whole seconds.
func TestRetryAfter(t *testing.T) {
	assert.Equal(t, 1, service.RetryAfter(50, 2), "nothing is known yet")
	assert.Equal(t, 1, service.RetryAfter(50, 2, time.Millisecond), "never 0: that would be at once")
	assert.Equal(t, 25, service.RetryAfter(50, 2, time.Second))
	assert.Equal(t, 50, service.RetryAfter(50, 1, time.Second))
	assert.Equal(t, 26, service.RetryAfter(51, 2, time.Second), "rounded up")
	assert.Equal(t, 60, service.RetryAfter(1000, 2, time.Second), "never more than a minute")
	assert.Equal(t, 2, service.RetryAfter(1, 1, time.Second, 9*time.Second), "1 s + 8 s/8")
	many := []time.Duration{time.Second}
	for range 60 {
		many = append(many, 10*time.Second)
	}
	assert.Equal(t, 10, service.RetryAfter(1, 1, many...), "it follows")
}

func TestTasksOfClientsWhoHaveLeftNeverRun(t *testing.T) {
	b := newBench(t)
	first := b.hold(t)
	<-b.submitted
	ctx, leave := context.WithCancel(t.Context())
	second := b.start(ctx, "/compute?workload=held")
	<-b.submitted // so it is in the pool's queue, and the pool will run its task
	leave()
	w := <-second
	assert.Equal(t, http.StatusServiceUnavailable, w.Code, "an empty 200 would look like a result to a half-closed client")
	assert.Equal(t, service.ClientGone, problemOf(t, w).Reason)

	close(b.release)
	assert.Equal(t, http.StatusOK, (<-first).Code)
	require.NoError(t, b.Close())
	assert.Empty(t, b.began, "the pool has run everything, and the second task has not begun")
	assert.Equal(t, service.Summary{Answered: 1, Abandoned: 1}, b.Summary())
}

func TestTasksBeyondTheirDeadlineNeverRun(t *testing.T) {
	b := newBench(t, func(c *service.Config) { c.Deadline = time.Millisecond })
	first := b.start(t.Context(), "/compute?workload=held")
	for running := false; !running; {
		select {
		case <-b.began:
			running = true
		case <-first: // a slow machine: it waited too long itself
			first = b.start(t.Context(), "/compute?workload=held")
		}
	}
	w := b.get(t.Context(), "/compute?workload=held") // returns by the deadline, or never
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	assert.NotEmpty(t, w.Header().Get("Retry-After"))
	p := problemOf(t, w)
	assert.Equal(t, service.Deadline, p.Reason)
	assert.Contains(t, p.Detail, "1ms")

	close(b.release)
	assert.Equal(t, http.StatusOK, (<-first).Code, "the deadline is for the beginning: what has begun has no limit")
	require.NoError(t, b.Close())
	assert.Empty(t, b.began)
	assert.EqualValues(t, 1, b.Summary().Answered)
	assert.Positive(t, b.Summary().Abandoned)
}

// What has begun runs to its end, and is counted apart if nobody waits for it.
func TestAClientWhoLeavesATaskThatRuns(t *testing.T) {
	b := newBench(t)
	ctx, leave := context.WithCancel(t.Context())
	answer := b.start(ctx, "/compute?workload=held")
	<-b.began
	leave()
	b.release <- struct{}{} // the task takes it: it runs
	<-answer
	assert.Equal(t, service.Summary{Unclaimed: 1}, b.Summary())
	require.NoError(t, b.Close())
}

// A deadline that has passed while the task ran, which is none of its business, does not hide that
// the client left afterwards.
func TestAClientWhoLeavesATaskThatRunsBeyondItsDeadline(t *testing.T) {
	late := make(chan context.Context, room)
	b := newBench(t, func(c *service.Config) {
		c.Deadline = time.Millisecond
		open := c.Row.Open
		c.Row.Open = func(config variants.Config) (variants.Pool, error) {
			p, err := open(config)
			return &watched{p, late}, err
		}
	})
	ctx, leave := context.WithCancel(t.Context())
	answer, begun := b.start(ctx, "/compute?workload=held"), false
	for deadline := <-late; !begun; {
		select {
		case <-b.began:
			begun = true
			<-deadline.Done()
			require.NoError(t, ctx.Err(), "that was the deadline")
		case <-answer: // a slow machine: it waited too long itself
			answer = b.start(ctx, "/compute?workload=held")
			deadline = <-late
		}
	}
	leave()
	b.release <- struct{}{}
	<-answer
	require.NoError(t, b.Close())
	assert.EqualValues(t, 1, b.Summary().Unclaimed)
	assert.Zero(t, b.Summary().Answered)
}

// watched is a pool that passes on with which contexts it is called.
type watched struct {
	variants.Pool
	contexts chan<- context.Context
}

func (p *watched) Submit(ctx context.Context, task func()) error {
	p.contexts <- ctx
	return p.Pool.Submit(ctx, task)
}

func TestAPanicIsA500AndNothingElse(t *testing.T) {
	b := newBench(t)
	for range 3 {
		w := b.get(t.Context(), "/compute?workload=panics", "X-Request-Id", "mine")
		require.Equal(t, http.StatusInternalServerError, w.Code)
		p := problemOf(t, w)
		assert.Equal(t, service.TaskFailed, p.Reason)
		assert.NotContains(t, p.Detail, "no such number", "what is inside is for the log")
		l := <-b.lines
		assert.Equal(t, slog.LevelWarn, l.level)
		assert.Equal(t, "mine", l.attributes["id"])
		assert.Equal(t, "variants: task panicked: no such number", l.attributes["error"])
		assert.Contains(t, l.attributes["stack"], "main_test.go", "where it panicked")
	}
	assert.Equal(t, http.StatusOK, b.get(t.Context(), "/compute?workload=seven").Code, "the worker is alive")
	assert.Equal(t, service.Summary{Failed: 3, Answered: 1}, b.Summary())
	require.NoError(t, b.Close(), "the pool has seen no panic")
}

func TestAClosedServiceComputesNothing(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.Close())
	require.NoError(t, b.Close(), "twice")
	w := b.get(t.Context(), "/compute?workload=seven")
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	assert.Equal(t, service.ClosedDown, problemOf(t, w).Reason)
	assert.Equal(t, service.Summary{Rejected: 1}, b.Summary())
}

func TestCloseWaitsForWhatIsUnderWay(t *testing.T) {
	b := newBench(t)
	first := b.hold(t)
	<-b.submitted
	second := b.start(t.Context(), "/compute?workload=seven")
	<-b.submitted
	closed := make(chan error, 1)
	go func() { closed <- b.Close() }()
	third := b.get(patience(t), "/compute?workload=held") // refused once Close has begun, or abandoned before
	assert.Equal(t, http.StatusServiceUnavailable, third.Code)
	assert.Empty(t, closed, "the first task runs")
	close(b.release)
	assert.Equal(t, http.StatusOK, (<-first).Code)
	assert.Equal(t, http.StatusOK, (<-second).Code, "what was accepted is answered")
	require.NoError(t, <-closed)
}

// patience is the context of a client who has none.
func patience(t *testing.T) context.Context {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	return ctx
}

func TestConfigurationsThatCannotBe(t *testing.T) {
	cases := map[string]struct {
		change func(*service.Config)
		want   string
	}{
		"no row":    {func(c *service.Config) { c.Row.Open = nil }, "service: Row is empty"},
		"workers":   {func(c *service.Config) { c.Pool.Workers = 0 }, "Workers is 0"},
		"queue":     {func(c *service.Config) { c.Pool.Queue = -1 }, "Queue is -1"},
		"admission": {func(c *service.Config) { c.Admission = -1 }, "service: Admission is -1"},
		"deadline":  {func(c *service.Config) { c.Deadline = -time.Second }, "service: Deadline is -1s"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			config := baseline(t)
			c.change(&config)
			_, err := service.Open(config)
			require.ErrorContains(t, err, c.want)
		})
	}
}
