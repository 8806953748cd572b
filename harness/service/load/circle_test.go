package load_test

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/child"
	"poolbench/harness/service/load"
)

// gathering answers once so many requests are inside, all of them, and then waits for as many again. So it answers
// nobody unless all callers ask at the same time, and each asks again.
func gathering(n int, turn func(turn int)) http.HandlerFunc {
	var lock sync.Mutex
	inside, turns, gate := 0, 0, make(chan struct{})
	return func(_ http.ResponseWriter, r *http.Request) {
		lock.Lock()
		mine := gate
		if inside++; inside == n {
			turns++
			turn(turns)
			close(gate)
			inside, gate = 0, make(chan struct{})
		}
		lock.Unlock()
		select {
		case <-mine:
		case <-r.Context().Done():
		}
	}
}

// Every caller asks again once he is answered, on the connection that he had before, and not sooner.
func TestCallersAskAgain(t *testing.T) {
	const callers, turns = 5, 20
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := serve(t, gathering(callers, func(turn int) {
		if turn == turns+1 {
			cancel() // which each of them is waiting for now
		}
	}))
	r, err := load.Run(ctx, load.Config{URL: s.url, Callers: callers, Duration: 10 * time.Minute, Timeout: time.Minute})
	require.NoError(t, err)
	check(t, r)
	assert.True(t, r.Closed)
	assert.Equal(t, int64(callers*(turns+1)), s.requests.Load())
	assert.Equal(t, int64(callers*(turns+1)), r.Sent)
	assert.GreaterOrEqual(t, r.Answered, int64(callers*turns))
	assert.Equal(t, r.Sent-r.Answered, r.Failures[load.Interrupted], "some of the last may have been answered")
	assert.Equal(t, int64(callers), s.connections.Load())
	assert.Equal(t, callers, r.Connections)
	assert.Positive(t, r.Achieved)
}

// What is under way when the time is over is answered and counted, and nothing is sent after that.
func TestCallersEndWithTheTime(t *testing.T) {
	const callers, during = 3, 50 * time.Millisecond
	s := serve(t, status(200))
	r := run(t, load.Config{URL: s.url, Callers: callers, Duration: during})
	assert.Equal(t, s.requests.Load(), r.Answered)
	assert.Equal(t, r.Answered, r.Sent)
	assert.Greater(t, r.Answered, int64(callers), "each asked again")
	assert.GreaterOrEqual(t, r.Elapsed, during)

	slow := make(chan struct{})
	begin := sync.OnceFunc(func() { time.AfterFunc(2*during, func() { close(slow) }) })
	s = serve(t, func(http.ResponseWriter, *http.Request) { begin(); <-slow })
	r = run(t, load.Config{URL: s.url, Callers: callers, Duration: during})
	assert.Equal(t, int64(callers), r.Answered, "after the time was over, and no other was sent")
}

func TestOutcomesOfCallersAreAccountedFor(t *testing.T) {
	const callers = 4
	cases := map[string]struct {
		url   string
		again bool // a bad answer is an answer
		count func(load.Result) int64
	}{
		"200":     {serve(t, status(200)).url, true, func(r load.Result) int64 { return r.Answered }},
		"503":     {serve(t, status(503)).url, true, func(r load.Result) int64 { return r.Rejected }},
		"500":     {serve(t, status(500)).url, true, func(r load.Result) int64 { return r.Failures["status 500"] }},
		"an echo": {echo(t, same), true, func(r load.Result) int64 { return r.Answered }},
		"resets":  {serve(t, reset(t)).url, false, func(r load.Result) int64 { return r.Failures[load.Reset] }},
		"refuses": {"http://" + nobody(t), false, func(r load.Result) int64 { return r.Failures[load.Refused] }},
	}
	for name, c := range cases {
		r := run(t, load.Config{URL: c.url, Callers: callers, Duration: 30 * time.Millisecond})
		assert.Equal(t, r.Sent, c.count(r), name)
		if c.again {
			assert.Greater(t, r.Sent, int64(callers), name)
		} else {
			assert.Equal(t, int64(callers), r.Sent, "%s: who gets no answer asks no more", name)
		}
	}
}

// Beside requests at a rate callers without a duration come before and stay until after: whoever asks by the
// schedule is answered when one of the callers comes again.
func TestCallersAreThereTheWholeTime(t *testing.T) {
	const callers, scheduled = 3, 20
	var asked atomic.Int64
	again := make(chan struct{})
	busy := serve(t, func(http.ResponseWriter, *http.Request) {
		asked.Add(1)
		select {
		case again <- struct{}{}:
		default:
		}
	})
	var before []int64
	probed := serve(t, func(http.ResponseWriter, *http.Request) {
		before = append(before, asked.Load())
		<-again
	})
	var answer load.Answer
	failure, err := child.Process{GOMAXPROCS: 2, Timeout: time.Minute}.Ask(t.Context(), load.JobName, load.Request{Runs: []load.Config{
		{URL: probed.url, Rate: 10_000, Requests: scheduled, MaxConnections: 1},
		{URL: busy.url, Callers: callers},
	}}, &answer)
	require.NoError(t, err)
	require.Nil(t, failure)
	for _, r := range answer.Results {
		check(t, r)
	}
	assert.Equal(t, int64(scheduled), answer.Results[0].Answered)
	assert.False(t, answer.Results[0].Closed)
	assert.True(t, answer.Results[1].Closed)
	assert.Equal(t, asked.Load(), answer.Results[1].Answered)
	assert.GreaterOrEqual(t, before[0], int64(callers), "each had been answered before the first")
	assert.Greater(t, answer.Results[1].Elapsed, answer.Results[0].Elapsed)
}

// Callers whom nobody answers do not keep the others waiting.
func TestCallersWithoutAnAnswerHoldUpNobody(t *testing.T) {
	s := serve(t, status(200))
	request := []byte(`{"runs": [{"url": "http://` + nobody(t) + `", "callers": 2}, {"url": "` + s.url + `", "rate": 1000, "requests": 5}]}`)
	answer, err := load.Job(request)
	require.NoError(t, err)
	results := answer.(load.Answer).Results
	assert.Equal(t, map[string]int64{load.Refused: 2}, results[0].Failures)
	assert.Equal(t, int64(5), results[1].Answered)
}
