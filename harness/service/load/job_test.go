package load_test

import (
	"encoding/json"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/child"
	"poolbench/harness/service/load"
)

// Each server answers its first request when the other one has got one too, so that one run
// after the other would never end.
func TestRunsOfAJobTakePlaceAtTheSameTime(t *testing.T) {
	const greetings = 3 // an echo server cannot tell them from requests
	var heard atomic.Int64
	echoed, asked := make(chan struct{}), make(chan struct{})
	url := echo(t, func(b []byte) []byte {
		if heard.Add(1) == greetings+1 {
			close(echoed)
			<-asked
		}
		return b
	})
	var first atomic.Bool
	s := serve(t, func(http.ResponseWriter, *http.Request) {
		if first.CompareAndSwap(false, true) {
			close(asked)
			<-echoed
		}
	})
	var answer struct{ Results []load.Result }
	failure, err := child.Process{GOMAXPROCS: 1, Timeout: time.Minute}.Ask(t.Context(), load.JobName, struct{ Runs []load.Config }{[]load.Config{
		{URL: s.url, Rate: 1000, Requests: 20, Timeout: time.Minute},
		{URL: url, Rate: 500, Requests: 10, Timeout: time.Minute, Connections: greetings},
	}}, &answer)
	require.NoError(t, err)
	require.Nil(t, failure)
	require.Len(t, answer.Results, 2)
	for i, n := range []int64{20, 10} {
		check(t, answer.Results[i])
		assert.Equal(t, n, answer.Results[i].Answered)
		assert.Positive(t, answer.Results[i].Elapsed)
	}
}

func TestAJobThatCannotBeIsRefused(t *testing.T) {
	for request, want := range map[string]string{
		`nonsense`:    "not a request for load: ",
		`{}`:          "no runs: at least one is needed",
		`{"runs":[]}`: "no runs: at least one is needed",
		`{"runs":[{"url":"echo://localhost:1","rate":1,"requests":1},{"url":"echo://localhost:1"}]}`: "run 2: 0 requests per second",
	} {
		_, err := load.Job(json.RawMessage(request))
		assert.ErrorContains(t, err, want, request)
	}
}
